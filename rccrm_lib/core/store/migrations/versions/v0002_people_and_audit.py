"""Accounts, sessions, decisions and the audit log."""

from __future__ import annotations

from alembic import op

from rccrm_lib.core.store.migrations.append_only import make_append_only

revision = "0002"
down_revision = "0001"

PERSON = """
CREATE TABLE person (
  person_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  member_id TEXT NOT NULL,
  org_id TEXT NOT NULL,
  manager_id TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  is_active INTEGER NOT NULL DEFAULT 1,
  n_failures INTEGER NOT NULL DEFAULT 0,
  locked_until DOUBLE PRECISION NOT NULL DEFAULT 0
)"""
SESSION = """
CREATE TABLE session (
  session TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (person_id),
  begun_at DOUBLE PRECISION NOT NULL,
  seen_at DOUBLE PRECISION NOT NULL,
  ended_at DOUBLE PRECISION
)"""
DECISION = """
CREATE TABLE decision (
  seq INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  member_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  version INTEGER NOT NULL,
  content TEXT NOT NULL,
  person_id TEXT NOT NULL,
  at DOUBLE PRECISION NOT NULL,
  reason TEXT NOT NULL,
  UNIQUE (member_id, kind, subject, version)
)"""
AUDIT = """
CREATE TABLE audit_event (
  seq INTEGER PRIMARY KEY,
  at DOUBLE PRECISION NOT NULL,
  person_id TEXT NOT NULL,
  role TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  field TEXT NOT NULL,
  before_hash TEXT NOT NULL,
  after_hash TEXT NOT NULL,
  reason TEXT NOT NULL,
  address TEXT NOT NULL,
  previous_seal TEXT NOT NULL,
  seal TEXT NOT NULL
)"""


def upgrade() -> None:
    """Four tables; decisions and the audit log are append-only."""
    for table in (PERSON, SESSION, DECISION, AUDIT):
        op.execute(table)
    make_append_only("decision")
    make_append_only("audit_event")
