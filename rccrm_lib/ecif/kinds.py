"""Kinds of columns: how two values of a kind are compared, and how often each outcome is expected.

Every kind is a list of levels, best first; a pair gets the first level whose condition holds. Of each level stand
three expectations, which count until the data say more: `same`, its share among pairs that are one customer;
`strangers`, its share among two people picked at random; `kin`, its share within a family or house (None: as
strangers). Where the numbers come from: decision 0014.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """One outcome of a comparison. In `condition`, {x} and {y} are the standard values; _k their keys, _t their words."""

    code: str
    condition: str
    same: float
    strangers: float
    kin: float | None = None


@dataclass(frozen=True)
class Kind:
    """One kind of column. `blocks`: expressions of {x} by which candidates are found. The last level is "other"."""

    code: str
    levels: tuple[Level, ...]
    blocks: tuple[str, ...]


SAME = "{x} = {y}"
ASCII = "strlen({x}) = length({x})"  # DuckDB's distances count bytes: for other scripts they would mislead
#: Jaro-Winkler is asked first: it costs a tenth and is high wherever one slip of five characters or more lies between.
ONE_SLIP = ("(length({x}) < 5 OR jaro_winkler_similarity({x}, {y}) >= 0.8) AND damerau_levenshtein({x}, {y}) <= 1")
#: One of three characters or more differs, in names that are not Latin; their words are characters with their place.
ONE_CHARACTER = (f"NOT {ASCII} AND length({{x}}) >= 3 AND length({{x}}) = length({{y}}) "
                 "AND len(list_intersect({x}_t, {y}_t)) >= length({x}) - 1")
#: Longer texts: one slip, or nearly all letters in their order; the length is asked first because it costs nothing.
SLIP = (ASCII + " AND abs(length({x}) - length({y})) <= 3 AND least(length({x}), length({y})) >= 4 "
        "AND jaro_winkler_similarity({x}, {y}) >= 0.75 "
        "AND (jaro_winkler_similarity({x}, {y}) >= 0.93 OR damerau_levenshtein({x}, {y}) <= 1)")
START = "starts_with({x}, {y}) OR starts_with({y}, {x})"
LIKE = ASCII + " AND least(length({x}), length({y})) >= 3 AND jaro_winkler_similarity({x}, {y}) >= 0.8"
SHUFFLED = (ASCII + " AND length({x}) >= 5 AND abs(length({x}) - length({y})) <= 1 AND jaccard({x}, {y}) >= 0.8 "
            "AND jaro_winkler_similarity({x}, {y}) >= 0.7")
TURNED = "left({x}, 4) = left({y}, 4) AND substr({x}, 5, 2) = right({y}, 2) AND right({x}, 2) = substr({y}, 5, 2)"
TWO_PARTS = ("(left({x}, 4) = left({y}, 4))::INT + (substr({x}, 5, 2) = substr({y}, 5, 2))::INT "
             "+ (right({x}, 2) = right({y}, 2))::INT >= 2")
FAR = "abs(try_cast(left({x}, 4) AS INT) - try_cast(left({y}, 4) AS INT)) >= 10"
NEAR_NUMBER = ("least(length({x}), length({y})) >= 8 AND jaro_winkler_similarity({x}, {y}) >= 0.7 "
               "AND (damerau_levenshtein({x}, {y}) <= 3 OR jaro_winkler_similarity({x}, {y}) >= 0.92)")
#: Neighbours born on one day share 14 of 18 characters: there two slips say nothing.
NEAR_IDENTITY = ("length({x}) >= 6 AND left({x}, 14) <> left({y}, 14) "
                 "AND jaro_winkler_similarity({x}, {y}) >= 0.7 AND damerau_levenshtein({x}, {y}) <= 2")
SAME_WORDS = "{x}_w = {y}_w"
HALVES = ("concat(left({x}, length({x}) // 2), '>')", "concat('<', right({x}, length({x}) // 2))")
ORDER = "order"  # not a column: whether two columns stand in the same order on both sides


def _common(share: float) -> str:
    """Whether two lists of words have at least this share of the shorter list in common."""
    common = "len(list_intersect({x}_t, {y}_t))"
    return f"{common} >= greatest(1, {share} * least(len({{x}}_t), len({{y}}_t)))"


KINDS = {kind.code: kind for kind in (
    Kind("given_name", (
        Level("same", SAME, 0.80, 0.0025), Level("slip", SLIP, 0.07, 0.002), Level("sound", "{x}_k = {y}_k", 0.03, 0.004),
        Level("start", START, 0.03, 0.004), Level("like", f"({LIKE}) OR ({SHUFFLED})", 0.03, 0.01),
        Level("other", "TRUE", 0.04, 0.9775),
    ), ("{x}", "{x}_k")),
    Kind("family_name", (
        Level("same", SAME, 0.84, 0.0025, 0.75), Level("slip", SLIP, 0.06, 0.002, 0.03),
        Level("sound", "{x}_k = {y}_k", 0.03, 0.003, 0.01),
        Level("like", f"({LIKE}) OR ({SHUFFLED})", 0.03, 0.01, 0.02), Level("other", "TRUE", 0.04, 0.9825, 0.19),
    ), ("{x}", "{x}_k")),
    Kind("name", (
        Level("same", SAME, 0.84, 0.0002), Level("words", SAME_WORDS, 0.03, 0.0001),
        Level("slip", f"({SLIP}) OR ({ONE_CHARACTER})", 0.05, 0.0005, 0.02),
        Level("sound", "{x}_k = {y}_k", 0.02, 0.0005), Level("part", _common(0.99), 0.02, 0.001, 0.01),
        Level("like", LIKE, 0.02, 0.005, 0.02),
        Level("head", f"CASE WHEN {ASCII} THEN {_common(0.01)} ELSE left({{x}}, 1) = left({{y}}, 1) END", 0.01, 0.05, 0.70),
        Level("other", "TRUE", 0.01, 0.9427, 0.27),
    ), ("{x}", "{x}_k")),
    Kind("date", (
        Level("same", SAME, 0.90, 0.00005, 0.003), Level("turned", TURNED, 0.015, 0.00005),
        Level("slip", ONE_SLIP, 0.04, 0.0007), Level("parts", TWO_PARTS, 0.01, 0.003),
        Level("near", "hamming({x}, {y}) <= 2", 0.015, 0.008), Level("far", FAR, 0.005, 0.55),
        Level("other", "TRUE", 0.015, 0.4382),
    ), ("{x}", "{x}_k", "left({x}, 6)", "concat(left({x}, 4), '--', right({x}, 2))", "right({x}, 4)")),
    Kind("sex", (Level("same", SAME, 0.985, 0.5), Level("other", "TRUE", 0.015, 0.5)), ("{x}",)),
    Kind("phone", (
        Level("same", SAME, 0.62, 0.000002, 0.45), Level("slip", ONE_SLIP, 0.03, 0.00005),
        Level("other", "TRUE", 0.35, 0.99995, 0.55),
    ), ("{x}",)),
    Kind("address", (
        Level("same", SAME, 0.62, 0.0005, 0.75),
        Level("words", "replace({x}, ' ', '') = replace({y}, ' ', '')", 0.02, 0.0002, 0.02),
        Level("slip", f"({SLIP}) OR ({SHUFFLED})", 0.11, 0.002, 0.05), Level("part", _common(0.6), 0.08, 0.01, 0.05),
        Level("like", LIKE, 0.03, 0.005, 0.02), Level("other", "TRUE", 0.14, 0.9823, 0.11),
    ), ("{x}", "replace({x}, ' ', '')")),
    Kind("postcode", (
        Level("same", SAME, 0.80, 0.002, 0.90), Level("slip", ONE_SLIP, 0.05, 0.01, 0.03),
        Level("other", "TRUE", 0.15, 0.988, 0.07),
    ), ("{x}",)),
    Kind("identity", (
        Level("same", SAME, 0.90, 0.0000005, 0.003), Level("slip", ONE_SLIP, 0.05, 0.00002),
        Level("near", NEAR_IDENTITY, 0.01, 0.0005),
        Level("other", "TRUE", 0.04, 0.99948),
    ), ("{x}", *HALVES)),
    Kind("code", (
        Level("same", SAME, 0.80, 0.0002, 0.05), Level("slip", ONE_SLIP, 0.06, 0.005),
        Level("near", NEAR_NUMBER, 0.03, 0.001),
        Level("other", "TRUE", 0.11, 0.9938),
    ), ("{x}", *HALVES)),
    Kind("organisation", (
        Level("same", SAME, 0.75, 0.0001), Level("words", SAME_WORDS, 0.03, 0.00005),
        Level("slip", SLIP, 0.08, 0.0005),
        Level("part", _common(0.8), 0.05, 0.001), Level("like", _common(0.5), 0.03, 0.01),
        Level("other", "TRUE", 0.06, 0.9884),
    ), ("{x}", "{x}_k")),
    Kind(ORDER, (Level("kept", "TRUE", 0.975, 0.985), Level("turned", "TRUE", 0.025, 0.015)), ()),
)}
COLUMN_KINDS = tuple(sorted(set(KINDS) - {ORDER}))
