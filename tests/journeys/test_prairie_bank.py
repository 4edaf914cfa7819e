"""A second bank of quite another shape, by mapping alone, against plain pandas over its raw files."""

from __future__ import annotations

import shutil
import subprocess
import sys

import duckdb
import openpyxl
import pandas as pd
import pytest

MONTH, SHORT = "2026-09", "202609"


@pytest.fixture(scope="module")
def project(run_rccrm, repo_root, tmp_path_factory):
    """The example with its invented extracts, published."""
    folder = tmp_path_factory.mktemp("prairie") / "bank"
    shutil.copytree(repo_root / "examples" / "prairie_bank", folder, ignore=shutil.ignore_patterns(
        "extracts", "outputs", "warehouse", "store"))
    subprocess.run([sys.executable, str(folder / "make_extracts.py"), str(folder / "extracts")], check=True, timeout=120)
    done = run_rccrm("run", "--month", MONTH, "--config", str(folder / "config.toml"), timeout=600)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def raw(project):
    """The bank's files, read by pandas and openpyxl: the independent side of every comparison."""
    accounts = pd.read_csv(project / "extracts" / f"accounts_{SHORT}.csv", dtype=str, keep_default_na=False)
    sheet = openpyxl.load_workbook(project / "extracts" / f"Loans {SHORT}.xlsx")["Loan Book"]
    header, *rows = list(sheet.iter_rows(min_row=3, values_only=True))
    return accounts, pd.DataFrame(rows, columns=header)


def table(project, name):
    return duckdb.sql(f"SELECT * FROM read_parquet('{project}/outputs/PRAIRIE/{MONTH}/tables/{name}.parquet')").df()


def warehouse(project, name):
    return duckdb.sql(f"SELECT * FROM read_parquet('{project}/warehouse/PRAIRIE/{MONTH}/{name}.parquet')").df()


def test_customers_are_the_owners_inside_the_account_file(project, raw):
    accounts, _ = raw
    people = warehouse(project, "cif_person").set_index("cust_no")
    assert set(people.index) == set(accounts["OwnerKey"])
    first = accounts.drop_duplicates("OwnerKey").set_index("OwnerKey")
    names = first["OwnerName"].str.split(", ", expand=True)
    assert (people["name"] == (names[1] + " " + names[0]).reindex(people.index)).all()
    assert (people["birth_on"] == pd.to_datetime(first["OwnerBirth"], format="%m/%d/%Y").reindex(people.index)).all()
    assert set(people["sex"]) == {"1", "2"}


def test_deposits_agree_to_the_cent(project, raw):
    accounts, _ = raw
    ties = table(project, "reconciliation").set_index(["month", "measure"])
    for measure, kinds in (("demand_end", ("CHK", "SAV")), ("time_end", ("CD",))):
        cents = accounts.loc[accounts["AcctType"].isin(kinds), "EndBalanceCents"].astype("int64").sum()
        assert ties.loc[(MONTH, measure), "source_fen"] == cents > 0
        assert ties.loc[(MONTH, measure), ["unallocated_fen", "difference_fen"]].tolist() == [0, 0]
    averages = accounts["AvgBalanceCents"].astype("int64").groupby(accounts["OwnerKey"]).sum()
    months = table(project, "customer_months").merge(table(project, "links"), on="customer_id").set_index("cust_no")
    alone = averages[accounts["OwnerKey"].value_counts().reindex(averages.index) == 1]  # rounding is per customer and kind
    assert (months.loc[alone.index, "aum_avg_fen"] == alone).all() and len(alone) > 100


def test_loans_come_out_of_the_workbook_to_the_cent(project, raw):
    _, loans = raw
    loaded = warehouse(project, "loan").set_index("loan_id")
    assert len(loaded) == len(loans) > 40
    raw_loans = loans.set_index("Note")
    assert (loaded["balance_fen"] == (raw_loans["Outstanding"] * 100).round().astype("int64").reindex(loaded.index)).all()
    assert (loaded["start_on"] == pd.to_datetime(raw_loans["Originated"]).reindex(loaded.index)).all()
    assert (loaded["annual_rate"].astype(float) == (raw_loans["Rate"] / 100).reindex(loaded.index)).all()
    assert loaded["class5"].isin(["1", "2", "3"]).all() and (loaded["class5"] == "3").sum() == (loans["Grade"] == "S").sum()


def test_the_report_speaks_dollars_and_says_what_was_not_supplied(project):
    html = (project / "outputs" / "PRAIRIE" / MONTH / "report.en.html").read_text("utf-8")
    assert "USD" in html and "Prairie Community Bank" in html and "not supplied" in html.lower()
    assert "yuan" not in html.lower()


def test_the_check_names_what_is_missing_and_who_owes_it(project, run_rccrm, tmp_path):
    folder = tmp_path / "late"
    shutil.copytree(project, folder, ignore=shutil.ignore_patterns("outputs", "warehouse", "store"))
    (folder / "extracts" / f"Loans {SHORT}.xlsx").unlink()
    common = ("--check", "--month", MONTH, "--config", str(folder / "config.toml"))
    done = run_rccrm("ingest", *common)
    assert done.returncode == 1
    for part in (f"Loans {SHORT}.xlsx", "Credit department", "due by 2026-10-04", "Nothing was written"):
        assert part in done.stdout, done.stdout
    assert not list((folder / "warehouse").rglob("*.parquet"))
    assert "未到" in run_rccrm("ingest", *common, "--language", "zh").stdout


def test_the_check_shows_ten_masked_rows_unknown_codes_and_unread_columns(project, run_rccrm, raw, tmp_path):
    accounts, _ = raw
    folder = tmp_path / "checked"
    shutil.copytree(project, folder, ignore=shutil.ignore_patterns("outputs", "warehouse", "store"))
    path = folder / "extracts" / f"accounts_{SHORT}.csv"
    path.write_text(path.read_text("utf-8").replace(",M,", ",X,", 1), "utf-8")
    done = run_rccrm("ingest", "--check", "--month", MONTH, "--config", str(folder / "config.toml"))
    assert done.returncode == 0, done.stdout
    assert "The month would load" in done.stdout and "Code not in the code list: X" in done.stdout
    assert not any(name in done.stdout for name in accounts["OwnerPhone"]) and "not supplied:" in done.stdout
    assert max(map(len, done.stdout.splitlines())) < 400
