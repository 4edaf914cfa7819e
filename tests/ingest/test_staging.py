"""Equal counts can hide rows of the wrong shape; they are found all the same."""

from __future__ import annotations

import pytest

from rccrm_lib.core.contracts import load_contracts

GOOD = "62100000000000{:02d},CORE,C1,,,20200131,,,,,,,"


@pytest.mark.parametrize(
    ("lines", "reasons"),
    [
        ([GOOD.format(1) + ",", GOOD.format(2)[:-1]], ["too_many_fields", "too_few_fields"]),
        ([GOOD.format(1)[:-1], GOOD.format(2) + ",x"], ["too_few_fields", "too_many_fields"]),
        (["", '6210000000000003,CORE,C1,",,,,,,,,,,,",,20200131,,,,,,,'], []),
    ],
)
def test_a_field_too_many_and_one_too_few(bank, lines: list[str], reasons: list[str]) -> None:
    names = ",".join(column.zh for column in load_contracts()["acct_demand"].columns.values())
    bank.write_text("acct_demand_360199.csv", "\n".join([names, GOOD.format(7), *lines, GOOD.format(8)]) + "\n")
    bank.load()
    assert bank.quarantine()["reason"].tolist() == reasons
    accepted = bank.table("acct_demand")["account_id"].tolist()
    assert {"6210000000000007", "6210000000000008"} <= set(accepted)
    assert len(accepted) == 4 - len(reasons) - (1 if not reasons else 0)


def test_a_row_keeps_its_line_in_a_file_that_is_read_in_parallel(bank) -> None:
    header = "账号,交易日期,流水号,借贷标志,交易金额"
    lines = [f"6210,20260915,{line},C,{'x' if line % 50_000 == 0 else '1.00'}" for line in range(2, 300_002)]
    bank.write_text("txn_360199.csv", "\n".join([header, *lines]) + "\n")
    result = bank.load()
    assert bank.quarantine()["line"].tolist() == [50_000, 100_000, 150_000, 200_000, 250_000, 300_000]
    assert result.files[-1].rows_accepted == 300_000 - 6
    assert bank.table("txn")["amount_fen"].sum() == (300_000 - 6) * 100
