"""Household statements: which archive entry belonged to which household from which month on; append-only."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import text

from rccrm_lib.core.store.database import Database

KEY = ["household_id", "src_sys", "cust_no"]
SAID = ["archive_no", "relation", "valid_on"]
STATEMENT_COLUMNS = [*KEY, *SAID, "is_member", "month"]
WRITTEN = ["kind", *KEY, *SAID, "is_member"]
# the last word of each month: a month that was run again has said its first word in vain
STATEMENTS = f"""
SELECT {', '.join(STATEMENT_COLUMNS)} FROM (
  SELECT {', '.join(STATEMENT_COLUMNS)}, row_number() OVER (PARTITION BY {', '.join(KEY)}, month ORDER BY seq DESC) AS age
  FROM household_event WHERE member_id = :member_id AND month {{before}} :month
) AS aged WHERE age = 1 ORDER BY {', '.join(KEY)}, month
"""
INSERT = text(f"INSERT INTO household_event (seq, member_id, month, {', '.join(WRITTEN)})"
              f" VALUES (:seq, :member_id, :month, :{', :'.join(WRITTEN)})")


class Households:
    """The household statements of one member; every write is one transaction."""

    def __init__(self, database: Database, member_id: str) -> None:
        self._database, self._member_id = database, member_id

    def statements_before(self, month: str) -> pd.DataFrame:
        """One row per household, archive entry and month with a change before `month`: STATEMENT_COLUMNS."""
        return self._statements(month, "<")

    def ids_before(self, month: str) -> set[str]:
        """Every household id that was issued before `month`, alive or not: none of them is issued again."""
        query = "SELECT DISTINCT household_id FROM household_event WHERE member_id = :member_id AND month < :month"
        with self._database.read() as con:
            return {row[0] for row in con.execute(text(query), {"member_id": self._member_id, "month": month})}

    def _statements(self, month: str, before: str) -> pd.DataFrame:
        values = {"member_id": self._member_id, "month": month}
        with self._database.read() as con:
            rows = con.execute(text(STATEMENTS.format(before=before)), values).fetchall()
        frame = pd.DataFrame([tuple(row) for row in rows], columns=STATEMENT_COLUMNS, dtype="object")
        return frame.astype({"is_member": bool})

    def append(self, month: str, events: pd.DataFrame, *, links: pd.DataFrame) -> int:
        """Bring the store to the households that a month was published with; returns how many rows were written.

        What is written is the difference between `links` (KEY and SAID) and the store at `month`: a second run with the same
        inputs writes nothing, and one with corrected inputs also undoes what the first one said (kind 'correct').
        """
        rows = _difference(self._now(month), links, events, month)
        if rows.empty:
            return 0
        values = rows.astype(object).where(rows.notna(), None).to_dict("records")
        with self._database.write() as con:
            first = int(con.execute(text("SELECT coalesce(max(seq), 0) + 1 FROM household_event")).scalar_one())
            con.execute(INSERT, [{**row, "seq": first + n, "member_id": self._member_id, "month": month}
                                 for n, row in enumerate(values)])
        return len(rows)

    def _now(self, month: str) -> pd.DataFrame:
        """One row per entry that the store knows at the end of `month`: its last statement."""
        said = self._statements(month, "<=").drop_duplicates(KEY, keep="last")
        return said[said["is_member"]]


def _difference(now: pd.DataFrame, links: pd.DataFrame, events: pd.DataFrame, month: str) -> pd.DataFrame:
    """One row per entry of which `links` says something else than the store: WRITTEN."""
    wanted = links[[*KEY, *SAID]].assign(valid_on=_as_text(links["valid_on"]))
    joined = wanted.merge(now[[*KEY, *SAID]], on=KEY, how="outer", suffixes=("", "_now"), indicator="side")
    same = (joined["side"] == "both") & (joined[SAID].fillna("").to_numpy() == joined[[f"{c}_now" for c in SAID]].fillna(
        "").to_numpy()).all(axis=1)
    changed = joined[~same].copy()
    changed["is_member"] = (changed["side"] != "right_only").astype(int)
    gone = changed["is_member"] == 0
    for column in ("archive_no", "relation"):
        changed[column] = changed[column].mask(gone, changed[f"{column}_now"])
    changed["valid_on"] = changed["valid_on"].mask(gone, f"{month}-01")
    return _name_kinds(changed, events)[WRITTEN].sort_values(KEY).reset_index(drop=True)


def _name_kinds(changed: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The event's word for each changed entry: at the household that it came into, else at the one that it left."""
    into = events.drop_duplicates(KEY)[[*KEY, "kind"]]
    left = events.dropna(subset=["from_household_id"])[["from_household_id", "src_sys", "cust_no", "kind"]]
    left = left.set_axis([*KEY, "left_kind"], axis=1).drop_duplicates(KEY)
    named = changed.merge(into, on=KEY, how="left").merge(left, on=KEY, how="left")
    kind = named["kind"].where(named["kind"].notna(), named["left_kind"])
    return named.assign(kind=kind.where(kind.notna(), "correct"))


def _as_text(dates: pd.Series) -> pd.Series:
    """Dates as YYYY-MM-DD, missing ones as None."""
    written = pd.to_datetime(dates).dt.strftime("%Y-%m-%d").astype(object)
    return written.where(written.notna(), None)
