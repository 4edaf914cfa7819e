"""Good rows go on unless a set limit of bad ones is passed; then the month is refused and nothing is lost."""

from __future__ import annotations

import pytest

from rccrm_lib.core.errors import MonthRefused
from rccrm_lib.core.settings import BadRows, IngestSettings
from rccrm_lib.ingest import load_month
from tests.ingest.conftest import MEMBER, MONTH, Bank, make_movement


def movements(n: int, n_bad: int) -> list[dict[str, str]]:
    return [make_movement(seq, **({"amount_fen": "1O.00"} if seq <= n_bad else {})) for seq in range(1, n + 1)]


def load(bank: Bank, **limits: object):
    settings = bank.settings.model_copy(update={"ingest": IngestSettings(**limits)})
    return load_month(settings=settings, member_id=MEMBER, month=MONTH)


def test_one_in_a_hundred_goes_to_quarantine_and_the_rest_goes_on(bank):
    bank.write("txn", movements(1000, 10))
    result = load(bank, free_rows=0)
    report = next(file for file in result.files if file.table == "txn")
    assert (report.rows_accepted, report.rows_quarantined) == (990, 10)
    assert len(bank.table("txn")) == 990


def test_six_in_ten_refuse_the_month_with_file_counts_and_reasons(bank):
    bank.load()
    before = {path: path.read_bytes() for path in (bank.folder / "warehouse").rglob("*") if path.is_file()}
    bank.write("txn", movements(1000, 600))
    with pytest.raises(MonthRefused) as error:
        load(bank)
    text = str(error.value)
    for part in (f"txn_{MEMBER}.csv", "600 of 1,000", "60.0%", "bad_money in 600 rows", "at most 10.0%", "line 2", "What to do"):
        assert part in text, text
    assert "1O.00" not in text
    assert {path: path.read_bytes() for path in (bank.folder / "warehouse").rglob("*") if path.is_file()} == before


def test_few_rows_never_stop_a_month_and_a_table_can_have_limits_of_its_own(bank):
    bank.write("txn", movements(10, 6))
    assert load(bank).quarantined == 6
    with pytest.raises(MonthRefused, match=r"at most 1\.0%"):
        load(bank, tables={"txn": BadRows(max_share=0.01, free_rows=5)})


def test_another_limit_judges_a_loaded_month_anew(bank):
    bank.write("txn", movements(1000, 200))
    with pytest.raises(MonthRefused):
        load(bank)
    assert load(bank, max_share=0.5).quarantined == 200
    with pytest.raises(MonthRefused):
        load(bank)
