"""Villages and townships: rates over households, the county's rule, and what cannot be told."""

from __future__ import annotations

from typing import Any

import pytest

from rccrm_lib.acrm.view import TOWNSHIP_MONTHS, VILLAGE_MONTHS, build_village_months
from rccrm_lib.core.contracts import load_contracts
from rccrm_lib.core.village_settings import CreditVillage, VillageSettings

ALL = {"household_archive": ["household_id", "grade", "limit_fen"], "loan_credit": ["contract_id"],
       "loan": ["loan_id", "overdue_days", "class5"], "village": ["village_id"]}
HOMES = "household_id VARCHAR, village_id VARCHAR, grade VARCHAR, limit_fen BIGINT, is_farm BOOLEAN"


class Villages:
    """Households, their loans and lines by hand; a household is one customer."""

    def __init__(self, warehouse: Any) -> None:
        self.warehouse = warehouse
        warehouse.con.execute(f"CREATE TABLE households ({HOMES})")
        warehouse._create("loan_history", {**load_contracts()["loan"].duckdb_types(), "month": "VARCHAR"})
        for number, households in (("V1", 20), ("V2", None)):
            warehouse.add("village", village_id=number, name=f"{number}村", township="石塘镇", households=households)

    def home(self, number: str, village: str = "V1", *, grade: str = "A", limit: int | None = 0, is_farm: bool | None = True,
             loan: int = 0, overdue_days: int = 0, class5: str = "1", before: int = 0, before5: str = "1") -> None:
        self.warehouse.add("households", household_id=number, village_id=village, grade=grade, limit_fen=limit, is_farm=is_farm)
        self.warehouse.customer(f"C{number}", household_id=number, village_id=village)
        if loan:
            self.warehouse.account(f"L{number}", f"C{number}", kind="loan", overdue_days=overdue_days, class5=class5)
            self.warehouse.balance(f"L{number}", loan)
            self._history(number, "2026-09", loan, class5)
        if before:
            self._history(number, "2025-09", before, before5)

    def _history(self, number: str, month: str, fen: int, class5: str) -> None:
        self.warehouse.add("loan_history", month=month, loan_id=f"L{number}", src_sys="CORE", cust_no=f"C{number}",
                           balance_fen=fen, class5=class5)

    def build(self, supplied: dict[str, list[str]] | None = None, **settings: Any) -> None:
        self.warehouse.build()
        build_village_months(self.warehouse.con, settings=VillageSettings(**settings), month="2026-09", supplied=supplied or ALL)

    def of(self, village: str, *columns: str) -> Any:
        row = self.warehouse.one(f"SELECT {', '.join(columns)} FROM village_months WHERE village_id = '{village}'")
        return row[0] if len(columns) == 1 else row


@pytest.fixture
def villages(warehouse):
    return Villages(warehouse)


def test_each_rate_has_its_own_whole(villages):
    villages.home("1", limit=5_000, loan=900)
    villages.home("2", limit=5_000)
    villages.home("3", loan=100)  # borrows without a limit: not counted as use of one
    villages.home("4", is_farm=None)
    villages.home("5", is_farm=False, grade="D")
    villages.warehouse.add("loan_credit", contract_id="K", src_sys="CORE", cust_no="C2", limit_fen=5_000)
    villages.build()
    assert villages.of("V1", "n_households", "n_archived", "n_farm", "n_farm_unknown", "n_credit") == (20, 5, 3, 1, 3)
    assert villages.of("V1", "archived_share", "granted_share", "signed_share", "used_share") == (0.25, 0.4, 0.5, 0.5)
    assert villages.of("V1", "used_avg_fen", "n_borrowers") == (900, 2)
    assert villages.of("V2", "n_archived", "archived_share", "granted_share") == (0, None, None)


@pytest.mark.parametrize(
    ("home", "failed"),
    [({"grade": "A", "loan": 1_000_000, "before": 1_000_000}, ""),
     ({"grade": "C", "loan": 1_000_000, "before": 1_000_000}, "CREDIT_SHARE"),
     ({"loan": 1_000_000, "overdue_days": 1, "before": 1_000_000}, "CLEAR_SHARE"),
     ({"loan": 1_000_000, "class5": "3", "before": 1_000_000, "before5": "3"}, "NPL_SHARE"),
     ({"loan": 1_000_000, "class5": "3", "before": 1_000_000}, "NPL_SHARE,NPL_INCREASE")],
)
def test_the_rule_that_fails_is_named(villages, home, failed):
    villages.home("1", **home)
    villages.build()
    assert villages.of("V1", "is_credit_village", "failed") == (not failed, failed)


def test_just_at_the_threshold_is_met_and_other_thresholds_are_settings(villages):
    for number in range(10):
        villages.home(str(number), grade="A" if number < 7 else "C", before=100)
    villages.build()
    assert villages.of("V1", "credit_share", "is_credit_village") == (0.7, True)
    villages.build(village=CreditVillage(min_credit_share=0.71))
    assert villages.of("V1", "is_credit_village", "failed") == (False, "CREDIT_SHARE")


@pytest.mark.parametrize(
    ("missing", "column"), [(("loan", "class5"), "npl_share"), (("loan", "overdue_days"), "n_clear"),
                            (("household_archive", "grade"), "credit_share"), (("loan_credit", "contract_id"), "signed_share")])
def test_what_the_bank_lacks_is_not_zero_and_leaves_the_verdict_open(villages, missing, column):
    villages.home("1", loan=1_000_000, limit=10, before=1_000_000)
    table, name = missing
    villages.build({**ALL, table: [one for one in ALL[table] if one != name]})
    assert villages.of("V1", column) is None
    assert villages.of("V1", "is_credit_village") is (True if table == "loan_credit" else None)


def test_without_an_earlier_month_the_rise_cannot_be_told(villages):
    villages.home("1", loan=1_000_000)
    villages.build()
    assert villages.of("V1", "npl_increase", "is_credit_village", "failed") == (None, None, "")


def test_a_township_counts_its_villages_with_an_archive(villages):
    villages.home("1", loan=1_000_000, before=1_000_000)
    villages.home("2", "V2", grade="C", before=1_000)
    villages.build()
    query = "SELECT n_villages, n_credit_villages, village_share, clear_share, is_credit_township, failed FROM township_months"
    assert villages.warehouse.one(query) == (2, 1, 0.5, 1.0, True, "")
    villages.home("3", "V2", grade="C", loan=10, overdue_days=9)
    villages.build()
    assert villages.warehouse.one(query) == (2, 1, 0.5, 0.5, False, "CLEAR_SHARE")


def test_the_tables_come_out_as_declared(villages):
    villages.home("1")
    villages.build()
    for table in (VILLAGE_MONTHS, TOWNSHIP_MONTHS):
        assert [row[0] for row in villages.warehouse.con.execute(f"DESCRIBE {table.name}").fetchall()] == table.names
