"""Words of the frame, in both languages at once: the reader's switch shows one of them without asking the server."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from rccrm_lib.core.words import Words

LANGUAGE_COOKIE = "rccrm_language"
HTML_LANG = {"zh": "zh-CN", "en": "en"}
BOTH = Markup('<span class="t-zh" lang="zh-CN">{}</span><span class="t-en" lang="en">{}</span>')


def both(key: str, **values: Any) -> Markup:
    """The text of a key in Chinese and in English; values are escaped."""
    return pair({"zh": Words("zh")(key, **values), "en": Words("en")(key, **values)})


def pair(texts: dict[str, str]) -> Markup:
    """Two texts that came with the data, such as a member's name; escaped."""
    return BOTH.format(texts["zh"], texts["en"])


def texts(key: str, **values: Any) -> dict[str, str]:
    """The text of a key by language."""
    return {"zh": Words("zh")(key, **values), "en": Words("en")(key, **values)}


def language_of(cookie: str | None) -> str:
    """The language that a reader chose; Chinese for whoever chose none, or something else."""
    return cookie if cookie in HTML_LANG else "zh"
