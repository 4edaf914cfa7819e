"""Tags: who gets one, what is not supplied, and how long a tag lasts."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from rccrm_lib.acrm.segments import describe_evidence, tag_customers
from rccrm_lib.acrm.segments.schema import OFFERED_TAGS
from rccrm_lib.core.errors import SettingsError
from rccrm_lib.core.segment_settings import TagRule, TagSettings
from rccrm_lib.core.words import Words

EMPTY = """CREATE OR REPLACE TABLE previous_tags (customer_id VARCHAR, tag VARCHAR, kind VARCHAR, source VARCHAR,
evidence VARCHAR, confidence DOUBLE, confidence_from VARCHAR, start_on DATE, end_on DATE, is_seen BOOLEAN)"""


def settings(**tags: TagRule) -> TagSettings:
    return TagSettings(tags=tags)


def rule(*conditions: str, kind: str = "behaviour", **more) -> TagRule:
    return TagRule(name_zh="甲", name_en="a", kind=kind, all=conditions, **more)


def tags_of(con) -> pd.DataFrame:
    return con.execute("SELECT * FROM tags ORDER BY customer_id, tag, source").df()


def test_a_tag_carries_its_evidence_confidence_and_dates(con, put_features, supplied):
    con.execute(EMPTY)
    put_features({"customer_id": "A", "n_wage_3m": 3, "wage_3m_fen": 1_234_500}, {"customer_id": "B", "n_wage_3m": 1})
    paid = rule("n_wage_3m >= 2", evidence=("n_wage_3m", "wage_3m_fen"), confidence=0.9, confidence_from="assumption",
                lasts_days=62)
    counts = tag_customers(con, settings=settings(paid=paid), month="2026-09", supplied=supplied)
    row = tags_of(con).iloc[0]
    assert row["customer_id"] == "A" and len(tags_of(con)) == 1
    assert (row["confidence"], row["confidence_from"], row["source"]) == (0.9, "assumption", "rule")
    assert (row["start_on"].date(), row["end_on"].date()) == (date(2026, 9, 30), date(2026, 12, 1))
    assert describe_evidence(row["evidence"], words=Words("en")) == "Months with wages, of 3: 3; Wages in 3 months: 12,345 yuan"
    assert "12,345 元" in describe_evidence(row["evidence"], words=Words("zh"))
    assert counts.iloc[0][["status", "n", "n_new", "n_kept", "n_unknown"]].tolist() == ["told", 1, 1, 0, 0]


def test_what_is_not_supplied_is_not_guessed(con, put_features, supplied):
    con.execute(EMPTY)
    put_features({"customer_id": "A"}, {"customer_id": "B", "n_wage_3m": 3})
    del supplied["payroll"]
    told = settings(paid=rule("n_wage_3m >= 2"), baby=TagRule(name_zh="甲", name_en="a", kind="life_event",
                                                              cannot_tell_zh="看不出", cannot_tell_en="not shown"),
                    either=TagRule(name_zh="乙", name_en="b", kind="need", any=("n_wage_3m >= 2", "n_products >= 1")))
    counts = tag_customers(con, settings=told, month="2026-09", supplied=supplied).set_index("tag")
    assert counts["status"].to_dict() == {"paid": "not_supplied", "baby": "cannot_tell", "either": "told"}
    assert "payroll.kind" in counts.at["paid", "missing"] and pd.isna(counts.at["paid", "n"])
    assert tags_of(con)["tag"].tolist() == ["either"]


def test_customers_of_whom_it_cannot_be_told_are_counted(con, put_features, supplied):
    con.execute(EMPTY)
    put_features({"customer_id": "A"}, {"customer_id": "B", "age_years": 18}, {"customer_id": "C", "age_years": 19})
    counts = tag_customers(con, settings=settings(adult=rule("age_years = 18")), month="2026-09", supplied=supplied)
    assert counts.iloc[0][["n", "n_unknown"]].tolist() == [1, 1]


def _before(con, customer, tag, start, end, source="rule", kind="behaviour"):
    con.execute("INSERT INTO previous_tags VALUES (?, ?, ?, ?, 'n_wage_3m=2', 0.5, 'record', ?, ?, TRUE)",
                [customer, tag, kind, source, start, end])


def test_a_tag_that_lasts_keeps_its_start(con, put_features, supplied):
    con.execute(EMPTY)
    _before(con, "SEEN", "paid", date(2026, 3, 31), date(2026, 10, 31))
    _before(con, "UNSEEN", "paid", date(2026, 3, 31), date(2026, 10, 31))
    _before(con, "ENDED", "paid", date(2026, 3, 31), date(2026, 9, 29))
    _before(con, "AGAIN", "paid", date(2025, 3, 31), date(2026, 8, 30))
    _before(con, "GONE", "paid", date(2026, 3, 31), date(2026, 10, 31))
    _before(con, "SEEN", "dropped_rule", date(2026, 3, 31), date(2026, 10, 31))
    put_features({"customer_id": "SEEN", "n_wage_3m": 3}, {"customer_id": "UNSEEN", "n_wage_3m": 0},
                 {"customer_id": "ENDED", "n_wage_3m": 0}, {"customer_id": "AGAIN", "n_wage_3m": 2})
    counts = tag_customers(con, settings=settings(paid=rule("n_wage_3m >= 2")), month="2026-09", supplied=supplied)
    found = tags_of(con).set_index("customer_id")
    assert found["start_on"].dt.date.to_dict() == {
        "SEEN": date(2026, 3, 31), "UNSEEN": date(2026, 3, 31), "AGAIN": date(2026, 9, 30)}
    assert found["is_seen"].to_dict() == {"SEEN": True, "UNSEEN": False, "AGAIN": True}
    assert counts.iloc[0][["n", "n_new", "n_kept"]].tolist() == [3, 1, 1]


def test_no_need_is_told_of_customers_who_refuse_profiling(con, put_features, supplied):
    con.execute(EMPTY)
    _before(con, "NO", "idle", date(2026, 3, 31), date(2026, 12, 31), kind="need")
    put_features({"customer_id": "YES", "n_products": 3}, {"customer_id": "NO", "n_products": 3, "refuses_marketing": True})
    both = settings(idle=rule("n_products >= 2", kind="need"), fact=rule("n_products >= 2"))
    counts = tag_customers(con, settings=both, month="2026-09", supplied=supplied).set_index("tag")
    found = set(tags_of(con)[["customer_id", "tag"]].itertuples(index=False, name=None))
    assert found == {("YES", "idle"), ("YES", "fact"), ("NO", "fact")}
    assert counts.at["idle", "n_refused"] == 1


def test_models_and_visits_have_a_door(con, put_features, supplied):
    con.execute(EMPTY)
    put_features({"customer_id": "A"}, {"customer_id": "B", "refuses_marketing": True})
    offered = pd.DataFrame([("A", "car_loan", "need", "visit", "wants a car", 0.8, "record", date(2026, 12, 31)),
                            ("B", "car_loan", "need", "model", "p=0.8", 0.8, "measured", date(2026, 12, 31)),
                            ("A", "old", "need", "visit", "", 0.8, "record", date(2026, 8, 31))],
                           columns=OFFERED_TAGS.names)
    tag_customers(con, settings=settings(), month="2026-09", supplied=supplied, offered=offered)
    assert tags_of(con)[["customer_id", "tag", "source"]].to_numpy().tolist() == [["A", "car_loan", "visit"]]
    assert describe_evidence("wants a car", words=Words("en")) == "wants a car"
    with pytest.raises(SettingsError, match="offered tags"):
        tag_customers(con, settings=settings(), month="2026-09", supplied=supplied, offered=offered.assign(source="rule"))
