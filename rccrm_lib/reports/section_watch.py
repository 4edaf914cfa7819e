"""Who keeps a tier by patience alone: by tier, by branch, and by what brought them down. Counts and sums, no names."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.reports.document import Block, Chart, Paragraph, Table, make_table
from rccrm_lib.reports.voice import Voice

SUMMED = ["n", "n_settled", "aum_avg_fen", "stake_fen"]


def watch_blocks(voice: Voice) -> list[Block]:
    """The watch list of the month; nothing where it is not there."""
    frame = voice.results.watch_counts
    if frame is None or frame.empty:
        return []
    total = frame[SUMMED].sum()
    said = [voice("watch.finding", n=int(total["n"]), settled=int(total["n_settled"]), open=int(total["n"] - total["n_settled"])),
            _cause(voice, frame)]
    return [Paragraph("".join(said), "finding"), _chart(voice, frame), _branches(voice, frame)]


def _sum(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """One row per value; a sum of which nothing was supplied stays missing."""
    return frame.groupby(by, as_index=False, sort=True)[SUMMED].sum(min_count=1)


def _cause(voice: Voice, frame: pd.DataFrame) -> str:
    most = _sum(frame, "deciding").sort_values(["n", "deciding"], ascending=[False, True]).iloc[0]
    return voice("watch.cause", n=int(most["n"]), cause=voice.name("tier_cause", most["deciding"]))


def _chart(voice: Voice, frame: pd.DataFrame) -> Chart:
    order = {code: place for place, code in enumerate(voice.results.tier_names["tier"])}
    rows = _sum(frame, "tier")
    rows = rows.assign(label=[voice.tier(code) for code in rows["tier"]], _order=rows["tier"].map(order),
                       n_open=rows["n"] - rows["n_settled"]).sort_values("_order", ascending=False)
    columns = voice.columns(("label", "tier", "text"), ("n", "n_on_watch", "count"), ("n_settled", "n_settled", "count"),
                            ("n_open", "n_open", "count"), ("aum_avg_fen", "aum", "fen"), ("stake_fen", "stake", "fen"))
    table = make_table(rows, id="watch.tier", caption=voice("watch.tier_table"), columns=columns, key=["tier"])
    valuable = voice.results.tier_names.set_index("tier")["is_valuable"]
    marked = rows["tier"].map(valuable).astype(bool)
    data = pd.DataFrame({"label": rows["label"], "value": rows["n"], "is_marked": marked})
    title = voice("watch.chart", tier=voice.valuable_tier(), n=int(rows.loc[marked, "n"].sum()),
                  aum=voice.fen(int(rows.loc[marked, "aum_avg_fen"].sum())))
    return voice.chart("bars", data, table, id="chart.watch.tier", title=title, unit=voice("unit.customers"), source="value",
                       alt=voice("watch.alt"))


def _branches(voice: Voice, frame: pd.DataFrame) -> Table:
    """Most at stake first; by assets where no contribution is supplied."""
    rows = _sum(frame.assign(branch=frame["branch"].fillna(""), branch_id=frame["branch_id"].fillna("")), "branch_id")
    names = frame.drop_duplicates("branch_id").set_index("branch_id")["branch"]
    by = "aum_avg_fen" if rows["stake_fen"].isna().all() else "stake_fen"
    rows = rows.assign(
        label=[voice.branch(code, names.get(code)) for code in rows["branch_id"]],
        key=rows["branch_id"].where(rows["branch_id"] != "", "rest")).sort_values([by, "branch_id"], ascending=[False, True])
    columns = voice.columns(("label", "branch", "text"), ("n", "n_on_watch", "count"), ("n_settled", "n_settled", "count"),
                            ("aum_avg_fen", "aum", "fen"), ("stake_fen", "stake", "fen"))
    return make_table(rows, id="watch.branch", caption=voice("watch.branch_table"), columns=columns, key=["key"])
