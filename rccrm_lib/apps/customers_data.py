"""The rows of the customer list: one row per customer in a visitor's reach, masked before anything can ask for them."""

from __future__ import annotations

from typing import Any

from rccrm_lib.apps.publication import Publication
from rccrm_lib.apps.shell.table_state import Column
from rccrm_lib.apps.sight import Sight
from rccrm_lib.apps.tables import open_tables, published_masters

RELATION, KEY = "listed", "customer_id"
NATURES = ("FARM", "URBAN", "SELF", "COMPANY", "COOP", "PUBLIC", "VILLAGE")
#: The field of settings/roles.toml that gives a column of the list; the others are always given.
FIELDS = {"name": "name", "tier": "tier", "place": "address", "aum_avg_fen": "assets", "loan_end_fen": "loans",
          "n_products": "products", "last_active_on": "activity"}


def list_columns(publication: Publication, sight: Sight) -> tuple[Column, ...]:
    """The columns of the list that this post is given; a tier is called as the month was published with."""
    tiers = {tier.code: {"zh": tier.zh, "en": tier.en} for tier in publication.tiers}
    natures = {code: f"card.nature.{code}" for code in NATURES}
    columns = (
        Column("name", "customers.column.name"),
        Column("nature", "customers.column.nature", "choice", choices=natures),
        Column("tier", "customers.column.tier", "choice", choices=tiers),
        Column("place", "customers.column.place"),
        Column("aum_avg_fen", "customers.column.aum", "money"),
        Column("loan_end_fen", "customers.column.loan", "money"),
        Column("n_products", "customers.column.products", "number"),
        Column("last_active_on", "customers.column.active", "date"),
    )
    return tuple(one for one in columns if one.name not in FIELDS or sight.level(FIELDS[one.name]) != "hidden")


def open_list(publication: Publication, sight: Sight) -> Any:
    """An engine that holds the rows of the list, and of customers in reach only."""
    engine = open_tables(publication, sight)
    has_village = "village" in published_masters(publication)
    village = "v.name" if has_village else "c.village_id"
    join = "LEFT JOIN village v ON v.village_id = c.village_id" if has_village else ""
    engine.execute(
        f"""CREATE TABLE {RELATION} AS
        SELECT c.customer_id, c.name, c.nature, t.tier, {village} AS place,
               m.aum_avg_fen, m.loan_end_fen, m.n_products, m.last_active_on
        FROM customers c {join}
        LEFT JOIN customer_months m USING (customer_id)
        LEFT JOIN tiers t ON t.customer_id = c.customer_id AND t.month = ?""",
        [publication.month],
    )
    return engine
