"""Triggers that refuse to change or remove rows, for both databases."""

from __future__ import annotations

from alembic import op

SQLITE = """CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
  BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
FUNCTION = """CREATE OR REPLACE FUNCTION rccrm_append_only() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"""
POSTGRES = """CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION rccrm_append_only()"""


def make_append_only(table: str) -> None:
    """No row of the table can be updated or deleted, nor the table truncated."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(SQLITE.format(table=table, verb=verb))
        return
    op.execute(FUNCTION)
    for verb in ("update", "delete", "truncate"):
        op.execute(POSTGRES.format(table=table, verb=verb))
