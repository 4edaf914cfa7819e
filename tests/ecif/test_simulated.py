"""The merge on simulated extracts, read the way the bank's are: quality against the known truth."""

from pathlib import Path

import pandas as pd
import pytest

from rccrm_lib import ecif, ingest, simulate
from rccrm_lib.core.engine import open_engine
from rccrm_lib.core.settings import load_settings
from rccrm_lib.facts.lunar import lunar_day_of

MONTH = "2026-09"
KEY = ["src_sys", "cust_no"]


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    """Links, customers and truth of 4,000 simulated persons and their organisations."""
    folder: Path = tmp_path_factory.mktemp("simulated")
    simulate.write_extracts(
        out=folder, n_members=1, n_persons=4000, n_months=1, start=MONTH, seed=20, errors=simulate.ErrorSettings()
    )
    (folder / "config.toml").write_text(
        '[paths]\nextracts = "extracts"\n[members.360199]\nname_zh = "测试"\nname_en = "Test"\n', encoding="utf-8"
    )
    config = load_settings(folder / "config.toml")
    ingest.load_month(settings=config, member_id="360199", month=MONTH)
    truth = pd.read_parquet(folder / "truth" / "records.parquet")
    truth = truth.rename(columns={"source": "src_sys", "record_id": "cust_no", "person_id": "person"})
    with open_engine() as con:
        ingest.read_warehouse(con, settings=config, member_id="360199", month=MONTH)
        ecif.merge_customers(con, settings=config.match, member_id="360199", previous=None)
        tables = {name: con.execute(f"SELECT * FROM {name}").df() for name in ("links", "records", "household_members")}
        customers = con.execute("SELECT customer_id, party_kind, completeness, household_id, lunar_birthday FROM customers").df()
    births = pd.read_parquet(folder / "truth" / "persons.parquet").set_index("person_id")["birth_on"]
    return tables | {"customers": customers, "truth": truth[[*KEY, "person"]], "births": births}


def test_every_delivered_record_is_linked_once(simulated):
    links, truth = simulated["links"], simulated["truth"]
    assert not links.duplicated(KEY).any()
    assert len(links.merge(truth, on=KEY)) == len(links) >= 0.99 * len(truth)


def test_precision_and_recall_of_pairs(simulated, score):
    precision, recall = score(simulated["links"], simulated["truth"])
    assert precision >= 0.999 and recall >= 0.97, (precision, recall)


def test_persons_and_organisations_never_meet(simulated):
    joined = simulated["links"].merge(simulated["truth"], on=KEY)
    kinds = joined["person"].str.startswith("O").groupby(joined["customer_id"]).nunique()
    assert kinds.max() == 1


def test_never_two_valid_numbers(simulated):
    joined = simulated["links"].merge(simulated["records"][[*KEY, "id18", "org_code"]], on=KEY)
    assert joined.groupby("customer_id")[["id18", "org_code"]].nunique().max().max() == 1


def test_households_have_one_primary_per_customer_and_at_most_one_head(simulated):
    members = simulated["household_members"]
    assert (members.groupby("customer_id")["is_primary"].sum() == 1).all()
    assert members.groupby("household_id")["is_head"].sum().max() == 1


def test_completeness_is_scored_for_persons_only(simulated):
    scored = simulated["customers"].groupby("party_kind")["completeness"]
    assert scored.count()["org"] == 0 and scored.min()["person"] >= 0 and scored.max()["person"] == 9


def test_lunar_birthdays_are_the_days_on_which_people_were_born(simulated):
    """Written in figures, in words and with a flag for the leap month; a remark is no day."""
    told = simulated["customers"].dropna(subset=["lunar_birthday"])
    people = simulated["links"].merge(simulated["truth"], on=KEY).groupby("customer_id")["person"].first()
    births = pd.to_datetime(told["customer_id"].map(people).map(simulated["births"]))
    right = told["lunar_birthday"].to_numpy() == [lunar_day_of(birth.date()) for birth in births]
    assert len(told) > 300 and right.mean() > 0.99  # the rest: two persons under one number
    assert told["lunar_birthday"].str.endswith("L").any()
