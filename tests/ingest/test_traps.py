"""What bends numbers silently elsewhere, one by one, on the path that a month takes here."""

from __future__ import annotations

import pytest

from rccrm_lib.core.engine import open_engine
from rccrm_lib.core.errors import MonthRefused
from tests.ingest.conftest import ACCOUNTS, MEMBER, PERSONS, Bank, make_balance, make_movement

HEADER = "账号,源系统代码,客户号,开户日期,账面余额"


def accounts_text(*rows: str, header: str = HEADER, end: str = "\n") -> str:
    return end.join([header, *rows]) + end


def put(bank: Bank, text: str, encoding: str = "gb18030") -> None:
    bank.write_text(f"acct_demand_{MEMBER}.csv", text, encoding=encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_refused_and_not_read_as_nothing(bank, encoding):
    put(bank, accounts_text("621,CORE,C1,20200131,1.00"), encoding)
    with pytest.raises(MonthRefused, match=f"acct_demand_{MEMBER}.csv") as error:
        bank.load()
    assert "UTF-16" in str(error.value) and "GB18030" in str(error.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_other_encoding_gives_the_same_names(bank, encoding):
    name = "张三" if encoding == "gbk" else "张𠮷"  # four bytes in GB18030
    bank.write_text(f"cif_person_{MEMBER}.csv", f"源系统代码,客户号,客户姓名\nCORE,C1,{name}\n", encoding=encoding)
    bank.load()
    assert bank.table("cif_person")["name"].tolist() == [name]


def test_a_fault_in_a_column_that_nobody_asks_for_is_a_fault(bank):
    rows = [{**ACCOUNTS[0], "account_id": f"62{n}", **({"last_active_on": "2026-13-01"} if n < 200 else {})} for n in range(400)]
    bank.write("acct_demand", rows)
    settings = bank.settings
    assert settings.ingest.free_rows < 200
    with pytest.raises(MonthRefused, match="200 of 400 rows"):
        bank.load()


def test_columns_are_taken_by_name_never_by_place(bank):
    put(bank, accounts_text("1.00,C1,621,20200131,CORE", header="账面余额,客户号,账号,开户日期,源系统代码"))
    bank.load()
    row = bank.table("acct_demand").iloc[0]
    assert (row["account_id"], row["cust_no"], row["balance_fen"]) == ("621", "C1", 100)


def test_a_last_line_cut_inside_its_last_column_refuses_the_month(bank):
    put(bank, accounts_text("621,CORE,C1,20200131,1234.50").removesuffix("34.50\n"))
    with pytest.raises(MonthRefused, match="half arrived"):
        bank.load()


def test_one_line_feed_in_a_file_of_carriage_returns_costs_nothing(bank):
    text = accounts_text("621,CORE,C1,20200131,1.00", "622,CORE,C1,20200131,2.00", "623,CORE,C1,20200131,3.00", end="\r\n")
    put(bank, text.replace("2.00\r\n", "2.00\n"))
    bank.load()
    assert bank.table("acct_demand")["balance_fen"].tolist() == [100, 200, 300]


@pytest.mark.parametrize(("column", "value"), [
    ("balance_fen", "10.019"), ("balance_fen", "1e2"), ("balance_fen", "0x10"), ("balance_fen", "1,234.50"),
    ("balance_fen", "（1.00）"), ("open_on", "2026093"), ("open_on", "20260931"), ("open_on", "2026-9-3"),
])
def test_what_a_cast_would_bend_is_set_apart(bank, column, value):
    bank.write("acct_demand", [*ACCOUNTS, {**ACCOUNTS[0], "account_id": "629", column: value}])
    assert bank.load().quarantined == 1
    assert bank.quarantine()["reason"].iloc[0] in ("bad_money", "bad_date")
    assert "629" not in set(bank.table("acct_demand")["account_id"])


@pytest.mark.parametrize("seq", ["1.5", "0x10", "1e3", "１"])
def test_a_number_that_is_none_is_set_apart(bank, seq):
    bank.write("txn", [make_movement(1), {**make_movement(2), "seq": seq}])
    bank.load()
    assert bank.quarantine()["reason"].tolist() == ["bad_int"]


@pytest.mark.parametrize("number", ["6.21E+15", "6.2170001E+18", "6e+15", "6210000000000003.0"])
def test_a_number_that_a_spreadsheet_damaged_joins_nothing(bank, number):
    bank.write("acct_demand", [*ACCOUNTS, {**ACCOUNTS[0], "account_id": number}])
    bank.load()
    left = bank.quarantine()
    assert left["reason"].tolist() == ["excel_number"] and "spreadsheet" in left["remedy"].iloc[0]


def test_a_damaged_certificate_number_alone_rejects_nobody(bank):
    bank.write("cif_person", [*PERSONS, {**PERSONS[0], "cust_no": "C3", "cert_no": "3.60102E+17"}])
    assert bank.load().quarantined == 0
    assert bank.table("cif_person").set_index("cust_no").loc["C3", "cert_no"] == "3.60102E+17"


def test_leading_zeros_and_long_numbers_stay_as_they_are(bank):
    number = "007" + "9" * 25
    bank.write("acct_demand", [{**ACCOUNTS[0], "account_id": number}])
    bank.load()
    assert bank.table("acct_demand")["account_id"].tolist() == [number]


@pytest.mark.parametrize("day", ["00000000", "19000101", "20991231", "99991231"])
def test_a_sentinel_date_is_missing_and_counted_never_a_date(bank, day):
    bank.write("acct_demand", [{**ACCOUNTS[0], "close_on": day}])
    result = bank.load()
    assert bank.table("acct_demand")["close_on"].isna().all()
    assert [note["n"] for note in result.notes if note["key"] == "sentinel"] == [1]


def test_sums_of_many_fen_stay_whole_and_an_overflow_is_an_error(bank):
    big = 9_000_000_000_000_00
    bank.write("bal_month", [make_balance(f"62{n}", balance_fen=f"{big // 100}.0{n}", accumulation_fen_day="1.00")
                             for n in range(1, 6)])
    bank.load()
    balances = bank.table("bal_month")["balance_fen"]
    assert balances.dtype == "int64" and int(balances.sum()) == 5 * big + 15
    with open_engine() as con, pytest.raises(Exception, match=r"(?i)overflow|out of range"):
        con.execute("SELECT (sum(x))::BIGINT FROM (VALUES (9000000000000000000::BIGINT), (9000000000000000000)) t(x)").fetchall()


def test_a_movement_of_an_unknown_account_is_kept_and_not_lost(bank):
    """Ingest judges rows, not relations: the view shows such money as unallocated (orphan) in the reconciliation."""
    bank.write("txn", [make_movement(1, account_id="6299999999999999")])
    result = bank.load()
    assert result.quarantined == 0 and bank.table("txn")["account_id"].tolist() == ["6299999999999999"]


def test_the_same_file_under_another_name_is_told_and_counts_once(bank):
    path = bank.written[f"acct_demand_{MEMBER}.csv"]
    bank.write_bytes(f"acct_demand_{MEMBER} (1).csv", path.read_bytes())
    bank.write_bytes("readme.txt", b"hello\n")
    result = bank.load()
    assert len(bank.table("acct_demand")) == 2
    said = {note["key"]: note for note in result.notes}
    assert said["same_content"]["other"] == path.name and said["unknown_file"]["file"] == "readme.txt"


def test_plain_and_packed_side_by_side_are_refused(bank):
    path = bank.written[f"acct_demand_{MEMBER}.csv"]
    bank.write_bytes(path.name, path.read_bytes(), packed=True)
    with pytest.raises(MonthRefused, match="several files"):
        bank.load()


@pytest.mark.parametrize(("data", "message"), [
    (b"", "empty"), ("账号,源系统代码,客户号,开户日期,账面余额\n".encode("gb18030"), "none can be used"),
    (bytes(range(256)) * 8, "no text"),
    ("账号|源系统代码|客户号|开户日期\n621|CORE|C1|20200131\n".encode("gb18030"), "delimiter"),
])
def test_a_required_file_that_holds_nothing_usable_refuses_the_month_and_leaves_the_last_one(bank, data, message):
    bank.load()
    before = {path: path.read_bytes() for path in (bank.folder / "warehouse").rglob("*") if path.is_file()}
    bank.write_bytes(f"acct_demand_{MEMBER}.csv", data)
    with pytest.raises(MonthRefused, match=message) as error:
        bank.load()
    assert f"acct_demand_{MEMBER}.csv" in str(error.value) and "What to do" in str(error.value)
    assert {path: path.read_bytes() for path in (bank.folder / "warehouse").rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("delimiter", [",", "|", "|+|", "\x01", "\x1b", "\t", ";"])
def test_every_delimiter_of_the_field_loads_by_mapping_with_quoted_line_breaks(bank, delimiter):
    shown = delimiter.replace("\x01", "\\u0001").replace("\x1b", "\\u001b").replace("\t", "\\t")
    bank.mapping = bank.folder / "mapping.toml"
    bank.mapping.write_text(f"""
[files.persons]
path = "{{member}}/{{month}}/persons.txt"
delimiter = "{shown}"
[files.accounts]
path = "{{member}}/{{month}}/acct_demand_{MEMBER}.csv"
[tables.cif_person]
file = "persons"
[tables.cif_person.columns]
src_sys = "源"
cust_no = "号"
name = "名"
[tables.acct_demand]
file = "accounts"
[tables.acct_demand.columns]
account_id = "账号"
src_sys = "源系统代码"
cust_no = "客户号"
open_on = "开户日期"
""", encoding="utf-8")
    other = "王|五" if delimiter[0] != "|" else "王,五"  # another bank's delimiter is a plain character here
    rows = [("源", "号", "名"), ("CORE", "C1", f'"张{delimiter}三"'), ("CORE", "C2", '"李\n四"'), ("CORE", "C3", other)]
    bank.write_text("persons.txt", "".join(delimiter.join(row) + "\r\n" for row in rows))
    result = bank.load()
    names = bank.table("cif_person").set_index("cust_no")["name"]
    if delimiter in ("\x01", "\x1b"):  # a control character inside a value is a fault of the value, not of the row
        assert result.quarantined == 1 and set(names.index) == {"C2", "C3"}
    else:
        assert result.quarantined == 0 and names["C1"] == f"张{delimiter}三"
    assert names["C2"].split() == ["李", "四"] and names["C3"] == other
