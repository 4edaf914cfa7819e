"""What people recorded in the month: visits verified, complaints and suggestions, leads, household forms, the market."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.reports import measures as m
from rccrm_lib.reports.document import Block, Chart, Paragraph, Table, make_table
from rccrm_lib.reports.voice import Voice

BASIS_POINTS = 100  # of one per cent


def compose_records(voice: Voice) -> list[Block]:
    """The blocks of the records, each with what it says first; nothing where nothing was recorded."""
    parts = (_checks(voice), *_complaints(voice), *_leads(voice), *_forms(voice), *_market(voice))
    return [part for part in parts if part is not None]


def _checks(voice: Voice) -> Block:
    frame = voice.results.service_checks
    assert frame is not None, "the section says first whether there is one"
    n = {step: int(found) for step, found in zip(frame["step"], frame["n"], strict=True)}
    if not n["visits"]:
        return Paragraph(voice("service.no_visits"))
    return Paragraph(voice("service.checks" if n["drawn"] else "service.not_drawn", **n))


def _complaints(voice: Voice) -> tuple[Block | None, ...]:
    frame = voice.results.service_cases
    if frame is None or frame.empty:
        return (Paragraph(voice("service.no_cases")),)
    rows = frame.assign(label=_names(voice, frame), kind_text=[voice.words(f"service.kind.{kind}") for kind in frame["kind"]])
    rows = rows.sort_values(["kind", "n", "category", "limit_days"], ascending=[True, False, True, True])
    columns = voice.columns(("kind_text", "case_kind", "text"), ("label", "case_category", "text"),
                            ("limit_days", "case_limit", "count"), ("n", "case_n", "count"),
                            ("n_in_time", "case_in_time", "count"), ("n_late", "case_late", "count"),
                            ("n_open", "case_open", "count"), ("n_overdue", "case_overdue", "count"),
                            ("n_adopted", "case_adopted", "count"))
    table = make_table(rows, id="service.case", caption=voice("service.case_table"), columns=columns,
                       key=["kind", "category", "limit_days"])
    return Paragraph(_said_of_cases(voice, frame), "finding"), table, _causes(voice)


def _said_of_cases(voice: Voice, frame: pd.DataFrame) -> str:
    complaints, ideas = frame[frame["kind"] == "complaint"], frame[frame["kind"] == "suggestion"]
    late = (m.total(complaints, "n_late") or 0) + (m.total(complaints, "n_overdue") or 0)
    said = [voice("service.complaints", n=m.total(complaints, "n") or 0, in_time=m.total(complaints, "n_in_time") or 0, late=late,
                  open=m.total(complaints, "n_open") or 0) if len(complaints) else voice("service.no_complaints")]
    if len(ideas):
        said.append(voice("service.suggestions", n=m.total(ideas, "n") or 0, adopted=m.total(ideas, "n_adopted") or 0))
    return voice.words.pick("", " ").join(said)


def _causes(voice: Voice) -> Chart | None:
    frame = voice.results.service_causes
    if frame is None or frame.empty:
        return None
    rows = frame.assign(label=_names(voice, frame))
    table = make_table(rows, id="service.cause", caption=voice("service.cause_table"), key=["cause"],
                       columns=voice.columns(("label", "case_cause", "text"), ("n", "case_n", "count")))
    first = rows.iloc[0]
    title = voice("service.cause_chart", cause=first["label"], n=int(first["n"]), all=m.total(rows, "n") or 0)
    data = rows[["label"]].assign(value=rows["n"].astype("float64"), is_marked=rows["n"] == first["n"])
    return voice.chart("bars", data, table, id="chart.service.cause", alt=voice("service.cause_alt"), title=title,
                       unit=voice("unit.cases"), source="registers")


def _leads(voice: Voice) -> tuple[Block | None, ...]:
    frame = voice.results.service_leads
    if frame is None or frame.empty:
        return (Paragraph(voice("service.no_leads")),)
    order = ("won", "later", "lost", "not_reached", "open")
    rows = frame.assign(place=[order.index(code) for code in frame["outcome"]],
                        label=[voice("service.open") if code == "open" else voice.words(f"service.outcome.{code}")
                               for code in frame["outcome"]]).sort_values("place")
    won = m.total(frame[frame["outcome"] == "won"], "n") or 0
    said = voice("service.leads", n=m.total(frame, "n") or 0, won=won, prospects=m.total(frame, "n_prospects") or 0,
                 linked=m.total(frame, "n_linked") or 0)
    columns = voice.columns(("label", "lead_outcome", "text"), ("n", "lead_n", "count"),
                            ("n_prospects", "lead_prospects", "count"), ("n_linked", "lead_linked", "count"))
    return Paragraph(said, "finding"), make_table(rows, id="service.lead", caption=voice("service.lead_table"), columns=columns,
                                                  key=["outcome"])


def _forms(voice: Voice) -> tuple[Block | None, ...]:
    frame = voice.results.visit_forms
    if frame is None or frame.empty:
        return ()
    rows = frame[frame["n"] > 0]
    rows = rows.assign(label=_names(voice, rows), key=rows["choice"].replace("", "field"))
    columns = voice.columns(("label", "form_field", "text"), ("n", "form_n", "count"), ("median", "form_median", "ratio"))
    has_median = rows["median"].notna()
    parts = (("form", voice("service.form_table"), rows[has_median], columns),
             ("answer", voice("service.answer_table"), rows[~has_median], columns[:2]))
    return tuple(make_table(part, id=f"service.{name}", caption=caption, columns=shown, key=["field", "key"])
                 for name, caption, part, shown in parts if len(part))


def _market(voice: Voice) -> tuple[Block | None, ...]:
    frame = voice.results.market_rates
    if frame is None or frame.empty:
        return ()
    rates = {name: frame[f"{name}_bp"] / BASIS_POINTS for name in ("low", "median", "high")}
    rows = frame.assign(label=_names(voice, frame), **rates)
    rows = rows.sort_values(["product", "median_bp", "competitor"], ascending=[True, False, True])
    columns = voice.columns(("label", "product", "text"), ("competitor", "market_competitor", "text"),
                            ("n", "market_n", "count"), ("low", "market_low", "ratio"), ("median", "market_median", "ratio"),
                            ("high", "market_high", "ratio"))
    table = make_table(rows, id="service.market", caption=voice("service.market_table"), columns=columns,
                       key=["product", "competitor"])
    return (_market_chart(voice, rows, table),)


def _market_chart(voice: Voice, rows: pd.DataFrame, table: Table) -> Chart:
    """The median rates of the product of which most was heard."""
    most = rows.groupby("product")["n"].sum().sort_index().idxmax()
    shown = rows[rows["product"] == most].reset_index(drop=True)
    first = shown.iloc[0]
    title = voice("service.market_chart", product=first["label"], competitor=first["competitor"],
                  rate=voice.formats.value(first["median"], "ratio"), n=m.total(rows, "n") or 0)
    data = shown[["median"]].assign(label=shown["competitor"], is_marked=shown.index == 0).rename(columns={"median": "value"})
    return voice.chart("bars", data[["label", "value", "is_marked"]], table, id="chart.service.market", title=title,
                       alt=voice("service.market_alt"), unit=voice("unit.rate"), source="registers", value_unit="ratio")


def _names(voice: Voice, frame: pd.DataFrame) -> list[str]:
    return [voice.words.pick(zh, en) for zh, en in zip(frame["name_zh"], frame["name_en"], strict=True)]
