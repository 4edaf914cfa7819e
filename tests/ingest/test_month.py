"""A month from delivered files to the warehouse: every row accepted or set apart, all or nothing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from rccrm_lib import ingest
from rccrm_lib.core.contracts import load_contracts
from rccrm_lib.core.errors import MonthRefused, RccrmError
from rccrm_lib.core.lineage import sha256_file

ACCOUNT = {"account_id": "6210000000000009", "src_sys": "CORE", "cust_no": "C1", "open_on": "20200131"}


def _faults(bank, **values: str) -> list[tuple]:
    """(line, column, value, reason) of a demand account with these values, after two good ones."""
    rows = [ACCOUNT, {**ACCOUNT, "account_id": "6210000000000010"}, {**ACCOUNT, "account_id": "6210000000000011", **values}]
    bank.write("acct_demand", rows)
    bank.load()
    frame = bank.quarantine()
    return list(frame[["line", "column", "value", "reason"]].itertuples(index=False, name=None))


def test_a_month_becomes_typed_tables(bank) -> None:
    result = bank.load()
    accounts = bank.table("acct_demand")
    assert accounts.columns.tolist() == ["member_id", *load_contracts()["acct_demand"].columns]
    assert accounts["balance_fen"].tolist() == [123450, -1]
    assert accounts["open_on"].dt.date.tolist() == [date(2020, 1, 31), date(2021, 2, 28)]
    persons = bank.table("cif_person")
    assert persons["name"].tolist() == ["张三", "李䶮"]
    assert persons["address"].tolist()[1] == "云溪县,上村,2组"
    assert persons["farm_flag"].tolist() == [True, False]
    assert [(file.table, file.rows_read, file.encoding) for file in result.files] == [
        ("acct_demand", 2, "gb18030"), ("cif_person", 2, "gb18030")]


def test_tables_not_supplied_are_empty_and_said_so(bank) -> None:
    result = bank.load()
    assert sorted(result.supplied) == ["acct_demand", "cif_person"]
    loans = bank.table("loan")
    assert loans.empty
    assert loans.columns.tolist() == ["member_id", *load_contracts()["loan"].columns]
    frame = result.supplied_frame().set_index("table")
    assert not frame.loc["loan", "is_supplied"]
    assert frame.loc["cif_person", "is_supplied"]


def test_a_column_not_delivered_is_missing_and_not_supplied(bank) -> None:
    bank.write("acct_demand", [ACCOUNT], columns=["open_on", "account_id", "src_sys"])
    result = bank.load()
    assert result.supplied["acct_demand"] == ["account_id", "src_sys", "open_on"]
    assert bank.table("acct_demand")["balance_fen"].isna().all()


@pytest.mark.parametrize(
    ("column", "value", "shown", "reason"),
    [
        ("open_on", "2026093", "2026093", "bad_date"),
        ("open_on", "20260230", "20260230", "bad_date"),
        ("open_on", "2026-09-01", "2026-09-01", "bad_date"),
        ("open_on", "02020101", "02020101", "bad_date"),
        ("open_on", "20261001", "20261001", "future_date"),
        ("open_on", "", None, "required_missing"),
        ("open_on", "00000000", "00000000", "required_missing"),
        ("balance_fen", "10.019", "1***", "bad_money"),
        ("balance_fen", "1e2", "1***", "bad_money"),
        ("balance_fen", "1,234.50", "1***", "bad_money"),
        ("balance_fen", "０.50", "０***", "bad_money"),
        ("balance_fen", "99999999999999.00", "9***", "bad_money"),
        ("status", "9", "9", "bad_code"),
        ("cust_no", "C\x0712", "C\x0712", "bad_text"),
    ],
)
def test_a_faulty_value_is_set_apart_with_its_place(bank, column: str, value: str, shown: str, reason: str) -> None:
    zh = load_contracts()["acct_demand"].columns[column].zh
    found = _faults(bank, **{column: value})
    assert [(line, name, reason_) for line, name, _, reason_ in found] == [(4, zh, reason)]
    assert found[0][2] == shown or shown is None


def test_good_but_unusual_values_are_accepted(bank) -> None:
    assert not _faults(bank, balance_fen="-12345.5000", manager_id=" 007 ", close_on="99991231")
    accounts = bank.table("acct_demand")
    assert accounts["balance_fen"].tolist()[2] == -1234550
    assert accounts["manager_id"].tolist()[2] == "007"
    assert accounts["close_on"].isna().all()


def test_the_message_says_what_was_expected_and_what_to_do(bank) -> None:
    _faults(bank, status="9")
    row = bank.quarantine().iloc[0]
    assert row["file"] == "acct_demand_360199.csv"
    assert row["expected"] == "one of 0, 1, 2, 3"
    assert row["remedy"] == "correct it at the source, or translate it under codes in the mapping"
    assert row["record"] == "账号=6*************11; 源系统代码=CORE; 客户号=C1; 开户日期=20200131; 账户状态=9"
    in_chinese = ingest.describe_quarantine(bank.quarantine(), language="zh").iloc[0]
    assert (in_chinese["reason"], in_chinese["expected"]) == ("代码不在码表中", "0, 1, 2, 3 之一")


def test_sensitive_values_never_stand_in_the_quarantine(bank) -> None:
    bank.write("cif_person", [
        {"src_sys": "CORE", "cust_no": "C1"},
        {"src_sys": "CORE", "name": "欧阳小红", "cert_no": "360199198001011234", "mobile": "13812345678",
         "address": "云溪县上村2组15号"},
        {"src_sys": "CORE", "cust_no": "C9", "name": "张三", "birth_on": "19991399", "cert_no": "360199198001011234"},
    ])
    path = bank.month_folder / "cif_person_360199.csv"
    broken = "CORE,C8,张三丰,101,360199198001011234,13812345678\n"
    path.write_bytes(path.read_bytes() + broken.encode("gb18030"))
    bank.load()
    text = bank.quarantine().to_csv()
    assert bank.quarantine()["reason"].tolist() == ["required_missing", "bad_date", "too_few_fields"]
    for secret in ("欧阳小红", "360199198001011234", "13812345678", "上村", "19991399", "张三丰"):
        assert secret not in text


def test_lines_are_true_after_a_quoted_line_break(bank) -> None:
    bank.write("cif_person", [
        {"src_sys": "CORE", "cust_no": "C1", "address": "上村\n2组\n15号"},
        {"src_sys": "CORE", "cust_no": "C2", "sex": "7"},
        {"src_sys": "CORE", "cust_no": "C3"},
    ])
    bank.load()
    assert bank.quarantine()[["line", "reason"]].values.tolist() == [[5, "bad_code"]]
    assert bank.table("cif_person")["address"].tolist()[0] == "上村\n2组\n15号"
    assert bank.table("cif_person")["cust_no"].tolist() == ["C1", "C3"]


def test_rows_of_the_wrong_shape_are_set_apart_and_the_others_kept(bank) -> None:
    names = [column.zh for column in load_contracts()["acct_demand"].columns.values()]
    good = "62100000000000{:02d},CORE,C1,,,20200131,,,,,,,"
    lines = [",".join(names), good.format(1), good.format(2) + ",", good.format(3)[:-1], "", good.format(4)]
    bank.write_text("acct_demand_360199.csv", "\r\n".join(lines) + "\r\n")
    bank.load()
    assert bank.quarantine()[["line", "reason"]].values.tolist() == [[3, "too_many_fields"], [4, "too_few_fields"]]
    assert bank.table("acct_demand")["account_id"].tolist() == ["6210000000000001", "6210000000000004"]


def test_repeated_keys_keep_the_first_row_and_count_the_others(bank) -> None:
    bank.write("acct_demand", [ACCOUNT, {**ACCOUNT, "cust_no": "C2"}, ACCOUNT, {**ACCOUNT, "account_id": "8"}])
    result = bank.load()
    assert bank.quarantine()[["line", "column", "reason"]].values.tolist() == [
        [3, "账号", "duplicate_key"], [4, "账号", "duplicate_row"]]
    assert bank.table("acct_demand")["cust_no"].tolist() == ["C1", "C1"]
    assert result.quarantined == 2


def test_movements_keep_to_their_month(bank, movement) -> None:
    bank.write("txn", [
        movement(1), movement(2, amount_fen="-5.00"), movement(3, txn_on="20260831"), movement(4, txn_on="20261001"),
        movement(5, dc="X"),
    ])
    result = bank.load()
    report = next(file for file in result.files if file.table == "txn")
    assert (report.rows_read, report.rows_accepted, report.rows_quarantined, report.rows_other_month) == (5, 1, 4, 0)
    assert bank.quarantine()[["line", "reason"]].values.tolist() == [
        [3, "negative_amount"], [4, "other_month"], [5, "future_date"], [6, "bad_code"]]


def test_balances_of_another_month_refuse_the_month(bank, balance) -> None:
    bank.write("bal_month", [balance(month_end_on="20260831")])
    said = r"of 1 rows none can be used for 2026-09: 1 faulty \(first: line 2, column 余额日期, other_month\)"
    with pytest.raises(MonthRefused, match=said):
        bank.load()
    bank.write("bal_month", [balance(), balance("6210000000000002", month_end_on="20260929")])
    bank.load()
    assert bank.quarantine()["reason"].tolist() == ["not_month_end"]
    assert bank.table("bal_month")["accumulation_fen_day"].tolist() == [3000]


def test_a_rate_and_a_permanent_certificate(bank) -> None:
    bank.write("acct_time", [
        {"account_id": "1", "src_sys": "CORE", "open_on": "20200101", "annual_rate": "3.2500", "mature_on": "20300101"},
        {"account_id": "2", "src_sys": "CORE", "open_on": "20200101", "annual_rate": "325"},
        {"account_id": "3", "src_sys": "CORE", "open_on": "20200101", "annual_rate": "-1"},
    ])
    bank.write("cif_person", [{"src_sys": "CORE", "cust_no": "C1", "cert_valid_to_on": "99991231"},
                              {"src_sys": "CORE", "cust_no": "C2", "cert_valid_to_on": "00000000"}])
    result = bank.load()
    assert [float(rate) for rate in bank.table("acct_time")["annual_rate"]] == [0.0325]
    assert bank.quarantine()["reason"].tolist() == ["bad_rate", "bad_rate"]
    assert [str(day)[:10] for day in bank.table("cif_person")["cert_valid_to_on"]] == ["9999-12-31", "NaT"]
    notes = {(note["key"], note.get("column"), note.get("n")) for note in result.notes}
    assert ("sentinel", "证件有效期", 1) in notes


def test_unknown_columns_and_files_are_noted(bank) -> None:
    bank.write_text("acct_demand_360199.csv", "账号,源系统代码,开户日期,备注\n1,CORE,20200131,甲\n")
    bank.write_text("holiday.csv", "a\n")
    texts = [note["text"] for note in bank.load().notes]
    assert "acct_demand_360199.csv: column 备注 is not in the contract and was not read" in texts
    assert "holiday.csv: no contract knows this file; it was not read" in texts


def test_a_required_table_or_column_that_is_missing_refuses_the_month(bank) -> None:
    bank.write_text("acct_demand_360199.csv", "账号,源系统代码\n1,CORE\n")
    with pytest.raises(MonthRefused, match=r"acct_demand_360199.csv: required column missing: 开户日期 \(open_on\)"):
        bank.load()
    bank.write_text("acct_demand_360199.csv", "账号|源系统代码|开户日期\n1|CORE|20200131\n")
    with pytest.raises(MonthRefused, match="one column only: is ',' the delimiter"):
        bank.load()
    (bank.month_folder / "acct_demand_360199.csv").unlink()
    with pytest.raises(MonthRefused, match=r"required table missing: acct_demand 活期账户主表 \(360199/2026-09/"):
        bank.load()
    assert not (bank.folder / "warehouse" / "360199" / "2026-09").exists()


def test_a_required_table_of_which_nothing_is_usable_refuses_the_month(bank) -> None:
    bank.write("acct_demand", [{**ACCOUNT, "open_on": "2020/01/31"}])
    with pytest.raises(MonthRefused, match=r"1 faulty \(first: line 2, column 开户日期, bad_date\)"):
        bank.load()


@pytest.mark.parametrize(
    ("column", "word"),
    [("交易密码", "密码"), ("CVV2", "cvv2"), ("PinBlock", "pin"), ("TRACK2", "track2"), ("指纹特征", "指纹"),
     ("loginPassword", "password"), ("face_id", "faceid")],
)
def test_authentication_data_is_refused(bank, column: str, word: str) -> None:
    """The column is told by its place and by the word that gave it away; what stands in a header may be a value."""
    bank.write_text("ebank_360199.csv", f"源系统代码,客户编号,签约渠道,{column}\nCORE,C1,MOB,x\n")
    with pytest.raises(MonthRefused, match=rf"ebank_360199.csv, column 4 \({word}\): authentication data"):
        bank.load()


def test_a_cut_last_line_refuses_the_month(bank) -> None:
    path = bank.write("acct_demand", [ACCOUNT, {**ACCOUNT, "account_id": "8"}])
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(MonthRefused, match="half arrived: the last line, 3, does not end with a line feed"):
        bank.load()


def test_loading_twice_changes_nothing_and_a_changed_file_loads_again(bank) -> None:
    first = bank.load()
    folder = bank.folder / "warehouse" / "360199" / "2026-09"
    before = {path.name: (sha256_file(path), path.stat().st_mtime_ns) for path in folder.iterdir()}
    again = bank.load()
    assert (first.skipped, again.skipped) == (False, True)
    assert again == first
    assert {path.name: (sha256_file(path), path.stat().st_mtime_ns) for path in folder.iterdir()} == before
    bank.write("acct_demand", [ACCOUNT])
    changed = bank.load()
    assert not changed.skipped
    assert len(bank.table("acct_demand")) == 1
    bank.write("acct_demand", [ACCOUNT, ACCOUNT])
    (folder / "ingest.json").write_text("{", encoding="utf-8")  # a stopped run: load again
    assert not bank.load().skipped


def test_the_same_inputs_give_the_same_bytes(bank) -> None:
    bank.load()
    folder = bank.folder / "warehouse" / "360199" / "2026-09"
    before = {path.name: sha256_file(path) for path in folder.iterdir()}
    (folder / "ingest.json").unlink()
    bank.load()
    assert {path.name: sha256_file(path) for path in folder.iterdir()} == before


def test_a_refused_month_leaves_the_earlier_one_as_it_was(bank) -> None:
    bank.load()
    bank.write_text("acct_demand_360199.csv", "账号\n1\n")
    with pytest.raises(MonthRefused):
        bank.load()
    assert len(bank.table("acct_demand")) == 2
    assert [path.name for path in (bank.folder / "warehouse" / "360199").iterdir()] == ["2026-09"]
    assert not list((bank.folder / "warehouse").glob(".decoding-*"))


def test_packed_files_and_the_mark_of_simulated_data(bank) -> None:
    plain = bank.month_folder / "acct_demand_360199.csv"
    bank.write_bytes("acct_demand_360199.csv", plain.read_bytes(), packed=True)
    with pytest.raises(MonthRefused, match="several files for one table"):
        bank.load()
    plain.unlink()
    (bank.extracts / "360199" / "SIMULATED.toml").write_text("seed = 1\n")
    result = bank.load()
    assert result.simulated
    assert result.files[0].file == "acct_demand_360199.csv.gz"
    stored = json.loads((result.folder / "ingest.json").read_text(encoding="utf-8"))
    assert stored["files"][0]["rows_accepted"] == 2
    assert str(bank.folder) not in json.dumps(stored)


def test_a_month_that_is_none_is_an_error(bank) -> None:
    with pytest.raises(RccrmError, match="'2026-9' is not a month"):
        bank.load("2026-9")


def test_available_months_have_every_required_table(bank) -> None:
    for month in ("2026-07", "2026-08"):
        bank.write("acct_demand", [ACCOUNT], month=month)
    bank.write("cif_person", [{"src_sys": "CORE", "cust_no": "C1"}], month="2026-08")
    (bank.extracts / "360199" / "2026-13").mkdir()
    assert ingest.available_months(settings=bank.settings, member_id="360199") == ["2026-08", "2026-09"]


def test_an_engine_that_is_handed_over_is_left_clean(bank, con, tmp_path: Path) -> None:
    result = ingest.load_month(settings=bank.settings, member_id="360199", month="2026-09", con=con)
    assert result.files
    assert con.execute("SELECT count(*) FROM information_schema.tables").fetchall() == [(0,)]


def test_a_faulty_row_of_another_month_is_set_apart_too(bank, movement) -> None:
    """No row of a monthly file may vanish because of its date."""
    bank.write("txn", [movement(1), movement(2, txn_on="20260830", amount_fen="abc")])
    report = next(file for file in bank.load().files if file.table == "txn")
    assert (report.rows_accepted, report.rows_quarantined, report.rows_other_month) == (1, 1, 0)
    assert bank.quarantine()["line"].tolist() == [3]


def test_a_missing_header_line_shows_no_value(bank) -> None:
    bank.write_text("card_360199.csv", "K00000001,101000002000001,1,20181227,20281227,0\n")
    with pytest.raises(MonthRefused) as refused:
        bank.load()
    assert "header" in str(refused.value) and "101000002000001" not in str(refused.value)
