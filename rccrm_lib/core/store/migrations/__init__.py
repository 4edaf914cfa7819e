"""The store's schema, step by step: Alembic runs what a store has not had yet."""
