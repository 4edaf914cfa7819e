"""The preview of a month as text for a terminal, in Chinese or English."""

from __future__ import annotations

from rccrm_lib.core.words import Words
from rccrm_lib.ingest.preview import FilePreview, MonthPreview, TablePreview

WIDTH = 100


def describe_preview(preview: MonthPreview, *, language: str) -> str:
    """What is there, what is missing and who owes it, what nobody reads, how ten rows would load, and the verdict."""
    words = Words(language)
    parts = [f"{preview.member_id} {preview.month}", "", words("ingest.check.files")]
    parts += [_file(file, words) for file in preview.files]
    for table in preview.tables:
        parts += ["", *_table(table, words)]
    parts += ["", words("ingest.check.yes" if preview.can_load else "ingest.check.no", n=len(preview.problems))]
    parts += [f"  {number}. {_indented(problem)}" for number, problem in enumerate(preview.problems, start=1)]
    return "\n".join(parts)


def _indented(text: str) -> str:
    return text.replace("\n", "\n     ")


def _file(file: FilePreview, words: Words) -> str:
    if not file.name:
        owner = words("ingest.check.owner", owner=file.owner) if file.owner else ""
        due = words("ingest.check.due", day=file.due_on.isoformat()) if file.due_on else ""
        return f"  {words('ingest.check.missing')}: {file.pattern}{owner}{due}"
    line = f"  {file.alias}: {file.name}"
    if file.columns:
        line += words("ingest.check.size", rows=f"{file.n_rows:,}", columns=len(file.columns), encoding=file.encoding)
    if file.unread:
        line += "\n    " + words("ingest.check.unread", columns=", ".join(file.unread))
    return line


def _table(table: TablePreview, words: Words) -> list[str]:
    title = f"{table.table} {table.contract.zh}"
    if not table.file:
        return [f"{title}: {words('ingest.check.not_there')}"]
    if table.problem:
        return [f"{title}: {words('ingest.check.refused')}", f"  {_indented(table.problem)}"]
    lines = [title + words("ingest.check.counts", accepted=f"{table.n_accepted:,}", bad=f"{table.n_quarantined:,}")]
    if table.missing:
        lines.append("  " + words("ingest.check.not_supplied", columns=", ".join(table.missing)))
    for fault in table.faults.itertuples(index=False):
        values = f": {fault.values}" if fault.values else ""
        lines.append(f"  {fault.n:,} × {fault.column or '-'} {words(f'ingest.reason.{fault.reason}')}{values}")
    shown = table.rows.dropna(axis=1, how="all").fillna("")
    text = shown.to_string(index=False, max_colwidth=22, line_width=WIDTH - 4)
    return [*lines, *("    " + line[: WIDTH - 4].rstrip() for line in text.splitlines())]
