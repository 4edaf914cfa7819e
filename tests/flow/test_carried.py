"""What last month published comes back under this month's customer ids."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from rccrm_lib.flow.carried import carried_hash, open_previous_tags, read_previous, read_previous_labels
from rccrm_lib.flow.run import open_run

CONFIG = '[paths]\noutputs = "outputs"\n[members.M1]\nname_zh = "甲"\nname_en = "A"\n'


def links(**customers: str) -> pd.DataFrame:
    return pd.DataFrame([("CORE", record, customer) for record, customer in customers.items()],
                        columns=["src_sys", "cust_no", "customer_id"])


@pytest.fixture
def run(tmp_path):
    """October; in September A and B were two, C was one and D has been dropped since."""
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    return open_run(config=str(tmp_path / "config.toml"), month="2026-10", folder=str(tmp_path / "staging"))


@pytest.fixture
def september(run):
    """Publishes September's tables, and hands over October's links: B went into A, C was split."""
    folder = run.settings.paths.outputs / "M1" / "2026-09" / "tables"
    folder.mkdir(parents=True)
    links(r1="A", r2="B", r3="C", r4="C", r5="D").to_parquet(folder / "links.parquet", index=False)
    pd.DataFrame([(who, "merchant", "behaviour", "rule", "n=1", 1.0, "record", date(2026, month, 28), date(2026, 12, 1), True)
                  for who, month in (("A", 6), ("B", 3), ("C", 5), ("D", 5))],
                 columns=["customer_id", "tag", "kind", "source", "evidence", "confidence", "confidence_from", "start_on",
                          "end_on", "is_seen"]).to_parquet(folder / "tags.parquet", index=False)
    pd.DataFrame([("A", "rfm", "core"), ("B", "rfm", "small"), ("C", "rfm", "saver")],
                 columns=["customer_id", "segmenter", "segment"]).to_parquet(folder / "segments.parquet", index=False)
    return folder


def test_a_merged_customer_has_the_past_of_both_and_a_split_one_leaves_it_to_each(run, september):
    with run.engine() as con:
        con.register("links", links(r1="A", r2="A", r3="C", r4="NEW"))
        assert open_previous_tags(run, con)
        found = con.execute("SELECT customer_id, start_on FROM previous_tags ORDER BY ALL").fetchall()
        assert found == [("A", date(2026, 3, 28)), ("A", date(2026, 6, 28)), ("C", date(2026, 5, 28)), ("NEW", date(2026, 5, 28))]
        segments = read_previous(run, con, "segments", key="customer_id segmenter")
    assert segments is not None
    assert segments[["customer_id", "segment"]].to_numpy().tolist() == [["A", "core"], ["C", "saver"], ["NEW", "saver"]]


def test_without_a_month_before_nothing_is_carried(run):
    with run.engine() as con:
        con.register("links", links(r1="A"))
        assert not open_previous_tags(run, con)
        assert con.execute("SELECT count(*) FROM previous_tags").fetchall() == [(0,)]
        assert read_previous(run, con, "segments", key="customer_id segmenter") is None
    assert read_previous_labels(run) is None


def test_another_past_is_another_input(run, september):
    before = carried_hash(run)
    assert before == carried_hash(run)
    links(r1="A").to_parquet(september / "links.parquet", index=False)
    assert carried_hash(run) != before
