"""Numbers that name an organisation: unified social credit code (GB 32100-2015), organisation code (GB 11714).

Legal codes that fail their own check exist (early pilot areas): they are grade B, never refused.
"""

from __future__ import annotations

import re

import pandas as pd

from rccrm_lib.facts.identity import clean_number

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CREDIT_WEIGHTS = [pow(3, place, 31) for place in range(17)]
ORG_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]
_CREDIT = re.compile(f"[{CREDIT_ALPHABET}]{{2}}[0-9]{{6}}[{CREDIT_ALPHABET}]{{10}}")
_ORG = re.compile(r"[0-9A-Z]{8}[0-9X]")

#: First two characters -> nature of the organisation (GB 32100, table of authorities and categories).
NATURE_BY_PREFIX = {"91": "COMPANY", "92": "SELF", "93": "COOP"}
NATURE_BY_AUTHORITY = {"1": "PUBLIC", "5": "PUBLIC", "N": "VILLAGE"}


def credit_check_character(first17: str) -> str:
    """The 18th character of a unified social credit code: weights 3^i mod 31."""
    total = sum(CREDIT_ALPHABET.index(char) * weight for char, weight in zip(first17, CREDIT_WEIGHTS, strict=True))
    return CREDIT_ALPHABET[(31 - total % 31) % 31]


def org_check_character(first8: str) -> str:
    """The 9th character of an organisation code: 11 - sum mod 11, 10 as X and 11 as 0."""
    total = sum(ORG_ALPHABET.index(char) * weight for char, weight in zip(first8, ORG_WEIGHTS, strict=True))
    return "0X987654321"[total % 11]


def grade_credit_code(text: str | None) -> str | None:
    """A: right form and check; B: right form, check fails; F: anything else; None: no value."""
    code = clean_number(text)
    if not code:
        return None
    if not _CREDIT.fullmatch(code) or len(set(code[8:])) == 1:
        return "F"
    return "A" if credit_check_character(code[:17]) == code[17] else "B"


def grade_org_code(text: str | None) -> str | None:
    """A: right form and check; B: right form, check fails; F: anything else; None: no value."""
    code = clean_number(text)
    if not code:
        return None
    if not _ORG.fullmatch(code) or len(set(code)) == 1:
        return "F"
    return "A" if org_check_character(code[:8]) == code[8] else "B"


def org_code_of(credit_code: str) -> str:
    """The organisation code inside a unified social credit code: its characters 9 to 17."""
    return clean_number(credit_code)[8:17]


def nature_of_code(credit_code: str | None) -> str:
    """COMPANY, SELF, COOP, PUBLIC or VILLAGE by the first characters of the code; COMPANY when unknown."""
    code = clean_number(credit_code)
    return NATURE_BY_PREFIX.get(code[:2]) or NATURE_BY_AUTHORITY.get(code[:1]) or "COMPANY"


def grade_org_numbers(codes: pd.Series) -> pd.DataFrame:
    """One row per value (same index): number, credit_grade, org_grade, org_code, code_nature."""
    numbers = [clean_number(value) for value in codes.astype(object).where(codes.notna(), None)]
    grades = [grade_credit_code(number) for number in numbers]
    is_code = [grade in ("A", "B") for grade in grades]
    return pd.DataFrame(
        {
            "number": numbers,
            "credit_grade": grades,
            "org_grade": [grade_org_code(number) for number in numbers],
            "org_code": [n[8:17] if ok else n for n, ok in zip(numbers, is_code, strict=True)],
            "code_nature": [nature_of_code(n) if ok else None for n, ok in zip(numbers, is_code, strict=True)],
        },
        index=codes.index, dtype=object,
    )
