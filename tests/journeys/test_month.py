"""The main job, driven from the command line on the sample: what it publishes, and what a failure leaves alone."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.conftest import copy_project


def table(sample, name):
    return duckdb.sql(f"SELECT * FROM read_parquet('{sample.table(name)}')").df()


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


@pytest.mark.req("A3")
def test_one_command_publishes_the_month(published_sample):
    names = {path.name for path in published_sample.folder.iterdir()}
    assert {"report.zh.html", "report.en.html", "figures.json", "manifest.json", "tables", "notebooks"} <= names
    assert "report: " in published_sample.output
    shown = re.findall(r"report: (.+)", published_sample.output)
    kinds = ("html", "pdf", "xlsx")
    assert [Path(line).name for line in shown] == [f"report.{language}.{kind}" for kind in kinds for language in ("zh", "en")]
    assert all(Path(line).exists() for line in shown)


def test_the_manifest_holds_every_output_and_input(published_sample):
    body = manifest(published_sample.folder)
    files = {p.relative_to(published_sample.folder).as_posix(): p for p in published_sample.folder.rglob("*") if p.is_file()}
    assert set(body["outputs"]) == set(files) - {"manifest.json"}
    for name, digest in body["outputs"].items():
        assert hashlib.sha256(files[name].read_bytes()).hexdigest() == digest
    assert len(body["inputs"]) == 13 and body["simulated"] is True


@pytest.mark.req("C5.3")
def test_customers_leave_as_a_plain_file(published_sample):
    customers = table(published_sample, "customers")
    assert customers["customer_id"].is_unique and len(customers) > 1000
    assert {"name", "nature", "completeness", "household_id"} <= set(customers.columns)


@pytest.mark.req("D3.1")
def test_every_source_record_belongs_to_exactly_one_customer(published_sample):
    links, customers = table(published_sample, "links"), table(published_sample, "customers")
    records = table(published_sample, "records")
    assert not links.duplicated(["src_sys", "cust_no"]).any()
    assert len(links) == len(records)
    assert set(links["customer_id"]) == set(customers["customer_id"])
    assert links.groupby("customer_id")["src_sys"].nunique().max() >= 3


@pytest.mark.req("D4.1")
def test_customers_have_a_nature(published_sample):
    months = table(published_sample, "customer_months")
    assert {"FARM", "URBAN", "SELF", "COMPANY", "COOP"} <= set(months["nature"].dropna())
    assert months["nature"].notna().all()


@pytest.mark.req("A1")
@pytest.mark.req("D3.2")
def test_products_and_channels_of_each_customer(published_sample):
    months = table(published_sample, "customer_months")
    assert months["n_products"].max() >= 4
    assert months[["n_txn_counter", "n_txn_mobile"]].sum().min() > 0
    assert set(table(published_sample, "customer_history")["month"]) >= {"2025-09", "2026-08", "2026-09"}


def test_the_books_tie_to_the_fen(published_sample):
    ties = table(published_sample, "reconciliation")
    assert (ties["difference_fen"] == 0).all()
    assert (ties["source_fen"] == ties["customers_fen"] + ties["unallocated_fen"]).all()
    assert (ties["unallocated_fen"] != 0).any(), "the sample plants orphan accounts; they must show"


def test_every_figure_has_an_id_and_speaks_both_languages(published_sample):
    listed = json.loads((published_sample.folder / "figures.json").read_text(encoding="utf-8"))
    ids = {language: [figure["id"] for figure in figures] for language, figures in listed.items()}
    assert ids["zh"] == ids["en"] and len(ids["zh"]) == len(set(ids["zh"])) > 50


def test_no_plain_identity_leaves_in_reports_notebooks_or_listings(published_sample):
    records, accounts = table(published_sample, "records"), table(published_sample, "account_links")
    secrets = {
        "certificates": records["raw_cert_no"] if "raw_cert_no" in records else records["cert_no"],
        "phones": records["phone"],
        "names": records.loc[records["party_kind"] == "person", "name"],
        "accounts": accounts["account_id"],
    }
    secrets = {kind: {v for v in values.dropna().astype(str) if len(v) >= 3} for kind, values in secrets.items()}
    assert min(len(values) for values in secrets.values()) > 200, "nothing to look for is no proof"
    folder = published_sample.folder
    for path in [*folder.glob("*.html"), *folder.glob("*.json"), *folder.glob("notebooks/*.ipynb")]:
        text = re.sub(r"base64,[A-Za-z0-9+/=]+", "", path.read_text(encoding="utf-8"))
        tokens = set(re.findall(r"[0-9A-Za-z]+|[\u4e00-\u9fff·]+", text))
        for kind, values in secrets.items():
            assert not values & tokens, f"{path.name} shows {len(values & tokens)} plain {kind}"


@pytest.fixture
def copy_of_sample(published_sample, tmp_path):
    """The published sample's project, copied, to run again without touching the session's."""
    return copy_project(published_sample.config, tmp_path / "copy")


def test_the_same_inputs_give_the_same_bytes(run_rccrm, published_sample, copy_of_sample):
    folder = copy_of_sample.parent / "outputs" / "360199" / "2026-09"
    shutil.rmtree(copy_of_sample.parent / "outputs")
    shutil.rmtree(copy_of_sample.parent / "warehouse")
    done = run_rccrm("run", "--month", "2026-09", "--config", str(copy_of_sample), timeout=600)
    assert done.returncode == 0, done.stderr
    again, first = manifest(folder), manifest(published_sample.folder)
    assert again["outputs"] == first["outputs"]
    assert again == first


def test_a_failed_stage_leaves_the_last_results_and_keeps_its_notebook(run_rccrm, copy_of_sample):
    folder = copy_of_sample.parent / "outputs" / "360199" / "2026-09"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    warehouse = copy_of_sample.parent / "warehouse" / "360199" / "2026-09" / "bal_month.parquet"
    warehouse.write_bytes(b"damaged")
    done = run_rccrm("run", "--month", "2026-09", "--config", str(copy_of_sample), timeout=600)
    assert done.returncode == 1
    assert re.search(r"stage 0\d_\w+ stopped in cell \d+", done.stderr), done.stderr
    kept = list((folder.parent / ".failed" / "2026-09").glob("*.ipynb"))
    assert len(kept) == 1 and kept[0].stem in done.stderr
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert not [path for path in folder.parent.iterdir() if "staging" in path.name]


@pytest.mark.parametrize("month", ["202609", "2026-9", "2026-13", "09-2026", ""])
def test_a_month_in_another_form_is_refused(run_rccrm, published_sample, month):
    done = run_rccrm("run", "--month", month, "--config", str(published_sample.config))
    assert done.returncode == 1 and "2026-09" in done.stderr and "Traceback" not in done.stderr


def test_a_month_without_extracts_is_refused(run_rccrm, published_sample):
    done = run_rccrm("run", "--month", "2031-01", "--config", str(published_sample.config))
    assert done.returncode == 1 and "2031-01" in done.stderr and "Traceback" not in done.stderr
    assert not (published_sample.folder.parent / "2031-01").exists()


def test_an_unknown_member_names_the_known_ones(run_rccrm, published_sample):
    done = run_rccrm("run", "--month", "2026-09", "--member", "999999", "--config", str(published_sample.config))
    assert done.returncode == 1 and "360199" in done.stderr


def test_customer_numbers_last_from_month_to_month(run_rccrm, copy_of_sample):
    """The month before, run after a fresh start, and then the month itself: nobody changes number without an event."""
    outputs = copy_of_sample.parent / "outputs" / "360199"
    shutil.rmtree(outputs)
    shutil.rmtree(copy_of_sample.parent / "store")
    for month in ("2026-08", "2026-09"):
        done = run_rccrm("run", "--month", month, "--config", str(copy_of_sample), timeout=600)
        assert done.returncode == 0, done.stderr
    joined = duckdb.sql(
        f"""SELECT a.customer_id AS before, b.customer_id AS now FROM read_parquet('{outputs}/2026-08/tables/links.parquet') a
            JOIN read_parquet('{outputs}/2026-09/tables/links.parquet') b USING (src_sys, cust_no)"""
    ).df()
    events = duckdb.sql(f"SELECT * FROM read_parquet('{outputs}/2026-09/tables/identity_events.parquet')").df()
    moved = joined[joined["before"] != joined["now"]]
    explained = events[events["kind"].isin(["absorb", "merge", "split"])]
    assert len(joined) > 2000
    assert set(moved["now"]) <= set(explained["customer_id"])
    assert len(moved) < 0.02 * len(joined)
    _households_last(outputs)


def _households_last(outputs):
    """The same archive numbers are the same households, and who is new or gone is an event."""
    tables = {name: f"read_parquet('{outputs}/{month}/tables/household_links.parquet')"
              for name, month in (("before", "2026-08"), ("now", "2026-09"))}
    kept, other = duckdb.sql(f"""
        SELECT count(*) FILTER (a.household_id = b.household_id), count(*) FILTER (a.household_id <> b.household_id)
        FROM {tables['before']} a JOIN {tables['now']} b USING (archive_no, src_sys, cust_no)""").fetchall()[0]
    assert kept > 300 and other == 0
    events = duckdb.sql(f"SELECT * FROM read_parquet('{outputs}/2026-09/tables/household_events.parquet')").df()
    came = duckdb.sql(f"""SELECT count(*) FROM {tables['now']} b ANTI JOIN {tables['before']} a
                          USING (household_id, src_sys, cust_no)""").fetchall()[0][0]
    assert len(events) == came and set(events["kind"]) <= {"form", "join"}


def test_the_campaigns_interval_holds_the_truth(published_sample, repo_root):
    """The sample's campaign brought a known sum; what the evaluation tells must hold it, and leave out zero."""
    effects = table(published_sample, "campaign_effects")
    told = effects[effects["is_primary"]].iloc[0]
    truth = duckdb.sql(f"SELECT * FROM read_parquet('{repo_root}/data/sample/truth/campaigns.parquet')").df().iloc[0]
    brought = truth["effect_fen"] * truth["n_treated"]
    assert told["incremental_low_fen"] <= brought <= told["incremental_high_fen"]
    assert told["verdict"] == "positive" and told["low_fen"] > 0
