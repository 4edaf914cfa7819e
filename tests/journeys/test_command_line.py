"""The command line as a person meets it: what it offers, and what it says when something is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import PublishedSample, RunRccrm, write_config


def test_help_lists_the_commands(run_rccrm: RunRccrm) -> None:
    done = run_rccrm("--help")
    assert done.returncode == 0
    assert all(command in done.stdout for command in ("run", "ingest", "simulate", "serve"))


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("run", "--month", "2026-09", "--config", "nothing.toml"), "nothing.toml"),
        (("ingest", "--month", "2026/09"), "2026-09"),
        (("ingest", "--month", "2026-09", "--member", "999999"), "360199"),
    ],
)
def test_a_wrong_word_is_answered_with_the_right_one(
    run_rccrm: RunRccrm, tmp_path: Path, arguments: tuple[str, ...], word: str
) -> None:
    config = write_config(tmp_path, extracts=tmp_path / "extracts")
    own = () if "--config" in arguments else ("--config", str(config))
    done = run_rccrm(*arguments, *own)
    assert done.returncode == 1
    assert done.stderr.startswith("rccrm: ") and word in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "outputs").exists() or not list((tmp_path / "outputs").rglob("manifest.json"))


def test_a_month_without_extracts_is_refused_and_publishes_nothing(run_rccrm: RunRccrm, tmp_path: Path) -> None:
    config = write_config(tmp_path, extracts=tmp_path / "extracts")
    done = run_rccrm("run", "--month", "2026-09", "--config", str(config))
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert not list(tmp_path.rglob("manifest.json"))


@pytest.mark.req("D3.5")
def test_the_register_says_which_sensitive_fields_nobody_uses(run_rccrm: RunRccrm) -> None:
    done = run_rccrm("fields", "--unused")
    assert done.returncode == 0, done.stderr
    rows = {tuple(line.split("\t")[:2]): line for line in done.stdout.splitlines() if "\t" in line}
    assert "C2 !" in rows[("ext_credit", "debt_fen")] and ("cif_person", "cert_no") not in rows
    assert "What to do" in done.stdout.splitlines()[-1]


def test_other_floors_are_tried_and_nothing_is_changed(run_rccrm: RunRccrm, published_sample: PublishedSample) -> None:
    before = published_sample.table("tiers").read_bytes()
    at = ("--month", published_sample.month, "--member", published_sample.member, "--config", str(published_sample.config))
    done = run_rccrm("tier", "try", *at, "--set", "QUALITY.floor_yuan=80000")
    assert done.returncode == 0, done.stderr
    assert "QUALITY → POTENTIAL: " in done.stdout and "小时/月" in done.stdout and "nothing was changed" in done.stdout
    assert published_sample.table("tiers").read_bytes() == before
    wrong = run_rccrm("tier", "try", *at, "--set", "QUALITY.floor_yuan=8000")
    assert wrong.returncode == 1 and "must rise" in wrong.stderr
