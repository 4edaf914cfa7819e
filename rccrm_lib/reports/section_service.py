"""What customers are owed and get: standards by tier and branch, work beside capacity, then what people recorded."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.reports import measures as m
from rccrm_lib.reports.document import Block, Chart, Note, Paragraph, Section, Table, make_table
from rccrm_lib.reports.section_service_records import compose_records
from rccrm_lib.reports.voice import Voice

SHOWN = 30  # managers and branches in the charts; the tables of the month hold all
RATED = (("n_due", "service_due", "count"), ("n_done", "service_done", "count"), ("n_in_time", "service_in_time", "count"),
         ("done_rate", "service_rate", "share"), ("low", "low", "share"), ("high", "high", "share"),
         ("verdict", "verdict", "text"))
MINUTES_AN_HOUR = 60


def compose_service(voice: Voice) -> Section:
    """Standards by tier, by action and by branch; verification, cases, leads, forms and the market; hours of each manager."""
    checks = voice.results.service_checks
    if checks is None or checks.empty:
        return Section("service", voice("section.service"), (voice.missing("service"),))
    blocks: list[Block] = [Paragraph(_finding(voice), "finding")]
    blocks += [made for made in (_tiers(voice), _kinds(voice), _branches(voice)) if made]
    blocks += compose_records(voice)
    blocks += [made for made in (_managers(voice),) if made]
    return Section("service", voice("section.service"), (*blocks, Note(voice("service.note"))))


def _finding(voice: Voice) -> str:
    frame = voice.results.service_tiers
    whole = frame[frame["tier"] == "ALL"] if frame is not None else None
    if whole is None or whole.empty:
        return voice("service.nothing_due")
    row = whole.iloc[0]
    if not row["is_told"]:
        return voice("service.few", due=int(row["n_due"]), done=int(row["n_done"]))
    return voice("service.finding", due=int(row["n_due"]), done=int(row["n_done"]), rate=voice.share(row["done_rate"]),
                 low=voice.share(row["low"]), high=voice.share(row["high"]))


def _verdicts(voice: Voice, frame: pd.DataFrame) -> pd.DataFrame:
    """With a word where too little was due to say a rate."""
    return frame.assign(verdict=["" if told else voice("service.cannot_tell") for told in frame["is_told"]])


def _tiers(voice: Voice) -> Chart | None:
    frame = voice.results.service_tiers
    if frame is None or frame.empty:
        return None
    order = {tier: place for place, tier in enumerate(["ALL", *voice.results.tier_names["tier"]])}
    rows = _verdicts(voice, frame[frame["tier"].isin(order)])
    names = [voice.tier(tier) if tier != "ALL" else voice("service.all") for tier in rows["tier"]]
    rows = rows.assign(label=names, place=rows["tier"].map(order))
    rows = rows.sort_values("place", ascending=False).reset_index(drop=True)
    table = make_table(rows, id="service.tier", caption=voice("service.tier_table"), key=["tier"],
                       columns=voice.columns(("label", "tier", "text"), *RATED))
    title, lowest = voice("service.tier_few"), ""
    told = rows[rows["is_told"].astype(bool) & (rows["tier"] != "ALL")].sort_values(["done_rate", "place"])
    if not told.empty:
        first = told.iloc[0]
        title, lowest = voice("service.tier_chart", tier=first["label"], rate=voice.share(first["done_rate"])), first["tier"]
    data = rows[["label"]].assign(value=rows["done_rate"].astype("float64"), is_marked=rows["tier"] == lowest)
    return voice.chart("bars", data, table, id="chart.service.tier", alt=voice("service.tier_alt"), value_unit="share",
                       title=title, unit=voice("unit.service_rate"), source="service")


def _kinds(voice: Voice) -> Table | None:
    frame = voice.results.service_kinds
    if frame is None or frame.empty:
        return None
    rows = _verdicts(voice, frame.assign(label=[voice.words(f"service.action.{code}") for code in frame["action"]]))
    rows = rows.sort_values(["n_due", "action"], ascending=[False, True])
    return make_table(rows, id="service.kind", caption=voice("service.kind_table"), key=["action"],
                      columns=voice.columns(("label", "service_action", "text"), *RATED))


def _branches(voice: Voice) -> Chart | None:
    frame = voice.results.service_branches
    if frame is None or frame.empty:
        return None
    rows = _verdicts(voice, frame.assign(gap=frame["n_due"] - frame["n_done"]))
    rows = rows.sort_values(["gap", "branch_id"], ascending=[False, True]).head(SHOWN).reset_index(drop=True)
    rows = rows.assign(label=rows["branch_id"].replace("", voice("service.no_branch")))
    columns = voice.columns(("label", "branch", "text"), ("gap", "service_gap", "count"), *RATED)
    caption = voice("service.branch_table", n=len(frame), shown=len(rows))
    table = make_table(rows, id="service.branch", caption=caption, columns=columns, key=["branch_id"])
    first, gap = rows.iloc[0], m.total(rows, "gap") or 0
    title = voice("service.branch_chart", branch=first["label"], gap=int(first["gap"]), n=gap) if gap else voice("service.no_gap")
    data = rows[["label"]].assign(value=rows["gap"].astype("float64"), is_marked=rows.index == 0)
    return voice.chart("bars", data, table, id="chart.service.branch", alt=voice("service.branch_alt"), title=title,
                       unit=voice("unit.actions"), source="service")


def _managers(voice: Voice) -> Chart | None:
    frame = voice.results.service_managers
    if frame is None or frame.empty:
        return None
    rows = frame.sort_values(["minutes", "manager_id"], ascending=[False, True]).head(SHOWN).reset_index(drop=True)
    capacity = rows["capacity_minutes"].astype("float64")
    rows = rows.assign(label=rows["manager_id"], hours=(rows["minutes"] / MINUTES_AN_HOUR).round().astype("int64"),
                       actions=rows["n_actions"].round().astype("int64"), at_hand=(capacity / MINUTES_AN_HOUR).round(),
                       over=rows["minutes"] > capacity)
    columns = voice.columns(("label", "manager", "text"), ("n_customers", "n", "count"), ("actions", "service_actions", "count"),
                            ("hours", "service_hours", "count"), ("at_hand", "service_capacity", "count"))
    caption = voice("service.manager_table", n=len(frame), shown=len(rows))
    table = make_table(rows, id="service.manager", caption=caption, columns=columns, key=["manager_id"])
    n_over = int((frame["minutes"] > frame["capacity_minutes"].astype("float64")).sum())
    title = voice("service.manager_over" if n_over else "service.manager_chart", n=n_over, most=int(rows["hours"].max()),
                  managers=len(frame))
    data = rows[["label"]].assign(value=rows["hours"].astype("float64"), is_marked=rows["over"])
    return voice.chart("bars", data, table, id="chart.service.manager", alt=voice("service.manager_alt"), title=title,
                       unit=voice("unit.hours"), source="service")
