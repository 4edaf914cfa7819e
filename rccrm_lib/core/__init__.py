"""Ground: settings, contracts, schemas, errors, engine, store, privacy, lineage. The only code that touches disk or a database."""
