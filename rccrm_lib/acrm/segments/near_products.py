"""Which product would lift a customer who is near a tier: one that like customers hold, and hold enough of."""

from __future__ import annotations

import duckdb
import pandas as pd

from rccrm_lib.acrm.segments.schema import NEAR_COUNTS, NEAR_PRODUCTS
from rccrm_lib.core.engine import load_sql, read_frame
from rccrm_lib.core.schema import check_frame, check_relation
from rccrm_lib.core.segment_settings import ProductSettings

COUNTS = """
SELECT measure, product, rule, count(*)::BIGINT AS n
FROM near_products JOIN near_threshold USING (customer_id)
GROUP BY ALL ORDER BY measure, n DESC, product, rule
"""


def find_near_products(con: duckdb.DuckDBPyConnection, *, settings: ProductSettings, month: str) -> pd.DataFrame:
    """One row per customer near a tier in table `near_products`; returns NEAR_COUNTS.

    Needs near_threshold, next_products, customer_features, customer_months, customers, tiers, contract_months and
    contribution_months. Candidates: time deposits and wealth products that the customer does not hold; loans too where the
    contribution is the nearer measure. A candidate would lift when at least half of its holders of the same nature have as much
    of it, in the measure, as the customer lacks (fen), and it is one of the customer's next products (rule SIMILAR) or more of
    the like hold it in the tier within reach than in the present one (LINE). Fewer than `min_similar` holders or peers prove
    nothing. Else the rule says why none is named: HOLDS every one, REFUSES marketing, CANNOT_TELL.
    """
    con.execute(load_sql(__package__, "near_products"), {"min_similar": settings.min_similar, "month": month})
    check_relation(con, "near_products", NEAR_PRODUCTS)
    return check_frame(read_frame(con, COUNTS), NEAR_COUNTS)
