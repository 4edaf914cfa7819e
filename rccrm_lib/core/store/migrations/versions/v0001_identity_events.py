"""Identity events. Stores that were made before there were steps have this table already, with its data."""

from __future__ import annotations

from alembic import op

from rccrm_lib.core.store.migrations.append_only import make_append_only

revision = "0001"
down_revision = None

TABLE = """
CREATE TABLE IF NOT EXISTS identity_event (
  seq INTEGER PRIMARY KEY,
  member_id TEXT NOT NULL,
  month TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('create', 'absorb', 'merge', 'split', 'retire', 'correct')),
  customer_id TEXT,
  from_customer_id TEXT,
  src_sys TEXT NOT NULL,
  cust_no TEXT NOT NULL
)"""
INDEX = "CREATE INDEX IF NOT EXISTS identity_event_by_record ON identity_event (member_id, src_sys, cust_no, month, seq)"


def upgrade() -> None:
    """The table, its index, its triggers."""
    op.execute(TABLE)
    op.execute(INDEX)
    make_append_only("identity_event")
