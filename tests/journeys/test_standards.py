"""Service standards from the command line: what holds, what was changed, what another version would make of it."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import ROOT, PublishedSample, RunRccrm, write_config

STANDARDS = ROOT / "settings" / "standards.toml"
MORE = '\n[[versions]]\nvalid_from = 2026-10-01\nauthor = "客户管理部"\nreason = "加强走访"\n'


def _tried(folder: Path, old: str, new: str) -> Path:
    """The project's standards with a version more at the end: the last one's, with one text changed."""
    text = STANDARDS.read_text(encoding="utf-8")
    body = text[text.index("[[versions.standards]]"):]
    assert old in body
    body = body.replace(old, new, 1)
    file = folder / "tried.toml"
    file.write_text(text + MORE + "\n" + body, encoding="utf-8")
    return file


@pytest.mark.req("C1.5", "D4.5", "E4.2")
def test_a_change_of_standards_is_tried_before_it_holds(
    run_rccrm: RunRccrm, published_sample: PublishedSample, tmp_path: Path
) -> None:
    at = ("--month", published_sample.month, "--member", published_sample.member, "--config", str(published_sample.config))
    before = published_sample.table("service_workloads").read_bytes()
    done = run_rccrm("standards", "try", *at, "--language", "en", str(_tried(tmp_path, "per_year = 2", "per_year = 4")))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert "changed: quality_visit: per_year 2 → 4" in lines
    (role,) = [line for line in lines if line.startswith("every Customer manager\t")]
    customers, actions, hours = ([int(n) for n in re.findall(r"[0-9]+", part.replace(",", ""))] for part in role.split("\t")[1:4])
    assert customers[0] == customers[1] > 0 and actions[0] < actions[1] and hours[0] < hours[1]
    assert any(line.startswith("unit ") for line in lines) and any(line.startswith("manager ") for line in lines)
    assert lines[-1] == "Tried only; nothing was changed."
    assert published_sample.table("service_workloads").read_bytes() == before


def test_a_version_that_holds_is_not_rewritten_and_nothing_new_is_said_as_such(
    run_rccrm: RunRccrm, published_sample: PublishedSample, tmp_path: Path
) -> None:
    at = ("--month", published_sample.month, "--member", published_sample.member, "--config", str(published_sample.config))
    rewritten = tmp_path / "rewritten.toml"
    rewritten.write_text(STANDARDS.read_text(encoding="utf-8").replace("minutes = 90", "minutes = 30"), encoding="utf-8")
    done = run_rccrm("standards", "try", *at, str(rewritten))
    assert done.returncode == 1 and "reads otherwise" in done.stderr and "Traceback" not in done.stderr
    same = run_rccrm("standards", "try", *at, str(STANDARDS))
    assert same.returncode == 0 and "没有变化" in same.stdout
    forgotten = run_rccrm("standards", "try", *at, str(_tried(tmp_path, '["MASS", "POTENTIAL"]', '["POTENTIAL"]')))
    assert forgotten.returncode == 1 and "nothing is said of MASS" in forgotten.stderr


@pytest.mark.req("C1.5", "D4.5")
def test_the_version_that_holds_and_what_each_changed_are_shown(run_rccrm: RunRccrm, tmp_path: Path) -> None:
    config = write_config(tmp_path, extracts=tmp_path)
    shown = run_rccrm("standards", "show", "--config", str(config), "--language", "en")
    (visit,) = [line for line in shown.stdout.splitlines() if line.startswith("vip_visit\t")]
    assert visit == "vip_visit\tVIP\tvisit\tevery 91 days\t45 min\tCustomer manager\tanswers within 2 days\tfor the household"
    folder = tmp_path / "settings"
    folder.mkdir()
    for file in (ROOT / "settings").glob("*.toml"):
        (folder / file.name).write_bytes(file.read_bytes())
    _tried(tmp_path, "minutes = 90", "minutes = 75").rename(folder / "standards.toml")
    text = config.read_text(encoding="utf-8").splitlines()
    own = [f'settings_dir = "{folder.as_posix()}"' if line.startswith("settings_dir") else line for line in text]
    config.write_text("\n".join(own) + "\n", encoding="utf-8")
    versions = run_rccrm("standards", "versions", "--config", str(config), "--language", "en").stdout.splitlines()
    assert versions[0].startswith("from 2025-01-01") and "  changed: private_visit: minutes 90 → 75" in versions
    assert [line.endswith("[in force]") for line in versions if line.startswith("from ")] == [False, True]
    early = run_rccrm("standards", "show", "--config", str(config), "--on", "2024-01-01")
    assert "还没有服务标准" in early.stdout


@pytest.mark.req("D4.6", "E5.04", "E4.2")
def test_standards_make_dated_tasks_on_managers_lists(published_sample: PublishedSample) -> None:
    due = pd.read_parquet(published_sample.table("service_due"))
    tiers = pd.read_parquet(published_sample.table("tiers")).query("month == @published_sample.month")
    tiers = tiers.set_index("customer_id")["tier"]
    standards = pd.read_parquet(published_sample.table("service_standards")).set_index("standard_id")
    assert len(due) > 500 and due["due_on"].notna().all()
    assert all(tiers[row.customer_id] in standards.loc[row.standard_id, "tiers"].split(",") for row in due.itertuples())
    assert {"maturity_call", "upper_call"} <= set(due.query("action == 'call'")["standard_id"]), "by need and by tier"
    items = pd.read_parquet(published_sample.table("worklist_items")).query("reason == 'service'")
    first = due[due["customer_id"].isin(items["customer_id"])]
    dates = set(zip(first["customer_id"], first["due_on"], strict=True))
    assert len(items) and set(zip(items["customer_id"], pd.to_datetime(items["due_on"]), strict=True)) <= dates


@pytest.mark.req("B8")
def test_the_report_says_whether_service_was_given(published_sample: PublishedSample) -> None:
    folder = published_sample.table("tiers").parents[1]
    for language, title, said in (("zh", "该做的服务做到了吗？", "没有记录不等于没有做"),
                                  ("en", "Do customers get the service", "not undone")):
        text = (folder / f"report.{language}.html").read_text(encoding="utf-8")
        assert title in text and said in text
