"""The Chinese font: one file in the package, so that a machine without any Chinese font still draws readable text."""

from __future__ import annotations

import base64
import io
from functools import cache
from importlib import resources
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from rccrm_lib.core.errors import RccrmError

FAMILY = "Rccrm Sans SC"
CSS_STACK = (f'"{FAMILY}", "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", '
             '"Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif')


def font_path() -> Path:
    """The font file of the package."""
    path = Path(str(resources.files(__package__).joinpath("fonts", "RccrmSansSC-Regular.ttf")))
    if not path.exists():
        raise RccrmError("the Chinese font of the package is missing", "rccrm_lib/reports/fonts/RccrmSansSC-Regular.ttf",
                         "install the package again; package data must include fonts/*.ttf")
    return path


@cache
def covered() -> frozenset[int]:
    """The code points that the font can draw."""
    with TTFont(font_path(), lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def register() -> str:
    """Make the font known to matplotlib, whatever its font cache says; returns the family's name."""
    from matplotlib import font_manager

    font_manager.fontManager.addfont(str(font_path()))
    return FAMILY


def missing_glyphs(text: str) -> list[str]:
    """The characters of a text that the font lacks, sorted, each once; line breaks and tabs need no glyph."""
    return sorted({letter for letter in text if ord(letter) not in covered() and letter not in "\n\r\t"})


def drawable(text: str) -> str:
    """The same text, each character that the font lacks as its code point: 村 stays, a rarer one reads [U+2A6D6].

    A rare name must not stop a month, and must not become a box either: the code point can be looked up.
    """
    missing = missing_glyphs(text)
    return text.translate({ord(letter): f"[U+{ord(letter):04X}]" for letter in missing}) if missing else text


def embed(text: str) -> str:
    """A data address with a WOFF of just the characters used; same text, same bytes.

    Characters that the font lacks are left to the reader's system fonts (CSS_STACK).
    """
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True, recalc_timestamp=False)
    options.drop_tables += ["FFTM"]
    cutter = subset.Subsetter(options=options)
    cutter.populate(unicodes=sorted({ord(letter) for letter in text} & covered()))
    with TTFont(font_path(), recalcTimestamp=False) as font:
        cutter.subset(font)
        font.flavor = "woff"
        buffer = io.BytesIO()
        font.save(buffer, reorderTables=True)
    return "data:font/woff;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
