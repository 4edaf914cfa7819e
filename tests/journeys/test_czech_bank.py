"""A real bank's files, through a mapping alone: its month is published, and checked against plain pandas."""

import io
import shutil

import duckdb
import pandas as pd
import pytest

MONTH, MONTH_END, DAYS = "1994-02", pd.Timestamp("1994-02-28"), 28


def czech_date(values):
    return pd.to_datetime("19" + values.astype(str).str[:6], format="%Y%m%d")


@pytest.fixture(scope="module")
def bank(shared_data):
    """The bank's own files, read by pandas: the independent side of every comparison."""
    if not (shared_data / "berka" / "trans.asc").exists():
        pytest.skip("SHARED DATA ABSENT: berka/trans.asc")

    def read(name):
        whole_lines = (shared_data / "berka" / f"{name}.asc").read_text("ascii").rpartition("\n")[0]
        return pd.read_csv(io.StringIO(whole_lines), sep=";", dtype=str)

    trans = read("trans")
    trans["on"] = czech_date(trans["date"])
    trans["signed"] = trans["amount"].astype(float) * trans["type"].eq("PRIJEM").map({True: 1, False: -1})
    accounts = read("account")
    accounts = accounts[czech_date(accounts["date"]) <= MONTH_END]
    return {
        "accounts": accounts,
        "disp": read("disp").merge(accounts[["account_id"]]),
        "loans": read("loan")[lambda loans: czech_date(loans["date"]) <= MONTH_END],
        "trans": trans[trans["on"] <= MONTH_END],
    }


@pytest.fixture(scope="module")
def published(run_rccrm, repo_root, shared_data, tmp_path_factory):
    project = tmp_path_factory.mktemp("czech") / "bank"
    shutil.copytree(repo_root / "examples" / "czech_bank", project)
    for folder in ("outputs", "warehouse", "store"):
        shutil.rmtree(project / folder, ignore_errors=True)
    done = run_rccrm("run", "--month", MONTH, "--config", str(project / "config.toml"), timeout=600,
                     env={"RCCRM_SHARED_DATA": str(shared_data)})
    assert done.returncode == 0, done.stderr
    return project


def table(published, name):
    return duckdb.sql(f"SELECT * FROM read_parquet('{published}/outputs/CZ01/{MONTH}/tables/{name}.parquet')").df()


@pytest.mark.req("E1.1")
def test_customers_accounts_owners_and_co_users(run_rccrm, published, bank):
    links = table(published, "account_links")
    deposits = links[links["kind"] == "demand"]
    assert deposits["account_id"].nunique() == len(bank["accounts"])
    owners = bank["disp"][bank["disp"]["type"] == "OWNER"]
    assert (deposits["role"] == "owner").sum() == len(owners)
    assert (deposits["role"] == "co_user").sum() == (bank["disp"]["type"] == "DISPONENT").sum()
    months = table(published, "customer_months")
    assert len(months) == bank["disp"]["client_id"].nunique()
    assert months["customer_id"].is_unique


def test_month_end_balances_are_the_banks_to_the_haler(published, bank):
    """Where an account moved once on its last day, the balance the bank printed there is the only one possible."""
    last = bank["trans"].groupby("account_id")["on"].transform("max")
    final = bank["trans"][bank["trans"]["on"] == last]
    single = final.drop_duplicates("account_id", keep=False).set_index("account_id")["balance"].astype(float)
    owner = bank["disp"][bank["disp"]["type"] == "OWNER"].set_index("account_id")["client_id"]
    months = table(published, "customer_months").set_index("customer_id")
    client = table(published, "links").set_index("customer_id")["cust_no"]
    got = months["aum_end_fen"].groupby(client.reindex(months.index)).sum()
    expected = (single * 100).round().astype("int64")
    assert len(expected) > 300
    assert (got.reindex(owner.reindex(expected.index)).to_numpy() == expected.to_numpy()).all()


def test_daily_averages_are_those_of_plain_pandas(published, bank):
    """Sum of the daily end balances of the month over its days, for every owner.

    The bank's amounts are rounded (interest), so that their running sum drifts from its own balances by less
    than one crown in fourteen months; the balances are what is published.
    """
    daily = bank["trans"].groupby(["account_id", "on"])["signed"].sum().unstack("account_id").fillna(0).cumsum()
    days = pd.date_range("1994-02-01", MONTH_END)
    average = daily.reindex(days, method="ffill").mean()
    owner = bank["disp"][bank["disp"]["type"] == "OWNER"].set_index("account_id")["client_id"]
    expected = average.groupby(owner.reindex(average.index)).sum()
    links = table(published, "links").set_index("customer_id")["cust_no"]
    months = table(published, "customer_months").set_index("customer_id")
    got = (months["aum_avg_fen"] / 100).groupby(links.reindex(months.index)).sum().reindex(expected.index)
    assert len(expected) > 1000
    assert (got - expected).abs().max() < 1.0
    assert (got - expected).abs().median() < 0.2


def test_loans_stand_with_their_amount_and_no_invented_balance(published, bank):
    months = table(published, "customer_months")
    assert months["loan_amount_fen"].sum() == round(bank["loans"]["amount"].astype(float).sum() * 100)
    assert months["has_loan"].sum() == bank["loans"]["account_id"].nunique()
    assert months["loan_end_fen"].isna().all()


def test_tiers_and_report(published):
    tiers = table(published, "tiers")
    assert tiers.loc[tiers["month"] == MONTH, "tier"].nunique() >= 4
    text = (published / "outputs" / "CZ01" / MONTH / "report.zh.html").read_text(encoding="utf-8")
    assert "未提供" in text and "CZK" in text


def test_a_month_that_arrived_in_half_is_refused(run_rccrm, published, shared_data):
    done = run_rccrm("run", "--month", "1994-03", "--config", str(published / "config.toml"), timeout=300,
                     env={"RCCRM_SHARED_DATA": str(shared_data)})
    assert done.returncode == 1
    assert "trans.asc" in done.stderr and "1994-03" in done.stderr and "Traceback" not in done.stderr
    assert not (published / "outputs" / "CZ01" / "1994-03").exists()
    assert (published / "outputs" / "CZ01" / MONTH / "manifest.json").exists()
