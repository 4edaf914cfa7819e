"""The PDF writer: the document as plain JSON, set by one typst template with the package's own font.

Every text travels as a JSON string and is never read as markup, so that no name can change the page.
"""

from __future__ import annotations

import json
import tempfile
from importlib import resources
from pathlib import Path
from typing import Any

import typst

from rccrm_lib.core.words import Words
from rccrm_lib.reports.charts import picture_of
from rccrm_lib.reports.document import (
    WORDS,
    Block,
    Chart,
    Document,
    KeyFigures,
    Note,
    NotSupplied,
    Paragraph,
    Points,
    Table,
)
from rccrm_lib.reports.fonts import FAMILY, drawable, font_path
from rccrm_lib.reports.formats import Formats
from rccrm_lib.reports.shown import COLON, cell_text, change_text, column_digits, facts_of, running_head, tone_of

TEMPLATE = "report.typ"
FRAME = ("note", "unit", "source", "figure", "not_supplied", "to_supply", "contents", "simulated")


def write_pdf(document: Document, path: Path, *, words: Words) -> Path:
    """Write the report as an A4 PDF (text, bookmarks, embedded font) and return its path; the same bytes twice."""
    path.write_bytes(render_pdf(document, words=words))
    return path


def render_pdf(document: Document, *, words: Words) -> bytes:
    """The bytes of the PDF; `words` in the document's language. Characters that the font lacks read [U+XXXX]."""
    setter = _Setter(document, words)
    with tempfile.TemporaryDirectory(prefix="rccrm-pdf-") as name:
        folder = Path(name)
        template = resources.files(__package__).joinpath("templates", TEMPLATE).read_text(encoding="utf-8")
        (folder / TEMPLATE).write_text(template, encoding="utf-8")
        (folder / "report.json").write_text(json.dumps(_drawable(setter.document()), ensure_ascii=False), encoding="utf-8")
        for chart, svg in setter.charts.items():
            (folder / f"{chart}.svg").write_text(svg, encoding="utf-8")
        return typst.compile(
            str(folder / TEMPLATE), root=str(folder), font_paths=[str(font_path().parent)], ignore_system_fonts=True,
            format="pdf",
        )


def _drawable(value: Any) -> Any:
    """The same JSON with every text in characters of the font."""
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, dict):
        return {name: _drawable(one) for name, one in value.items()}
    return [_drawable(one) for one in value] if isinstance(value, list | tuple) else value


class _Setter:
    """Turns a document into the JSON that the template sets, and collects the charts' pictures on the way."""

    def __init__(self, document: Document, words: Words) -> None:
        self.source, self.words = document, words
        self.formats = Formats(words, document.currency)
        self.charts: dict[str, str] = {}

    def document(self) -> dict[str, Any]:
        """The whole report."""
        doc = self.source
        return {
            "title": doc.title, "member": doc.member, "month": self.formats.month(doc.month), "language": doc.language,
            "simulated": doc.simulated, "facts": facts_of(doc, self.words), "running": running_head(doc),
            "hash": doc.short_hash, "font": FAMILY, "colon": COLON[doc.language],
            "words": {name: self.words(f"report.frame.{name}") for name in FRAME},
            "sections": [
                {"id": section.id, "title": section.title, "blocks": [self.block(block) for block in section.blocks]}
                for section in doc.sections
            ],
        }

    def block(self, block: Block) -> dict[str, Any]:
        """A block with its kind; its texts as a reader sees them."""
        match block:
            case Paragraph():
                return {"kind": "paragraph", "text": block.text, "style": block.style}
            case Note():
                return {"kind": "note", "text": block.text}
            case NotSupplied():
                return {"kind": "missing", "what": block.what, "remedy": block.remedy}
            case Points():
                return {"kind": "points", "title": block.title, "items": list(block.items), "tone": block.tone,
                        "remark": block.remark}
            case KeyFigures():
                return {"kind": "keys", "figures": [self._key(figure) for figure in block.figures]}
            case Table():
                return {"kind": "table", **self._table(block)}
            case Chart():
                return self._chart(block)
        raise TypeError(f"no way to set a {type(block).__name__}")

    def _key(self, key: Any) -> dict[str, Any]:
        known = key.value is not None
        value, unit = self.formats.headline(key.value, key.unit) if known else (self.words("report.state.not_supplied"), "")
        return {"id": key.id, "label": key.label, "value": value, "unit": (key.display or unit) if known else "",
                "is_known": known, "meaning": key.meaning, "tone": tone_of(key),
                "change": change_text(key, self.words, self.formats) if key.change_unit != "none" else ""}

    def _table(self, table: Table) -> dict[str, Any]:
        digits = column_digits(table, self.formats)
        columns = [{"label": column.label, "unit": self.formats.unit(column.unit), "is_number": column.unit not in WORDS,
                    "is_code": column.unit == "code"} for column in table.columns]
        rows = [[cell_text(value, column, self.formats, places)
                 for value, column, places in zip(row, table.columns, digits, strict=True)] for row in table.rows]
        return {"id": table.id, "caption": table.caption, "columns": columns, "rows": rows}

    def _chart(self, chart: Chart) -> dict[str, Any]:
        self.charts[chart.id] = picture_of(chart, formats=self.formats)
        return {"kind": "chart", "id": chart.id, "title": chart.title, "unit": chart.unit, "source": chart.source,
                "alt": chart.alt, "table": self._table(chart.table)}
