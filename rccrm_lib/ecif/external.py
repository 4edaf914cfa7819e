"""External data (credit bureau, registry, tax): bound to a purpose, with an end. The only way to read them.

Nothing of them enters the golden record. Every row that may not be used is listed with its reason.
"""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd

from rccrm_lib.core.contracts import load_codes
from rccrm_lib.core.errors import RccrmError

# source -> purposes for which it may ever be read; a row's own purpose must be the same besides
ALLOWED: dict[str, tuple[str, ...]] = {
    "ext_credit": ("CREDIT", "AFTER"),  # a credit report serves the loan that the customer signed for, never marketing
    "ext_reg": ("CREDIT", "AFTER", "KYC"),
    "ext_tax": ("CREDIT", "AFTER"),
}


class ExternalRefused(RccrmError):
    """External data are asked for outside their purpose or after their end."""


def read_external(con: duckdb.DuckDBPyConnection, *, source: str, purpose: str, on: date) -> pd.DataFrame:
    """One row per customer: the newest row of `source` that may be used for `purpose` on this day.

    Needs `links` and the table of the source. A purpose that the source never serves is refused with an error. A row
    fetched for another purpose, not yet fetched on the day, or past its end is left out. Both stand in the table
    `external_refusals` (source, asked_for, on_day, src_sys, cust_no, reason), which grows with each call.
    """
    _check_names(source, purpose)
    con.execute(REFUSALS)
    if purpose not in ALLOWED[source]:
        con.execute(REFUSE.format(source=source, condition="TRUE"), _asked(purpose, on, "SOURCE_NOT_FOR_PURPOSE"))
        raise ExternalRefused(
            f"{source} may not be read for {purpose}", f"one of {', '.join(ALLOWED[source])}",
            "leave these data out of this use; the refusal is listed in external_refusals",
        )
    for reason, condition in _reasons(purpose, on):
        con.execute(REFUSE.format(source=source, condition=condition), _asked(purpose, on, reason))
    return con.execute(USABLE.format(source=source), [purpose, on, on]).df()


def count_refusals(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per source, purpose asked for and reason: how many rows were refused."""
    con.execute(REFUSALS)
    return con.execute(
        "SELECT source, asked_for, reason, count(*)::BIGINT AS n FROM external_refusals GROUP BY ALL ORDER BY ALL"
    ).df()


def _check_names(source: str, purpose: str) -> None:
    known = load_codes()["ext_purpose"]
    if source not in ALLOWED or purpose not in known:
        raise RccrmError(f"external source {source!r}, purpose {purpose!r}",
                         f"a source of {sorted(ALLOWED)} and a purpose of {sorted(known)}", "correct the call")


def _asked(purpose: str, on: date, reason: str) -> list[str | date]:
    return [purpose, on, reason]


def _reasons(purpose: str, on: date) -> tuple[tuple[str, str], ...]:
    """Reason and SQL condition; a row is listed under the first that fits."""
    other, day = f"purpose <> '{purpose}'", f"DATE '{on.isoformat()}'"
    late, early = f"expires_on <= {day}", f"fetched_on > {day}"
    return (("OTHER_PURPOSE", other), ("EXPIRED", f"NOT ({other}) AND {late}"),
            ("NOT_YET_FETCHED", f"NOT ({other}) AND NOT ({late}) AND {early}"))


REFUSALS = """
CREATE TABLE IF NOT EXISTS external_refusals (
    source VARCHAR, asked_for VARCHAR, on_day DATE, src_sys VARCHAR, cust_no VARCHAR, reason VARCHAR)
"""
REFUSE = """
INSERT INTO external_refusals
SELECT '{source}', $1, $2, src_sys, cust_no, $3 FROM {source} WHERE {condition} ORDER BY src_sys, cust_no, purpose, fetched_on
"""
USABLE = """
SELECT l.customer_id, e.* FROM {source} e JOIN links l USING (src_sys, cust_no)
WHERE e.purpose = $1 AND e.fetched_on <= $2 AND e.expires_on > $3
QUALIFY row_number() OVER (PARTITION BY l.customer_id ORDER BY e.fetched_on DESC, e.src_sys, e.cust_no) = 1
ORDER BY l.customer_id
"""
