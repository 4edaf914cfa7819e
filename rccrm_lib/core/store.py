"""The store of decisions: append-only, the only thing that carries meaning from one month to the next.

SQLite in WAL mode: several processes (one per open page) may write at once, which a DuckDB file cannot do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from rccrm_lib.core.errors import RccrmError

SCHEMA = """
CREATE TABLE IF NOT EXISTS identity_event (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  member_id TEXT NOT NULL,
  month TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('create', 'absorb', 'merge', 'split', 'retire', 'correct')),
  customer_id TEXT,
  from_customer_id TEXT,
  src_sys TEXT NOT NULL,
  cust_no TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS identity_event_by_record ON identity_event (member_id, src_sys, cust_no, month, seq);
CREATE TRIGGER IF NOT EXISTS identity_event_no_update BEFORE UPDATE ON identity_event
  BEGIN SELECT RAISE(ABORT, 'identity events are append-only'); END;
CREATE TRIGGER IF NOT EXISTS identity_event_no_delete BEFORE DELETE ON identity_event
  BEGIN SELECT RAISE(ABORT, 'identity events are append-only'); END;
"""
EVENT_COLUMNS = ["kind", "customer_id", "from_customer_id", "src_sys", "cust_no"]
LINKS = """
SELECT src_sys, cust_no, customer_id, kind = 'retire' AS is_retired FROM (
  SELECT src_sys, cust_no, customer_id, kind,
         row_number() OVER (PARTITION BY src_sys, cust_no ORDER BY month DESC, seq DESC) AS age
  FROM identity_event WHERE member_id = ? AND month {before} ?
) WHERE age = 1 ORDER BY src_sys, cust_no
"""
LINK_COLUMNS = ["src_sys", "cust_no", "customer_id"]


class Store:
    """A handle on the store; every write is one transaction."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._open() as con:
                con.executescript(SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise RccrmError(f"the store {self.path.name} cannot be opened: {error}", "a file that can be written",
                             "check the rights and the free space of its folder") from error

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        con = sqlite3.connect(self.path, timeout=30)
        try:
            con.execute("PRAGMA journal_mode = WAL")
            con.execute("PRAGMA synchronous = FULL")
            with con:
                yield con
        finally:
            con.close()

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
        query = "SELECT DISTINCT customer_id FROM identity_event WHERE member_id = ? AND month < ?"
        with self._open() as con:
            return {row[0] for row in con.execute(query, (member_id, month)) if row[0]}

    def _links(self, member_id: str, month: str, before: str) -> pd.DataFrame:
        with self._open() as con:
            rows = con.execute(LINKS.format(before=before), (member_id, month)).fetchall()
        links = pd.DataFrame(rows, columns=[*LINK_COLUMNS, "is_retired"], dtype="object")
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
        with self._open() as con:
            con.executemany(
                "INSERT INTO identity_event (member_id, month, kind, customer_id, from_customer_id, src_sys, cust_no)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(member_id, month, *row) for row in rows.itertuples(index=False, name=None)],
            )
        return len(rows)
