"""A month's proposal from the command line: shown, accepted by whoever may, and the history of a customer."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import PublishedSample, RunRccrm, copy_project

PASSWORD = "Correct-Horse-9\n"


@pytest.mark.req("E5.02")
def test_a_proposal_is_shown_accepted_once_and_remembered(
    run_rccrm: RunRccrm, published_sample: PublishedSample, tmp_path: Path
) -> None:
    config = str(copy_project(published_sample.config, tmp_path / "project"))
    moves = pd.read_parquet(published_sample.table("portfolio_moves"))
    assert len(moves) > 0, "the sample has something to propose"
    one = moves.iloc[0]
    said = run_rccrm("portfolio", "show", "--month", published_sample.month, "--config", config)
    assert said.returncode == 0 and f"待处理: {len(moves)}" in said.stdout
    added = run_rccrm("people", "add", "bumen", "--role", "department", "--name", "部门", "--member",
                       published_sample.member, "--config", config, typed=PASSWORD)
    assert added.returncode == 0, added.stderr
    accept = ("portfolio", "accept", "--month", published_sample.month, "--reason", "均衡", "--config", config, "--by")
    refused = run_rccrm(*accept, "nobody")
    assert refused.returncode == 1 and "may not answer" in refused.stderr
    assert f"已采纳: {len(moves)}" in run_rccrm(*accept, "bumen").stdout
    assert "已采纳: 0" in run_rccrm(*accept, "bumen").stdout
    history = run_rccrm("portfolio", "history", one["customer_id"], "--month", published_sample.month, "--config", config)
    assert [line.split()[1:4] for line in history.stdout.splitlines()] == [[one["to_manager_id"], "proposal", "bumen"]]
