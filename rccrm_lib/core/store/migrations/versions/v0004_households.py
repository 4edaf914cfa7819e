"""Household statements: who belonged to which household from when on."""

from __future__ import annotations

from alembic import op

from rccrm_lib.core.store.migrations.append_only import make_append_only

revision = "0004"
down_revision = "0003"

TABLE = """
CREATE TABLE household_event (
  seq INTEGER PRIMARY KEY,
  member_id TEXT NOT NULL,
  month TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('form', 'join', 'split', 'move', 'return', 'role', 'head', 'renumber', 'leave', 'dissolve',
                                     'correct')),
  household_id TEXT NOT NULL,
  archive_no TEXT NOT NULL,
  src_sys TEXT NOT NULL,
  cust_no TEXT NOT NULL,
  relation TEXT,
  is_member INTEGER NOT NULL,
  valid_on TEXT
)"""
INDEX = "CREATE INDEX household_event_by_entry ON household_event (member_id, household_id, src_sys, cust_no, month, seq)"


def upgrade() -> None:
    """The table, its index, its triggers."""
    op.execute(TABLE)
    op.execute(INDEX)
    make_append_only("household_event")
