"""Searching among the customers in reach: by whole values, with masked answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from rccrm_lib.core.org.columns import column_sql
from rccrm_lib.core.org.scope import Scope

TAIL = 4  # characters; a shorter end of a number meets too many
#: What a search may meet besides the name, the most telling first.
NUMBERS = {"cert": "cert_no", "mobile": "mobile", "customer": "customer_id"}
SHOWN = ("customer_id", "name", "nature", "sex", "cert_no", "mobile", "village_id", "address")
ALWAYS_MASKED = ("cert_no", "mobile")  # a list of hits is glanced at; the card shows more


@dataclass(frozen=True)
class Hits:
    """The first rows of a search, masked, each with what it `matched`, and how many there are in all."""

    rows: tuple[dict[str, Any], ...]
    total: int


def search_customers(con: duckdb.DuckDBPyConnection, scope: Scope, terms: tuple[str, ...], *, most: int) -> Hits:
    """Customers in reach that meet every term: part of the name, or the end of a number that the post is given."""
    clauses, values = zip(*(_clause(term) for term in terms), strict=True)
    matched, tails = _matched(terms)
    shown = ", ".join(column_sql("customers", name, scope.role, always_masked=name in ALWAYS_MASKED) for name in SHOWN)
    cursor = con.execute(
        f"""WITH hits AS (
          SELECT *, count(*) OVER () AS total, {matched} AS matched FROM customers_whole WHERE {' AND '.join(clauses)}
          ORDER BY lower(name) <> ?, NOT starts_with(lower(name), ?), name, customer_id LIMIT {most}
        ) SELECT {shown}, matched, total, row_number() OVER () AS place FROM hits ORDER BY place""",
        [*tails, *(value for some in values for value in some), terms[0].lower(), terms[0].lower()],
    )
    names = [column[0] for column in cursor.description or []]
    rows = tuple(dict(zip(names, row, strict=True)) for row in cursor.fetchall())
    return Hits(rows, int(rows[0]["total"]) if rows else 0)


def is_tail(term: str) -> bool:
    """Whether a term can be the end of a certificate, mobile or customer number."""
    return len(term) >= TAIL and term.isascii() and term.isalnum()


def _clause(term: str) -> tuple[str, list[str]]:
    """One term as SQL with its values; letters and digits alone may also be the end of a number."""
    if not is_tail(term):
        return "contains(lower(name), ?)", [term.lower()]
    ends = " OR ".join(f"coalesce(ends_with(upper({column}), ?), FALSE)" for column in NUMBERS.values())
    return f"(coalesce(contains(lower(name), ?), FALSE) OR {ends})", [term.lower(), *[term.upper()] * len(NUMBERS)]


def _matched(terms: tuple[str, ...]) -> tuple[str, list[str]]:
    """Which field met the most telling term, as SQL with its values: a number's end says more than a name."""
    cases = [(f"WHEN ends_with(upper({column}), ?) THEN '{field}'", term.upper())
             for term in terms if is_tail(term) for field, column in NUMBERS.items()]
    if not cases:
        return "'name'", []
    return f"CASE {' '.join(case for case, _ in cases)} ELSE 'name' END", [value for _, value in cases]
