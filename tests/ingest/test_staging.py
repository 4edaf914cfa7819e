"""Equal counts can hide rows of the wrong shape; they are found all the same."""

from __future__ import annotations

import pytest

from rccrm_lib.core.contracts import load_contracts

GOOD = "62100000000000{:02d},CORE,C1,,,20200131,,,,,,"


@pytest.mark.parametrize(
    ("lines", "reasons"),
    [
        ([GOOD.format(1) + ",", GOOD.format(2)[:-1]], ["too_many_fields", "too_few_fields"]),
        ([GOOD.format(1)[:-1], GOOD.format(2) + ",x"], ["too_few_fields", "too_many_fields"]),
        (["", '6210000000000003,CORE,C1,",,,,,,,,,,,",,20200131,,,,,,'], []),
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
