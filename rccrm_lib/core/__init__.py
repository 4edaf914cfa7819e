"""Ground: settings, contracts, schemas, errors, engine, store, privacy, lineage: all that touches disk or a database."""
