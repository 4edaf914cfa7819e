"""The one frame around all pages, as HTML: bar, menu by role, banners; and the pages that need no kernel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from rccrm_lib.apps.publication import Publication, find_publication
from rccrm_lib.apps.shell.menu import PageLink
from rccrm_lib.apps.shell.words import HTML_LANG, both, pair, texts
from rccrm_lib.apps.sight import page_day
from rccrm_lib.apps.visitor import Visitor
from rccrm_lib.core.words import load_catalogue

FRAME_MARK = "<!--rccrm-frame-->"  # in the template of a page, where the frame goes
FONT_IN_STYLE = 'url("../../../fonts/RccrmSansSC-Regular.ttf") format("truetype")'
STATIC = Path(__file__).parents[1] / "share" / "voila" / "templates" / "rccrm" / "static"


@dataclass(frozen=True)
class Frame:
    """What one visitor's frame shows."""

    visitor: Visitor
    role: dict[str, str]
    menu: tuple[PageLink, ...]
    xsrf: str
    month: dict[str, Any] | None
    can_sign_out: bool = True


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    made = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    made.globals.update(both=both, pair=pair)
    return made


def month_shown(outputs: Path, member_id: str, *, simulated_today: date | None) -> dict[str, Any] | None:
    """The published month of a member as the bar tells it, its age by the day that the pages go by; or nothing."""
    found = find_publication(outputs, member_id=member_id)
    if not isinstance(found, Publication):
        return None
    return {
        "member": {"zh": found.member_name_zh, "en": found.member_name_en},
        "as_of": found.as_of.isoformat(),
        "age": (page_day(simulated=found.simulated, simulated_today=simulated_today) - found.as_of).days,
        "simulated": found.simulated,
    }


def draw_frame(frame: Frame, *, here: str, opening: bool) -> str:
    """The frame of one page; `opening` adds what one sees until the page's kernel answers."""
    title = texts(f"shell.page.{here}.title" if here else "shell.bar.name")
    return _draw("frame.html.j2", frame.visitor.language, here=here, opening=opening, title=title, **vars(frame))


def draw_page(template: str, frame: Frame, *, here: str, **values: Any) -> str:
    """A whole page that needs no kernel."""
    inner = Markup(draw_frame(frame, here=here, opening=False))
    title = texts(f"shell.page.{here}.title" if here else "shell.bar.name")
    return _draw(
        template, frame.visitor.language, frame=inner, title=title, alone=False,
        menu=frame.menu, month=frame.month, **values,
    )


def draw_alone(template: str, language: str, *, title: str, **values: Any) -> str:
    """A page for somebody unknown: it brings its own style and font, because nothing else is served to them."""
    return _draw(
        template, language, title=texts(title), alone=True, style=_style_alone(),
        language_script=_language_script(), **values,
    )


def _draw(template: str, language: str, **values: Any) -> str:
    return _environment().get_template(template).render(language=language, html_lang=HTML_LANG[language], **values)


def prepare_frame() -> None:
    """Cut the font of the pages for somebody unknown, which takes seconds, before anybody asks for one."""
    _style_alone()


@cache
def _style_alone() -> Markup:
    """The frame's style with a font of just the characters that these pages hold."""
    from rccrm_lib.reports.fonts import embed

    words = [pair for key, pair in load_catalogue().items() if key.startswith("shell.")]
    said = "".join(text for pair in words for text in pair.values())
    style = (STATIC / "frame.css").read_text(encoding="utf-8")
    font = embed("".join(map(chr, range(32, 127))) + said)
    return Markup(style.replace(FONT_IN_STYLE, f'url("{font}") format("woff")'))


@cache
def _language_script() -> Markup:
    return Markup((STATIC / "language.js").read_text(encoding="utf-8"))
