"""The nine elements by member, branch and teller, against the month before as it was published."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from rccrm_lib.core.engine import open_engine, write_parquet
from rccrm_lib.flow.completeness import TABLE, count_units


@dataclass
class Bank:
    """A run's parts that the count reads."""

    outputs: Path
    month: str = "2026-09"

    def __post_init__(self) -> None:
        self.settings = SimpleNamespace(paths=SimpleNamespace(outputs=self.outputs))
        self.member = SimpleNamespace(id="360199")


@pytest.fixture
def con():
    with open_engine(threads=2, memory="500MB") as engine:
        engine.execute("CREATE TABLE customers (customer_id VARCHAR, party_kind VARCHAR, completeness BIGINT, "
                       "missing_elements VARCHAR, branch_id VARCHAR, teller_id VARCHAR)")
        engine.execute("INSERT INTO customers VALUES ('C1', 'person', 9, '', 'B1', NULL), ('C2', 'person', 7, "
                       "'cert_no,mobile', 'B1', NULL), ('C3', 'person', 8, 'cert_type', NULL, NULL), "
                       "('C4', 'person', 8, 'mobile', 'B2', NULL), ('C5', 'org', NULL, NULL, 'B1', NULL)")
        yield engine


def units(con):
    return {row[:2]: row[2:] for row in con.execute(
        f"SELECT level, unit, n_persons, n_complete, lack_cert_no, lack_cert_type, lack_mobile, share_complete, mean_elements, "
        f"share_previous FROM {TABLE} ORDER BY ALL").fetchall()}


def test_persons_count_for_their_branch_and_a_level_that_is_not_supplied_has_no_row(con, tmp_path):
    assert count_units(Bank(tmp_path), con) == ""
    assert units(con) == {("member", ""): (4, 1, 1, 1, 2, 0.25, 8.0, None), ("branch", "B1"): (2, 1, 1, 0, 1, 0.5, 8.0, None),
                          ("branch", "B2"): (1, 0, 0, 0, 1, 0.0, 8.0, None)}


def test_the_trend_is_against_what_was_published_and_names_it_by_its_hash(con, tmp_path):
    count_units(Bank(tmp_path, "2026-08"), con)
    before = tmp_path / "360199" / "2026-08" / "tables"
    before.mkdir(parents=True)
    write_parquet(con, f"SELECT * FROM {TABLE}", before / f"{TABLE}.parquet", order_by=["level", "unit"])
    con.execute("UPDATE customers SET completeness = 9, missing_elements = '' WHERE customer_id = 'C2'")
    assert len(count_units(Bank(tmp_path), con)) == 64
    assert units(con)[("branch", "B1")][-3:] == (1.0, 9.0, 0.5) and units(con)[("branch", "B2")][-1] == 0.0
