"""Loyalty, share of wallet, natures, next products, reach: figures that can be counted by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from rccrm_lib.acrm.segments import (
    count_channel_ages,
    count_natures,
    find_next_products,
    measure_loyalty,
    measure_penetration,
)
from rccrm_lib.core.segment_settings import LoyaltySettings, ProductSettings

LOYAL = {"customer_id": "A", "tenure_months": 60, "n_products": 5, "active_months_12m": 6, "months_seen_12m": 12,
         "months_since_active": 3, "aum_fen": 300, "other_out_3m_fen": 150, "other_in_3m_fen": 50}


def loyalty(**changes):
    return measure_loyalty(pd.DataFrame([{**LOYAL, **changes}]), settings=LoyaltySettings()).iloc[0]


def test_the_loyalty_index_is_the_weighed_mean_of_its_parts():
    assert loyalty()["loyalty"] == pytest.approx(30 * 0.5 + 30 * 1 + 25 * 0.5 + 15 * 0.75, abs=0.05)
    assert loyalty(tenure_months=9999, n_products=99, active_months_12m=12, months_since_active=0)["loyalty"] == 100


def test_a_part_that_is_not_supplied_is_left_out_and_not_zero():
    row = loyalty(active_months_12m=np.nan, months_seen_12m=0, months_since_active=np.nan)
    assert row["n_parts"] == 2 and row["loyalty"] == pytest.approx(100 * (30 * 0.5 + 30 * 1) / 60)
    assert np.isnan(loyalty(**dict.fromkeys(LOYAL.keys() - {"customer_id"}, np.nan))["loyalty"])


def test_the_share_of_wallet_counts_what_left_net():
    assert loyalty()["wallet_rate"] == pytest.approx(300 / 400)
    assert loyalty(other_in_3m_fen=500)["wallet_rate"] == 1
    assert loyalty(aum_fen=-300)["wallet_rate"] == 0
    assert np.isnan(loyalty(other_out_3m_fen=np.nan)["wallet_rate"])


def test_the_tree_of_natures_counts_everybody_once_and_owners_beside():
    customers = pd.DataFrame({"nature": ["FARM", "FARM", "SELF", None, "MARTIAN"], "occupation": ["3", "1", None, None, None],
                              "party_kind": ["person", "person", "org", "person", "org"]})
    counts = count_natures(customers)
    assert counts[counts["is_part"]]["n"].sum() == 5
    assert counts.set_index("nature")["n"][["FARM", "OWNER", "SELF", "UNKNOWN", "COOP"]].tolist() == [2, 1, 1, 2, 0]


@pytest.fixture
def village_of_savers(con, put_features):
    """60 farmers of 50 years, of whom 30 hold a time deposit, and 60 of 20 years, of whom 6 do."""
    rows = [{"customer_id": f"{age}-{n:02d}", "nature": "FARM", "party_kind": "person", "age_years": age, "village_id": "V",
             "refuses_marketing": n == 59} for age in (50, 20) for n in range(60)]
    put_features(*rows)
    con.execute("CREATE TABLE customer_months AS SELECT customer_id, substr(customer_id, 4)::INT < "
                "CASE WHEN age_years = 50 THEN 30 ELSE 6 END AS has_time, NULL::BOOLEAN AS has_wealth, FALSE AS has_loan, "
                "TRUE AS has_card, NULL::BOOLEAN AS has_mobile_bank, NULL::BOOLEAN AS has_merchant, NULL::BOOLEAN AS has_share, "
                "NULL::BOOLEAN AS has_payroll FROM customer_features")
    con.execute("CREATE TABLE tiers AS SELECT customer_id, '2026-09' AS month, 'MASS' AS tier FROM customer_features")
    return con


def test_the_next_product_is_what_similar_customers_hold_more_often(village_of_savers):
    gaps = find_next_products(village_of_savers, settings=ProductSettings(), month="2026-09")
    found = village_of_savers.execute("SELECT * FROM next_products ORDER BY customer_id").df()
    assert set(found["product"]) == {"time"} and found["customer_id"].str.startswith("50-").all()
    row = found.iloc[0]
    assert (row["n_similar"], row["n_holders"], row["level"]) == (60, 30, "village")
    assert row["lift"] == pytest.approx(0.5 / 0.1)
    spread = np.sqrt(1 / 30 - 1 / 60 + 1 / 6 - 1 / 60)
    assert row["low"] == pytest.approx(5 * np.exp(-1.959964 * spread))
    assert row["high"] == pytest.approx(5 * np.exp(1.959964 * spread))
    assert gaps["n"].sum() == len(found) == 29  # 30 lack it, one of whom refuses profiling


def test_too_few_similar_customers_suggest_nothing(village_of_savers):
    assert find_next_products(village_of_savers, settings=ProductSettings(min_similar=130), month="2026-09").empty


def test_channels_by_age_and_townships(con, put_features):
    put_features({"customer_id": "A", "party_kind": "person", "age_years": 30, "village_id": "V1", "household_id": "H1"},
                 {"customer_id": "B", "party_kind": "person", "age_years": 30, "village_id": "V2", "household_id": "H2"},
                 {"customer_id": "C", "party_kind": "org", "village_id": "V1"})
    con.execute("""
        CREATE TABLE segment_months AS SELECT '2026-09' AS month, 0 AS age;
        CREATE TABLE segment_owners AS SELECT customer_id, row_number() OVER () AS owner_no FROM customer_features;
        CREATE TABLE segment_behaviour AS
        SELECT owner_no, 0 AS age, is_own, channel
        FROM segment_owners
        CROSS JOIN (VALUES (TRUE, 'counter'), (TRUE, 'mobile'), (TRUE, 'mobile'), (TRUE, 'mobile'), (FALSE, 'self'))
          AS t(is_own, channel)""")
    ages = count_channel_ages(con).set_index("channel")
    assert ages.at["MOB", "n_txn"] == 6 and ages.at["MOB", "share"] == 0.75 and set(ages["age_band"]) == {"25-34"}
    con.execute("CREATE TABLE village AS SELECT * FROM (VALUES ('V1', 'X', 4), ('V2', 'X', NULL), ('V3', 'Y', NULL)) "
                "AS t(village_id, township, households)")
    reach = measure_penetration(con).set_index("township")
    assert reach.at["X", "customers_per_household"] == 0.25  # only the village that is counted, on both sides
    assert pd.isna(reach.at["Y", "customers_per_household"]) and pd.isna(reach.at["Y", "households"])
