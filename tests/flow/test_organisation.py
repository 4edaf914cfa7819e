"""A broken register: the month goes on and counts it; whoever asks is told the rows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from rccrm_lib.core.engine import open_engine
from rccrm_lib.flow import open_run
from rccrm_lib.flow.organisation import judge_registers
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("units", "posts", "counts"),
    [("('360199', NULL, '2'), ('B1', '360199', '3'), ('B2', 'B9', '3')", "('M1', 'B1', NULL)", {"orphan": 1}),
     ("('360199', NULL, '2'), ('X', 'Y', '3'), ('Y', 'X', '3')", "('M1', 'B1', NULL), ('M1', 'B2', NULL)",
      {"cycle": 2, "overlap": 2})],
)
def test_the_month_counts_what_is_wrong(tmp_path: Path, units: str, posts: str, counts: dict[str, int]) -> None:
    run = open_run(config=str(ROOT / "config.toml"), month="2026-09", folder=str(tmp_path))
    with open_engine() as con:
        con.execute(f"CREATE TABLE org AS SELECT *, 'x' AS name, NULL::DATE AS valid_from_on, NULL::DATE AS valid_to_on "
                    f"FROM (VALUES {units}) t(org_id, parent_id, level)")
        con.execute(f"CREATE TABLE manager AS SELECT *, NULL::DATE AS valid_from_on "
                    f"FROM (VALUES {posts}) t(manager_id, branch_id, valid_to_on)")
        assert judge_registers(run, con) == counts
    rows = pd.read_parquet(tmp_path / "tables" / "org_faults.parquet")
    assert len(rows) == sum(counts.values()) and set(rows["rule"]) == set(counts)
