"""A bank delivers a corrected file: the month becomes version 2, says what changed, and version 1 stays readable."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.conftest import copy_project

MEMBER, MONTH = "360199", "2026-09"


@pytest.fixture(scope="module")
def project(published_sample, sample_extracts, tmp_path_factory) -> Path:
    """The published sample's project with extracts of its own, so that one file can be delivered again."""
    config = copy_project(published_sample.config, tmp_path_factory.mktemp("versions") / "copy")
    extracts = config.parent / "extracts"
    shutil.copytree(sample_extracts, extracts)
    config.write_text(config.read_text("utf-8").replace(sample_extracts.as_posix(), extracts.as_posix()), "utf-8")
    return config.parent


@pytest.fixture(scope="module")
def corrected(project, run_rccrm):
    """The month after the credit system delivered its loans again: the first note owes 10,000 yuan more."""
    month = project / "extracts" / MEMBER / MONTH
    (month / f"control_{MEMBER}.csv").unlink()
    path = month / f"bal_month_{MEMBER}.csv.gz"
    rows = gzip.decompress(path.read_bytes()).decode("gb18030").splitlines()
    at = next(number for number, row in enumerate(rows) if row.startswith("JJ") and not row.split(",")[2].startswith("0.00"))
    cells = rows[at].split(",")
    cells[2] = f"{float(cells[2]) + 10_000:.2f}"
    rows[at] = ",".join(cells)
    path.write_bytes(gzip.compress(("\n".join(rows) + "\n").encode("gb18030"), mtime=0))
    done = run_rccrm("run", "--month", MONTH, "--config", str(project / "config.toml"), timeout=600)
    assert done.returncode == 0, done.stderr
    return done


def outputs(project: Path) -> Path:
    return project / "outputs" / MEMBER / MONTH


def manifest(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text("utf-8"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def frame(project: Path, name: str):
    return duckdb.sql(f"SELECT * FROM read_parquet('{outputs(project)}/tables/{name}.parquet')").df()


def test_the_first_version_names_no_other(published_sample):
    body = manifest(published_sample.folder)
    assert body["version"] == 1 and "replaces" not in body
    assert not (published_sample.folder.parent / ".versions").exists()


def test_the_corrected_month_is_version_two_and_says_what_it_replaces(project, corrected, published_sample):
    body, first = manifest(outputs(project)), manifest(published_sample.folder)
    assert body["version"] == 2 and "version 2" in corrected.stdout
    assert body["replaces"] == {"version": 1, "input_hash": first["input_hash"]}
    assert f"{MONTH}/bal_month_{MEMBER}.csv.gz" in body["changed_inputs"]
    assert "code" not in body["changed_inputs"] and "settings" not in body["changed_inputs"]


def test_the_differences_are_exactly_what_was_delivered_otherwise(project, corrected):
    figures = frame(project, "figure_differences").set_index("figure")
    balance = figures.loc["loans.balance"]
    assert balance["new"] - balance["old"] == 1_000_000 and balance["unit"] == "fen"
    tables = frame(project, "table_differences").set_index("table")
    assert tables.loc["customer_months", ["added", "removed"]].tolist() == [1, 1]
    assert "links" not in tables.index and "tiers" not in tables.index


def test_the_report_has_a_section_on_what_changed(project, corrected):
    for language, words in (("zh", "第 2 版"), ("en", "edition 2")):
        html = (outputs(project) / f"report.{language}.html").read_text("utf-8")
        assert words in html and f"bal_month_{MEMBER}.csv.gz" in html


def test_version_one_is_kept_to_the_byte(project, corrected, published_sample):
    kept = project / "outputs" / MEMBER / ".versions" / MONTH / "v1"
    assert contents(kept) == contents(published_sample.folder)


def test_the_same_corrected_inputs_stay_version_two_with_the_same_bytes(project, corrected, run_rccrm):
    before = contents(outputs(project))
    done = run_rccrm("run", "--month", MONTH, "--config", str(project / "config.toml"), timeout=600)
    assert done.returncode == 0, done.stderr
    assert contents(outputs(project)) == before
    assert [path.name for path in (project / "outputs" / MEMBER / ".versions" / MONTH).iterdir()] == ["v1"]


def test_the_quarantine_is_listed_exported_corrected_and_replayed(project, corrected, run_rccrm, tmp_path):
    common = ("--month", MONTH, "--config", str(project / "config.toml"))
    listed = run_rccrm("quarantine", "list", *common)
    assert listed.returncode == 0 and "bad_date" in listed.stdout
    path = tmp_path / "bad.csv"
    done = run_rccrm("quarantine", "export", *common, "--out", str(path))
    assert done.returncode == 0 and path.stat().st_mode & 0o077 == 0
    with open(path, encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    row = next(row for row in rows if row["reason"] == "bad_date")
    cells = row["row"].split(",")
    at = next(number for number, cell in enumerate(cells) if len(cell) == 8 and cell[4:6] == "13")
    cells[at] = cells[at][:4] + "12" + cells[at][6:]
    with open(path, "w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(row))
        writer.writeheader()
        writer.writerow({**row, "row": ",".join(cells)})
    done = run_rccrm("quarantine", "replay", *common, "--author", "analyst 7", "--reason", "asked the branch", str(path))
    assert done.returncode == 0, done.stderr
    assert f"in quarantine: {len(rows):,} rows before, {len(rows) - 1:,} now" in done.stdout
