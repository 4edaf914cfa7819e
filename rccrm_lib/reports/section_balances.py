"""Deposits and loans over the months, the month-end deviation, and the quality of loans."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.reports import measures as m
from rccrm_lib.reports.document import Block, Chart, Note, Paragraph, Section, make_table
from rccrm_lib.reports.judgement import DEVIATION_LIMIT
from rccrm_lib.reports.voice import Voice

MENTION = "2"


def compose_balances(voice: Voice) -> Section:
    """Lines over the months, deviation against the 4 % line, loans by class."""
    balances, loans = voice.results.balances, voice.results.loan_classes
    blocks: list[Block] = []
    if balances is None or balances.empty:
        blocks.append(voice.missing("balances"))
    else:
        frame = balances.sort_values("month").reset_index(drop=True)
        text = voice("balances.finding", deposits=voice.fen(m.balance(voice.results, "deposit_avg_fen")),
                     loans=voice.fen(m.balance(voice.results, "loan_end_fen")))
        blocks += [Paragraph(text, "finding"), _lines(voice, frame), *_year(voice), _deviation(voice, frame),
                   Note(voice("balances.deviation_note"))]
    if loans is None or loans.empty:
        blocks.append(voice.missing("loan_classes"))
    else:
        blocks += [Paragraph(_loan_finding(voice, loans), "finding"), _loans(voice, loans),
                   Note(voice("balances.loan_note"))]
    return Section("balances", voice("section.balances"), tuple(blocks))


def _short_months(months: pd.Series) -> list[str]:
    """'25-09: short enough for thirteen of them under an axis."""
    return [month[2:] for month in months]


def _lines(voice: Voice, frame: pd.DataFrame) -> Chart:
    columns = voice.columns(("month", "month", "text"), ("deposit_avg_fen", "deposit_avg", "fen"),
                            ("deposit_end_fen", "deposit_end", "fen"), ("wealth_avg_fen", "wealth_avg", "fen"),
                            ("loan_avg_fen", "loan_avg", "fen"), ("loan_end_fen", "loan_end", "fen"))
    table = make_table(frame, id="balances.months", caption=voice("balances.lines_table"), columns=columns, key=["month"])
    labels = _short_months(frame["month"])
    parts = [pd.DataFrame({"label": labels, "series": voice(f"balances.{name}"), "value": frame[f"{column}_avg_fen"],
                           "is_marked": name == "deposits"})
             for name, column in (("deposits", "deposit"), ("loans", "loan"), ("wealth", "wealth"))]
    year = m.growth(voice.results, "deposit_avg_fen", months_back=12)
    value = voice.fen(m.balance(voice.results, "deposit_avg_fen"))
    title = voice("balances.lines_plain", value=value) if year is None else voice(
        "balances.lines_year", change=f"{voice.formats.signed(year, 'share')}%")
    return voice.chart("lines", pd.concat(parts, ignore_index=True), table, id="chart.balances.months", title=title,
                       unit=voice.formats.unit("fen"), source="balances", alt=voice("balances.lines_alt"), value_unit="fen")


def _year(voice: Voice) -> list[Block]:
    """A year ago by two calendars; without the days in the history, that it cannot be told."""
    frame = voice.results.year_on_year
    if frame is None or frame.empty:
        return []
    rows = frame.assign(
        label=[voice.name("year_measure", measure) for measure in frame["measure"]],
        year_change=frame["now_fen"] / frame["year_ago_fen"] - 1, aligned_change=frame["now_fen"] / frame["aligned_fen"] - 1)
    first = rows.iloc[0]
    days = {"first": first["from_on"], "last": first["to_on"]}
    if pd.isna(first["aligned_fen"]):
        return [Paragraph(voice("balances.year_unknown", **days) if days["first"] else voice("balances.year_outside"))]
    change = {name: f"{voice.formats.signed(float(first[f'{name}_change']), 'share')}%" for name in ("aligned", "year")
              if pd.notna(first[f"{name}_change"])}
    key = "balances.year" if "year" in change else "balances.year_aligned"
    columns = voice.columns(("label", "measure", "text"), ("now_fen", "now", "fen"), ("year_ago_fen", "year_ago", "fen"),
                            ("year_change", "year_change", "share"), ("aligned_fen", "aligned", "fen"),
                            ("aligned_change", "aligned_change", "share"))
    table = make_table(rows, id="balances.year", caption=voice("balances.year_table", **days), columns=columns, key=["measure"])
    return [Paragraph(voice(key, **days, **change)), table, Note(voice("balances.year_note"))]


def _deviation(voice: Voice, frame: pd.DataFrame) -> Chart:
    average, end = pd.to_numeric(frame["deposit_avg_fen"]), pd.to_numeric(frame["deposit_end_fen"])
    rows = frame[["month", "deposit_avg_fen", "deposit_end_fen"]].assign(
        deviation=(end - average) / average.where(average != 0))
    columns = voice.columns(("month", "month", "text"), ("deposit_avg_fen", "deposit_avg", "fen"),
                            ("deposit_end_fen", "deposit_end", "fen"), ("deviation", "deviation", "share"))
    table = make_table(rows, id="balances.deviation", caption=voice("balances.deviation_table"), columns=columns,
                       key=["month"])
    value = m.deviation(voice.results)
    key = "deviation_over" if value is not None and value > DEVIATION_LIMIT else "deviation_inside"
    data = pd.DataFrame({"label": _short_months(rows["month"]), "value": rows["deviation"],
                         "is_marked": rows["month"] == voice.results.month})
    labels = {"limit": str(DEVIATION_LIMIT), "limit_text": voice("balances.limit")}
    return voice.chart("columns", data, table, id="chart.balances.deviation", alt=voice("balances.deviation_alt"),
                       title=voice(f"balances.{key}", value=voice.share(value)), unit=voice("unit.share"),
                       source="balances", value_unit="share", labels=labels)


def _loan_words(voice: Voice) -> dict[str, str]:
    return {"bad": voice.fen(m.bad_loans(voice.results)), "rate": voice.share(m.bad_loan_rate(voice.results))}


def _loan_finding(voice: Voice, loans: pd.DataFrame) -> str:
    mention = int(loans.loc[loans["class5"] == MENTION, "balance_fen"].sum())
    return voice("balances.loan_finding", mention=voice.fen(mention), **_loan_words(voice))


def _loans(voice: Voice, loans: pd.DataFrame) -> Chart:
    rows = loans.sort_values("class5").reset_index(drop=True)
    rows = rows.assign(label=[voice.code("class5", code) for code in rows["class5"]],
                       change=rows["balance_fen"] - rows["previous_fen"])
    columns = voice.columns(("label", "class5", "text"), ("n", "notes", "count"), ("balance_fen", "balance", "fen"),
                            ("change", "change", "fen"), ("overdue_fen", "overdue", "fen"))
    table = make_table(rows, id="loans.class", caption=voice("balances.loan_table"), columns=columns, key=["class5"])
    data = pd.DataFrame({"label": rows["label"], "value": rows["balance_fen"],
                         "is_marked": rows["class5"].isin(m.BAD_CLASSES)})
    return voice.chart("bars", data, table, id="chart.loans.class", alt=voice("balances.loan_alt"), value_unit="fen",
                       title=voice("balances.loan_chart", **_loan_words(voice)), unit=voice.formats.unit("fen"),
                       source="loans")
