"""The section on managers' lists: what is said of suggestions, and which are wrong too often."""

from __future__ import annotations

import pytest

from rccrm_lib.core.words import Words
from rccrm_lib.reports import compose_month
from rccrm_lib.reports.document import NotSupplied, Paragraph


def section(results, language="en"):  # type: ignore[no-untyped-def]
    return next(one for one in compose_month(results, words=Words(language)).sections if one.id == "worklist")


@pytest.mark.parametrize(("language", "text"), [
    ("en", "104 items may come on lists next month; 40 have been answered, 30 of them called wrong. Near the next tier: too"),
    ("zh", "“差一点升级”说不对的太多")])
def test_a_reason_that_is_wrong_too_often_is_named(results, language, text):  # type: ignore[no-untyped-def]
    found = [block.text for block in section(results(), language).blocks if isinstance(block, Paragraph)]
    assert text in found[0]


def test_without_answers_nothing_is_judged(results):  # type: ignore[no-untyped-def]
    frame = results().worklist_feedback.assign(n_answered=0, n_wrong=0, is_flagged=False)
    assert "nobody has answered" in section(results(worklist_feedback=frame)).blocks[0].text


def test_a_month_without_lists_says_what_to_run(bare_results):  # type: ignore[no-untyped-def]
    assert isinstance(section(bare_results()).blocks[0], NotSupplied)
