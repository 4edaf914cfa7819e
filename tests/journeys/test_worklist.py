"""The items of the sample month: on whose lists, why, what is kept off; the same again, and other after answers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from rccrm_lib import flow
from rccrm_lib.core.settings import load_settings
from rccrm_lib.core.store import Database, ItemAnswer, ItemAnswers


def table(path: Path, name: str) -> pd.DataFrame:
    return duckdb.sql(f"SELECT * FROM read_parquet('{path / 'tables' / name}.parquet')").df()


@pytest.fixture
def again(published_sample, tmp_path: Path) -> Callable[[], Path]:
    """The stage once more in a copy of the sample month with a store of its own; returns the folder."""
    folder = tmp_path / "month"
    shutil.copytree(published_sample.folder, folder)
    store = load_settings(published_sample.config).paths.store
    text = published_sample.config.read_text(encoding="utf-8")
    text = text.replace(Path(str(store)).as_posix(), (tmp_path / "s.sqlite").as_posix())
    config = tmp_path / "config.toml"
    config.write_text(text, encoding="utf-8")

    def run() -> Path:
        sample = published_sample
        flow.list_work(flow.open_run(config=str(config), member=sample.member, month=sample.month, folder=str(folder)))
        return folder

    return run


@pytest.mark.req("E5.09", "E5.14")
def test_the_sample_has_items_with_a_reason_a_day_and_a_manager(published_sample) -> None:
    items, customers = table(published_sample.folder, "worklist_items"), table(published_sample.folder, "customers")
    assert {"birthday", "deposit", "loan", "document", "at_risk", "movement", "near"} <= set(items["reason"])
    assert items["item_id"].is_unique
    assert (items["from_on"] <= items["due_on"]).all() and (items["due_on"] <= items["until_on"]).all()
    assert items.loc[items["kind"] == "duty", "value_fen"].isna().all()
    assert (items.loc[items["reason"] == "at_risk", "value_fen"].dropna() >= 0).all()
    assert all(json.loads(text) for text in items["evidence"])
    gone = set(customers.loc[customers["death_on"].notna(), "customer_id"])
    staff = set(customers.loc[customers["is_staff"], "customer_id"])
    refused = set(customers.loc[customers["refuses_marketing"], "customer_id"])
    assert gone and not set(items["customer_id"]) & gone
    assert not set(items.loc[items["kind"] != "duty", "customer_id"]) & staff
    assert not set(items.loc[items["kind"] == "model", "customer_id"]) & refused
    assert items[["manager_id", "customer_id", "item_id"]].apply(tuple, axis=1).is_monotonic_increasing


def test_the_same_inputs_give_the_same_bytes(published_sample, again: Callable[[], Path]) -> None:
    before = {name: (published_sample.folder / "tables" / f"{name}.parquet").read_bytes()
              for name in ("worklist_items", "worklist_suppressed", "worklist_feedback")}
    folder = again()
    assert {name: (folder / "tables" / f"{name}.parquet").read_bytes() for name in before} == before


@pytest.mark.req("E5.15")
def test_answers_are_fed_to_the_next_run(published_sample, tmp_path: Path, again: Callable[[], Path]) -> None:
    items = table(published_sample.folder, "worklist_items")
    near = items[items["reason"] == "near"].head(12)
    answers = ItemAnswers(Database(tmp_path / "s.sqlite"), published_sample.member)
    for n, row in enumerate(near.itertuples()):
        answers.write(ItemAnswer(row.item_id, row.customer_id, row.manager_id, "wrong", "not_so"), key=f"k{n}", person_id="wang",
                      role="manager", now=pd.Timestamp("2026-09-20").timestamp(), seen=0)
    folder = again()
    after = table(folder, "worklist_items")
    assert set(items["item_id"]) - set(after["item_id"]) == set(near["item_id"])  # these are gone, the others keep their names
    assert set(after["item_id"]) <= set(items["item_id"])
    feedback = table(folder, "worklist_feedback").set_index("reason").loc["near"]
    assert feedback["n_wrong"] == 12 and feedback["is_flagged"] and feedback["useful_share"] < 0.6
    facts = [json.loads((place / "worklist.json").read_text(encoding="utf-8")) for place in (published_sample.folder, folder)]
    assert facts[0]["answers_sha256"] != facts[1]["answers_sha256"]

