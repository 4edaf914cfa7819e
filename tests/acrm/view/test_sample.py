"""The sample month against a plain pandas computation that shares nothing with the room, to the fen."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from rccrm_lib import ecif, ingest
from rccrm_lib.acrm.view import build_customer_months
from rccrm_lib.core.engine import open_engine
from rccrm_lib.core.settings import load_settings

MEMBER, MONTH, MONTHS = "360199", "2026-09", ["2026-08", "2026-09"]
HISTORIES = ("bal_month", "txn", "acct_demand", "acct_time", "wealth", "loan")
KINDS = {"acct_demand": ("account_id", "demand"), "acct_time": ("account_id", "time"),
         "wealth": ("holding_id", "wealth"), "loan": ("loan_id", "loan")}
DAYS = {"2026-08": 31, "2026-09": 30}


@pytest.fixture(scope="module")
def sample(sample_extracts: Path, repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """What the room leaves for two months of the sample, and the warehouse's tables it was made from."""
    settings = load_settings(repo_root / "config.toml")
    warehouse = tmp_path_factory.mktemp("warehouse")
    settings = settings.model_copy(update={
        "paths": settings.paths.model_copy(update={"extracts": sample_extracts, "warehouse": warehouse})
    })
    for month in MONTHS:
        ingest.load_month(settings=settings, member_id=MEMBER, month=month)
    with open_engine() as con:
        ingest.read_warehouse(con, settings=settings, member_id=MEMBER, month=MONTH)
        for table in HISTORIES:
            ingest.history_view(con, table, settings=settings, member_id=MEMBER, months=MONTHS)
        nobody = pd.DataFrame(columns=["src_sys", "cust_no", "customer_id"])
        ecif.merge_customers(con, settings=settings.match, member_id=MEMBER, previous=nobody)
        build_customer_months(con, settings=settings.view, month=MONTH, months=MONTHS)
        names = ["customer_months", "customer_history", "reconciliation", "account_links", "links", "customers",
                 "acct_party", "ebank", "share", *(f"{table}_history" for table in HISTORIES)]
        return {name: con.execute(f"SELECT * FROM {name}").df() for name in names}


@pytest.fixture(scope="module")
def owners(sample: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Account -> kind and owner, from the newest master that has the account."""
    parts = []
    for table, (key, kind) in KINDS.items():
        master = sample[f"{table}_history"].sort_values("month").drop_duplicates(key, keep="last")
        parts.append(master.rename(columns={key: "account_id"})[["account_id", "src_sys", "cust_no"]].assign(kind=kind))
    accounts = pd.concat(parts).drop_duplicates("account_id")
    links = sample["links"][["src_sys", "cust_no", "customer_id"]]
    named = accounts.merge(links, how="left", on=["src_sys", "cust_no"]).set_index("account_id")
    party = sample["acct_party"].merge(links, on=["src_sys", "cust_no"])
    party = party[party["role"] == "1"].sort_values(["src_sys", "cust_no"]).drop_duplicates("account_id")
    spare = named.index.to_series().map(party.set_index("account_id")["customer_id"])
    return named.assign(customer_id=named["customer_id"].fillna(spare))


@pytest.fixture(scope="module")
def balances(sample: dict[str, pd.DataFrame], owners: pd.DataFrame) -> pd.DataFrame:
    """Every delivered balance with its kind and owner."""
    return sample["bal_month_history"].join(owners[["kind", "customer_id"]], on="account_id")


def half_even(total: int, days: int) -> int:
    """Python's own rounding of an exact fraction is half to even."""
    from fractions import Fraction

    return round(Fraction(total, days))


def test_every_average_and_end_balance_is_the_same_to_the_fen(sample, balances) -> None:
    history = sample["customer_history"].set_index(["customer_id", "month"])
    sums = balances.groupby(["customer_id", "month", "kind"])[["accumulation_fen_day", "balance_fen"]].sum()
    seen = 0
    for kind in ("demand", "time", "wealth", "loan"):
        one = sums.xs(kind, level="kind")
        average = [half_even(int(total), DAYS[at[1]]) for at, total in one["accumulation_fen_day"].items()]
        expected = pd.Series(average, index=one.index).reindex(history.index, fill_value=0)
        assert (history[f"{kind}_avg_fen"] == expected).all(), kind
        ends = one["balance_fen"].reindex(history.index, fill_value=0)
        assert (history[f"{kind}_end_fen"] == ends).all(), kind
        assert one.index.isin(history.index).all(), kind
        seen += len(one)
    assert seen > 4_000  # the comparison is about something
    assert (history["aum_avg_fen"] == history[["demand_avg_fen", "time_avg_fen", "wealth_avg_fen"]].sum(axis=1)).all()


def test_the_customer_month_repeats_the_history_of_the_month(sample) -> None:
    columns = ["aum_avg_fen", "aum_end_fen", "loan_end_fen", "n_accounts", "customer_in_fen"]
    past = sample["customer_history"].query("month == @MONTH").set_index("customer_id")[columns]
    now = sample["customer_months"].set_index("customer_id")[columns]
    assert set(now.index) == set(sample["customers"]["customer_id"])
    assert (now.loc[past.index] == past).all(axis=None)
    assert (now.drop(past.index) == 0).all(axis=None)


def test_source_is_customers_plus_unallocated_in_every_line(sample, balances) -> None:
    lines = sample["reconciliation"].set_index(["measure", "month"])
    assert (lines["difference_fen"] == 0).all()
    for month in MONTHS:
        rows = balances[balances["month"] == month]
        assert lines.loc[("balance_total", month), "source_fen"] == rows["balance_fen"].sum()
        assert lines.loc[("accumulation_total", month), "source_fen"] == rows["accumulation_fen_day"].sum()
        lost = rows.loc[rows["customer_id"].isna(), "balance_fen"].sum()
        assert lines.loc[("balance_total", month), "unallocated_fen"] == lost
        assert 0 < lost < rows["balance_fen"].sum() / 100  # the sample plants a few orphans, not many


def test_movements_and_last_activity(sample, owners) -> None:
    txn = sample["txn_history"].join(owners["customer_id"], on="account_id")
    started = txn[txn["initiator"] == "C"]
    now = sample["customer_months"].set_index("customer_id")
    here = started[started["month"] == MONTH]
    assert (now["n_txn"] == here.groupby("customer_id").size().reindex(now.index, fill_value=0)).all()
    mobile = here[here["channel"] == "MOB"].groupby("customer_id").size()
    assert (now["n_txn_mobile"] == mobile.reindex(now.index, fill_value=0)).all()
    moved = started.groupby("customer_id")["txn_on"].max().dropna()
    assert (now.loc[moved.index, "last_active_on"] >= moved).all()
    money = ["customer_in_fen", "customer_out_fen"]
    rows = sample["bal_month_history"].query("month == @MONTH").join(owners, on="account_id")
    expected = rows[rows["kind"] != "loan"].groupby("customer_id")[money].sum()
    assert (now[money] == expected.reindex(now.index, fill_value=0)).all(axis=None)


def test_open_accounts_shares_and_mobile_bank(sample, owners) -> None:
    now = sample["customer_months"].set_index("customer_id")
    end = pd.Timestamp("2026-09-30")
    count = pd.Series(0, index=now.index)
    for table in ("acct_demand", "acct_time"):
        master = sample[f"{table}_history"].query("month == @MONTH").join(owners["customer_id"], on="account_id")
        closed = master["close_on"].le(end) | (master["close_on"].isna() & (master["status"] == "1"))
        count = count.add(master[~closed].groupby("customer_id").size(), fill_value=0)
    ends = sample["bal_month_history"].query("month == @MONTH and balance_fen != 0").join(owners, on="account_id")
    count = count.add(ends[ends["kind"].isin(["wealth", "loan"])].groupby("customer_id").size(), fill_value=0)
    assert (now["n_owned"] == count.reindex(now.index)).all()
    links = sample["links"][["src_sys", "cust_no", "customer_id"]]
    shares = sample["share"].merge(links, on=["src_sys", "cust_no"]).groupby("customer_id")["amount_fen"].sum()
    assert (now["share_fen"] == shares.reindex(now.index, fill_value=0)).all()
    signed = sample["ebank"].merge(links, on=["src_sys", "cust_no"]).query("channel == 'MOB' and status != '1'")
    assert set(now.index[now["has_mobile_bank"]]) == set(signed["customer_id"])
