"""The standard forms of a column by its kind: value, key, words; worked out once per distinct value."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from rccrm_lib.facts.addresses import parse_address
from rccrm_lib.facts.dates import standardise_dates
from rccrm_lib.facts.identity import clean_number, grade_ids
from rccrm_lib.facts.names import org_name_core, pinyin_key, standardise_name
from rccrm_lib.facts.organisations import grade_credit_code
from rccrm_lib.facts.phones import standardise_phone
from rccrm_lib.facts.spelling import fold_words, sound_key

FORM = ["value", "key", "words", "is_valid"]
_EMPTY = (None, None, None, False)
Form = tuple[str | None, str | None, list[str] | None, bool]


def make_forms(texts: pd.Series, kind: str) -> pd.DataFrame:
    """One row per distinct value of `texts`: raw, value, key, words, is_valid (a number that carries a right check)."""
    raw = pd.Series(sorted(str(text) for text in texts.dropna().unique()), dtype=object)
    if kind == "date":
        forms: list[Form] = [(text, _turned(text), None, False) if text else _EMPTY for text in standardise_dates(raw)]
    elif kind == "identity":
        forms = _identities(raw)
    else:
        forms = [_MAKERS[kind](text) for text in raw]
    frame = pd.DataFrame(forms, columns=FORM, index=raw.index).astype({"is_valid": bool})
    frame.insert(0, "raw", raw)
    return frame[frame["value"].notna()].reset_index(drop=True)


def _turned(date: str) -> str:
    """Year, then month and day in order of size: a date and its day-and-month exchange share it."""
    return date[:4] + "".join(sorted((date[4:6], date[6:])))


def _identities(raw: pd.Series) -> list[Form]:
    """Certificate numbers: 15 digits become 18; placeholders say nothing; any other number stays as it is."""
    graded = grade_ids(raw)
    forms: list[Form] = []
    for number, id18 in graded[["number", "id18"]].itertuples(index=False, name=None):
        if not number or len(set(number)) == 1:
            forms.append(_EMPTY)
            continue
        is_code = len(number) == 18 and grade_credit_code(number) == "A"
        forms.append((id18 or number, None, None, bool(id18) or is_code))
    return forms


def _person_name(text: str) -> Form:
    name = standardise_name(text)
    if name is None:
        return _EMPTY
    folded = fold_words(name)
    if folded is None:
        return _EMPTY
    if folded.isascii():
        return folded, sound_key(folded) or folded, folded.split(), False
    whole = folded.replace(" ", "")
    return whole, pinyin_key(name) or whole, [f"{place}{char}" for place, char in enumerate(whole)], False


def _organisation(text: str) -> Form:
    core = org_name_core(text)
    folded = fold_words(text) if core is None or core.isascii() else core.lower()
    if folded is None:
        return _EMPTY
    words = _org_words(folded)
    return folded, " ".join(sorted(words)), words, False


_LEGAL = "ltd limited inc incorporated co company corp corporation plc llc llp gmbh ag sa bv nv pty the and of"
_LEGAL_WORDS = frozenset(_LEGAL.split(" "))


def _org_words(folded: str) -> list[str]:
    """Words of a Latin name without its legal form; pairs of neighbouring characters of a Chinese one."""
    if folded.isascii():
        words = folded.split()
        return [word for word in words if word not in _LEGAL_WORDS] or words
    return sorted({folded[at:at + 2] for at in range(max(1, len(folded) - 1))})


def _address(text: str) -> Form:
    folded = fold_words(text)
    if folded is None:
        return _EMPTY
    if folded.isascii():
        return folded, None, folded.split(), False
    parts = [part for part in parse_address(text)[1:] if part]
    return ("|".join(parts), None, parts, False) if parts else (folded, None, [folded], False)


def _phone(text: str) -> Form:
    digits = "".join(char for char in text if char.isdecimal())
    number = standardise_phone(text) or digits
    return _EMPTY if len(number) < 5 or len(set(number)) == 1 else (number, None, None, False)


def _code(text: str) -> Form:
    number = clean_number(text).lower()
    return (number, None, None, False) if number else _EMPTY


def _sex(text: str) -> Form:
    folded = fold_words(text) or ""
    sex = {"男": "1", "m": "1", "male": "1", "1": "1", "女": "2", "f": "2", "female": "2", "2": "2"}.get(folded)
    return (sex, None, None, False) if sex else _EMPTY


_MAKERS: dict[str, Callable[[str], Form]] = {
    "name": _person_name, "given_name": _person_name, "family_name": _person_name, "organisation": _organisation,
    "address": _address, "phone": _phone, "code": _code, "postcode": _code, "sex": _sex,
}
