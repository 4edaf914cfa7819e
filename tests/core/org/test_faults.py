"""A broken register: which rows are named, and that nobody above a faulty unit reaches what is its."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.org.faults import RULES, count_faults, find_post_faults, find_unit_faults, require_sound
from rccrm_lib.core.org.tree import codes_of, plant_tree
from rccrm_lib.core.org.units import Post, Unit
from tests.core.org.test_tree import MEMBER, TODAY, unit

GOOD = (unit(MEMBER, "", "2"), unit("B1", MEMBER, "3"), unit("B2", MEMBER, "3"), unit("O1", "B1"))
BROKEN: dict[str, tuple[Sequence[Unit], set[str]]] = {
    "overlap": ([unit("O2", "B1", until="2020-01-01"), unit("O2", "B1", since="2019-01-01")], {"O2"}),
    "two_parents": ([unit("O2", "B1"), unit("O2", "B2", since="2019-01-01")], {"O2"}),
    "cycle": ([unit("X", "Y"), unit("Y", "Z"), unit("Z", "X")], {"X", "Y", "Z"}),
    "other_member": ([unit("360198", "", "2"), unit("C1", "360198", "3"), unit("C2", "C1")], {"360198", "C1", "C2"}),
    "reversed": ([unit("O2", "B1", since="2020-01-01", until="2019-01-01")], {"O2"}),
    "orphan": ([unit("O2", "B9"), unit("O3", "B8"), unit("B8", MEMBER, "3", until="2020-01-01")], {"O2", "O3"}),
    "unknown_successor": ([unit("O2", "B1", until="2020-01-01", into="O9"), unit("O3", "B1", until="2020-01-01", into="O2")],
                          {"O2", "O3"}),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_broken_register_names_its_rows(rule: str) -> None:
    rows, codes = BROKEN[rule]
    faults = list(find_unit_faults([*GOOD, *rows], member_id=MEMBER))
    assert {f.rule for f in faults} == {rule} and {f.code for f in faults} == codes
    with pytest.raises(RccrmError, match=rule) as told:
        require_sound(faults, "org")
    assert sorted(codes)[0] in str(told.value) and "corrected at its source" in str(told.value)


@pytest.mark.parametrize("rule", RULES)
def test_the_month_goes_on_and_what_is_faulty_is_in_nobodys_reach_from_above(rule: str) -> None:
    rows, codes = BROKEN[rule]
    tree = plant_tree([*GOOD, *rows], member_id=MEMBER)
    assert sum(count_faults(tree.faults).values()) == len(tree.faults) >= len(codes)
    reached = {code for org_id in (MEMBER, "B1", "B2") for code in codes_of(tree, org_id, day=TODAY)}
    assert reached == {MEMBER, "B1", "B2", "O1"}


def test_the_units_of_a_bank_whose_member_has_another_code_here_are_its_own() -> None:
    assert list(find_unit_faults(GOOD, member_id="BANK1")) == []


def test_a_parent_that_begins_later_leaves_its_unit_without_one() -> None:
    rows = [*GOOD, unit("B3", MEMBER, "3", since="2010-01-01"), unit("O2", "B3", since="2009-01-01")]
    fault = next(find_unit_faults(rows, member_id=MEMBER))
    assert str(fault) == "orphan: O2 from 2009-01-01 (no B3 on 2009-01-01)"


def test_a_person_with_two_posts_on_one_day_is_named() -> None:
    posts = [Post(date(2020, 1, 1), None, "991001", "x", "B1", "1", "1"),
             Post(date(2021, 1, 1), None, "991001", "x", "B2", "1", "1"),
             Post(date(2020, 1, 1), date(2021, 1, 1), "991002", "x", "B1", "1", "1"),
             Post(date(2021, 1, 1), None, "991002", "x", "B2", "1", "1")]
    assert [f.code for f in find_post_faults(posts)] == ["991001", "991001"]
    assert all("x" not in str(f).replace("overlap", "") for f in find_post_faults(posts)), "a fault names no person"
