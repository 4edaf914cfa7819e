"""The next product: what similar customers hold and this one does not, with how sure that is."""

from __future__ import annotations

import duckdb
import pandas as pd
import scipy

from rccrm_lib.acrm.segments.schema import NEXT_PRODUCTS, PRODUCT_GAPS
from rccrm_lib.core.engine import load_sql, read_frame
from rccrm_lib.core.schema import check_frame, check_relation
from rccrm_lib.core.segment_settings import ProductSettings

AGE_BAND = ("CASE WHEN age_years < 25 THEN '0-24' WHEN age_years < 35 THEN '25-34' WHEN age_years < 45 THEN '35-44' "
            "WHEN age_years < 60 THEN '45-59' WHEN age_years >= 60 THEN '60+' END")

PRODUCTS = ("has_time", "has_wealth", "has_loan", "has_card", "has_mobile_bank", "has_merchant", "has_share", "has_payroll")

HOLDERS = f"""
CREATE OR REPLACE TEMP TABLE product_holders AS
WITH cells AS (
  SELECT features.customer_id, features.party_kind, features.nature, tiers.tier, {AGE_BAND} AS age_band, features.village_id,
         refuses_marketing, months.* EXCLUDE (customer_id),
         dense_rank() OVER (ORDER BY features.party_kind, features.nature, tiers.tier, {AGE_BAND}, features.village_id) AS cell_no
  FROM customer_features features
  JOIN (SELECT customer_id, {", ".join(PRODUCTS)} FROM customer_months) months USING (customer_id)
  LEFT JOIN (SELECT customer_id, tier FROM tiers WHERE month = $month) tiers USING (customer_id)
)
UNPIVOT cells ON {", ".join(PRODUCTS)} INTO NAME product VALUE is_held
"""

GAPS = """
SELECT product, nature, count(*)::BIGINT AS n, quantile_disc(lift, 0.5) AS lift
FROM next_products JOIN customer_features USING (customer_id) WHERE place = 1
GROUP BY product, nature ORDER BY n DESC, product, nature
"""


def find_next_products(con: duckdb.DuckDBPyConnection, *, settings: ProductSettings, month: str) -> pd.DataFrame:
    """One row per customer and product in table `next_products`; returns PRODUCT_GAPS over the first suggestions.

    Needs customer_features, customer_months and tiers. Only products whose lift is above 1 with its whole interval
    are suggested, never to customers who refuse profiling. A product that the bank does not supply has NULL for
    everybody and is passed over. That similar customers hold it shows no need and no effect of an offer.
    """
    con.execute(HOLDERS, {"month": month})
    z = float(scipy.stats.norm.ppf(0.5 + settings.confidence / 2))
    con.execute(load_sql(__package__, "next_products"), {
        "min_similar": settings.min_similar, "min_holders": settings.min_holders, "most": settings.most_per_customer, "z": z,
    })
    check_relation(con, "next_products", NEXT_PRODUCTS)
    return check_frame(read_frame(con, GAPS), PRODUCT_GAPS)
