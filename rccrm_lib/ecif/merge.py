"""The merge as a readable list of stages; every stage leaves named tables that can be printed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import duckdb
import pandas as pd

from rccrm_lib.core.golden_settings import GoldenSettings
from rccrm_lib.core.schema import check_relation
from rccrm_lib.core.settings import MatchSettings
from rccrm_lib.core.village_settings import FarmRule
from rccrm_lib.ecif.cluster import cluster_records
from rccrm_lib.ecif.decisions import apply_decisions, ask_about_pairs
from rccrm_lib.ecif.golden import build_golden
from rccrm_lib.ecif.golden_tables import GOLDEN_TABLES
from rccrm_lib.ecif.household_tables import HOUSEHOLD_TABLES
from rccrm_lib.ecif.households import HouseholdsBefore, build_households
from rccrm_lib.ecif.identities import identify_customers
from rccrm_lib.ecif.match_rules import match_by_rules
from rccrm_lib.ecif.pipeline import Stage, run_stages
from rccrm_lib.ecif.relations import relate_owners
from rccrm_lib.ecif.residual import weigh_residual
from rccrm_lib.ecif.rules import RULES
from rccrm_lib.ecif.standardise import standardise_records
from rccrm_lib.ecif.tables import CUSTOMERS, LINKS, RELATIONS


@dataclass(frozen=True)
class MergeResult:
    """Counts of one merge. `rules`: rule, n (records), n_customers; `funnel`: stage, n; `reviews`: reason, n."""

    rules: pd.DataFrame
    funnel: pd.DataFrame
    reviews: pd.DataFrame
    events: pd.DataFrame


def merge_stages(
    *, settings: MatchSettings | None = None, member_id: str, previous: pd.DataFrame | None = None,
    issued: Collection[str] = (), decisions: pd.DataFrame | None = None, golden: GoldenSettings | None = None,
    month: str = "", households: HouseholdsBefore | None = None, farm: FarmRule | None = None,
    held: pd.DataFrame | None = None,
) -> list[Stage]:
    """The merge of a bank's records as a list of stages, in order."""
    return [
        Stage("standardise", "what the sources wrote and its standard forms, side by side",
              ("source_records", "certs", "placeholder_ids", "record_ids", "records", "phone_use"),
              lambda con: standardise_records(con, settings=settings)),
        Stage("match", "pairs that a number or a rule makes one customer, pairs that must not meet, pairs to ask about",
              ("id_profiles", "id_contacts", "id_pairs", "record_keys",
               "key_groups", "org_pairs", "edges", "cannot_links", "reviews"),
              lambda con: match_by_rules(con, settings=settings)),
        Stage("decide", "what people have confirmed or denied", ("decided_pairs",),
              lambda con: apply_decisions(con, decisions)),
        Stage("cluster", "connected records become customers, never across two valid numbers", ("clusters",), cluster_records),
        Stage("weigh", "records that no number placed, weighed field by field against all others",
              ("person_entries", "org_entries", "residual_pairs", "match_weights", "scored_links"),
              lambda con: weigh_residual(con, settings=settings)),
        Stage("identify", "customers keep their ids, new ones get one that lasts", ("customer_ids", "links", "identity_events"),
              lambda con: identify_customers(con, previous=previous, member_id=member_id, issued=issued,
                                             held=held)),
        Stage("golden", "the best value of each field, what lost against it, and why",
              ("golden_fields", "golden_conflicts", "names", "contact_points", "id_documents", "customers"),
              lambda con: build_golden(con, settings=settings, golden=golden)),
        Stage("household", "which customers live together, since when, under ids that last",
              ("household_entries", "household_overlaps", "household_links", "household_events", "household_periods",
               "household_members", "households"),
              lambda con: build_households(con, member_id=member_id, month=month, before=households, rule=farm)),
        Stage("relate", "who runs or represents which organisation; linked, never merged", ("relations", "relation_counts"),
              relate_owners),
        Stage("review", "pairs that a person should look at, and which answers acted", ("review_pairs", "decided_pairs"),
              ask_about_pairs),
    ]


def merge_customers(
    con: duckdb.DuckDBPyConnection, *, settings: MatchSettings | None = None, member_id: str,
    previous: pd.DataFrame | None = None, issued: Collection[str] = (), decisions: pd.DataFrame | None = None,
    golden: GoldenSettings | None = None, month: str = "", households: HouseholdsBefore | None = None,
    farm: FarmRule | None = None, held: pd.DataFrame | None = None,
) -> MergeResult:
    """From the views cif_person, cif_corp, cif_cert, household_archive to one row per customer.

    Leaves records, links, identity_events, review_pairs, customers, golden_fields, golden_conflicts, names,
    contact_points, id_documents, household_members, households, household_links, household_periods, household_events,
    relations in `con`, and what every stage left on the way.
    `decisions`: pairs that people confirmed or denied (see `apply_decisions`). `month`, `households`, `farm`: when it is,
    what earlier months said of households, and which count as farm households (see `build_households`).
    """
    run_stages(con, merge_stages(settings=settings, member_id=member_id, previous=previous, issued=issued,
                                 decisions=decisions, golden=golden, month=month, households=households, farm=farm, held=held))
    for table in (LINKS, CUSTOMERS, RELATIONS, *HOUSEHOLD_TABLES, *GOLDEN_TABLES):
        check_relation(con, table.name, table)
    return _count(con)


FUNNEL = """
SELECT 'records' AS stage, count(*)::BIGINT AS n, 1 AS place FROM records
UNION ALL SELECT 'persons', count(*), 2 FROM records WHERE party_kind = 'person'
UNION ALL SELECT 'organisations', count(*), 3 FROM records WHERE party_kind = 'org'
UNION ALL SELECT 'with_valid_number', count(*), 4 FROM records WHERE id18 IS NOT NULL OR org_code IS NOT NULL
UNION ALL SELECT 'placeholder_numbers', count(*), 5 FROM placeholder_ids
UNION ALL SELECT 'joined_records', count(*), 6 FROM links WHERE rule <> 'SINGLE'
UNION ALL SELECT 'customers', count(*), 7 FROM customers
UNION ALL SELECT 'customers_of_several_records', count(*), 8 FROM customers WHERE n_records > 1
UNION ALL SELECT 'review_pairs', count(*), 9 FROM review_pairs
ORDER BY place
"""

COUNT = "SELECT {column}, count(*)::BIGINT AS n FROM {table} GROUP BY {column} ORDER BY {column}"


def _count(con: duckdb.DuckDBPyConnection) -> MergeResult:
    rules = con.execute(
        "SELECT rule, count(*)::BIGINT AS n, count(DISTINCT customer_id)::BIGINT AS n_customers "
        "FROM links GROUP BY rule"
    ).df()
    order = {rule.code: rule.rank for rule in RULES}
    rules = rules.sort_values("rule", key=lambda codes: codes.map(order)).reset_index(drop=True)
    return MergeResult(
        rules=rules,
        funnel=con.execute(FUNNEL).df()[["stage", "n"]],
        reviews=con.execute(COUNT.format(column="reason", table="review_pairs")).df(),
        events=con.execute(COUNT.format(column="kind", table="identity_events")).df(),
    )
