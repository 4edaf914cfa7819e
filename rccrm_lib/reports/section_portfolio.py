"""Who looks after whom: what each manager carries now and as proposed, why customers would change hands, who has nobody."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.reports import measures as m
from rccrm_lib.reports.document import Block, Chart, Note, Paragraph, Section, Table, make_table
from rccrm_lib.reports.voice import Voice

SHOWN = 30  # managers in the chart; the table `portfolio_loads` holds all


def compose_portfolio(voice: Voice) -> Section:
    """Loads, reasons of moves and limits in the way."""
    loads = voice.results.manager_loads
    if loads is None or loads.empty:
        return Section("portfolio", voice("section.portfolio"), (voice.missing("portfolio"),))
    blocks: list[Block] = [Paragraph(_finding(voice, loads), "finding"), _loads(voice, loads)]
    blocks += [made for made in (_counts(voice, "move_reasons", "reason"), _counts(voice, "without_manager", "limit")) if made]
    return Section("portfolio", voice("section.portfolio"), (*blocks, Note(voice("portfolio.note"))))


def _finding(voice: Voice, loads: pd.DataFrame) -> str:
    moves, nobody = voice.results.move_reasons, voice.results.without_manager
    return voice("portfolio.finding", managers=len(loads), n=m.total(loads, "n_before") or 0, moves=m.total(moves, "n") or 0,
                 nobody=m.total(nobody, "n") or 0)


def _loads(voice: Voice, loads: pd.DataFrame) -> Chart:
    rows = loads.sort_values(["n_before", "manager_id"], ascending=[False, True]).head(SHOWN)
    rows = rows.assign(label=rows["manager_id"], hours_before=(rows["minutes_before"] / 60).round().astype("int64"),
                       hours_after=(rows["minutes_after"] / 60).round().astype("int64"))
    columns = voice.columns(("label", "manager", "text"), ("branch_id", "branch", "text"), ("n_before", "load_now", "count"),
                            ("n_after", "load_proposed", "count"), ("hours_before", "hours_now", "count"),
                            ("hours_after", "hours_proposed", "count"))
    caption = voice("portfolio.table", n=len(loads), shown=len(rows))
    table = make_table(rows, id="portfolio.loads", caption=caption, columns=columns, key=["manager_id"])
    most, least = int(loads["n_before"].max()), int(loads["n_before"].min())
    data = rows[["label"]].assign(value=rows["n_before"].astype("float64"), is_marked=rows["n_before"] != rows["n_after"])
    return voice.chart("bars", data, table, id="chart.portfolio.loads", alt=voice("portfolio.alt"), source="portfolio",
                       title=voice("portfolio.chart", most=most, least=least), unit=voice("unit.customers"))


def _counts(voice: Voice, name: str, code: str) -> Table | None:
    frame = getattr(voice.results, name)
    if frame is None or frame.empty:
        return None
    group, word = {"reason": ("assignment.reason", "move_why"), "limit": ("assignment.limit", "in_the_way")}[code]
    rows = frame.sort_values(["n", code], ascending=[False, True])
    rows = rows.assign(label=[voice.words(f"{group}.{one}") for one in rows[code]])
    return make_table(rows, id=f"portfolio.{code}", caption=voice(f"portfolio.{name}"), key=[code],
                      columns=voice.columns(("label", word, "text"), ("n", "n", "count")))
