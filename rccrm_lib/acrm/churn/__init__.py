"""Churn: who leaves a deposit bank, when, and for which cause."""

from rccrm_lib.acrm.churn.curves import cumulative_incidence, kaplan_meier_by
from rccrm_lib.acrm.churn.sensitivity import count_causes, sensitivity
from rccrm_lib.acrm.churn.spells import CAUSES, CHURN_CAUSES, SPELLS, build_spells

__all__ = [
    "CAUSES",
    "CHURN_CAUSES",
    "SPELLS",
    "build_spells",
    "count_causes",
    "cumulative_incidence",
    "kaplan_meier_by",
    "sensitivity",
]
