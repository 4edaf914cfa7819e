"""Alembic's entry: steps run on the connection, and in the transaction, of whoever opened the store."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transaction_per_migration=False)
context.run_migrations()
