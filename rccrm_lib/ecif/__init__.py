"""ECIF: who the customer is. standardise -> match -> cluster -> identify -> golden -> households."""

from rccrm_lib.ecif.cluster import cluster_records
from rccrm_lib.ecif.golden import build_golden, build_households
from rccrm_lib.ecif.identities import identify_customers
from rccrm_lib.ecif.match_rules import match_by_rules
from rccrm_lib.ecif.match_settings import TableSettings
from rccrm_lib.ecif.match_table import match_records
from rccrm_lib.ecif.merge import MergeResult, merge_customers
from rccrm_lib.ecif.standardise import standardise_records

__all__ = [
    "MergeResult",
    "TableSettings",
    "build_golden",
    "build_households",
    "cluster_records",
    "identify_customers",
    "match_by_rules",
    "match_records",
    "merge_customers",
    "standardise_records",
]
