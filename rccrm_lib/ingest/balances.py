"""Monthly balances derived from movements, for a bank that does not deliver them."""

from __future__ import annotations

from datetime import date

import duckdb

from rccrm_lib.core.engine import load_sql
from rccrm_lib.ingest.checking import CheckedTable, accepted_sql
from rccrm_lib.ingest.rules import literal

NEEDED = ("account_id", "txn_on", "seq", "dc", "amount_fen", "balance_after_fen")
DERIVED = ("account_id", "month_end_on", "balance_fen", "accumulation_fen_day")
FLOWS = ("customer_in_fen", "customer_out_fen")


def can_derive(checked: CheckedTable | None) -> bool:
    """Whether movements of all months are there, each with the balance after it."""
    if checked is None:
        return False
    return not checked.staged.settings.has_month and set(NEEDED) <= set(checked.supplied)


def derive_balances(
    con: duckdb.DuckDBPyConnection, checked: CheckedTable, repeats: str, *, member_id: str, as_of: date
) -> tuple[str, list[str]]:
    """(query, columns): one row per account with a movement up to `as_of`, in the columns of bal_month.

    Balances are the ends of days in fen; the accumulation is their sum over the days of the month in fen*day.
    Before an account's first movement its balance is the one that this movement found.
    """
    movements = accepted_sql(checked, repeats, member_id, all_months=True)
    con.execute(f"CREATE OR REPLACE VIEW movements_to_month_end AS SELECT * FROM ({movements}) "
                f"WHERE txn_on <= DATE '{as_of}'")
    has_initiator = "initiator" in checked.supplied
    sql = load_sql(__package__, "balances")
    sql = sql.replace("$month_start", f"DATE '{as_of.replace(day=1)}'").replace("$month_end", f"DATE '{as_of}'")
    con.execute(sql.replace("$has_initiator", str(has_initiator).lower()))
    query = f"SELECT {literal(member_id)} AS member_id, * FROM derived_bal_month"
    return query, [*DERIVED, *(FLOWS if has_initiator else ())]
