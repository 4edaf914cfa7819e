"""Identity events: which source record belonged to which customer from which month on; append-only."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from sqlalchemy import text

from rccrm_lib.core.store.audit import Head, read_head
from rccrm_lib.core.store.database import Database

EVENT_COLUMNS = ["kind", "customer_id", "from_customer_id", "src_sys", "cust_no"]
INSERT = text(
    "INSERT INTO identity_event (seq, member_id, month, kind, customer_id, from_customer_id, src_sys, cust_no)"
    " VALUES (:seq, :member_id, :month, :kind, :customer_id, :from_customer_id, :src_sys, :cust_no)")
LINKS = """
SELECT src_sys, cust_no, customer_id, kind = 'retire' AS is_retired FROM (
  SELECT src_sys, cust_no, customer_id, kind,
         row_number() OVER (PARTITION BY src_sys, cust_no ORDER BY month DESC, seq DESC) AS age
  FROM identity_event WHERE member_id = :member_id AND month {before} :month
) AS aged WHERE age = 1 ORDER BY src_sys, cust_no
"""
# records that have held several ids, in the order in which they held them first; nearly all have held one
HELD = """
SELECT src_sys, cust_no, customer_id, row_number() OVER (PARTITION BY src_sys, cust_no ORDER BY first_seq) AS place
FROM (
  SELECT src_sys, cust_no, customer_id, min(seq) AS first_seq, count(*) OVER (PARTITION BY src_sys, cust_no) AS n_ids
  FROM identity_event WHERE member_id = :member_id AND month < :month AND customer_id IS NOT NULL
  GROUP BY src_sys, cust_no, customer_id
) AS held WHERE n_ids > 1 ORDER BY src_sys, cust_no, place
"""
LINK_COLUMNS = ["src_sys", "cust_no", "customer_id"]


class Store:
    """A handle on the store; every write is one transaction."""

    def __init__(self, address: str | Path) -> None:
        self.database = Database(address)
        self.path = self.database.path

    def audit_head(self) -> Head:
        """How far the audit log reaches."""
        with self.database.read() as con:
            return read_head(con)

    def links_before(self, member_id: str, month: str) -> pd.DataFrame:
        """One row per source record ever linked before `month`: src_sys, cust_no, customer_id, is_retired.

        A retired record (no longer delivered) stays here with its last id, so that it gets it back if it returns.
        """
        return self._links(member_id, month, "<")

    def links_at(self, member_id: str, month: str) -> pd.DataFrame:
        """One row per source record as linked at the end of `month`: src_sys, cust_no, customer_id."""
        links = self._links(member_id, month, "<=")
        return links.loc[~links["is_retired"], LINK_COLUMNS].reset_index(drop=True)

    def ids_before(self, member_id: str, month: str) -> set[str]:
        """Every customer id that a member issued before `month`, alive or not: none of them is issued again."""
        query = "SELECT DISTINCT customer_id FROM identity_event WHERE member_id = :member_id AND month < :month"
        with self.database.read() as con:
            return {row[0] for row in con.execute(text(query), {"member_id": member_id, "month": month}) if row[0]}

    def ids_held_before(self, member_id: str, month: str) -> pd.DataFrame:
        """One row per record and customer id that it held before `month`, of records that held several: src_sys, cust_no,
        customer_id, place (1 is the first)."""
        with self.database.read() as con:
            rows = con.execute(text(HELD), {"member_id": member_id, "month": month}).fetchall()
        return pd.DataFrame([tuple(row) for row in rows], columns=[*LINK_COLUMNS, "place"], dtype="object")

    def _links(self, member_id: str, month: str, before: str) -> pd.DataFrame:
        with self.database.read() as con:
            rows = con.execute(text(LINKS.format(before=before)), {"member_id": member_id, "month": month}).fetchall()
        links = pd.DataFrame([tuple(row) for row in rows], columns=[*LINK_COLUMNS, "is_retired"], dtype="object")
        return links.astype({"is_retired": bool})

    def append_identity_events(
        self, member_id: str, month: str, events: pd.DataFrame, *, links: pd.DataFrame
    ) -> int:
        """Bring the store to the links that a month was published with; returns how many events were written.

        What is written is the difference between `links` (src_sys, cust_no, customer_id) and the links at `month`
        as they stand: a second run with the same inputs writes nothing, and a run with corrected inputs also
        undoes what the first one decided (kind 'correct', where `events` has no word of its own for it).
        """
        now = self.links_at(member_id, month).rename(columns={"customer_id": "from_customer_id"})
        joined = links[LINK_COLUMNS].merge(now, on=["src_sys", "cust_no"], how="outer")
        changed = joined[joined["customer_id"].fillna("") != joined["from_customer_id"].fillna("")]
        kinds = events[["src_sys", "cust_no", "kind"]].drop_duplicates(["src_sys", "cust_no"])
        changed = changed.merge(kinds, on=["src_sys", "cust_no"], how="left")
        gone = changed["customer_id"].isna()
        changed["kind"] = changed["kind"].where(changed["kind"] != "retire").fillna("correct").mask(gone, "retire")
        changed["customer_id"] = changed["customer_id"].fillna(changed["from_customer_id"])
        rows = changed[EVENT_COLUMNS].astype(object).where(changed[EVENT_COLUMNS].notna(), None)
        if rows.empty:
            return 0
        with self.database.write() as con:
            first = int(con.execute(text("SELECT coalesce(max(seq), 0) + 1 FROM identity_event")).scalar_one())
            values = [{**row, "seq": first + n, "member_id": member_id, "month": month}
                      for n, row in enumerate(rows.to_dict("records"))]
            con.execute(INSERT, values)
        return len(rows)
