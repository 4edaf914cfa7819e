"""The checks before publishing: what a broken extract, a broken rule or a wrong answer of the merge would look like."""

from __future__ import annotations

import pandas as pd
import pytest

from rccrm_lib import ecif
from rccrm_lib.core.merge_check_settings import MergeCheckSettings

KEY = ["src_sys", "cust_no"]
LIMITS = MergeCheckSettings(min_records=500, min_reviewed=30)


@pytest.fixture
def bank(make_bank) -> pd.DataFrame:
    return make_bank(600, seed=11)


def verdicts(checks: pd.DataFrame) -> dict[str, str]:
    """The worst verdict of each check."""
    order = {"ok": 0, "cannot_tell": 1, "stop": 2}
    return checks.sort_values("verdict", key=lambda v: v.map(order)).groupby("check")["verdict"].last().to_dict()


def test_an_ordinary_month_keeps_every_limit(bank, fill, merge, con):
    fill(bank)
    links = merge()
    first = ecif.check_merge(con, settings=LIMITS)
    merge(previous=links[[*KEY, "customer_id"]])
    second = ecif.check_merge(con, settings=LIMITS, before=first)
    assert verdicts(second) == dict.fromkeys(verdicts(second), "ok")
    assert verdicts(first)["rule_share"] == "cannot_tell", "the first month has nothing to be compared with"
    rules = second[second["check"] == "rule_share"]
    assert rules["n"].sum() == len(bank) and rules["share"].sum() == pytest.approx(1)
    pd.testing.assert_series_equal(rules["share"], rules["before"], check_names=False)


def test_a_source_that_lost_its_columns_stops_the_month(bank, fill, merge, con):
    fill(bank)
    links = merge()
    before = ecif.check_merge(con, settings=LIMITS)
    bank.loc[bank["src_sys"] == "LOAN", ["cert_no", "birth_on", "mobile"]] = None
    fill(bank)
    merge(previous=links[[*KEY, "customer_id"]])
    checks = ecif.check_merge(con, settings=LIMITS, before=before)
    joined = checks.set_index("check").loc["joined_share"]
    assert joined["verdict"] == "stop" and joined["share"] < joined["before"] - LIMITS.joined_share_drift
    assert verdicts(checks)["rule_share"] == "stop"


def test_a_rule_that_joins_nothing_any_more_is_missed(bank, fill, merge, con):
    fill(bank)
    merge()
    before = ecif.check_merge(con, settings=LIMITS)
    before.loc[before["unit"] == "SAME_ID_NAME", "unit"] = "SAME_ID_FACE"
    gone = ecif.check_merge(con, settings=LIMITS, before=before).set_index("unit").loc["SAME_ID_FACE"]
    assert (gone["n"], gone["of"], gone["verdict"]) == (0, len(bank), "stop")


def test_customers_who_change_hands_stop_the_month(bank, fill, merge, con):
    """Every record a customer of its own last month: the merge must have been another one."""
    fill(bank)
    merge(previous=bank[KEY].assign(customer_id=[f"X{n}" for n in range(len(bank))]))
    assert verdicts(ecif.check_merge(con, settings=LIMITS))["merge_share"] == "stop"


def test_two_valid_numbers_in_one_customer_stop_any_month(bank, fill, merge, con):
    fill(bank)
    merge()
    con.execute("""
        CREATE TEMP TABLE two AS SELECT min(customer_id) AS keeps, max(customer_id) AS goes FROM links
        JOIN records r USING (src_sys, cust_no) WHERE r.id18 IS NOT NULL AND r.party_kind = 'person';
        UPDATE links SET customer_id = keeps FROM two WHERE customer_id = goes""")
    checks = ecif.check_merge(con, settings=MergeCheckSettings(min_records=10**9))
    assert verdicts(checks)["two_numbers"] == "stop"
    assert con.execute("SELECT reason FROM suspected_customers").fetchall() == [("TWO_NUMBERS",)]


def test_a_customer_of_very_many_records_stops_the_month(bank, fill, merge, con):
    fill(bank)
    merge()
    largest = int(con.execute("SELECT max(n_records) FROM customers").fetchone()[0])
    found = verdicts(ecif.check_merge(con, settings=MergeCheckSettings(largest_customer=largest)))
    assert found["largest_customer"] == "ok"
    found = verdicts(ecif.check_merge(con, settings=MergeCheckSettings(largest_customer=largest - 1)))
    assert found["largest_customer"] == "stop"


@pytest.mark.parametrize(("n", "verdict"), [(40, "stop"), (20, "cannot_tell")])
def test_a_rule_that_people_found_wrong_stops_the_month_once_they_are_enough(bank, fill, merge, con, n, verdict):
    fill(bank)
    merge()
    pairs = con.execute(f"""
        SELECT a.src_sys AS a_src_sys, a.cust_no AS a_cust_no, b.src_sys AS b_src_sys, b.cust_no AS b_cust_no
        FROM edges e JOIN records a ON a.rid = e.a JOIN records b ON b.rid = e.b
        WHERE e.rule = 'SAME_ID_NAME' ORDER BY e.a, e.b LIMIT {n}""").df()
    decided = pairs.assign(decision=["different"] * (n // 4) + ["same"] * (n - n // 4))
    ecif.merge_customers(con, member_id="360199", decisions=decided)
    found = ecif.check_merge(con, settings=LIMITS).set_index(["check", "unit"]).loc[("precision", "SAME_ID_NAME")]
    assert (found["of"], found["n"], found["verdict"]) == (n, n - n // 4, verdict)


def test_few_records_stop_nothing_by_a_share(bank, fill, merge, con):
    few = bank.head(200)
    fill(few)
    merge(previous=few[KEY].assign(customer_id=[f"X{n}" for n in range(len(few))]))
    found = verdicts(ecif.check_merge(con, settings=LIMITS))
    assert found["merge_share"] == found["suspected_share"] == "cannot_tell"


def test_examples_show_two_records_of_one_customer_and_no_value_whole(bank, fill, merge, con):
    fill(bank)
    merge()
    shown = ecif.show_examples(con, n=2)
    assert (shown.groupby(["rule", "customer_id"]).size() == 2).all() and shown.groupby("rule").size().max() == 4
    assert "SINGLE" not in set(shown["rule"])
    text = shown.to_csv()
    secret = [value for column in ("name", "cert_no", "mobile", "address") for value in bank[column].dropna().unique()]
    assert not [value for value in secret if value in text]


def test_duplicates_by_source_and_branch_add_up(bank, fill, merge, con):
    fill(bank.assign(branch_id="B1"))
    links = merge()
    found = ecif.count_duplicates(con).set_index(["level", "unit"])
    assert found.loc["source", "n_records"].sum() == len(bank) == found.loc[("branch", "B1"), "n_records"]
    joined = links.groupby("customer_id")["cust_no"].transform("size") > 1
    assert found.loc[("branch", "B1"), "n_joined"] == joined.sum()
    repeated = len(links) - links[["customer_id", "src_sys"]].drop_duplicates().shape[0]
    assert found.loc["source", "n_repeated"].sum() == repeated > 0


def test_a_sample_of_a_rule_is_another_one_next_month_and_holds_what_the_rule_joined(bank, fill, merge, con):
    fill(bank)
    merge()
    drawn = []
    for month in ("2026-09", "2026-09", "2026-10"):
        ecif.sample_rules(con, salt=month, n=20)
        drawn.append(con.execute("SELECT * FROM rule_samples").df())
    assert drawn[0].equals(drawn[1]) and not drawn[0].equals(drawn[2])
    assert drawn[0].groupby("reason").size()["SAME_ID_NAME"] == 20
    assert (drawn[0]["a_customer_id"] == drawn[0]["b_customer_id"]).all()
