"""The curve as delivered: whether there is one, and that it gives one price for one day."""

from __future__ import annotations

import duckdb

from rccrm_lib.core.errors import MonthRefused

TWICE = """
SELECT side, product_id, term_months, from_on, list(DISTINCT price ORDER BY price) AS prices
FROM value_points
GROUP BY side, product_id, term_months, from_on
HAVING count(*) > 1
ORDER BY side, product_id, term_months, from_on
LIMIT 1
"""


def has_prices(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the bank supplies transfer prices at all."""
    return bool(con.execute("SELECT 1 FROM ftp_curve_history LIMIT 1").fetchall())


def check_points(con: duckdb.DuckDBPyConnection) -> None:
    """Refuse a curve with two points for one side, product, term and day, whether or not they agree."""
    found = con.execute(TWICE).fetchall()
    if found:
        side, product, term, day, prices = found[0]
        said = ", ".join(f"{price / 1_000_000:.4f}" for price in prices)
        raise MonthRefused(
            f"ftp_curve: side {side}, product {product}, term {term} months has several points from {day} on ({said} %)",
            "one price for one side, product, term and day", "have the curve corrected at the source and delivered again",
        )
