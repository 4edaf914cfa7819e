"""Whose customers: by post, by the organisation of the month; whatever is not sure reaches nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from rccrm_lib.core.engine import open_engine
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.org.cover import check_cover
from rccrm_lib.core.org.reading import open_scoped
from rccrm_lib.core.org.scope import Scope, find_scope
from rccrm_lib.core.people import Person
from rccrm_lib.core.store import Cover
from tests.apps.published_month import BRANCH, MANAGER, MEMBER, OTHER_BRANCH, OTHER_FROM, OTHER_MANAGER
from tests.apps.sights import role_settings
from tests.core.org.conftest import Month

REST = 200 - OTHER_FROM


def _person(role: str, *, member: str = MEMBER, org: str = "", manager: str = "") -> Person:
    return Person("x", "某某", role, member, org, manager)


def _reach(month: Any, person: Person, *covered: str) -> tuple[int, str]:
    con, scope = open_scoped(month, person, role_settings().role(person.role), covered=covered)
    with con:
        return con.execute("SELECT count(*) FROM customers").fetchall()[0][0], scope.refused


@pytest.mark.parametrize(
    ("person", "n"),
    [(_person("manager", manager=MANAGER), OTHER_FROM), (_person("manager", manager=OTHER_MANAGER), REST),
     (_person("branch_head", org="36019901"), OTHER_FROM), (_person("teller", org=BRANCH), OTHER_FROM),
     (_person("branch_head", org="36019902"), REST), (_person("teller", org="360199009"), REST),
     (_person("branch_head", org=MEMBER), 200), (_person("department"), 200), (_person("call_centre"), 200),
     (_person("auditor"), 200)],
)
def test_a_post_reaches_its_customers(month: Month, person: Person, n: int) -> None:
    assert _reach(month, person) == (n, "")


@pytest.mark.parametrize(
    ("person", "why"),
    [(_person("manager"), "no_number"), (_person("manager", manager="M0009"), "left"), (_person("branch_head"), "no_number"),
     (_person("branch_head", org="nowhere"), "unit"), (_person("branch_head", org=OTHER_BRANCH), "unit"),
     (_person("union"), "role"), (_person("analyst"), "role"), (_person("no such role", manager=MANAGER), "role"),
     (_person("department", member="360198"), "member"), (_person("department", member=""), "member"),
     (_person("manager", member="360198", manager=MANAGER), "member"), (_person("teller", org="%"), "unit")],
)
def test_what_is_not_sure_reaches_nobody(month: Month, person: Person, why: str) -> None:
    assert _reach(month, person) == (0, why)


def test_a_month_without_registers_is_reached_by_the_unit_s_own_code_alone(month: Month, tmp_path: Any) -> None:
    for file in month.tables.glob("*.parquet"):
        if file.stem not in ("org", "manager"):
            (tmp_path / file.name).write_bytes(file.read_bytes())
    bare = replace(month, tables=tmp_path)
    assert _reach(bare, _person("branch_head", org=BRANCH)) == (OTHER_FROM, "")
    assert _reach(bare, _person("branch_head", org="36019901")) == (0, "")


def test_a_deputy_reaches_the_customers_of_whom_they_cover_and_the_own(month: Month) -> None:
    assert _reach(month, _person("manager", manager=MANAGER), OTHER_MANAGER) == (200, "")
    assert _reach(month, _person("manager", manager="M0011"), OTHER_MANAGER, "") == (REST, "")
    assert _reach(month, _person("teller", org=BRANCH), OTHER_MANAGER) == (OTHER_FROM, ""), "a cover widens no other reach"
    assert _reach(month, _person("manager", manager="M0009"), OTHER_MANAGER) == (0, "left"), "nor does it bring anybody back"


def test_the_past_month_is_read_with_the_organisation_it_had(month: Month) -> None:
    before = replace(month, as_of=date(2026, 4, 30))  # the day before the merger
    assert _reach(before, _person("teller", org=OTHER_BRANCH)) == (REST, "")
    assert _reach(before, _person("teller", org="360199009")) == (0, "")


def test_a_scope_without_anything_in_it_is_nobody() -> None:
    assert Scope(role_settings().role("manager")).condition() == ("FALSE", [])


def test_numbers_are_values_and_never_sql(month: Month) -> None:
    with open_engine() as con:
        person = _person("manager", manager="' OR 1=1 --")
        condition, values = find_scope(con, month, person, role_settings().role("manager")).condition()
    assert "OR" not in condition and values == [person.manager_id]


COVER = Cover(MANAGER, "M0007b", date(2026, 10, 1), date(2026, 10, 5), reason="x")


@pytest.mark.parametrize(
    ("manager", "deputy", "giver", "said"),
    [(MANAGER, OTHER_MANAGER, None, ""), (MANAGER, OTHER_MANAGER, _person("department"), ""),
     (MANAGER, "M0009", None, "has left"), (MANAGER, "M1234", None, "does not know"),
     (MANAGER, OTHER_MANAGER, _person("branch_head", org="36019901"), "does not stand in the branch"),
     (MANAGER, OTHER_MANAGER, _person("branch_head", org=MEMBER), ""),
     (MANAGER, OTHER_MANAGER, _person("teller", org=BRANCH), "may"),
     (MANAGER, OTHER_MANAGER, _person("department", member="360198"), "may not"),
     (MANAGER, OTHER_MANAGER, _person("branch_head"), "does not stand")],
)
def test_who_may_give_a_cover(month: Month, manager: str, deputy: str, giver: Person | None, said: str) -> None:
    cover = replace(COVER, manager_id=manager, deputy_id=deputy)
    role = role_settings().role(giver.role) if giver else None
    if not said:
        check_cover(month, cover, giver, role)
        return
    with pytest.raises(RccrmError, match=said):
        check_cover(month, cover, giver, role)


NEWEST = "M0011"  # of no branch in the register


def _changed(month: Month, *hands: tuple[str, str]) -> tuple[pd.DataFrame, list[str]]:
    """Who changed hands since the month, and the customers of MANAGER, in order."""
    with open_engine() as con:
        query = f"SELECT customer_id FROM '{month.tables}/customer_months.parquet' WHERE manager_id = ? ORDER BY 1"
        own = [row[0] for row in con.execute(query, [MANAGER]).fetchall()]
    return pd.DataFrame([(own[int(n)], to) for n, to in hands], columns=["customer_id", "manager_id"]), own


def _sees(month: Month, person: Person, assigned: pd.DataFrame) -> dict[str, str | None]:
    con, _ = open_scoped(month, person, role_settings().role(person.role), assigned=assigned)
    with con:
        rows = con.execute("SELECT customer_id, manager_id FROM customer_months JOIN customers USING (customer_id)").fetchall()
        held = con.execute("SELECT customer_id FROM assigned").fetchall()
    assert {row[0] for row in held} <= {row[0] for row in rows}, "who changed hands out of reach is told to nobody"
    return dict(rows)


def test_a_customer_is_the_new_managers_from_the_day_on_and_no_longer_the_old_ones(month: Month) -> None:
    assigned, own = _changed(month, ("0", OTHER_MANAGER), ("1", NEWEST), ("2", ""))
    old, new = (_sees(month, _person("manager", manager=code), assigned) for code in (MANAGER, OTHER_MANAGER))
    assert set(own[:3]).isdisjoint(old) and len(old) == OTHER_FROM - 3
    assert new[own[0]] == OTHER_MANAGER and len(new) == REST + 1
    assert _sees(month, _person("manager", manager=NEWEST), assigned) == {own[1]: NEWEST}


def test_a_branch_keeps_its_customers_and_has_those_of_its_managers(month: Month) -> None:
    assigned, own = _changed(month, ("0", OTHER_MANAGER), ("2", ""))
    theirs, ours = (_sees(month, _person("branch_head", org=unit), assigned) for unit in ("36019902", "36019901"))
    assert theirs[own[0]] == OTHER_MANAGER and len(theirs) == REST + 1
    assert ours[own[0]] == OTHER_MANAGER and ours[own[2]] is None and len(ours) == OTHER_FROM
    assert _sees(month, _person("department"), assigned)[own[2]] is None


def test_no_change_of_hands_brings_a_customer_of_another_member(month: Month) -> None:
    assigned, _ = _changed(month, ("0", OTHER_MANAGER))
    assert _sees(month, _person("manager", member="360198", manager=OTHER_MANAGER), assigned) == {}
