"""Settings of the contribution: rates that cannot be, classes out of order, names twice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from rccrm_lib.core.contribution_settings import ContributionSettings, rate_units

RATES = {"1": "0.01", "2": "0.06", "3": "0.25", "4": "0.5", "5": "1"}


def test_a_rate_is_whole_hundred_millionths() -> None:
    assert rate_units(Decimal("0.01950001")) == 1_950_001


@pytest.mark.parametrize(("settings", "message"), [
    ({"loss": {"default_rates": {**RATES, "3": "0.05"}}}, "must not fall from class 1 to 5"),
    ({"loss": {"default_rates": {"1": "0.01"}}}, "needs each of the classes 1, 2, 3, 4, 5"),
    ({"loss": {"default_rates": {**RATES, "1": "0.00001"}}}, "at most 4 decimals"),
    ({"loss": {"lost_shares": {"L01": "0.4"}}}, r"needs an entry \*"),
    ({"tax": {"vat_rate": "1.03"}}, "a rate from 0 to 1"),
    ({"capital_rate": "-0.01"}, "a rate from 0 to 1"),
    ({"wealth_fee_rates": {"1": "0.000000001"}}, "at most 8 decimals"),
    ({"lines": {"FARM": "1"}}, "needs a business line"),
    ({"tolerances": [{"item": "FEE", "fen": 1, "reason": "by hand"}] * 2}, "names an item twice"),
    ({"tolerances": [{"item": "FEE", "fen": 1, "reason": ""}]}, "reason"),
    ({"listed_rates": [{"from_on": "2026-01-01", "annual_rate": "0.001"}] * 2}, "names a product and day twice"),
    ({"between_terms": "spline"}, "linear"),
    ({"vat": "0.03"}, "vat"),
])
def test_what_cannot_be_is_refused(settings, message) -> None:
    with pytest.raises(ValidationError, match=message):
        ContributionSettings(**settings)
