"""Two published months, between which people joined two customers and parted one: movement and changes tie all the same."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest

from rccrm_lib.acrm import value
from rccrm_lib.core.people import People, Person
from rccrm_lib.flow import ingest_month, open_run, segment_customers, view_customers
from rccrm_lib.flow.run import Run
from tests.conftest import PublishedSample, RunRccrm, copy_project

BEFORE = "2026-08"


def run_stages(config: str, published: PublishedSample, month: str) -> Run:
    """The month up to its tiers, in the folder where months are published."""
    outputs = open_run(config=config, member=published.member, month=month).settings.paths.outputs
    run = open_run(config=config, member=published.member, month=month, folder=str(outputs / published.member / month))
    for stage in (ingest_month, view_customers, segment_customers):
        stage(run)
    return run


def owners(run: Run, pair: tuple[str, str]) -> list[str]:
    """The customers of two records."""
    links = run.read_frame("links")
    names = links["src_sys"] + ":" + links["cust_no"]
    return [links.loc[names == record, "customer_id"].iloc[0] for record in pair]


@pytest.fixture(scope="module")
def months(published_sample: PublishedSample, tmp_path_factory: pytest.TempPathFactory, run_rccrm: RunRccrm):
    """August as the rules have it; then two answers; then September. The runs, and the two pairs."""
    config = copy_project(published_sample.config, tmp_path_factory.mktemp("merged") / "project")
    before = run_stages(str(config), published_sample, BEFORE)
    tables = f"{before.folder}/tables"
    asked = duckdb.sql(f"""
        SELECT a_src_sys || ':' || a_cust_no, b_src_sys || ':' || b_cust_no
        FROM read_parquet('{tables}/review_pairs.parquet') v
        JOIN read_parquet('{tables}/tiers.parquet') x ON x.customer_id = a_customer_id AND x.month = '{BEFORE}'
        JOIN read_parquet('{tables}/tiers.parquet') y ON y.customer_id = b_customer_id AND y.month = '{BEFORE}'
        WHERE v.reason = 'TWO_IDS' ORDER BY x.aum_avg_fen + y.aum_avg_fen, 1, 2""").fetchall()[0]
    joined = duckdb.sql(f"""
        SELECT min(src_sys || ':' || cust_no), max(src_sys || ':' || cust_no)
        FROM read_parquet('{tables}/links.parquet') l
        SEMI JOIN (SELECT customer_id FROM read_parquet('{tables}/account_links.parquet') a
                   JOIN read_parquet('{tables}/links.parquet') USING (customer_id) WHERE a.role = 'owner'
                   GROUP BY customer_id HAVING count(DISTINCT account_id) > 1) USING (customer_id)
        WHERE rule = 'SAME_ID_NAME' GROUP BY customer_id HAVING count(*) = 2 ORDER BY 1""").fetchall()[0]
    people = People(before.settings.paths.store, settings=before.settings.apps)
    people.add(Person("wang", "wang", "department", published_sample.member), "a-long-password", now=1.0)
    people.add(Person("li", "li", "department", published_sample.member), "a-long-password", now=1.0)
    for answer, pair in (("same", asked), ("different", joined)):
        for person in ("wang", "li"):  # many assets need two
            run_rccrm("review", "decide", answer, *pair, "--by", person, "--reason", "核对了证件",
                      "--month", published_sample.month, "--config", str(config))
    return before, run_stages(str(config), published_sample, published_sample.month), asked, joined


def test_who_became_one_and_who_became_two_has_a_row_of_its_own(months) -> None:
    before, now, asked, joined = months
    assert len(set(owners(before, asked))) == 2 and len(set(owners(now, asked))) == 1
    assert len(set(owners(before, joined))) == 1 and len(set(owners(now, joined))) == 2
    changes = now.read_frame("value_changes").set_index("customer_id")
    gone = (set(owners(before, asked)) - set(owners(now, asked))).pop()
    assert changes.loc[gone, "to_tier"] == "MERGED" and changes.loc[gone, "other_customers"] == owners(now, asked)[0]
    new = (set(owners(now, joined)) - set(owners(before, joined))).pop()
    if new in changes.index:  # whoever of the two holds accounts
        assert changes.loc[new, "from_tier"] == "SPLIT"


def test_matrix_bridge_and_parts_tie_with_both_published_months(months) -> None:
    before, now, _, _ = months
    matrix, bridge = now.read_frame("migration"), now.read_frame("bridge").set_index("part")
    for run, side, aum, outside in ((before, "from_tier", "aum_from_fen", {"NEW", "SPLIT"}),
                                    (now, "to_tier", "aum_to_fen", {"LEFT", "MERGED"})):
        tiers = run.read_frame("tiers")
        stood = tiers[tiers["month"] == run.month].groupby("tier")[["aum_avg_fen"]].agg(["size", "sum"])
        inside = matrix[~matrix[side].isin(outside)].groupby(side)[["n", aum]].sum()
        pd.testing.assert_frame_equal(inside, stood.set_axis(["n", aum], axis=1), check_names=False, check_dtype=False)
    assert int(matrix.loc[matrix["to_tier"] == "MERGED", "n"].sum()) == 1
    assert bridge["n"].drop("current").sum() == bridge.loc["current", "n"]
    changes = now.read_frame("value_changes")
    assert (changes["aum_from_fen"] + changes[list(value.ASSET_PARTS)].sum(axis=1) == changes["aum_to_fen"]).all()
    moved = changes[["aum_records_in_fen", "aum_records_out_fen"]].sum()
    assert moved["aum_records_in_fen"] > 0 and abs(moved.sum()) <= 6  # what one gave another took, but for odd fen of rounding
