"""The HTML writer: one file with everything in it, for a screen, a printer and a reader without a network."""

from __future__ import annotations

import base64
import re
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from rccrm_lib.core.words import Words
from rccrm_lib.reports.charts import draw_chart
from rccrm_lib.reports.document import WORDS, Block, Chart, Column, Document, KeyFigure, Table, cell_id
from rccrm_lib.reports.fonts import CSS_STACK, FAMILY, embed
from rccrm_lib.reports.formats import Formats

LANG = {"zh": "zh-CN", "en": "en"}
COLON = {"zh": "：", "en": ": "}
FONT_HERE = "@@font@@"


def write_html(document: Document, path: Path, *, words: Words) -> Path:
    """Write the report to a file in UTF-8 and return its path; see `render_html`."""
    path.write_text(render_html(document, words=words), encoding="utf-8")
    return path


def render_html(document: Document, *, words: Words) -> str:
    """The report as one self-contained HTML page; the same document gives the same text. `words` in its language.

    Raises MissingGlyphs where a chart's label cannot be drawn. All data are escaped.
    """
    environment = _environment(document, words, Formats(words, document.currency))
    blocks = environment.get_template("blocks.html.j2").module
    text = environment.get_template("report.html.j2").render(
        lang=LANG[document.language], month=environment.globals["fmt"].month(document.month),  # type: ignore[attr-defined]
        font=FONT_HERE, font_family=FAMILY, css=Markup(_css()), facts=_facts(document, words),
        running=f"{document.member} · {document.title} · {document.month}", running_right=document.short_hash,
        render=lambda block: _render(blocks, block), contents=blocks.contents,  # type: ignore[attr-defined]
    )
    return text.replace(FONT_HERE, embed(_letters(text)), 1)


def _environment(document: Document, words: Words, formats: Formats) -> Environment:
    environment = Environment(loader=DictLoader(_templates()), autoescape=True, undefined=StrictUndefined)
    environment.filters["css_string"] = css_string
    environment.globals.update(
        doc=document, words=words, fmt=formats, colon=COLON[document.language], text_units=WORDS, cell_id=cell_id,
        svg=lambda chart: _svg(chart, formats), tone=_tone, change=lambda key: _change(key, words, formats),
        digits=lambda table: column_digits(table, formats),
        shown=lambda value, column, digits: _cell(value, column, formats, digits),
    )
    return environment


def _templates() -> dict[str, str]:
    folder = resources.files(__package__).joinpath("templates")
    return {name: folder.joinpath(name).read_text(encoding="utf-8") for name in ("report.html.j2", "blocks.html.j2")}


def _css() -> str:
    sheet = resources.files(__package__).joinpath("templates", "report.css").read_text(encoding="utf-8")
    return f"body {{ font-family: {CSS_STACK}; }}\n@page {{ font-family: {CSS_STACK}; }}\n{sheet}"


def _render(blocks: Any, block: Block) -> Markup:
    """Each kind of block has a macro of its name."""
    return getattr(blocks, type(block).__name__.lower())(block)


def _svg(chart: Chart, formats: Formats) -> str:
    return base64.b64encode(draw_chart(chart, formats=formats).encode("utf-8")).decode("ascii")


def _facts(document: Document, words: Words) -> list[tuple[str, str]]:
    """The header's small print, enough to find the run again."""
    return [(words("report.frame.member"), document.member_id), (words("report.frame.month"), document.month),
            (words("report.frame.version"), document.version), (words("report.frame.hash"), document.short_hash),
            *([(words("report.frame.quality"), document.quality)] if document.quality else [])]


def _tone(key: KeyFigure) -> str:
    return "flat" if key.change_is_good is None else "good" if key.change_is_good else "bad"


def _change(key: KeyFigure, words: Words, formats: Formats) -> str:
    """The change in words: an arrow besides the colour, so that it reads in greyscale."""
    if key.change is None:
        return words("report.frame.no_previous")
    arrow = "▲" if key.change > 0 else "▼" if key.change < 0 else "■"
    beside = key.value if key.change_unit == key.unit else None
    return f"{arrow} {formats.signed_text(key.change, key.change_unit, beside=beside)} {words('report.frame.change')}"


def column_digits(table: Table, formats: Formats) -> list[int]:
    """The decimals of each column: the same for all columns of a unit, so that a row can be compared too."""
    values: dict[str, list[Any]] = {}
    for row in table.rows:
        for value, column in zip(row, table.columns, strict=True):
            values.setdefault(column.unit, []).append(value)
    return [0 if column.unit in WORDS else formats.digits(values.get(column.unit, []), column.unit)
            for column in table.columns]


def _cell(value: Any, column: Column, formats: Formats, digits: int) -> str:
    """A cell: columns named change carry their sign."""
    show = formats.signed if column.source == "change" else formats.value
    return show(value, column.unit, digits=digits)


def css_string(text: str) -> Markup:
    """A CSS string that cannot end early: everything but letters, digits and plain signs is escaped."""
    safe = "".join(letter if letter.isalnum() or letter in " -+._·" else f"\\{ord(letter):x} " for letter in text)
    return Markup(f'"{safe}"')


def _letters(text: str) -> str:
    """The characters a reader sees, as far as the font must hold them: everything but the embedded pictures."""
    return "".join(sorted(set(re.sub(r"base64,[A-Za-z0-9+/=]+", "", text))))
