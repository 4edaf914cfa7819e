"""The tree of units on any day: reorganised, merged, with codes that are used again."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rccrm_lib.core.org.tree import OrgTree, became, codes_of, parent_on, plant_tree, subtree_on, unit_now, unit_on
from rccrm_lib.core.org.units import Unit

MEMBER = "360199"


def unit(org_id: str, parent: str, level: str = "4", since: str = "2006-01-01", until: str = "", into: str = "") -> Unit:
    """A unit in short."""
    end = date.fromisoformat(until) if until else None
    return Unit(date.fromisoformat(since), end, org_id, f"name of {org_id}", parent, level, into)


UNITS = (
    unit("36", "", "1"), unit(MEMBER, "36", "2"), unit("B1", MEMBER, "3"), unit("B2", MEMBER, "3"),
    unit("O1", "B1"), unit("O2", "B2"),
    unit("O3", "B1", until="2020-07-01", into="O1"),  # merged into O1 ...
    unit("O4", "B1", until="2018-01-01", into="O3"),  # ... after it had taken in O4
    unit("O5", "B1", until="2021-01-01"), unit("O5", "B2", since="2021-01-01"),  # moved to another branch
    unit("O6", "B1", until="2015-03-01", into="O1"), unit("O6", "B2", since="2021-04-01"),  # a code used again
)
TREE = plant_tree(UNITS, member_id=MEMBER)
TODAY = date(2026, 9, 30)


def test_a_sound_register_has_no_faults() -> None:
    assert TREE.faults == () and len(TREE.units) == len(UNITS)


def test_a_unit_has_the_parent_of_the_day() -> None:
    assert parent_on(TREE, "O5", day=date(2020, 12, 31)) == "B1"
    assert parent_on(TREE, "O5", day=date(2021, 1, 1)) == "B2"  # half-open: the first day of the new, not the last of the old
    assert parent_on(TREE, "36", day=TODAY) == "" and parent_on(TREE, "O5", day=date(1999, 1, 1)) == ""


def test_a_subtree_is_that_of_the_day() -> None:
    assert subtree_on(TREE, "B1", day=date(2020, 6, 30)) == {"B1", "O1", "O3", "O5"}
    assert subtree_on(TREE, "B1", day=TODAY) == {"B1", "O1"}
    assert subtree_on(TREE, MEMBER, day=TODAY) == {MEMBER, "B1", "B2", "O1", "O2", "O5", "O6"}
    assert subtree_on(TREE, "O3", day=TODAY) == frozenset() == subtree_on(TREE, "nowhere", day=TODAY)


def test_a_merged_unit_is_found_through_the_chain_of_its_successors() -> None:
    four = next(u for u in UNITS if u.org_id == "O4")
    assert [str(became(four, TREE, day=date.fromisoformat(day))) for day in ("2017-12-31", "2018-01-01", "2020-07-01")] == [
        "O4 from 2006-01-01", "O3 from 2006-01-01", "O1 from 2006-01-01"]


def test_a_code_that_is_used_again_is_its_new_unit_and_before_that_its_old_ones_successor() -> None:
    found = {day: unit_now(TREE, "O6", day=date.fromisoformat(day)) for day in ("2010-01-01", "2019-01-01", "2026-01-01")}
    assert {day: (u.org_id, u.parent_id) for day, u in found.items() if u} == {
        "2010-01-01": ("O6", "B1"), "2019-01-01": ("O1", "B1"), "2026-01-01": ("O6", "B2")}
    old = next(u for u in UNITS if u.org_id == "O6" and u.parent_id == "B1")
    assert became(old, TREE, day=TODAY) == unit_on(TREE, "O1", day=TODAY)


def test_customers_of_merged_units_are_in_reach_of_the_successors_branch_and_of_no_other() -> None:
    assert codes_of(TREE, "B1", day=TODAY) == ("B1", "O1", "O3", "O4")
    assert codes_of(TREE, "B2", day=TODAY) == ("B2", "O2", "O5", "O6")
    assert codes_of(TREE, "B1", day=date(2019, 1, 1)) == ("B1", "O1", "O3", "O4", "O5", "O6")


def test_a_new_month_adds_rows_and_a_past_day_reads_as_before() -> None:
    later = plant_tree((*UNITS, unit("O7", "B1", since="2026-10-01")), member_id=MEMBER)
    for day in (date(2012, 1, 1), date(2020, 6, 30), TODAY):
        assert [subtree_on(later, code, day=day) for code in later.by_id] == [subtree_on(TREE, code, day=day)
                                                                            for code in later.by_id]


DAYS = [date(2020, 1, 1) + timedelta(days=n) for n in range(5)]
ROWS = st.lists(st.builds(
    Unit, valid_from=st.sampled_from([None, *DAYS]), valid_to=st.sampled_from([None, *DAYS]),
    org_id=st.sampled_from("ABCDE"), name=st.just(""), parent_id=st.sampled_from(["", *"ABCDE"]),
    level=st.sampled_from("234"), merged_into_id=st.sampled_from(["", *"ABCDE"])), max_size=9)


@given(rows=ROWS, day=st.sampled_from(DAYS))
@settings(max_examples=300)
def test_whatever_a_register_holds_each_unit_stands_below_one_other_and_chains_end(rows: list[Unit], day: date) -> None:
    tree = plant_tree(rows, member_id="A")
    for org_id in tree.by_id:
        assert len([u for u in tree.by_id[org_id] if u.holds_on(day)]) <= 1
        above = parent_on(tree, org_id, day=day)
        assert not above or org_id in subtree_on(tree, above, day=day)
        below = subtree_on(tree, org_id, day=day)
        assert all(org_id == code or org_id not in subtree_on(tree, code, day=day) for code in below)
        heir = unit_now(tree, org_id, day=day)
        assert heir is None or heir.holds_on(day)


def test_no_register_is_no_tree() -> None:
    assert not OrgTree() and plant_tree(UNITS, member_id=MEMBER)
