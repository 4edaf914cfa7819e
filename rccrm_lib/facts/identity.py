"""Numbers that name a person: resident identity (GB 11643-1999), 15-digit forms, residence permits, passports.

A number is never refused: it gets a grade.
  A  18 characters, check character and birth date right, area known (retired areas too)
  B  the same, area not in our small table
  C  well-formed without a check character: 15 digits with a right date, a passport, a travel permit
  D  the check fails, but one edit leads to a valid number of the same name (given by the merge, not here)
  E  18 characters whose check or date fails, and nothing near it is known
  F  placeholder or garbage: one digit repeated, 999..., 123456..., wrong length, tail lost in a spreadsheet
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import numpy as np
import pandas as pd

WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
CHECKS = "10X98765432"
EARLIEST_BIRTH = date(1900, 1, 1)

_PROVINCES = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"
_JIANGXI = "3601 3602 3603 3604 3605 3606 3607 3608 3609 3610 3611 3621 3622 3623 3624 3625"
#: Province-level prefixes of GB/T 2260; 81 to 83 are the residence permits of Hong Kong, Macau and Taiwan.
PROVINCES = frozenset(_PROVINCES.split())
#: Prefectures of Jiangxi: today's cities (3601-3611), and those retired about 1999-2000 that living people carry.
JIANGXI = frozenset(_JIANGXI.split())
PERMIT_AREAS = frozenset({"810000", "820000", "830000"})

#: Certificate types whose number has the shape of a resident identity number.
RESIDENT_TYPES = frozenset({"101", "102", "107", "108", "109"})
_OTHER_FORMS = {
    "102": re.compile(r"[A-Z0-9]{6,12}"),
    "103": re.compile(r"[EGDSP]\d{8}|E[A-Z]\d{7}|[A-Z0-9]{6,9}"),
    "105": re.compile(r"[HM](\d{8}|\d{10})"),
    "106": re.compile(r"\d{8}|\d{10}[A-Z]?"),
    "108": re.compile(r"[A-Z]{3}\d{12}"),
}
_PLACEHOLDER_STARTS = ("999999", "123456", "111111", "000000")
_SEPARATORS = str.maketrans("", "", " \t\u3000-_./")


def clean_number(text: str | None) -> str:
    """A certificate number in one form: half width, capitals, without blanks and separators."""
    if not text:
        return ""
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return folded if folded.isdecimal() else folded.upper().translate(_SEPARATORS)


def check_character(first17: str) -> str:
    """The 18th character for 17 digits: ISO 7064 MOD 11-2."""
    total = sum(int(digit) * int(weight) for digit, weight in zip(first17, WEIGHTS, strict=True))
    return CHECKS[total % 11]


def upgrade_id15(number: str) -> str:
    """The 18-character form of a 15-digit number: '19' after the area, check character at the end.

    Some people's reissued number is not this one: equality is strong evidence, not identity.
    """
    if not re.fullmatch(r"[0-9]{15}", number):
        raise ValueError(f"{number!r} has not 15 digits")
    first17 = number[:6] + "19" + number[6:]
    return first17 + check_character(first17)


def is_known_area(number: str) -> bool:
    """Whether the first digits are a province (and in Jiangxi a prefecture, also a retired one)."""
    return number[:4] in JIANGXI if number[:2] == "36" else number[:2] in PROVINCES


def grade_ids(
    numbers: pd.Series, *, earliest: date = EARLIEST_BIRTH, latest: date | None = None
) -> pd.DataFrame:
    """One row per value of `numbers` (same index): number, grade, id18, birth_on, sex, id_kind.

    `id18` is filled for grades A, B and C of resident shape; `sex` is '1' male or '2' female;
    `id_kind` is resident, permit or foreigner. Source: GB 11643-1999; permits and the foreigners' card of
    2023-12-01 have the same shape, and a first digit 9 is no area code.
    """
    cleaned = pd.Series([clean_number(x) for x in numbers.astype(object).where(numbers.notna(), None)],
                        index=numbers.index, dtype=object)
    wide = _widen(cleaned)
    matrix = _digits(wide)
    check_ok = _check_holds(wide, matrix)
    birth, date_ok = _birth(matrix, earliest=earliest, latest=latest)
    seq_ok = matrix[:, 14:17].clip(0, 9).sum(axis=1) > 0
    is_15 = (cleaned.str.len() == 15).to_numpy() & (wide != "")
    shape = wide != ""
    valid = shape & check_ok & date_ok & seq_ok
    nonsense = cleaned.str.startswith(_PLACEHOLDER_STARTS).to_numpy(dtype=bool) | cleaned.isin(_REPEATED).to_numpy()
    lost_tail = np.char.endswith(wide, "000") & ~(check_ok | is_15)  # spreadsheets keep 15 digits
    kinds = _kinds(wide, valid)
    grade = np.select(
        [nonsense | lost_tail | ~shape | ~seq_ok, valid & is_15, valid & _area_known(wide, kinds), valid],
        ["F", "C", "A", "B"], default="E",
    )
    keep = np.isin(grade, ["A", "B", "C"])
    sex = np.where(matrix[:, 16] % 2 == 1, "1", "2")
    columns = {"id18": wide, "birth_on": birth, "sex": sex, "id_kind": kinds}
    kept = {name: _keep_where(keep, values, numbers.index) for name, values in columns.items()}
    grades = _keep_where((cleaned != "").to_numpy(), grade, numbers.index)
    return pd.DataFrame({"number": cleaned, "grade": grades} | kept, index=numbers.index)


def _keep_where(keep: np.ndarray, values: np.ndarray, index: pd.Index) -> pd.Series:
    """The values where `keep` holds, else None (NaT for days)."""
    if values.dtype.kind == "M":
        return pd.Series(values, index=index).where(keep)
    return pd.Series(values.astype(object), index=index).where(keep, None)


_REPEATED = [digit * 18 for digit in "0123456789"] + [digit * 15 for digit in "0123456789"]


def _widen(cleaned: pd.Series) -> np.ndarray:
    """18-character text for 15 and 18 characters of resident shape, else an empty text."""
    texts, lengths = cleaned.to_numpy(dtype=object), cleaned.str.len().to_numpy()
    wide = np.where(lengths == 18, texts, "").astype("U18")
    digit = (_points(wide) >= ord("0")) & (_points(wide) <= ord("9"))
    wide[~(digit[:, :17].all(axis=1) & (digit[:, 17] | np.char.endswith(wide, "X")))] = ""
    is_15 = (lengths == 15) & cleaned.str.isdecimal().to_numpy(dtype=bool) & _is_ascii(texts)
    if is_15.any():
        body = np.array([text[:6] + "19" + text[6:] for text in texts[is_15]], dtype="U18")
        totals = _digits(body)[:, :17] @ WEIGHTS
        wide[is_15] = np.char.add(body.astype("U17"), np.array(list(CHECKS))[totals % 11])
    return wide


def _is_ascii(texts: np.ndarray) -> np.ndarray:
    return np.fromiter((text.isascii() for text in texts), dtype=bool, count=len(texts))


def _points(texts: np.ndarray) -> np.ndarray:
    """One row per text, one column per character: the code point, 0 for nothing."""
    return np.ascontiguousarray(texts.astype("U18")).view(np.uint32).reshape(len(texts), 18).astype(np.int64)


def _digits(texts: np.ndarray) -> np.ndarray:
    """One row per text, one column per character: the digit, 10 for X, negative for nothing."""
    points = _points(texts)
    return np.where(points == ord("X"), 10, points - ord("0"))


def _check_holds(wide: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    totals = matrix[:, :17] @ WEIGHTS
    expected = np.array([10 if char == "X" else int(char) for char in CHECKS])[totals % 11]
    return (wide != "") & (expected == matrix[:, 17])


def _birth(matrix: np.ndarray, *, earliest: date, latest: date | None) -> tuple[np.ndarray, np.ndarray]:
    """Birth days as datetime64[s] (NaT where impossible) and whether each is a real day in the range."""
    digits = matrix[:, 6:14].clip(0, 9)
    year = digits[:, :4] @ np.array([1000, 100, 10, 1])
    month, day = digits[:, 4] * 10 + digits[:, 5], digits[:, 6] * 10 + digits[:, 7]
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    lengths = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    in_month = np.where((month == 2) & leap, 29, lengths[np.where(month <= 12, month, 0)])
    real = (year >= 1) & (month >= 1) & (day >= 1) & (day <= in_month)
    safe = np.where(real, (year - 1970) * 12 + month - 1, 0)
    born = safe.astype("datetime64[M]").astype("datetime64[D]") + np.where(real, day - 1, 0)
    last = np.datetime64(latest) if latest else np.datetime64("2099-12-31")
    in_range = real & (born >= np.datetime64(earliest)) & (born <= last)
    return np.where(real, born, np.datetime64("NaT")).astype("datetime64[s]"), in_range


def _kinds(wide: np.ndarray, valid: np.ndarray) -> np.ndarray:
    permit = np.isin(wide.astype("U6"), list(PERMIT_AREAS))
    foreigner = np.char.startswith(wide, "9")
    return np.where(valid, np.select([permit, foreigner], ["permit", "foreigner"], default="resident"), "")


def _area_known(wide: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    province, prefecture = wide.astype("U2"), wide.astype("U4")
    in_jiangxi = np.isin(prefecture, list(JIANGXI))
    known = np.where(province == "36", in_jiangxi, np.isin(province, list(PROVINCES)))
    return known | (kinds == "foreigner")


def grade_id(number: str | None, *, earliest: date = EARLIEST_BIRTH, latest: date | None = None) -> str | None:
    """The grade of one number of resident shape; None when there is no number."""
    return grade_ids(pd.Series([number], dtype=object), earliest=earliest, latest=latest)["grade"].iloc[0]


def standardise_id(number: str | None, *, earliest: date = EARLIEST_BIRTH, latest: date | None = None) -> str | None:
    """The 18-character form of one valid number (grades A, B, C), else None."""
    return grade_ids(pd.Series([number], dtype=object), earliest=earliest, latest=latest)["id18"].iloc[0]


def grade_certificate(number: str | None, cert_type: str | None, *, latest: date | None = None) -> str | None:
    """The grade of one certificate of any type: resident shapes by check, others by their form (C or F)."""
    cleaned = clean_number(number)
    if not cleaned:
        return None
    form = _OTHER_FORMS.get(cert_type or "")
    if form is not None and form.fullmatch(cleaned) and len(set(cleaned)) > 1:
        return "C"
    if cert_type is None or cert_type in RESIDENT_TYPES:
        return grade_id(cleaned, latest=latest)
    if form is None:
        return "C" if len(cleaned) >= 4 and len(set(cleaned)) > 1 else "F"
    return "F"


def grade_certificates(certs: pd.DataFrame, *, latest: date | None = None) -> pd.DataFrame:
    """One row per row of `certs` (cert_type, cert_no): the columns of `grade_ids`, by type of certificate."""
    graded = grade_ids(certs["cert_no"], latest=latest)
    is_resident = (certs["cert_type"].isna() | certs["cert_type"].isin(RESIDENT_TYPES)).to_numpy()
    own_form = [kind in RESIDENT_TYPES and kind in _OTHER_FORMS and bool(_OTHER_FORMS[kind].fullmatch(number))
                for kind, number in zip(certs["cert_type"], graded["number"], strict=True)]
    other = graded.index[(~is_resident | np.array(own_form, dtype=bool)) & (graded["number"] != "").to_numpy()]
    result = graded.copy()
    result.loc[other, ["id18", "sex", "id_kind"]] = None
    result.loc[other, "birth_on"] = pd.NaT
    result.loc[other, "grade"] = [
        grade_certificate(number, kind, latest=latest)
        for number, kind in zip(graded.loc[other, "number"], certs.loc[other, "cert_type"], strict=True)
    ]
    return result


def is_one_edit(a: str, b: str) -> bool:
    """Whether one substitution or one swap of neighbours turns one number into another of the same length."""
    if len(a) != len(b) or a == b:
        return False
    wrong = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    swap = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]
    return len(wrong) == 1 or swap
