"""Who looks after whom by day, what was done with customers, what managers say of what they were asked to do."""

from __future__ import annotations

from alembic import op

from rccrm_lib.core.store.migrations.append_only import make_append_only

revision = "0005"
down_revision = "0004"

TABLES = {
    "assignment": """
CREATE TABLE assignment (
  seq INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  member_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  manager_id TEXT NOT NULL,
  from_on TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('proposal', 'transfer', 'pool', 'reclaim', 'manual')),
  request_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  at DOUBLE PRECISION NOT NULL,
  reason TEXT NOT NULL
)""",
    "contact": """
CREATE TABLE contact (
  seq INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  member_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  household_id TEXT NOT NULL,
  manager_id TEXT NOT NULL,
  on_day TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('visit', 'call', 'message', 'counter')),
  result TEXT NOT NULL,
  need TEXT NOT NULL,
  promise TEXT NOT NULL,
  next_on TEXT,
  item_id TEXT NOT NULL,
  evidence_hash TEXT NOT NULL,
  form TEXT NOT NULL,
  corrects INTEGER,
  person_id TEXT NOT NULL,
  at DOUBLE PRECISION NOT NULL
)""",
    "contact_check": """
CREATE TABLE contact_check (
  seq INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  member_id TEXT NOT NULL,
  contact_seq INTEGER NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('confirmed', 'doubtful', 'not_reached')),
  note TEXT NOT NULL,
  person_id TEXT NOT NULL,
  at DOUBLE PRECISION NOT NULL
)""",
    "item_answer": """
CREATE TABLE item_answer (
  seq INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  member_id TEXT NOT NULL,
  item_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  manager_id TEXT NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('useful', 'wrong', 'done', 'later', 'taken_back')),
  reason TEXT NOT NULL,
  until_on TEXT,
  person_id TEXT NOT NULL,
  at DOUBLE PRECISION NOT NULL
)""",
}
INDEXES = (
    "CREATE INDEX assignment_by_customer ON assignment (member_id, customer_id, from_on, seq)",
    "CREATE INDEX assignment_by_day ON assignment (member_id, from_on)",
    "CREATE INDEX contact_by_customer ON contact (member_id, customer_id, on_day)",
    "CREATE INDEX contact_by_household ON contact (member_id, household_id, on_day)",
    "CREATE INDEX contact_by_day ON contact (member_id, on_day)",
    "CREATE INDEX contact_check_by_contact ON contact_check (member_id, contact_seq)",
    "CREATE INDEX item_answer_by_item ON item_answer (member_id, item_id, seq)",
    "CREATE INDEX item_answer_by_manager ON item_answer (member_id, manager_id)",
)


def upgrade() -> None:
    """The tables, their indexes, their triggers."""
    for statement in (*TABLES.values(), *INDEXES):
        op.execute(statement)
    for table in TABLES:
        make_append_only(table)
