"""The ledger and the contracts must agree to the fen, or somebody has said why not."""

from __future__ import annotations

import duckdb

from rccrm_lib.core.contracts import load_codes
from rccrm_lib.core.errors import MonthRefused

DIFFERENT = """
SELECT org_id, item, booked_fen, customers_fen, unallocated_fen, difference_fen, count(*) OVER ()
FROM ledger_ties
WHERE difference_fen <> 0
ORDER BY abs(difference_fen) DESC, org_id, item
LIMIT 1
"""


def refuse_difference(con: duckdb.DuckDBPyConnection) -> None:
    """Raise MonthRefused with unit, item and difference of the largest difference that nothing explains."""
    found = con.execute(DIFFERENT).fetchall()
    if found:
        org_id, item, booked, customers, unallocated, difference, n = found[0]
        name, unit = load_codes()["gl_item"][item], org_id or "(none)"
        raise MonthRefused(
            f"gl_branch: unit {unit}, item {item} ({name['zh']} {name['en']}): the ledger books {booked} fen, the contracts "
            f"give {customers} (customers) and {unallocated} (unallocated); the difference is {difference} fen"
            + (f", and {n - 1} more unit(s) and item(s) differ" if n > 1 else ""),
            "a difference of 0: the ledger of the month, and the prices and rates that it was made with",
            "compare curve, rates and ledger with the finance department; if the ledger holds bookings that no contract "
            "explains, name a tolerance with its reason in settings/contribution.toml",
        )
