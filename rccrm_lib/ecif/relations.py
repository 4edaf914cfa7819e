"""Owner and business: two customers that are linked and never merged."""

from __future__ import annotations

import duckdb
import pandas as pd

from rccrm_lib.core.engine import load_sql
from rccrm_lib.facts.identity import grade_ids
from rccrm_lib.facts.names import standardise_names


def relate_owners(con: duckdb.DuckDBPyConnection) -> None:
    """One row per person and organisation: leaves `relations`, and `relation_counts` (how many were found, why not the rest).

    `kind`: OPERATOR of a self-employed business, LEGAL_REP of any other organisation. `rule`: OWNER_NUMBER (the valid number
    and the name of the person), OWNER_PHONE (no number, but name and phone, of one customer only). Needs records, links
    and cif_corp.
    """
    numbers = _distinct(con, "legal_cert_no")
    names = _distinct(con, "legal_name")
    forms = standardise_names(names["legal_name"])[["name_key", "pinyin_key"]]
    frames = {
        "owner_numbers": numbers.assign(id18=grade_ids(numbers["legal_cert_no"])["id18"]),
        "owner_names": pd.concat([names, forms], axis=1),
    }
    for name, frame in frames.items():
        con.register("owner_frame", frame.astype(object))
        texts = ", ".join(f"{column}::VARCHAR AS {column}" for column in frame.columns)
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {texts} FROM owner_frame")
        con.unregister("owner_frame")
    con.execute(load_sql(__package__, "relations"))


def _distinct(con: duckdb.DuckDBPyConnection, column: str) -> pd.DataFrame:
    return con.execute(f"SELECT DISTINCT {column} FROM cif_corp WHERE {column} IS NOT NULL ORDER BY {column}").df()
