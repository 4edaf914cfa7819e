"""Who looks after whose customers while somebody is away."""

from __future__ import annotations

from alembic import op

from rccrm_lib.core.store.migrations.append_only import make_append_only

revision = "0003"
down_revision = "0002"

COVER = """
CREATE TABLE cover (
  seq INTEGER PRIMARY KEY,
  member_id TEXT NOT NULL,
  manager_id TEXT NOT NULL,
  deputy_id TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('given', 'withdrawn')),
  person_id TEXT NOT NULL,
  at DOUBLE PRECISION NOT NULL,
  reason TEXT NOT NULL
)"""
INDEX = "CREATE INDEX cover_by_deputy ON cover (member_id, deputy_id, seq)"


def upgrade() -> None:
    """The table, append-only."""
    op.execute(COVER)
    op.execute(INDEX)
    make_append_only("cover")
