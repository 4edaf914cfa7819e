"""The walk-through of docs/own-bank.md, run as it stands, on the real bank it speaks of; ids last over its months."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.conftest import ROOT, _child_environment

DOCUMENT = ROOT / "docs" / "own-bank.md"


@pytest.fixture(scope="module")
def walked(shared_data, tmp_path_factory, child_home) -> tuple[Path, dict[str, subprocess.CompletedProcess[str]]]:
    """Every command of the document in an empty folder, one after the other: (folder, command -> what it did)."""
    if not (shared_data / "berka" / "trans.asc").exists():
        pytest.skip("SHARED DATA ABSENT: berka/trans.asc")
    folder = tmp_path_factory.mktemp("analyst")
    door = folder / "bin" / "rccrm"
    door.parent.mkdir()
    door.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m rccrm_lib "$@"\n')
    door.chmod(0o755)
    env = {**_child_environment(child_home), "RCCRM_SHARED_DATA": str(shared_data), "RCCRM_HOME": str(ROOT),
           "PATH": f"{door.parent}{os.pathsep}{os.environ['PATH']}"}
    done = {}
    for block in re.findall(r"```sh\n(.*?)```", DOCUMENT.read_text("utf-8"), re.S):
        for command in block.strip().splitlines():
            done[command] = subprocess.run(command, shell=True, cwd=folder, env=env, text=True, capture_output=True, timeout=600)
    return folder, done


def said(done: dict, part: str) -> str:
    found = [result for command, result in done.items() if part in command]
    assert len(found) == 1, part
    return found[0].stdout + found[0].stderr


@pytest.mark.shared
def test_the_files_are_the_ones_that_the_document_names(shared_data):
    listed = re.findall(r"\| `(\w+\.asc)` \| `([0-9a-f]{16})` \|", DOCUMENT.read_text("utf-8"))
    assert len(listed) == 8
    for name, digest in listed:
        assert hashlib.sha256((shared_data / "berka" / name).read_bytes()).hexdigest().startswith(digest), name


@pytest.mark.shared
def test_every_command_does_what_the_document_says(walked):
    folder, done = walked
    for command, result in done.items():
        assert result.returncode == 0 and "Traceback" not in result.stderr, f"{command}\n{result.stdout}\n{result.stderr}"
    assert "drafted from the files" in said(done, "rccrm init")
    assert "The month would load" in said(done, "--check")
    assert "refused, as it should be" in said(done, "1994-03") and "half arrived" in said(done, "1994-03")
    assert "cut_line" in said(done, "quarantine list")
    published = folder / "bank" / "outputs" / "CZ01"
    assert sorted(path.name for path in published.iterdir() if path.name[0] != ".") == ["1994-01", "1994-02"]


@pytest.mark.shared
def test_customers_keep_their_numbers_over_the_months(walked):
    folder, _ = walked
    tables = folder / "bank" / "outputs" / "CZ01"
    query = "SELECT src_sys, cust_no, customer_id FROM read_parquet('{}/{}/tables/links.parquet')"
    before, now = (duckdb.sql(query.format(tables, month)).df() for month in ("1994-01", "1994-02"))
    both = before.merge(now, on=["src_sys", "cust_no"])
    assert len(before) > 1000 and len(both) == len(before)
    assert (both["customer_id_x"] == both["customer_id_y"]).all()
    assert set(now["customer_id"]) - set(before["customer_id"]), "new customers got new numbers"


def test_a_workspace_is_never_overwritten_and_a_draft_says_what_it_guessed(run_rccrm, tmp_path):
    extracts = tmp_path / "extracts" / "2026-09"
    extracts.mkdir(parents=True)
    (extracts / "accts_20260930.txt").write_bytes("账号|开户日期|源系统代码|神秘列\n0012|2026-01-31|CORE|x\n".encode("gb18030"))
    first = run_rccrm("init", str(tmp_path / "ws"), "--member", "B1", "--from", str(tmp_path / "extracts"))
    assert first.returncode == 0, first.stderr
    draft = (tmp_path / "ws" / "mapping.toml").read_text("utf-8")
    assert 'path = "{month}/accts_20260930.txt"' in draft and 'delimiter = "|"' in draft and "gb18030" in draft
    assert 'account_id = "账号"    # GUESS; required' in draft and 'date_format = "yyyy-mm-dd"' in draft
    assert "神秘列" in draft
    again = run_rccrm("init", str(tmp_path / "ws"), "--member", "B1")
    assert again.returncode == 1 and "exist already" in again.stderr
    assert (tmp_path / "ws" / "mapping.toml").read_text("utf-8") == draft
    checked = run_rccrm("ingest", "--check", "--config", str(tmp_path / "ws" / "config.toml"), "--month", "2026-09")
    assert checked.returncode == 1 and "Traceback" not in checked.stderr
