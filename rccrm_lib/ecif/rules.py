"""The rules by which two records become one customer, strongest first, and why a pair is left to a person.

`score` is the share of right links expected of a rule from its evidence; it orders links and reviews, and is
to be replaced by the share found in reviewed samples. Words for all codes lie in the catalogue (part `ecif`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One rule: its code, its place in the order, the expected share of right links."""

    code: str
    rank: int
    score: float


CONFIRMED = "CONFIRMED"  # a person has signed it: the only link that may join two valid numbers

RULES = (
    Rule(CONFIRMED, 0, 1.0),
    Rule("SAME_ID_NAME", 1, 0.9999),        # one valid number, agreeing names
    Rule("SAME_ID_15_18", 2, 0.9995),       # 15- and 18-digit form of one number, agreeing names
    Rule("SAME_ID_BIRTH", 3, 0.995),        # one valid number, birth date and sex; other name, but surname or contact agrees
    Rule("SAME_ID_CONTACT", 13, 0.99),      # one valid number, a phone or address, names alike
    Rule("SAME_CODE", 4, 0.999),            # organisations: one credit code or organisation code
    Rule("SAME_OTHER_CERT", 5, 0.998),      # one passport, permit or register number and one name
    Rule("ID_TYPO", 6, 0.995),              # one edit away from a valid number of the same name
    Rule("NAME_BIRTH_MOBILE", 7, 0.995),
    Rule("NAME_BIRTH_HOUSE", 8, 0.995),
    Rule("SOUND_BIRTH_MOBILE", 9, 0.99),    # names that sound alike
    Rule("SOUND_BIRTH_HOUSE", 10, 0.99),
    Rule("SAME_ORG_NAME", 11, 0.98),
    Rule("EVIDENCE", 12, 0.9),              # no rule, but the fields weigh more for than against; the score is its own
    Rule("SINGLE", 99, 1.0),                # nothing was joined
)
RANK = {rule.code: rule.rank for rule in RULES}
SCORE = {rule.code: rule.score for rule in RULES}

REVIEW_REASONS = (
    "SAME_ID_OTHER_PERSON",   # one number, another name and another birth date or sex: not merged
    "NAME_CHANGED",           # merged by number, birth and sex under two names: a person should look
    "TWO_IDS",                # one name, birth and phone or house, two different valid numbers: not merged
    "AMBIGUOUS",              # no number of its own, and fits several persons with different numbers
    "BLOCKED_BY_ID",          # a link that would have joined two different valid numbers
    "SAME_CODE_OTHER_ORG",    # one code, nothing else agrees
    "SAME_NAME_OTHER_ORG",    # one name, no second code, different legal representatives
    "ANSWER_OUTDATED",        # a person answered, and the data of a record changed since
    "ANSWERS_DISAGREE",       # a person's answer could not act: others stand against it
)
