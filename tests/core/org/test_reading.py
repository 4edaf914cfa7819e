"""Which fields: every post against every column of every table that pages read."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from rccrm_lib.core.org.columns import FIELD_COLUMNS, NEEDS, known_columns
from rccrm_lib.core.org.reading import open_scoped, reveal
from rccrm_lib.core.org.search import search_customers
from rccrm_lib.core.people import Person
from rccrm_lib.core.privacy import MASKS
from rccrm_lib.core.roles import FIELDS, MASKABLE, Role
from tests.apps.published_month import BRANCH, MANAGER, MEMBER, STAR
from tests.apps.sights import role_settings
from tests.core.org.conftest import Month

ROLES = role_settings().roles
SECRET = {"name": STAR["name"], "cert_no": STAR["cert_no"], "mobile": STAR["mobile"],
          "address": "江西省云溪县云溪镇清溪村三组12号"}


def _open(month: Month, role: Role, code: str = "x"):  # type: ignore[no-untyped-def]
    return open_scoped(month, Person("x", "某某", code, MEMBER, BRANCH, MANAGER), role)


def _fields_of(table: str, column: str) -> set[str]:
    return {field for field, columns in FIELD_COLUMNS[table].items() if column in columns}


@pytest.mark.parametrize("code", [*sorted(ROLES), "no such role"])
def test_no_post_sees_a_column_that_its_settings_do_not_list(month: Month, code: str) -> None:
    role = role_settings().role(code)
    con, scope = _open(month, role, code)
    for table in FIELD_COLUMNS:
        frame = con.execute(f"SELECT * FROM {table}").df()
        if scope.refused or (table in NEEDS and role.level(NEEDS[table]) == "hidden"):
            assert frame.empty
        for column in frame.columns:
            given = {f for f in _fields_of(table, column) if f == "always" or role.level(f) != "hidden"}
            assert given or frame[column].isna().all(), f"{code} sees {table}.{column}"
        whole = frame.to_csv()
        for field, secret in SECRET.items():
            assert secret not in whole or role.level(field) == "full", f"{code} sees {field} whole in {table}"


@pytest.mark.parametrize("field", FIELDS)
def test_a_post_that_is_given_one_field_sees_its_columns_and_no_others(month: Month, field: str) -> None:
    """The test above can fail: what is given is there."""
    role = Role(name_zh="x", name_en="x", reach="member", full=(field,))
    con, _ = _open(month, role)
    seen = {(table, column) for table in FIELD_COLUMNS for column in con.execute(f"SELECT * FROM {table}").df().dropna(axis=1,
            how="all").columns}
    published = {table: pd.read_parquet(month.tables / f"{table}.parquet").dropna(axis=1, how="all") for table in FIELD_COLUMNS}
    expected = {(table, column) for table, frame in published.items() for column in frame.columns
                if _fields_of(table, column) & {"always", field} and NEEDS.get(table, field) == field}
    assert seen == expected


@pytest.mark.parametrize("field", MASKABLE)
def test_a_masked_field_is_masked_as_the_library_masks(month: Month, field: str) -> None:
    con, scope = _open(month, Role(name_zh="x", name_en="x", reach="member", masked=(field,)))
    rows = con.execute(f"SELECT customer_id, party_kind, {field} FROM customers").fetchall()
    whole = {row[0]: row[1] for row in con.execute(f"SELECT customer_id, {field} FROM customers_whole").fetchall()}
    assert len(rows) == 200
    for customer_id, kind, shown in rows:
        expected = whole[customer_id] if (kind, field) == ("org", "name") else MASKS[field](whole[customer_id])
        assert (shown or "") == (expected or "")
    with pytest.raises(PermissionError):
        reveal(con, scope, STAR["customer_id"], field)


def test_a_mask_is_lifted_only_where_the_post_may_and_the_customer_is_in_reach(month: Month) -> None:
    con, scope = _open(month, ROLES["manager"], "manager")
    assert reveal(con, scope, STAR["customer_id"], "mobile") == STAR["mobile"]
    with pytest.raises(KeyError):
        reveal(con, scope, "C0000000190Z", "mobile")  # of the other manager
    with pytest.raises(PermissionError):
        reveal(con, scope, STAR["customer_id"], "birth_on")


@pytest.mark.parametrize("code", sorted(ROLES))
def test_a_search_meets_only_what_a_post_is_given_and_answers_masked(month: Month, code: str) -> None:
    role = ROLES[code]
    con, scope = _open(month, role, code)
    for field, term in (("name", "欧阳春兰"), ("cert_no", STAR["cert_no"][-6:]), ("mobile", STAR["mobile"][-6:])):
        hits = search_customers(con, scope, (term,), most=5)
        assert (hits.total > 0) == (role.level(field) != "hidden" and not scope.refused), (code, field)
        said = json.dumps(hits.rows, ensure_ascii=False, default=str)
        assert not [secret for secret in SECRET.values() if secret in said]


def test_a_list_of_hits_is_masked_even_for_a_post_that_sees_all(month: Month) -> None:
    con, scope = _open(month, Role(name_zh="x", name_en="x", reach="member", full=MASKABLE))
    row = search_customers(con, scope, (STAR["name"],), most=5).rows[0]
    assert (row["name"], row["cert_no"], row["mobile"]) == (STAR["name"], "3***************27", "138****5678")


def test_what_matched_says_nothing_of_a_number_that_the_post_is_not_given(month: Month) -> None:
    con, scope = _open(month, ROLES["call_centre"], "call_centre")
    row = search_customers(con, scope, (STAR["name"], STAR["mobile"][-4:]), most=5).rows[0]
    assert row["matched"] == "mobile"
    assert search_customers(con, scope, (STAR["name"], STAR["cert_no"][-4:]), most=5).total == 0


def test_a_code_that_was_used_twice_has_the_name_of_the_month(month: Month) -> None:
    con, _ = _open(month, ROLES["department"], "department")
    assert con.execute("SELECT branch_id FROM manager WHERE manager_id = 'M0008'").fetchall() == [("36019902",)]
    assert con.execute("SELECT count(*), count(DISTINCT org_id) FROM org").fetchall() == [(6, 6)]


def test_a_column_that_nobody_decided_on_is_not_there(month: Month, tmp_path: Path) -> None:
    for file in month.tables.glob("*.parquet"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    customers = pd.read_parquet(tmp_path / "customers.parquet").assign(religion="x")
    customers.to_parquet(tmp_path / "customers.parquet")
    con, _ = _open(Month(tmp_path), Role(name_zh="x", name_en="x", reach="member", full=FIELDS))
    assert "religion" not in con.execute("SELECT * FROM customers").df()


def test_every_field_of_the_settings_gives_something() -> None:
    assert {field for columns in FIELD_COLUMNS.values() for field in columns} == {"always", *FIELDS}
    assert all(known_columns(table) for table in FIELD_COLUMNS)
