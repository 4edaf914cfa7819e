"""The section on what a corrected month changed: only where there is a version before, with both values of a figure."""

from __future__ import annotations

import pytest

from rccrm_lib.core.words import Words
from rccrm_lib.reports import compose_month
from rccrm_lib.reports.shown import facts_of


def section(document):
    return next((one for one in document.sections if one.id == "versions"), None)


def test_a_first_version_has_no_such_section_and_names_no_edition(results):
    words = Words("zh")
    document = compose_month(results(version=1), words=words)
    assert section(document) is None
    assert words("report.frame.edition") not in [label for label, _ in facts_of(document, words)]


def test_a_second_version_says_what_it_replaces_and_shows_both_values(document):
    found = section(document)
    tables = {block.id: block for block in found.blocks if hasattr(block, "rows")}
    assert set(tables) == {"versions.figures", "versions.tables", "versions.customers"}
    before, now = tables["versions.figures"].rows[0][1:]
    assert "34" in before.replace(",", "") and before != now
    assert tables["versions.figures"].rows[1][2] == Words(document.language)("report.state.not_supplied")
    words = Words(document.language)
    assert (words("report.frame.edition"), "2") in facts_of(document, words)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_went_in_otherwise_is_named_in_words(results, language):
    words = Words(language)
    points = next(block for block in section(compose_month(results(), words=words)).blocks if hasattr(block, "items"))
    assert points.items == ("2026-09/loan.csv", words("report.input.settings"))
