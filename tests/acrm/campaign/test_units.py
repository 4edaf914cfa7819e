"""Drawn units and their outcomes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from rccrm_lib.acrm.campaign.units import attach_outcomes, make_units, month_number, month_text, refuse_wrong_frames
from rccrm_lib.core.errors import SchemaError


@pytest.fixture
def members() -> pd.DataFrame:
    """Two villages of two customers, a household in both arms, one village without a stratum."""
    return pd.DataFrame({
        "campaign_id": "HD01", "customer_id": list("abcdef"), "unit_id": ["V1", "V1", "V2", "V2", "V3", "V3"],
        "stratum": ["S", "S", "S", "S", None, None], "arm": ["T", "T", "C", "C", "T", "C"],
        "assigned_on": pd.Timestamp("2025-12-20"), "contacted_on": pd.NaT, "is_randomised": True,
    })


def _outcomes(rows: list[tuple[str, str, int]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["unit_id", "month", "aum_avg_fen"])
    return frame.assign(campaign_id="HD01")


def test_units_carry_arm_size_and_mixture(members: pd.DataFrame) -> None:
    units = make_units(members).set_index("unit_id")
    assert units["treated"].to_dict() == {"V1": True, "V2": False, "V3": True}
    assert units["n_customers"].tolist() == [2, 2, 2]
    assert units["is_mixed"].to_dict() == {"V1": False, "V2": False, "V3": True}
    assert month_text(int(units.loc["V1", "assigned"])) == "2025-12"
    flagged = make_units(members.assign(is_mixed=members["customer_id"] == "a")).set_index("unit_id")
    assert flagged["is_mixed"].to_dict() == {"V1": True, "V2": False, "V3": True}


def test_outcomes_count_from_the_month_of_the_draw(members: pd.DataFrame) -> None:
    outcomes = _outcomes([("V1", "2025-11", 100), ("V1", "2026-01", 300), ("V2", "2025-11", 50), ("V2", "2026-01", 70),
                          ("V3", "2025-11", 1), ("V3", "2026-01", 1)])
    units = attach_outcomes(make_units(members), outcomes, offsets=[-1, 1]).set_index("unit_id")
    assert units.loc["V1", [-1, 1]].tolist() == [50.0, 150.0], "per listed customer"
    assert units.loc["V2", [-1, 1]].tolist() == [25.0, 35.0]


def test_who_left_holds_nothing_and_what_was_not_supplied_is_unknown(members: pd.DataFrame) -> None:
    outcomes = _outcomes([("V1", "2026-01", 300), ("V2", "2025-11", 50)])
    units = attach_outcomes(make_units(members), outcomes, offsets=[-1, 1, 2]).set_index("unit_id")
    assert units.loc["V2", 1] == 0.0, "no row in a month that has rows: the money is gone"
    assert np.isnan(units.loc["V2", 2]), "no rows at all in that month"
    missing = outcomes.assign(aum_avg_fen=pd.array([pd.NA, 50], dtype="Int64"))
    assert np.isnan(attach_outcomes(make_units(members), missing, offsets=[1]).set_index("unit_id").loc["V1", 1])


def test_month_numbers_go_both_ways() -> None:
    assert [month_text(n) for n in month_number(pd.Series(["2025-12", "2026-01"]))] == ["2025-12", "2026-01"]
    assert month_number(pd.Series([pd.Timestamp("2025-12-31")])).tolist() == [2025 * 12 + 11]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda m: m.drop(columns="arm"), "arm"),
        (lambda m: m.assign(arm="X"), "X"),
        (lambda m: m.assign(arm=None), "arms"),
        (lambda m: m.assign(customer_id="a"), "twice"),
    ],
)
def test_wrong_members_are_refused(members: pd.DataFrame, change, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SchemaError, match=words):
        refuse_wrong_frames(change(members), _outcomes([("V1", "2026-01", 1)]))


def test_two_outcomes_of_a_unit_in_a_month_are_refused(members: pd.DataFrame) -> None:
    with pytest.raises(SchemaError, match="two outcomes"):
        refuse_wrong_frames(members, _outcomes([("V1", "2026-01", 1), ("V1", "2026-01", 2)]))
