"""The price of a contract: its term between the points, the day of its opening or repricing, its product before all others."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rccrm_lib.core.errors import MonthRefused


def price(bank, account_id: str) -> float:
    return round(bank.of(account_id, "price_rate") * 100, 6)


@pytest.fixture
def priced(make_bank):
    with make_bank() as bank:
        bank.customer("A")
        for on, shift in (("2024-01-01", 1), ("2025-01-01", 0)):
            for term, rate in ((0, 1), (6, 2), (12, 3), (36, 5)):
                bank.curve("D", term, str(rate + shift), on=on)
                bank.curve("L", term, str(rate + shift + 1), on=on)
        bank.curve("D", 12, "3.5", product="JUMBO", on="2024-01-01")
        yield bank


@pytest.mark.parametrize(("term", "linear", "nearest"), [
    (6, 2, 2), (7, Fraction(13, 6), 2), (9, 2.5, 2), (10, Fraction(16, 6), 3), (24, 4, 3), (25, Fraction(49, 12), 5), (36, 5, 5),
    (60, 5, 5), (0, 1, 1)])
def test_terms_between_two_points(priced, term, linear, nearest) -> None:
    priced.contract("T", "time", 100, customer="A", term_months=term, open_on="2025-06-30")
    priced.build()
    assert price(priced, "T") == round(float(linear), 6)
    priced.build(between_terms="nearest")
    assert price(priced, "T") == nearest


def test_the_day_decides_and_a_repricing_moves_it(priced) -> None:
    for account_id, terms in (("OLD", {"open_on": "2024-12-31"}), ("NEW", {"open_on": "2025-01-01"}),
                              ("AGAIN", {"open_on": "2024-02-01", "repriced_on": "2025-02-01"})):
        priced.contract(account_id, "time", 100, customer="A", term_months=12, **terms)
    priced.build()
    assert [price(priced, one) for one in ("OLD", "NEW", "AGAIN")] == [4, 3, 3]


def test_a_loan_is_priced_by_the_months_from_its_day_to_its_due_day(priced) -> None:
    priced.contract("L", "loan", 100, customer="A", rate="6", start_on="2025-02-28", due_on="2028-02-29")
    priced.contract("R", "loan", 100, customer="A", rate="6", start_on="2024-02-28", repriced_on="2025-02-28",
                    due_on="2026-02-28")
    priced.build()
    assert [price(priced, one) for one in ("L", "R")] == [6, 4]


def test_a_product_of_its_own_goes_before_all_others(priced) -> None:
    priced.contract("J", "time", 100, customer="A", term_months=12, product="JUMBO")
    priced.contract("N", "time", 100, customer="A", term_months=12, product=None)
    priced.build()
    assert [price(priced, one) for one in ("J", "N")] == [3.5, 3]
    assert priced.fallbacks()["no_product"] == (1, 100, "curve_of_all")


def test_a_past_month_has_the_terms_that_its_master_had(priced) -> None:
    """Repriced in September: August earned the old rate."""
    priced.contract("L", "loan", 36_000_000, customer="A", rate="9", month="2026-08", start_on="2025-01-05",
                    due_on="2026-01-05", class5="1")
    priced.contract("L", "loan", 36_000_000, customer="A", rate="6", start_on="2025-01-05", due_on="2026-01-05",
                    class5="3")
    priced.build(months=("2026-08",))
    found = dict(priced.rows("SELECT month, (loan_spread_fen, expected_loss_fen) FROM contribution_months"))
    assert found == {
        "2026-08": (1000 * 5 * 31, -100_000 * 31 * 45 // 10_000),  # class 1: 1 % x 45 %
        "2026-09": (1000 * 2 * 30, -100_000 * 30 * 1125 // 10_000)}  # class 3: 25 % x 45 %


def test_before_the_first_curve_and_outside_its_terms_are_named_and_counted(priced) -> None:
    priced.contract("EARLY", "time", 100, customer="A", term_months=12, open_on="2019-01-01")
    priced.contract("LONG", "time", 300, customer="A", term_months=60)
    priced.contract("JLONG", "time", 700, customer="A", term_months=60, product="JUMBO")
    priced.build()
    assert [price(priced, one) for one in ("EARLY", "LONG", "JLONG")] == [4, 5, 3.5]
    assert priced.fallbacks() == {"before_first_curve": (1, 100, "first_curve"), "outside_terms": (2, 1000, "nearest_term")}


def test_a_side_without_a_curve_is_left_out_named_and_not_zero(make_bank) -> None:
    with make_bank() as bank:
        bank.customer("A")
        bank.curve("D", 12, "2")
        bank.contract("L", "loan", 500, customer="A", rate="6", class5="1", due_on="2026-12-01")
        bank.build()
        assert bank.of("L", "loan_spread_fen") is None
        assert bank.fallbacks() == {"no_price": (1, 500, "left_out")}
        assert bank.rows("SELECT loan_spread_fen FROM contribution_months") == [(None,)]


@pytest.mark.parametrize("second", ["2.0", "2.5"])
def test_two_points_for_one_day_are_refused(bank, second) -> None:
    bank.curve("D", 12, second)
    with pytest.raises(MonthRefused, match=r"ftp_curve: side D, product \*, term 12 months has several points from 2020-01-01"):
        bank.build()


def test_a_point_delivered_again_later_replaces_the_earlier_one(bank) -> None:
    bank.curve("D", 12, "9", month="2026-08")
    bank.contract("T", "time", 100, customer="A", term_months=12)
    bank.build(months=("2026-08",))
    assert price(bank, "T") == 2


def test_without_any_curve_nothing_is_supplied_and_every_table_is_there(make_bank) -> None:
    with make_bank() as bank:
        bank.customer("A")
        bank.contract("T", "time", 100, customer="A")
        assert bank.build() is False
        for table in ("contract_months", "contribution_months", "contribution_units", "ledger_ties", "contribution_fallbacks"):
            assert bank.rows(f"SELECT * FROM {table}") == []


def test_a_curve_that_moved_changes_the_months_from_its_day_on(bank) -> None:
    """The same balance and the same rate: what the customer brings less in September is the price alone."""
    for month in ("2026-08", "2026-09"):
        bank.contract("D", "demand", 36_000_000, customer="A", month=month, rate="0.05")
    bank.curve("D", 0, "1", on="2026-09-01")
    bank.build(months=("2026-08",))
    found = dict(bank.rows("SELECT month, deposit_spread_fen FROM contribution_months ORDER BY month"))
    assert found == {"2026-08": 36_000_000 * 195 * 31 // 360 // 10_000, "2026-09": 36_000_000 * 95 * 30 // 360 // 10_000}
