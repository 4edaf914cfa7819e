"""Prospects of leads who are customers by now: known by the token of a number in the golden records, or "not linked".

Who is one customer is decided by the match alone: a token only looks up the customer to whom the number belongs. A number
of several customers (a family's telephone) links nobody.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.privacy.tokens import purpose_key, read_key, token_sql
from rccrm_lib.flow.run import Run
from rccrm_lib.ocrm.service import PROSPECTS

#: Column of the golden record -> column of the lead that holds its token; the certificate first.
NUMBERS = {"cert_no": "cert_token", "mobile": "mobile_token"}


def link_prospects(run: Run, con: duckdb.DuckDBPyConnection, leads: pd.DataFrame) -> pd.Series:
    """The customer of each lead: the named one, or as whom a prospect is known by now; empty for "not linked".

    Reads `customers`. Without a key for tokens, or without tokens, nobody is linked.
    """
    wanted = leads[(leads["customer_id"] == "") & (leads[list(NUMBERS.values())] != "").any(axis=1)]
    found = leads["customer_id"].copy()
    if wanted.empty:
        return found
    try:
        key = purpose_key(read_key(run.settings.union.key_file), PROSPECTS)
    except RccrmError:  # the key was taken away since: what it made can be compared no more
        return found
    for column, token in NUMBERS.items():
        known = _customers_by(con, column, wanted[token], key)
        found = found.where(found != "", leads[token].map(known).fillna(""))
    return found


def _customers_by(con: duckdb.DuckDBPyConnection, column: str, tokens: pd.Series, key: bytes) -> dict[str, str]:
    """Token -> the one customer with such a number."""
    expression, values = token_sql(column, key=key)
    rows = con.execute(f"""SELECT token, min(customer_id) FROM
        (SELECT customer_id, {expression} AS token FROM customers WHERE {column} IS NOT NULL AND party_kind = 'person')
        WHERE token IN (SELECT unnest(?::VARCHAR[])) GROUP BY token HAVING count(*) = 1""",
        [*values, [one for one in tokens if one]]).fetchall()
    return {str(token): str(customer) for token, customer in rows}
