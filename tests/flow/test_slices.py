"""A slice of a month: cut of everything it is the month; the cuts of all branches are the month again."""

from __future__ import annotations

import pandas as pd
import pytest

from rccrm_lib.flow.slices import Slice, SlicedMonth
from rccrm_lib.flow.why import published_run

CUT = ("pyramid", "migration", "bridge", "deciding_counts", "concentration", "near_threshold", "contribution_lines",
       "contribution_history", "contribution_concentration", "tier_worth")


@pytest.fixture(scope="module")
def month(published_sample):
    run = published_run(config=str(published_sample.config), member=published_sample.member, month=published_sample.month,
                        needs="value_changes")
    return SlicedMonth(run)


@pytest.mark.parametrize("name", CUT)
def test_a_slice_of_everybody_is_the_month_as_it_was_published(month, name):
    cut = getattr(month.cut(Slice()), name)
    pd.testing.assert_frame_equal(cut, getattr(month.whole, name).reset_index(drop=True), check_dtype=False)


def test_the_slices_of_all_branches_sum_to_the_month(month):
    cuts = [month.cut(Slice(branch=code)) for _, code in month.choices("branch")]
    assert len(cuts) > 3
    for frame, column in (("pyramid", "n"), ("pyramid", "aum_avg_fen"), ("pyramid", "n_previous"), ("migration", "n"),
                          ("bridge", "aum_fen"), ("contribution_lines", "contribution_fen")):
        parts = sum(int(getattr(cut, frame)[column].sum()) for cut in cuts if getattr(cut, frame) is not None)
        assert parts == int(getattr(month.whole, frame)[column].sum()), (frame, column)
    customers = month.whole.contribution.set_index("part").loc["customers", "contribution_fen"]
    assert sum(int(cut.contribution.iloc[0]["contribution_fen"]) for cut in cuts) == customers


def test_a_tier_shows_who_came_and_who_went(month):
    cut, whole = month.cut(Slice(tier="VIP")).migration, month.whole.migration
    mine = whole[(whole["from_tier"] == "VIP") | (whole["to_tier"] == "VIP")].reset_index(drop=True)
    assert {"NEW", "LEFT"} & {*mine["from_tier"], *mine["to_tier"]} or len(mine) > 1
    pd.testing.assert_frame_equal(cut, mine, check_dtype=False)


def test_choices_narrow_each_other(month):
    township = month.choices("township")[0][1]
    villages = month.villages(township)
    assert villages and len(villages) < len(month.villages())
    cuts = [month.cut(Slice(village=code)).pyramid["n"].sum() for _, code in villages]
    assert sum(cuts) == month.cut(Slice(township=township)).pyramid["n"].sum() > 0
    lines = month.cut(Slice(township=township)).contribution_lines
    both = month.cut(Slice(township=township, line=lines["line"].iloc[0])).contribution_lines
    pd.testing.assert_frame_equal(both, lines.head(1))


def test_nobody_is_an_answer(month):
    nobody = month.cut(Slice(branch="no such branch"))
    assert nobody.pyramid["n"].sum() == 0
    assert nobody.near_threshold is None and nobody.contribution_lines is None


def test_each_chart_of_a_slice_has_its_own_finding(month):
    branches = [code for _, code in month.choices("branch")][:2]
    titles = [repr(month.draw(Slice(branch=code))["tiers.pyramid"]) for code in branches]
    assert titles[0] != titles[1]
    english = month.draw(Slice(branch=branches[0]), language="en")
    assert repr(english["tiers.pyramid"]).endswith("of the assets")
