"""Another bank's files, described in TOML."""

from __future__ import annotations

from pathlib import Path

import pytest

from rccrm_lib.core.contracts import load_contracts
from rccrm_lib.core.errors import MonthRefused, SettingsError
from rccrm_lib.ingest.mapping import load_mapping, native_mapping

MAPPING = """
unit = "10k_yuan"
date_format = "yyyy-mm-dd"
[files]
people = { path = "{yyyymm}/kunden.txt", delimiter = "|+|", encoding = "utf-8" }
accounts = { path = "{yyyymm}/konten.txt", delimiter = "|", names = ["NO", "OWNER", "OPENED", "BAL", "HUNDREDTHS", "ST"] }
[tables.cif_person]
file = "people"
[tables.cif_person.columns]
src_sys = { constant = "CORE" }
cust_no = "ID"
name = { sql = "VORNAME || ' ' || NAME" }
sex = "SEX"
[tables.cif_person.codes]
sex = { m = "1", f = "2", "" = "9" }
[tables.acct_demand]
file = "accounts"
where = "ST <> 'test'"
units = { balance_fen = "10k_yuan" }
[tables.acct_demand.columns]
account_id = "NO"
src_sys = { constant = "CORE" }
cust_no = { sql = "(SELECT any_value(ID) FROM people WHERE people.ID = accounts.OWNER)" }
open_on = "OPENED"
balance_fen = "BAL"
status = "ST"
[tables.acct_demand.codes]
status = { open = "0", "*" = "1" }
"""


@pytest.fixture
def other_bank(bank):
    """A bank with files of its own kind."""
    bank.mapping = bank.folder / "mapping.toml"
    bank.mapping.write_text(MAPPING, encoding="utf-8")
    folder = bank.extracts / "202609"
    folder.mkdir(parents=True)
    (folder / "kunden.txt").write_text("ID|+|VORNAME|+|NAME|+|SEX\n7|+|Eva|+|Novak|+|f\n8|+|Jan|+|Novak|+|\n", encoding="utf-8")
    (folder / "konten.txt").write_text(
        "A1|7|2020-01-31|1.234567|0|open\nA2|9|2020-02-30|0.5|0|open\nA3|8|2021-01-01|0.0000001|0|shut\nA4|8|x|x|0|test\n",
        encoding="utf-8")
    return bank


def test_files_of_another_kind_become_the_same_tables(other_bank) -> None:
    result = other_bank.load()
    persons = other_bank.table("cif_person")
    assert persons[["name", "sex"]].values.tolist() == [["Eva Novak", "2"], ["Jan Novak", "9"]]
    accounts = other_bank.table("acct_demand")
    assert accounts[["account_id", "cust_no", "balance_fen", "status"]].values.tolist() == [["A1", "7", 1234567, "0"]]
    frame = other_bank.quarantine()
    assert frame[["line", "column", "reason"]].values.tolist() == [[2, "OPENED", "bad_date"], [3, "BAL", "bad_money"]]
    assert "1234.50 (10k_yuan)" in frame["expected"].tolist()[1]
    report = next(file for file in result.files if file.table == "acct_demand")
    assert (report.rows_in_file, report.rows_read) == (4, 3)


def test_a_changed_mapping_loads_again(other_bank) -> None:
    other_bank.load()
    assert other_bank.load().skipped
    other_bank.mapping.write_text(MAPPING.replace('open = "0"', 'open = "2"'), encoding="utf-8")
    assert not other_bank.load().skipped
    assert other_bank.table("acct_demand")["status"].tolist() == ["2"]


def test_an_expression_that_names_no_column_is_a_clear_error(other_bank) -> None:
    other_bank.mapping.write_text(MAPPING.replace("VORNAME ||", "FIRST_NAME ||"), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"mapping, tables.cif_person: .*FIRST_NAME"):
        other_bank.load()


def test_an_expression_that_fails_on_a_value_is_a_clear_error(other_bank) -> None:
    other_bank.mapping.write_text(MAPPING.replace('cust_no = "ID"', 'cust_no = { sql = "CAST(NAME AS INTEGER)" }'),
                                  encoding="utf-8")
    with pytest.raises(SettingsError, match=r"mapping, tables.cif_person: .*'\*\*\*'") as error:
        other_bank.load()
    assert "Novak" not in str(error.value)


def test_every_file_that_expressions_may_need_must_be_there(other_bank) -> None:
    (other_bank.extracts / "202609" / "konten.txt").unlink()
    with pytest.raises(MonthRefused, match=r"required table missing: acct_demand .*202609/konten.txt"):
        other_bank.load()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('cust_no = "ID"', 'custno = "ID"', "'custno' is no column of the contract"),
        ('open_on = "OPENED"', "", "required columns without a source: open_on"),
        ("[tables.cif_person", "[tables.person", "tables.person: no such contract table"),
        ('file = "people"', 'file = "folk"', "file 'folk' is not declared"),
        ('date_format = "yyyy-mm-dd"', 'date_format = "ddmmyy"', "date format 'ddmmyy'"),
        ('units = { balance_fen = "10k_yuan" }', 'units = { balance_fen = "dozen" }', "unit 'dozen'"),
        ('where = "ST', 'filter = "ST', "filter"),
        ("people = {", '"my people" = {', "files.'my people'"),
        ("[files]", "[files", "mapping.toml"),
    ],
)
def test_a_wrong_mapping_names_the_key(bank, old: str, new: str, message: str) -> None:
    path = bank.folder / "mapping.toml"
    assert old in MAPPING
    path.write_text(MAPPING.replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        load_mapping(path)


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none.toml: no such mapping file"):
        load_mapping(tmp_path / "none.toml")


def test_the_native_layout_is_a_mapping_of_every_contract_column() -> None:
    mapping = native_mapping()
    assert mapping.is_plain
    for name, contract in load_contracts().items():
        assert mapping.tables[name].columns == {key: column.zh for key, column in contract.columns.items()}
        assert mapping.files[name].has_month
