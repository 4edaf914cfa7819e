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
from rccrm_lib.reports.charts import picture_of
from rccrm_lib.reports.document import WORDS, Block, Chart, Document, cell_id
from rccrm_lib.reports.fonts import CSS_STACK, FAMILY, embed
from rccrm_lib.reports.formats import Formats
from rccrm_lib.reports.shown import (
    COLON,
    LANG,
    cell_text,
    change_text,
    column_digits,
    facts_of,
    running_head,
    tone_of,
)

FONT_HERE = "@@font@@"


def write_html(document: Document, path: Path, *, words: Words) -> Path:
    """Write the report to a file in UTF-8 and return its path; see `render_html`."""
    path.write_text(render_html(document, words=words), encoding="utf-8")
    return path


def render_html(document: Document, *, words: Words) -> str:
    """The report as one self-contained HTML page; the same document gives the same text. `words` in its language.

    All data are escaped.
    """
    environment = _environment(document, words, Formats(words, document.currency))
    blocks = environment.get_template("blocks.html.j2").module
    text = environment.get_template("report.html.j2").render(
        lang=LANG[document.language], month=environment.globals["fmt"].month(document.month),  # type: ignore[attr-defined]
        font=FONT_HERE, font_family=FAMILY, css=Markup(_css()), facts=facts_of(document, words),
        running=running_head(document), running_right=document.short_hash,
        render=lambda block: _render(blocks, block), contents=blocks.contents,  # type: ignore[attr-defined]
    )
    return text.replace(FONT_HERE, embed(_letters(text)), 1)


def _environment(document: Document, words: Words, formats: Formats) -> Environment:
    environment = Environment(loader=DictLoader(_templates()), autoescape=True, undefined=StrictUndefined)
    environment.filters["css_string"] = css_string
    environment.globals.update(
        doc=document, words=words, fmt=formats, colon=COLON[document.language], text_units=WORDS, cell_id=cell_id,
        svg=lambda chart: _svg(chart, formats), tone=tone_of, change=lambda key: change_text(key, words, formats),
        digits=lambda table: column_digits(table, formats),
        shown=lambda value, column, digits: cell_text(value, column, formats, digits),
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
    return base64.b64encode(picture_of(chart, formats=formats).encode("utf-8")).decode("ascii")


def css_string(text: str) -> Markup:
    """A CSS string that cannot end early: everything but letters, digits and plain signs is escaped."""
    safe = "".join(letter if letter.isalnum() or letter in " -+._·" else f"\\{ord(letter):x} " for letter in text)
    return Markup(f'"{safe}"')


def _letters(text: str) -> str:
    """The characters a reader sees, as far as the font must hold them: everything but the embedded pictures."""
    return "".join(sorted(set(re.sub(r"base64,[A-Za-z0-9+/=]+", "", text))))
