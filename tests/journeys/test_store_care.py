"""Keeping the store from the command line: log, backup, restore, and what an administrator is told when something is wrong."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.conftest import ROOT, PublishedSample, RunRccrm

ADD = ("people", "add", "wangfang", "--name", "王芳", "--role", "manager", "--member", "360199", "--manager", "M0007")
PASSWORD = "Correct-Horse-9\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A site with the project's roles and nothing published."""
    config = tmp_path / "config.toml"
    config.write_text(f'settings_dir = "{(ROOT / "settings").as_posix()}"\n[members.360199]\nname_zh = "云溪"\n'
                      'name_en = "Yunxi"\n', encoding="utf-8")
    return config


def _head(config: Path) -> dict[str, object]:
    with sqlite3.connect(config.parent / "store" / "rccrm.sqlite") as con:
        seq, seal = con.execute("SELECT seq, seal FROM audit_event ORDER BY seq DESC LIMIT 1").fetchone()
    return {"seq": seq, "seal": seal}


def test_the_log_is_shown_verified_and_found_out_when_it_was_cut_off(run_rccrm: RunRccrm, config: Path) -> None:
    def rccrm(*words: str) -> tuple[int, str]:
        done = run_rccrm(*words, "--config", str(config), typed=PASSWORD)
        return done.returncode, done.stdout + done.stderr

    assert rccrm(*ADD)[0] == 0 and rccrm("people", "close", "wangfang")[0] == 0
    month = config.parent / "outputs" / "360199" / "2026-09"
    month.mkdir(parents=True)
    (month / "manifest.json").write_text(json.dumps({"audit_head": _head(config)}), encoding="utf-8")
    code, said = rccrm("audit", "show", "--action", "account closed")
    assert code == 0 and len(said.splitlines()) == 2 and "wangfang" in said and "王芳" not in said
    assert rccrm("audit", "verify")[0] == 0
    with sqlite3.connect(config.parent / "store" / "rccrm.sqlite") as con:
        con.execute("DROP TRIGGER audit_event_no_delete")
        con.execute("DELETE FROM audit_event WHERE seq = 2")
    code, said = rccrm("audit", "verify")
    assert code == 1 and "row 2" in said and "Traceback" not in said


def test_a_backup_brings_a_lost_store_back(run_rccrm: RunRccrm, config: Path) -> None:
    def rccrm(*words: str) -> tuple[int, str]:
        done = run_rccrm(*words, "--config", str(config), typed=PASSWORD)
        return done.returncode, done.stdout + done.stderr

    file, store = config.parent / "safe" / "b.sqlite", config.parent / "store" / "rccrm.sqlite"
    rccrm(*ADD)
    code, said = rccrm("backup", "--to", str(file))
    assert code == 0 and file.stat().st_mode & 0o077 == 0, said
    for left in store.parent.iterdir():
        left.unlink()
    assert rccrm("restore", str(file))[0] == 0 and "wangfang" in rccrm("people", "list")[1]
    rccrm("people", "close", "wangfang")
    code, said = rccrm("restore", str(file))
    assert code == 1 and "--replace" in said and "closed" in rccrm("people", "list")[1]
    assert rccrm("store", "upgrade")[0] == 0


def test_a_published_month_carries_the_head_of_the_log(published_sample: PublishedSample) -> None:
    manifest = json.loads((published_sample.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["audit_head"] == {"seq": 0, "seal": ""}
    assert "审计记录为空" in (published_sample.folder / "report.zh.html").read_text(encoding="utf-8")
