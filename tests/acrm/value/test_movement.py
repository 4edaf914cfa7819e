"""Migration with NEW and LEFT whose margins tie, and the bridge of valuable customers that sums to zero."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rccrm_lib.acrm.value import PARTS, assign_tiers, bridge, check_margins, migrate
from rccrm_lib.core.errors import RccrmError

TWO = {
    "stays": [60_000, 70_000, 80_000],
    "rises": [20_000, 60_000, 65_000],  # reached QUALITY in February: there in March
    "new_rich": [None, None, 300_000],
    "new_poor": [None, None, 10],
    "left_rich": [250_000, 250_000, None],
    "left_poor": [5, 5, None],
    "back": [60_000, None, 55_000],
}


def cell(frame: pd.DataFrame, start: str, end: str) -> tuple[int, int, int]:
    """n and yuan of one cell."""
    rows = frame[(frame["from_tier"] == start) & (frame["to_tier"] == end)]
    return tuple((rows[["n", "aum_from_fen", "aum_to_fen"]].sum() // [1, 100, 100]).tolist())


def test_every_way_of_moving_has_its_cell(make_history, tier_settings) -> None:
    tiers = assign_tiers(make_history(TWO), settings=tier_settings)
    found = migrate(tiers, month="2026-03")
    assert cell(found, "QUALITY", "QUALITY") == (1, 70_000, 80_000)
    assert cell(found, "POTENTIAL", "QUALITY") == (1, 60_000, 65_000)
    assert cell(found, "NEW", "VIP") == (1, 0, 300_000)
    assert cell(found, "NEW", "MASS") == (1, 0, 10)
    assert cell(found, "NEW", "QUALITY") == (1, 0, 55_000)
    assert cell(found, "VIP", "LEFT") == (1, 250_000, 0)
    assert cell(found, "MASS", "LEFT") == (1, 5, 0)
    assert found["n"].sum() == 7
    check_margins(found, tiers, month="2026-03")


def test_the_bridge_sums_to_zero_in_number_and_in_fen(make_history, tier_settings) -> None:
    tiers = assign_tiers(make_history(TWO), settings=tier_settings)
    found = bridge(tiers, month="2026-03", settings=tier_settings).set_index("part")
    assert tuple(found.index) == PARTS
    assert found["n"].to_dict() == {"previous": 2, "upgraded": 1, "entered": 2, "split": 0, "downgraded": 0, "left": -1,
                                    "merged": 0, "stayed": 0, "current": 4}
    assert (found["aum_fen"] // 100).to_dict() == {
        "previous": 320_000, "upgraded": 65_000, "entered": 355_000, "split": 0, "downgraded": 0, "left": -250_000,
        "merged": 0, "stayed": 10_000, "current": 500_000}
    assert (found.drop("current").sum() == found.loc["current"]).all()


def test_downgraded_customers_are_negative(make_history, tier_settings) -> None:
    history = make_history({"A": [60_000, 9, 9, 9, 8]})
    found = bridge(assign_tiers(history, settings=tier_settings), month="2026-05", settings=tier_settings)
    assert found.set_index("part").loc["downgraded"].tolist() == [-1, -900]


def test_without_a_month_before_nobody_is_new(make_history, tier_settings) -> None:
    tiers = assign_tiers(make_history({"A": [60_000], "B": [1]}), settings=tier_settings)
    assert migrate(tiers, month="2026-01").empty
    assert bridge(tiers, month="2026-01", settings=tier_settings).empty
    check_margins(migrate(tiers, month="2026-01"), tiers, month="2026-01")


def test_everybody_left(make_history, tier_settings) -> None:
    tiers = assign_tiers(make_history({"A": [60_000, None]}), settings=tier_settings)
    found = migrate(tiers, month="2026-02")
    assert found[["from_tier", "to_tier", "n"]].to_numpy().tolist() == [["QUALITY", "LEFT", 1]]
    assert bridge(tiers, month="2026-02", settings=tier_settings)["n"].tolist() == [1, 0, 0, 0, 0, -1, 0, 0, 0]


@pytest.mark.parametrize(("column", "by"), [("n", 1), ("aum_from_fen", 1), ("aum_to_fen", -1)])
def test_a_matrix_that_is_off_by_one_is_refused(make_history, tier_settings, column, by) -> None:
    tiers = assign_tiers(make_history(TWO), settings=tier_settings)
    wrong = migrate(tiers, month="2026-03")
    wrong.loc[(wrong["from_tier"] == "QUALITY") & (wrong["to_tier"] == "QUALITY"), column] += by
    with pytest.raises(RccrmError, match="does not tie"):
        check_margins(wrong, tiers, month="2026-03")


HISTORIES = st.dictionaries(
    st.sampled_from("ABCDEFGH"),
    st.lists(st.none() | st.integers(-10_000, 8_000_000), min_size=2, max_size=6),
    min_size=1, max_size=8,
)


@given(yuan=HISTORIES, seed=st.integers(0, 2**16))
@settings(max_examples=60)
def test_margins_tie_and_the_bridge_sums_on_any_history(make_history, tier_settings, yuan, seed) -> None:
    tiers = assign_tiers(make_history(yuan), settings=tier_settings)
    shuffled = tiers.sample(frac=1, random_state=seed)
    for month in tiers["month"].unique():
        found = migrate(tiers, month=month)
        check_margins(found, tiers, month=month)
        pd.testing.assert_frame_equal(migrate(shuffled, month=month), found)
        parts = bridge(tiers, month=month, settings=tier_settings).set_index("part")
        if not parts.empty:
            assert (parts.drop("current").sum() == parts.loc["current"]).all()
