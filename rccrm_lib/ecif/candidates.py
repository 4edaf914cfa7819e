"""Candidates: pairs of records that share enough rare values to be worth comparing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from rccrm_lib.ecif.kinds import KINDS

FEW_PAIRS = 500_000  # so few are all compared
RARE = 40  # a key of at most so many records pairs them all
LARGE_KEYS = 8  # of a record's commoner keys, so many (its rarest) are tried in twos


@dataclass(frozen=True)
class Field:
    """One compared column: its name in the input, its kind, and the column of `entries` that holds its standard value."""

    name: str
    kind: str
    column: str


def find_candidates(con: duckdb.DuckDBPyConnection, fields: Sequence[Field], *, where: str = "TRUE") -> None:
    """One row per pair of entries worth comparing: leaves `candidates` (a, b), a < b, both meeting `where` (of x and y)."""
    n = con.execute("SELECT count(*) FROM entries").fetchall()[0][0]
    if n * (n - 1) // 2 <= FEW_PAIRS:
        found = "SELECT x.rid AS a, y.rid AS b FROM entries x JOIN entries y ON x.rid < y.rid"
    else:
        con.execute(BLOCK_KEYS.format(selects=" UNION ALL ".join(_selects(fields))))
        con.execute(LARGE_TWOS)
        found = RARE_PAIRS
    con.execute(f"CREATE OR REPLACE TABLE candidates AS SELECT a, b FROM ({found}) p JOIN entries x ON x.rid = p.a "
                f"JOIN entries y ON y.rid = p.b WHERE {where} ORDER BY a, b")


def _selects(fields: Sequence[Field]) -> list[str]:
    return [
        f"SELECT rid, {place}::TINYINT AS field, hash({place}, {block.format(x=one.column)}) AS key FROM entries "
        f"WHERE {one.column} IS NOT NULL"
        for place, one in enumerate(fields) for block in KINDS[one.kind].blocks
    ]


BLOCK_KEYS = """
CREATE OR REPLACE TEMP TABLE block_keys AS
WITH every_key AS ({selects}),
sizes AS (SELECT key, count(DISTINCT rid) AS n FROM every_key GROUP BY key HAVING n > 1)
SELECT DISTINCT rid, field, key, n FROM every_key JOIN sizes USING (key)
"""

# A record's commoner keys, of two different fields together.
LARGE_TWOS = f"""
CREATE OR REPLACE TEMP TABLE block_twos AS
WITH large AS (
    SELECT rid, field, key FROM block_keys WHERE n > {RARE}
    QUALIFY row_number() OVER (PARTITION BY rid ORDER BY n, field, key) <= {LARGE_KEYS}
),
twos AS (
    SELECT x.rid, hash(least(x.key, y.key), greatest(x.key, y.key)) AS key
    FROM large x JOIN large y ON x.rid = y.rid AND x.field < y.field
)
SELECT rid, key FROM twos QUALIFY count(*) OVER (PARTITION BY key) BETWEEN 2 AND {RARE}
"""

RARE_PAIRS = f"""
SELECT a.rid AS a, b.rid AS b FROM block_keys a JOIN block_keys b USING (key) WHERE a.rid < b.rid AND a.n <= {RARE}
UNION
SELECT a.rid, b.rid FROM block_twos a JOIN block_twos b USING (key) WHERE a.rid < b.rid
"""
