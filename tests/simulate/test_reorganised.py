"""The registers of units and posts over the months: rows are added and ended, and none is rewritten."""

from __future__ import annotations

import pandas as pd


def _held(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    return frame.assign(**{"from": frame["valid_from_on"], "to": frame["valid_to_on"]}).set_index([key, "from"], drop=False)


def test_an_outlet_is_merged_into_another_in_the_middle_of_the_months(simulated) -> None:
    ends = {month: simulated.read("org", month).query("merged_into_id != '' and valid_to_on >= '2025'")
            for month in simulated.months}
    assert [len(rows) for rows in ends.values()] == [0, 0, 0, 0, 1, 1, 1, 1, 1]
    merged = ends["2026-06"].iloc[0]
    assert merged["valid_to_on"] == "20260201" and merged["merged_into_id"] in set(simulated.read("org", "2026-06")["org_id"])


def test_a_code_is_used_again_years_later_at_another_branch(simulated) -> None:
    units = simulated.read("org", "2025-10")
    twice = units[units.duplicated("org_id", keep=False)].sort_values("valid_from_on")
    assert twice["org_id"].nunique() == 1 and twice["parent_id"].nunique() == 2
    old, new = twice.itertuples()
    assert old.valid_to_on == "20150301" < new.valid_from_on and old.merged_into_id and not new.merged_into_id


def test_a_manager_changes_the_branch_and_has_one_post_a_day(simulated) -> None:
    before, after = simulated.read("manager", "2025-12"), simulated.read("manager", "2026-01")
    moved = after[after.duplicated("manager_id", keep=False)].sort_values("valid_from_on")
    old, new = moved.itertuples()
    assert (old.valid_to_on, new.valid_from_on) == ("20260101", "20260101") and old.branch_id != new.branch_id
    assert before.loc[before["manager_id"] == old.manager_id, ["branch_id", "valid_to_on"]].to_numpy().tolist() == [
        [old.branch_id, ""]]


def test_each_branch_has_a_head(simulated) -> None:
    units, posts = simulated.read("org", "2026-06"), simulated.read("manager", "2026-06")
    assert set(posts.loc[posts["post"] == "2", "branch_id"]) == set(units.loc[units["level"] == "3", "org_id"])


def test_a_later_month_only_adds_and_ends(simulated) -> None:
    for table, key in (("org", "org_id"), ("manager", "manager_id")):
        for earlier, later in zip(simulated.months, simulated.months[1:], strict=False):
            old, new = (_held(simulated.read(table, month), key) for month in (earlier, later))
            assert set(old.index) <= set(new.index)
            same = new.loc[old.index]
            changed = (old["valid_to_on"] != same["valid_to_on"])
            assert (old.loc[changed, "valid_to_on"] == "").all(), "only what was open was ended"
            assert (old["name"] == same["name"]).all()
