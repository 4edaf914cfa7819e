"""Every code that the merge writes has words in both languages."""

import pytest

from rccrm_lib.core.words import Words
from rccrm_lib.ecif.rules import RANK, REVIEW_REASONS, RULES, SCORE

NATURES = ("FARM", "URBAN", "SELF", "COMPANY", "COOP", "PUBLIC", "VILLAGE")
EVENTS = ("create", "absorb", "merge", "split", "retire")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_codes_have_words(language):
    words = Words(language)
    keys = [f"ecif.rule.{rule.code}" for rule in RULES] + [f"ecif.review.{reason}" for reason in REVIEW_REASONS]
    keys += [f"ecif.nature.{nature}" for nature in NATURES] + [f"ecif.event.{kind}" for kind in EVENTS]
    assert all(words(key) for key in keys)


def test_ranks_and_scores_are_one_order():
    assert len(set(RANK.values())) == len(RULES)
    assert all(0 < score <= 1 for score in SCORE.values())
