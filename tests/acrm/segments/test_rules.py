"""The rule language: what it says, what it refuses, and that missing is neither yes nor no."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from rccrm_lib.acrm.segments.rules import parse_condition, parse_rule
from rccrm_lib.core.errors import SettingsError
from rccrm_lib.core.segment_settings import TagRule, TagSettings


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("n_wage_3m >= 2", "(n_wage_3m >= 2)"),
        ("spend_3m_fen >= 30_000 yuan", "(spend_3m_fen >= 3000000)"),
        ("in_festival_fen >= 3 * in_usual_fen", "(in_festival_fen >= 3.0::DOUBLE * in_usual_fen)"),
        ("nature = FARM", "(nature = 'FARM')"),
        ("has_wealth != true", "(has_wealth <> TRUE)"),
        ("days_to_maturity <= 90", "coalesce(days_to_maturity <= 90, FALSE)"),
    ],
)
def test_a_condition_becomes_sql(text, sql):
    assert parse_condition(text).to_sql() == sql


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("n_wages >= 2", "no feature 'n_wages'"),
        ("n_wage_3m >= 2; DROP TABLE tags", "no number"),
        ("nature = 'FARM' OR 1 = 1", "is a code"),
        ("n_wage_3m >= __import__('os')", "no number"),
        ("n_wage_3m >= 2 yuan", "no amount of money"),
        ("has_wealth > true", "true or false"),
        ("n_wage_3m >= nature", "nature is no number"),
        ("nature < FARM", "equal"),
        ("n_wage_3m", "another form"),
    ],
)
def test_a_condition_that_is_none_is_refused_in_words(text, word):
    with pytest.raises(SettingsError, match="tag x") as refused:
        parse_condition(text, place="tag x")
    assert word in str(refused.value) and "correct the condition" in str(refused.value)


def test_sql_and_pandas_give_the_same_answer(con, put_features):
    """Both readings of a rule on the same customers, gaps included."""
    values = [None, -5, 0, 2, 300]
    rows = [{"customer_id": f"C{n}", "in_usual_fen": one, "in_festival_fen": other, "has_wealth": flag, "nature": nature,
             "days_to_maturity": one}
            for n, (one, other, flag, nature) in enumerate(
                (one, other, flag, nature) for one in values for other in values for flag in (None, True, False)
                for nature in (None, "FARM", "URBAN"))]
    put_features(*rows)
    frame = con.execute("SELECT * FROM customer_features ORDER BY customer_id").df()
    for text in ("in_festival_fen >= 3 * in_usual_fen", "in_usual_fen != 2", "has_wealth = true", "has_wealth != false",
                 "nature = FARM", "nature != FARM", "days_to_maturity <= 90"):
        condition = parse_condition(text)
        by_sql = con.execute(f"SELECT {condition.to_sql()} AS held FROM customer_features ORDER BY customer_id").df()["held"]
        pd.testing.assert_series_equal(condition.holds(frame).astype("boolean"), by_sql.astype("boolean"), check_names=False)


def test_a_missing_value_is_neither_yes_nor_no(con, put_features):
    put_features({"customer_id": "A"}, {"customer_id": "B", "n_wage_3m": 3}, {"customer_id": "C", "n_wage_3m": 0})
    rule = parse_rule(TagRule(name_zh="甲", name_en="a", kind="need", all=("n_wage_3m >= 2",)), place="a")
    held = con.execute(f"SELECT {rule.to_sql()} FROM customer_features ORDER BY customer_id").fetchall()
    assert held == [(None,), (True,), (False,)]


def test_every_tag_of_the_project_can_be_read():
    for code, tag in TagSettings().tags.items():
        if not tag.cannot_tell_zh:
            assert parse_rule(tag, place=code).to_sql()


def test_a_tag_without_rule_and_reason_is_refused():
    with pytest.raises(ValueError, match="cannot_tell"):
        TagRule(name_zh="甲", name_en="a", kind="need")


def test_infinite_values_do_no_harm():
    frame = pd.DataFrame({"in_usual_fen": [np.inf, -np.inf, np.nan]})
    assert parse_condition("in_usual_fen > 0").holds(frame).tolist()[:2] == [True, False]
