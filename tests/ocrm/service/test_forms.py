"""The form of a visit: checked before it is kept; what was not asked is not nought."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from rccrm_lib.core.contact_settings import ContactSettings
from rccrm_lib.core.errors import InputError
from rccrm_lib.ocrm import service

SETTINGS = ContactSettings()


def test_what_was_filled_in_is_kept_and_what_was_not_is_left_out() -> None:
    form = {"residents": "4", "land": "12.5", "income": "wages", "income_year": "86,000", "wishes": " 盖房 ", "away": ""}
    tidied = service.tidy_form(form, settings=SETTINGS)
    assert tidied == {"residents": 4, "land": 12.5, "income": "wages", "income_year": 86000, "wishes": "盖房"}
    assert service.completeness(tidied, settings=SETTINGS) == 5 / len(SETTINGS.form)
    assert service.tidy_form({"away": 0}, settings=SETTINGS) == {"away": 0}, "nought is an answer"


def test_a_note_on_the_market_is_whole_or_not_there() -> None:
    note = {"competitor": "农行", "product": "time_1y", "rate_bp": "135"}
    assert service.tidy_form(note, settings=SETTINGS)["rate_bp"] == 135
    with pytest.raises(InputError, match="rate_bp"):
        service.tidy_form({"competitor": "农行", "product": "time_1y"}, settings=SETTINGS)


@pytest.mark.parametrize(("name", "value"), [("residents", "31"), ("residents", "2.5"), ("land", "nan"), ("income", "lottery"),
                                             ("wishes", "x" * 201), ("colour", "red"), ("income_year", "-1")])
def test_what_cannot_be_meant_names_the_field_and_not_the_value(name: str, value: Any) -> None:
    with pytest.raises(InputError, match=name):
        service.tidy_form({name: value}, settings=SETTINGS)


def test_a_rate_beyond_the_range_is_a_slip_of_the_pen() -> None:
    with pytest.raises(InputError, match="rate_bp"):
        service.tidy_form({"competitor": "农行", "product": "time_1y", "rate_bp": 13500}, settings=SETTINGS)


def test_the_next_day_is_proposed_by_the_result() -> None:
    assert service.propose_next("absent", on_day=date(2028, 2, 25), settings=SETTINGS) == date(2028, 3, 3)
    assert service.propose_next("met", on_day=date(2026, 9, 1), settings=SETTINGS) is None


def test_a_visit_counts_for_a_call_and_not_the_other_way_round() -> None:
    assert "call" in SETTINGS.fulfils("visit", "none") and "visit" not in SETTINGS.fulfils("call", "none")
    assert "review" in SETTINGS.fulfils("counter", "review") and SETTINGS.fulfils("letter", "?") == ()
    assert "no_answer" in SETTINGS.results_of("call") and "no_answer" not in SETTINGS.results_of("visit")


def test_settings_in_which_nothing_counts_are_refused() -> None:
    with pytest.raises(ValidationError, match="counts"):
        ContactSettings(results={"x": {"zh": "x", "en": "x", "counts": False}})  # type: ignore[dict-item]
    with pytest.raises(ValidationError, match="letter"):
        ContactSettings(kinds={"letter": {"zh": "信", "en": "letter"}})  # type: ignore[dict-item]
