"""What a corrected month changed against the version that it replaces."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.reports.document import Block, Column, Paragraph, Points, Section, Table, make_table
from rccrm_lib.reports.voice import Voice

MOST = 40  # figures shown; the workbook's tables and tables/figure_differences hold all


def compose_versions(voice: Voice) -> Section | None:
    """The differences to the last version; None for a first version."""
    results = voice.results
    figures, tables, customers = results.figure_differences, results.table_differences, results.customer_differences
    if results.version < 2 or figures is None or tables is None:
        return None
    blocks: list[Block] = [
        Paragraph(voice("versions.finding", version=results.version, old=results.version - 1, n=len(figures),
                        tables=len(tables)), "finding")]
    if results.changed_inputs:
        blocks.append(Points(voice("versions.inputs"), tuple(voice.name("input", name) for name in results.changed_inputs)))
    if len(figures):
        blocks.append(_figures(voice, figures))
    if len(tables):
        blocks.append(_tables(voice, tables))
    if customers is not None and len(customers):
        blocks.append(_customers(voice, customers))
    return Section("versions", voice("section.versions"), tuple(blocks))


def _figures(voice: Voice, frame: pd.DataFrame) -> Table:
    shown = frame.head(MOST)
    rows = shown.assign(
        label=shown[f"label_{voice.words.language}"],
        old_text=[_text(voice, value, unit) for value, unit in zip(shown["old"], shown["unit"], strict=True)],
        new_text=[_text(voice, value, unit) for value, unit in zip(shown["new"], shown["unit"], strict=True)])
    columns = [Column("label", voice("col.figure"), "text"), Column("old_text", voice("col.old"), "text"),
               Column("new_text", voice("col.new"), "text")]
    return make_table(rows, id="versions.figures", caption=voice("versions.figures", n=len(frame), shown=len(shown)),
                      columns=columns, key=["figure"])


def _text(voice: Voice, value: float, unit: str) -> str:
    if pd.isna(value):
        return voice.words("report.state.not_supplied")
    return voice.formats.text(int(value) if float(value).is_integer() else float(value), unit)


def _tables(voice: Voice, frame: pd.DataFrame) -> Table:
    columns = [Column("table", voice("col.table"), "code"), *voice.columns(
        ("rows_before", "rows_before", "count"), ("rows_after", "rows_after", "count"), ("added", "added", "count"),
        ("removed", "removed", "count"))]
    return make_table(frame, id="versions.tables", caption=voice("versions.tables"), columns=columns, key=["table"])


def _customers(voice: Voice, frame: pd.DataFrame) -> Table:
    columns = [Column("customer_id", voice("col.customer"), "code"),
               *voice.columns(("old_fen", "old", "fen"), ("new_fen", "new", "fen"))]
    return make_table(frame, id="versions.customers", caption=voice("versions.customers"), columns=columns, key=["customer_id"])
