"""ECIF: who the customer is. standardise -> match -> cluster -> identify -> golden -> households."""

from rccrm_lib.ecif.cluster import cluster_records
from rccrm_lib.ecif.external import ExternalRefused, count_refusals, read_external
from rccrm_lib.ecif.golden import build_golden, build_households
from rccrm_lib.ecif.identities import identify_customers
from rccrm_lib.ecif.match import match_records
from rccrm_lib.ecif.merge import MergeResult, merge_customers
from rccrm_lib.ecif.standardise import standardise_records

__all__ = [
    "ExternalRefused",
    "MergeResult",
    "build_golden",
    "build_households",
    "cluster_records",
    "count_refusals",
    "identify_customers",
    "match_records",
    "merge_customers",
    "read_external",
    "standardise_records",
]
