"""Text of any language brought to a form that can be compared: folded words, and a key for names that sound alike."""

from __future__ import annotations

import re
import unicodedata

_NO_WORD = re.compile(r"[^\w]+|_+")
_SOUNDS = (("ph", "f"), ("sch", "s"), ("sh", "s"), ("ck", "k"), ("ch", "k"), ("gh", "g"), ("wh", "w"), ("kn", "n"),
           ("wr", "r"), ("mc", "mac"), ("x", "ks"), ("q", "k"), ("c", "k"), ("z", "s"), ("v", "f"), ("j", "g"))
_SILENT = re.compile(r"(?<=.)[aeiouyhw]+")
_DOUBLED = re.compile(r"(.)\1+")


def fold_words(text: str | None) -> str | None:
    """NFKC, small letters without accents, words parted by one blank; Chinese characters stay; None for nothing."""
    if not text:
        return None
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    folded = _NO_WORD.sub(" ", text.casefold().replace("'", "")).strip()
    return folded or None


def sound_key(text: str | None) -> str | None:
    """First sound and consonants of a Latin word: Philips and Fillips share it."""
    folded = fold_words(text)
    if folded is None:
        return None
    key = folded.replace(" ", "")
    for letters, sound in _SOUNDS:
        key = key.replace(letters, sound)
    return _DOUBLED.sub(r"\1", _SILENT.sub("", _DOUBLED.sub(r"\1", key)))
