"""Registers of units and managers: a row per code and time; where a bank gives no days, a row per code."""

from __future__ import annotations

import pytest

from tests.ingest.conftest import Bank

NEW = {"valid_from_on": "20210401", "parent_id": "B2"}
OLD = {"valid_from_on": "20060628", "valid_to_on": "20150301", "merged_into_id": "O2", "parent_id": "B1"}


def test_a_code_that_is_used_again_is_two_rows_and_the_same_days_twice_are_not(bank: Bank) -> None:
    rows = [{"name": "老街", **OLD}, {"name": "新区", **NEW}, {"name": "又一个", **NEW}]
    bank.write("org", [{"org_id": "O1", **row} for row in rows])
    bank.load()
    units = bank.table("org")
    assert units["name"].tolist() == ["老街", "新区"] and units["merged_into_id"].tolist()[0] == "O2"
    assert bank.quarantine()[["line", "reason"]].to_numpy().tolist() == [[4, "duplicate_key"]]


@pytest.mark.parametrize("columns", [["org_id", "name", "parent_id"], ["org_id", "name", "parent_id", "valid_from_on"]])
def test_without_days_a_code_is_one_row(bank: Bank, columns: list[str]) -> None:
    bank.write("org", [{"org_id": "O1", "name": "甲", "parent_id": "B1"}, {"org_id": "O1", "name": "乙", "parent_id": "B2"}],
               columns=columns)
    bank.load()
    assert bank.table("org")["name"].tolist() == ["甲"]
    assert bank.quarantine()["reason"].tolist() == ["duplicate_key"]


def test_a_post_is_a_known_code(bank: Bank) -> None:
    bank.write("manager", [{"manager_id": "M1", "post": "2", "valid_from_on": "20200101"}, {"manager_id": "M2", "post": "9"}])
    bank.load()
    assert bank.table("manager")["post"].tolist() == ["2"] and len(bank.quarantine()) == 1
