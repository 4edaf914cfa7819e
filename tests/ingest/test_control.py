"""The control file: any disagreement refuses the month."""

from __future__ import annotations

import pytest

from rccrm_lib.core.errors import MonthRefused

ACCOUNTS, PERSONS = "acct_demand_360199.csv", "cif_person_360199.csv"


def test_a_control_file_that_agrees(bank) -> None:
    bank.write_control((ACCOUNTS, 2, "账面余额", "1234.49"))
    result = bank.load()
    assert {file.table: file.control for file in result.files} == {"acct_demand": "ok", "cif_person": "absent"}
    assert result.files_frame().set_index("table")["control"].to_dict() == {"acct_demand": "ok", "cif_person": "absent"}
    assert {note["key"] for note in result.notes} == {"not_in_control"}


def test_no_control_file_is_not_supplied(bank) -> None:
    assert {file.control for file in bank.load().files} == {"absent"}


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ((ACCOUNTS, 3, "", ""), f"{ACCOUNTS}: 2 rows, the control file says 3"),
        ((ACCOUNTS, 2, "账面余额", "1234.50"), "the sum of 账面余额 is 1234.49, the control file says 1234.50"),
        ((ACCOUNTS, 2, "余额", "1234.50"), f"{ACCOUNTS}: no column 余额, which the control file sums"),
    ],
)
def test_rows_and_sums_that_disagree_refuse_the_month(bank, entry: tuple, message: str) -> None:
    bank.write_control(entry)
    with pytest.raises(MonthRefused, match=message) as refused:
        bank.load()
    assert "What to do: have the file delivered again together with its control file" in str(refused.value)


def test_other_bytes_refuse_the_month(bank) -> None:
    bank.write_control((ACCOUNTS, 2, "", ""))
    path = bank.month_folder / ACCOUNTS
    path.write_bytes(path.read_bytes().replace(b"1234.50", b"1234.51"))
    with pytest.raises(MonthRefused, match=f"{ACCOUNTS}: SHA-256 is [0-9a-f]{{64}}, the control file says"):
        bank.load()


def test_a_file_that_is_listed_and_not_there_refuses_the_month(bank) -> None:
    bank.write("loan", [])
    bank.write_control(("loan_360199.csv", 0, "", ""))
    (bank.month_folder / "loan_360199.csv").unlink()
    with pytest.raises(MonthRefused, match=r"lists files that are not there: loan_360199.csv"):
        bank.load()


def test_rows_set_apart_count_as_rows_and_in_the_sum(bank) -> None:
    row = {"account_id": "1", "src_sys": "CORE", "open_on": "20200131", "balance_fen": "5.00"}
    bank.write("acct_demand", [row, row, {**row, "account_id": "2", "open_on": "x"}])
    bank.write_control((ACCOUNTS, 3, "账面余额", "15.00"))
    assert bank.load().quarantined == 2
    bank.write("acct_demand", [row, {**row, "account_id": "2", "balance_fen": "x"}])
    bank.write_control((ACCOUNTS, 2, "账面余额", "5.00"))
    assert "sum_not_checked" in {note["key"] for note in bank.load().notes}


def test_a_last_line_without_end_is_whole_if_the_control_file_agrees(bank) -> None:
    path = bank.month_folder / ACCOUNTS
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    bank.write_control((ACCOUNTS, 2, "账面余额", "1234.49"))
    assert bank.load().files[0].rows_accepted == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("文件,行数\n", "control_360199.csv: the header has 文件,行数"),
        (f"文件,行数,合计列,合计值,SHA256\n{ACCOUNTS},two,,,{'0' * 64}\n", "control_360199.csv, line 2"),
        (f"文件,行数,合计列,合计值,SHA256\n{ACCOUNTS},2,,,abc\n", "control_360199.csv, line 2"),
    ],
)
def test_a_control_file_that_cannot_be_read_refuses_the_month(bank, text: str, message: str) -> None:
    bank.write_text("control_360199.csv", text)
    with pytest.raises(MonthRefused, match=message):
        bank.load()
