"""The months of the history and the flags of what was supplied."""

from __future__ import annotations

import pytest

from rccrm_lib.acrm.view.masters import create_masters
from rccrm_lib.acrm.view.months import create_months, create_supplied
from rccrm_lib.core.errors import RccrmError


def test_months_are_sorted_and_know_their_days(warehouse) -> None:
    warehouse.balance("A", 1, month="2024-02")
    assert create_months(warehouse.con, month="2024-03", months=["2024-03", "2024-02", "2024-01"]) == [
        "2024-02", "2024-03"]
    rows = warehouse.con.execute("SELECT month, n_days, is_current, has_balances FROM view_months ORDER BY 1").fetchall()
    assert rows == [("2024-02", 29, False, True), ("2024-03", 31, True, False)]


def test_a_month_after_the_present_one_is_refused(warehouse) -> None:
    with pytest.raises(RccrmError, match="2026-10 lies after the month 2026-09"):
        create_months(warehouse.con, month="2026-09", months=["2026-10"])


@pytest.mark.parametrize("month", ["2026-13", "202609", "2026-9"])
def test_a_month_in_another_form_is_refused(warehouse, month: str) -> None:
    with pytest.raises(ValueError, match="expected YYYY-MM"):
        create_months(warehouse.con, month=month, months=[])


def supplied_flags(warehouse, **more) -> dict[str, bool]:
    create_months(warehouse.con, month="2026-09", months=["2026-08"])
    create_masters(warehouse.con)
    create_supplied(warehouse.con, supplied=more.get("supplied"))
    return warehouse.frame("SELECT * FROM view_supplied").iloc[0].to_dict()


def test_balances_of_a_kind_need_a_contract_of_the_kind_with_a_balance(warehouse) -> None:
    warehouse.account("D1", "C1")
    warehouse.account("L1", "C1", kind="loan")
    warehouse.balance("D1", 1)
    warehouse.build(months=["2026-09"])
    flags = warehouse.frame("SELECT * FROM view_month_supply").iloc[0]
    assert (bool(flags["bal_loan"]), bool(flags["bal_demand"])) == (False, True)
    assert supplied_flags(warehouse)["table_loan"]


def test_movements_of_another_month_do_not_make_this_month_supplied(warehouse) -> None:
    warehouse.txn("D1", "2026-08-05")
    warehouse.balance("D1", 1, month="2026-08")
    assert not supplied_flags(warehouse)["txn_counts"]
    warehouse.txn("D1", "2026-09-05", channel=None)
    flags = supplied_flags(warehouse)
    assert (flags["txn_counts"], flags["txn_channels"]) == (True, False)
