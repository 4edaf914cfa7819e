"""The rows of the customer list: one row per customer in a visitor's reach, masked before anything can ask for them."""

from __future__ import annotations

from typing import Any

from rccrm_lib.apps.publication import Publication
from rccrm_lib.apps.shell.table_state import Column
from rccrm_lib.apps.sight import Sight
from rccrm_lib.apps.tables import open_tables, published_masters
from rccrm_lib.core.privacy import COMPOUND_SURNAMES

RELATION, KEY = "listed", "customer_id"
NATURES = ("FARM", "URBAN", "SELF", "COMPANY", "COOP", "PUBLIC", "VILLAGE")
#: The masking of core.privacy as SQL, because a function of Python is too slow for every customer of a member.
MASKED_NAME = f"""
CASE WHEN c.party_kind = 'org' OR coalesce(c.name, '') = '' THEN c.name
     WHEN length(c.name) > 2 AND left(c.name, 2) IN ({", ".join(f"'{name}'" for name in COMPOUND_SURNAMES)})
     THEN left(c.name, 2) || repeat('*', greatest(1, least(length(c.name) - 2, 2)))
     ELSE left(c.name, 1) || repeat('*', greatest(1, least(length(c.name) - 1, 2))) END
"""


def list_columns(publication: Publication) -> tuple[Column, ...]:
    """The columns of the list; a tier is called as the month was published with."""
    tiers = {tier.code: {"zh": tier.zh, "en": tier.en} for tier in publication.tiers}
    natures = {code: f"card.nature.{code}" for code in NATURES}
    return (
        Column("name", "customers.column.name"),
        Column("nature", "customers.column.nature", "choice", choices=natures),
        Column("tier", "customers.column.tier", "choice", choices=tiers),
        Column("place", "customers.column.place"),
        Column("aum_avg_fen", "customers.column.aum", "money"),
        Column("loan_end_fen", "customers.column.loan", "money"),
        Column("n_products", "customers.column.products", "number"),
        Column("last_active_on", "customers.column.active", "date"),
    )


def open_list(publication: Publication, sight: Sight) -> Any:
    """An engine that holds the rows of the list, and of customers in reach only."""
    engine = open_tables(publication, sight)
    village = "v.name" if "village" in published_masters(publication) else "c.village_id"
    join = "LEFT JOIN village v USING (village_id)" if "village" in published_masters(publication) else ""
    engine.execute(
        f"""CREATE TABLE {RELATION} AS
        SELECT c.customer_id, {MASKED_NAME} AS name, c.nature, t.tier, {village} AS place,
               m.aum_avg_fen, m.loan_end_fen, m.n_products, m.last_active_on
        FROM customers c {join}
        LEFT JOIN customer_months m USING (customer_id)
        LEFT JOIN tiers t ON t.customer_id = c.customer_id AND t.month = ?""",
        [publication.month],
    )
    return engine
