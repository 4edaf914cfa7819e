"""The hard months of tests/cases/months.yaml: who keeps which id, and which events say what happened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from rccrm_lib.ecif.decisions import DECISION_COLUMNS
from rccrm_lib.facts.calendar import add_months
from tests.ecif.months import Months, close, key

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "months.yaml").read_text(encoding="utf-8"))


class Letters:
    """Letters of the case <-> ids: a letter stands for one id in all months, and two letters for two."""

    def __init__(self) -> None:
        self.ids: dict[str, str] = {}

    def learn(self, expected: dict[str, list[str]], found: dict[str, list[str]]) -> None:
        by_records = {tuple(records): one for one, records in found.items()}
        for letter, records in expected.items():
            self.ids.setdefault(letter, by_records.get(tuple(sorted(records)), f"no group of {records}"))
        assert len(set(self.ids.values())) == len(self.ids), self.ids

    def spell(self, one: str | None) -> str | None:
        return next((letter for letter, known in self.ids.items() if known == one), one)

    def events(self, rows: list[tuple[Any, ...]]) -> list[str]:
        return sorted(f"{kind} {record} {self.spell(now)}" + (f" < {self.spell(before)}" if before else "")
                      for kind, record, now, before in rows)


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Months]:
    months = Months(tmp_path)
    yield months
    close(months)


def decided(pairs: dict[tuple[str, str], str]) -> pd.DataFrame:
    rows = [(*key(a).values(), *key(b).values(), said) for (a, b), said in pairs.items() if said != "revoked"]
    return pd.DataFrame(rows, columns=DECISION_COLUMNS, dtype=object)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_hard_months(case: dict[str, Any], bank: Months) -> None:
    records: dict[str, dict[str, Any]] = {}
    homes: dict[str, dict[str, Any]] = {}
    pairs: dict[tuple[str, str], str] = {}
    letters, home_letters = Letters(), Letters()
    for month in case["months"]:
        for record, values in month.get("records", {}).items():
            records[record] = {**records.get(record, {}), **values}
        for record in month.get("forget", []):
            del records[record]
        homes = month.get("homes", homes)
        pairs |= {(a, b): said for a, b, said in month.get("decisions", [])}
        bank.fill(records, homes, backward=False)
        bank.run(decided(pairs))
        _look(month, bank, letters, home_letters)
    _nothing_new(bank, records, homes, decided(pairs))


def _look(month: dict[str, Any], bank: Months, letters: Letters, home_letters: Letters) -> None:
    for word, table, column, known in (("customers", "links", "customer_id", letters),
                                       ("households", "household_links", "household_id", home_letters)):
        if word in month:
            found = bank.groups(table, column)
            known.learn(month[word], found)
            assert {known.spell(one): group for one, group in found.items()} == {
                letter: sorted(group) for letter, group in month[word].items()}
    for word, table, column, known in (("events", "identity_events", "customer_id", letters),
                                       ("home_events", "household_events", "household_id", home_letters)):
        if word in month:
            rows = bank.con.execute(f"SELECT kind, src_sys || cust_no, {column}, from_{column} FROM {table}").fetchall()
            assert known.events(rows) == sorted(month[word])


def _nothing_new(bank: Months, records: dict[str, Any], homes: dict[str, Any], pairs: pd.DataFrame) -> None:
    """The same data once more, its rows in the other order, as the month after: the same of everything, and no event."""
    first = bank.derived()
    assert bank.publish(bank.month) == 0, "what was handed on once is not written again"
    bank.fill(records, homes, backward=True)
    bank.merge(add_months(bank.month, 1), pairs)
    assert bank.frame("household_events").empty and bank.frame("identity_events").empty
    assert bank.derived() == first
