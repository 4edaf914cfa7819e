"""Value: contribution, tiers with hysteresis, how customers move between them, how assets and contribution concentrate."""

from rccrm_lib.acrm.value.contribution import (
    CONTRACT_MONTHS,
    CONTRIBUTION_FALLBACKS,
    CONTRIBUTION_MONTHS,
    CONTRIBUTION_UNITS,
    LEDGER_TIES,
    PART_NAMES,
    build_contribution,
)
from rccrm_lib.acrm.value.distribution import concentration, near_threshold, pyramid, pyramid_bands, value_bands
from rccrm_lib.acrm.value.households import household_tiers
from rccrm_lib.acrm.value.measures import MEASURES
from rccrm_lib.acrm.value.movement import LEFT, NEW, PARTS, bridge, check_margins, migrate
from rccrm_lib.acrm.value.overrides import OVERRIDE, Override
from rccrm_lib.acrm.value.schema import (
    BRIDGE,
    CONCENTRATION,
    HOUSEHOLD_TIERS,
    MIGRATION,
    NEAR_THRESHOLD,
    PYRAMID,
    TIERS,
    VALUE_BANDS,
)
from rccrm_lib.acrm.value.tiers import REASONS, assign_tiers

__all__ = [
    "BRIDGE",
    "CONCENTRATION",
    "CONTRACT_MONTHS",
    "CONTRIBUTION_FALLBACKS",
    "CONTRIBUTION_MONTHS",
    "CONTRIBUTION_UNITS",
    "HOUSEHOLD_TIERS",
    "LEDGER_TIES",
    "LEFT",
    "MEASURES",
    "MIGRATION",
    "NEAR_THRESHOLD",
    "NEW",
    "OVERRIDE",
    "PARTS",
    "PART_NAMES",
    "PYRAMID",
    "REASONS",
    "TIERS",
    "VALUE_BANDS",
    "Override",
    "assign_tiers",
    "bridge",
    "build_contribution",
    "check_margins",
    "concentration",
    "household_tiers",
    "migrate",
    "near_threshold",
    "pyramid",
    "pyramid_bands",
    "value_bands",
]
