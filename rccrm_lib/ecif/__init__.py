"""ECIF: who the customer is. standardise -> match -> cluster -> identify -> golden -> households."""

from rccrm_lib.ecif.cluster import cluster_records
from rccrm_lib.ecif.examples import count_duplicates, sample_rules, show_examples
from rccrm_lib.ecif.external import ExternalRefused, count_refusals, read_external
from rccrm_lib.ecif.golden import build_golden
from rccrm_lib.ecif.households import HouseholdsBefore, build_households
from rccrm_lib.ecif.identities import identify_customers
from rccrm_lib.ecif.match_rules import match_by_rules
from rccrm_lib.ecif.match_settings import TableSettings
from rccrm_lib.ecif.match_table import match_records
from rccrm_lib.ecif.merge import MergeResult, merge_customers, merge_stages
from rccrm_lib.ecif.merge_checks import check_merge, count_sizes
from rccrm_lib.ecif.pipeline import Stage, list_stages, run_stages, show_table
from rccrm_lib.ecif.residual import weigh_residual
from rccrm_lib.ecif.standardise import standardise_records
from rccrm_lib.ecif.why import Why, explain_pair, say_why

__all__ = [
    "ExternalRefused",
    "HouseholdsBefore",
    "MergeResult",
    "Stage",
    "TableSettings",
    "Why",
    "build_golden",
    "build_households",
    "check_merge",
    "cluster_records",
    "count_duplicates",
    "count_refusals",
    "count_sizes",
    "explain_pair",
    "identify_customers",
    "list_stages",
    "match_by_rules",
    "match_records",
    "merge_customers",
    "merge_stages",
    "read_external",
    "run_stages",
    "sample_rules",
    "say_why",
    "show_examples",
    "show_table",
    "standardise_records",
    "weigh_residual",
]
