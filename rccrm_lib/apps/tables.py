"""The published tables of one month as one visitor may read them: every row of a customer that is out of reach is gone.

The cut is made here, once, when a page opens; whatever a page asks afterwards, it asks of the views below.
"""

from __future__ import annotations

from typing import Any

from rccrm_lib.apps.card_home import WHOLE_HOMES
from rccrm_lib.apps.publication import OPTIONAL_TABLES, TABLES, Publication
from rccrm_lib.apps.sight import Sight
from rccrm_lib.core.engine import create_view, open_engine, quote_path

PAGE_MEMORY = "1GB"


def open_tables(publication: Publication, sight: Sight) -> Any:
    """An engine with a view per table; those with a customer_id hold customers in reach only.

    `beyond` keeps, of households, how many members there are, so that a page can say that some are out of reach.
    """
    engine = open_engine(threads=2, memory=PAGE_MEMORY)
    condition, values = sight.reach(publication)
    months, people = (quote_path(publication.tables / f"{name}.parquet") for name in ("customer_months", "customers"))
    engine.execute(
        f"""CREATE TABLE reach AS SELECT c.customer_id
        FROM read_parquet({people}) c LEFT JOIN read_parquet({months}) m USING (customer_id) WHERE {condition}""",
        values,
    )
    for name in TABLES:
        source = f"read_parquet({quote_path(publication.tables / f'{name}.parquet')})"
        engine.execute(f"CREATE VIEW {name} AS SELECT * FROM {source} SEMI JOIN reach USING (customer_id)")
    home = quote_path(publication.tables / "household_members.parquet")
    engine.execute(
        f"""CREATE VIEW beyond AS SELECT household_id, count(*) AS n FROM read_parquet({home})
        ANTI JOIN reach USING (customer_id) GROUP BY household_id"""
    )
    months_of_homes = publication.tables / "household_months.parquet"
    if months_of_homes.is_file():  # not in months that were published before there was one
        engine.execute(WHOLE_HOMES.format(source=f"read_parquet({quote_path(months_of_homes)})"))
    for name in published_masters(publication):
        create_view(engine, name, publication.tables / f"{name}.parquet")
    return engine


def published_masters(publication: Publication) -> set[str]:
    """The masters that this month was published with."""
    return {name for name in OPTIONAL_TABLES if (publication.tables / f"{name}.parquet").is_file()}
