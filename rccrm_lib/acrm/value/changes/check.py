"""The changes must be exact: every row sums, both months tie with the tiers, and what one customer gave another took."""

from __future__ import annotations

import duckdb

from rccrm_lib.acrm.value.changes.schema import ASSET_PARTS, COMPARABLE_PARTS
from rccrm_lib.core.errors import MonthRefused

ROUNDING_FEN = 3  # per customer who exchanged records: one fen a kind of assets
ROWS = """
SELECT customer_id FROM value_changes
WHERE aum_from_fen + {assets} <> aum_to_fen OR comparable_from_fen + {comparable} <> comparable_to_fen
LIMIT 1
"""
MONTHS = """
SELECT * FROM (
  SELECT 'assets of last month', (SELECT sum(aum_avg_fen) FROM change_before), (SELECT sum(aum_from_fen) FROM value_changes)
  UNION ALL
  SELECT 'assets of this month', (SELECT sum(aum_avg_fen) FROM tiers WHERE month = $month),
         (SELECT sum(aum_to_fen) FROM value_changes)
  UNION ALL
  SELECT 'contribution of this month', (SELECT sum(comparable_fen) FROM tiers WHERE month = $month),
         (SELECT sum(comparable_to_fen) FROM value_changes)
) sums(name, expected, found)
WHERE expected <> found
"""
# over everybody who gave or took, for who takes and leaves in one month has no row
EXCHANGED = """
SELECT coalesce(sum(aum_records_in_fen + aum_records_out_fen), 0)::BIGINT AS fen, count(*) AS n
FROM change_records
WHERE NOT EXISTS (FROM change_moved WHERE from_customer_id IS NULL OR to_customer_id IS NULL)
"""
HELP = "report this: no extract should be able to cause it"


def refuse_unexact(con: duckdb.DuckDBPyConnection, *, month: str) -> None:
    """Raise MonthRefused unless the parts sum to the change for everybody, and the sums tie with the tiers of both months."""
    wrong = con.execute(ROWS.format(assets=" + ".join(ASSET_PARTS), comparable=" + ".join(COMPARABLE_PARTS))).fetchall()
    if wrong:
        raise MonthRefused(f"the parts of the change of {wrong[0][0]} do not sum to it", "last month + parts = this month", HELP)
    if not con.execute("SELECT 1 FROM value_changes LIMIT 1").fetchall():
        return
    for name, expected, found in con.execute(MONTHS, {"month": month}).fetchall():
        raise MonthRefused(f"{name}: the changes say {found} fen", f"{expected} fen, as the tiers say", HELP)
    fen, n = con.execute(EXCHANGED).fetchall()[0]
    if abs(fen) > ROUNDING_FEN * n:
        raise MonthRefused(f"records that customers exchanged: {fen} fen were given and not taken", "a difference of 0", HELP)
