"""The household's month: sums of its persons' months, and what it owes, may borrow and stands surety for."""

from __future__ import annotations

import pytest

SUMS = ("demand_avg_fen", "time_avg_fen", "wealth_avg_fen", "aum_avg_fen", "aum_end_fen", "loan_avg_fen", "loan_end_fen",
        "share_fen")


@pytest.fixture
def family(warehouse):
    """A couple, their son in a household of his own, and a stranger without one."""
    for customer, home in (("C1", "H1"), ("C2", "H1"), ("C3", "H2"), ("C4", None)):
        warehouse.customer(customer, household_id=home)
        warehouse.account(f"D{customer}", customer)
    for customer, fen in (("C1", 10_001), ("C2", 5), ("C3", 700), ("C4", 9)):
        warehouse.balance(f"D{customer}", fen, daily=fen // 2)
    warehouse.account("L1", "C1", kind="loan", amount_fen=900, overdue_days=3, class5="3")
    warehouse.balance("L1", 800)
    warehouse.account("L3", "C3", kind="loan", amount_fen=600, overdue_days=0, class5="1")
    warehouse.balance("L3", 500)
    return warehouse


def row(warehouse, home: str, *columns: str):
    return warehouse.one(f"SELECT {', '.join(columns)} FROM household_months WHERE household_id = '{home}'")


def test_a_household_is_the_sum_of_its_persons_to_the_fen(family):
    family.build()
    assert row(family, "H1", "n_members", "n_holders", "aum_end_fen", "loan_end_fen") == (2, 2, 10_006, 800)
    for name in SUMS:
        difference = family.one(f"""
            SELECT count(*) FROM household_months h JOIN (
                SELECT household_id, sum({name}) AS fen FROM customer_months GROUP BY household_id) c USING (household_id)
            WHERE h.{name} IS DISTINCT FROM c.fen""")
        assert difference == (0,), name
    assert family.one("SELECT count(*) FROM household_months") == (2,), "nobody is alone in a household that no archive knows"


def test_what_is_owed_late_or_bad_is_of_the_borrowers_household(family):
    family.build()
    assert row(family, "H1", "overdue_fen", "npl_fen") == (800, 800)
    assert row(family, "H2", "overdue_fen", "npl_fen") == (0, 0)


def test_lines_in_force_count_and_their_unused_part(family):
    for number, limit, used, until in (("A", 1000, 300, "2026-12-31"), ("B", 500, 600, "2026-09-30"), ("C", 77, 0, "2026-09-29")):
        family.add("loan_credit", contract_id=number, src_sys="CORE", cust_no="C2", limit_fen=limit, used_fen=used,
                   valid_to_on=until)
    family.build()
    assert row(family, "H1", "credit_limit_fen", "credit_unused_fen") == (1500, 700)
    assert row(family, "H2", "credit_limit_fen", "credit_unused_fen") == (0, 0)


def test_a_line_whose_use_is_not_known_makes_the_unused_part_unknown(family):
    family.add("loan_credit", contract_id="A", src_sys="CORE", cust_no="C2", limit_fen=1000)
    family.build()
    assert row(family, "H1", "credit_limit_fen", "credit_unused_fen") == (1000, None)


def test_deposits_that_fall_due_within_the_days_of_the_settings(family):
    for number, due in (("T1", "2026-10-01"), ("T2", "2026-10-30"), ("T3", "2026-10-31"), ("T4", "2026-09-30")):
        family.account(number, "C3", kind="time", mature_on=due)
        family.balance(number, 40)
    family.build()
    assert row(family, "H2", "n_maturing", "maturing_fen") == (2, 80)


def test_guarantees_cross_households_or_stay_inside(family):
    for loan, giver, fen in (("L1", "C3", None), ("L1", "C2", 100), ("L3", "C1", 50), ("L3", "C4", 20)):
        family.add("loan_guarantor", loan_id=loan, src_sys="CORE", cust_no=giver, amount_fen=fen)
    family.build()
    columns = ("n_guarantees_given", "guaranteed_given_fen", "n_guarantees_received", "guaranteed_received_fen",
               "n_guarantees_inside")
    assert row(family, "H1", *columns) == (1, 50, 1, 800, 1)
    assert row(family, "H2", *columns) == (1, 800, 1, 50, 0)


def test_what_the_bank_does_not_supply_is_not_zero(family):
    family.build(supplied={"acct_demand": ["account_id"], "bal_month": ["account_id"], "loan": ["loan_id"]})
    assert row(family, "H1", "credit_limit_fen", "n_guarantees_given", "overdue_fen", "npl_fen", "n_maturing") == (None,) * 5
