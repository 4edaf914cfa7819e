"""The masks of `masks` as DuckDB expressions: a function of Python is too slow for every customer of a member."""

from __future__ import annotations

from rccrm_lib.core.privacy.masks import ADDRESS_KEPT, COMPOUND_SURNAMES, GROUP, MASKS

_SURNAMES = ", ".join(f"'{name}'" for name in COMPOUND_SURNAMES)
_KEEP = f"(CASE WHEN length({{x}}) > 2 AND left({{x}}, 2) IN ({_SURNAMES}) THEN 2 ELSE 1 END)"
_DIGITS = "regexp_replace({x}, '[^0-9]', '', 'g')"
_PLAIN = f"replace({{x}}, '{GROUP}', '{'-' * len(GROUP)}')"
_VILLAGE = f"length(regexp_extract({_PLAIN}, '^.*?(?:村|社区|居委会)'))"
_TOWNSHIP = f"length(regexp_extract({_PLAIN}, '^.*?(?:镇|乡|街道)'))"
_TEXT = "CASE WHEN length({x}) > 2 THEN left({x}, 1) || '***' ELSE '***' END"
_IS_LONG = "regexp_full_match({x}, '[0-9A-Za-z]{{9,}}') AND regexp_matches({x}, '[0-9]')"
_FORMS = {
    "name": f"left({{x}}, {_KEEP}) || repeat('*', greatest(1, least(length({{x}}) - {_KEEP}, 2)))",
    "cert_no": "CASE WHEN length({x}) > 3 THEN left({x}, 1) || repeat('*', greatest(length({x}) - 3, 3)) || right({x}, 2) "
               "ELSE '***' END",
    "mobile": f"CASE WHEN length({_DIGITS}) >= 11 THEN left({_DIGITS}, 3) || '****' || right({_DIGITS}, 4) "
              f"ELSE '****' || right({_DIGITS}, 2) END",
    "account": "'****' || right({x}, 4)",
    "address": f"left({{x}}, CASE WHEN {_VILLAGE} > 0 THEN {_VILLAGE} WHEN {_TOWNSHIP} > 0 THEN {_TOWNSHIP} "
               f"ELSE {ADDRESS_KEPT} END) || '…'",
    "text": _TEXT,
    "number": f"CASE WHEN {_IS_LONG} THEN left({{x}}, 1) || repeat('*', length({{x}}) - 3) || right({{x}}, 2) "
              f"ELSE {_TEXT} END",
}
assert set(_FORMS) == set(MASKS), "every mask has a form in Python and one in SQL"


def mask_sql(kind: str, column: str) -> str:
    """The mask of a kind over an SQL expression; a missing or empty value stays NULL."""
    return f"CASE WHEN length({column}) > 0 THEN {_FORMS[kind].format(x=column)} END"
