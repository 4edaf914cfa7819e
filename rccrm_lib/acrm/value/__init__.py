"""Value: contribution, tiers with hysteresis, how customers move between them, how assets and contribution concentrate."""

from rccrm_lib.acrm.value.changes import (
    ASSET_PARTS,
    CHANGE_SUMS,
    COMPARABLE_PARTS,
    DECIDING_COUNTS,
    VALUE_CHANGES,
    build_changes,
    check_deciding,
    count_deciding,
    sum_changes,
)
from rccrm_lib.acrm.value.contribution import (
    CONTRACT_MONTHS,
    CONTRIBUTION_FALLBACKS,
    CONTRIBUTION_MONTHS,
    CONTRIBUTION_UNITS,
    LEDGER_TIES,
    PART_NAMES,
    build_contribution,
)
from rccrm_lib.acrm.value.distribution import concentration, pyramid, pyramid_bands, value_bands
from rccrm_lib.acrm.value.floors import list_floors, with_floors
from rccrm_lib.acrm.value.households import household_tiers
from rccrm_lib.acrm.value.measures import MEASURES
from rccrm_lib.acrm.value.movement import LEFT, MERGED, NEW, PARTS, SPLIT, bridge, check_margins, migrate
from rccrm_lib.acrm.value.near import near_threshold
from rccrm_lib.acrm.value.overrides import OVERRIDE, Override
from rccrm_lib.acrm.value.schema import (
    BRIDGE,
    CONCENTRATION,
    HOUSEHOLD_TIERS,
    MIGRATION,
    NEAR_THRESHOLD,
    PYRAMID,
    TIER_FLOORS,
    TIERS,
    VALUE_BANDS,
    WATCH_LIST,
    YEAR_ON_YEAR,
)
from rccrm_lib.acrm.value.seasons import compare_year
from rccrm_lib.acrm.value.tiers import REASONS, assign_tiers, code_tiers, plain_texts
from rccrm_lib.acrm.value.trial import change_floors, try_floors
from rccrm_lib.acrm.value.watch import watch_list

__all__ = [
    "ASSET_PARTS",
    "BRIDGE",
    "CHANGE_SUMS",
    "COMPARABLE_PARTS",
    "CONCENTRATION",
    "CONTRACT_MONTHS",
    "CONTRIBUTION_FALLBACKS",
    "CONTRIBUTION_MONTHS",
    "CONTRIBUTION_UNITS",
    "DECIDING_COUNTS",
    "HOUSEHOLD_TIERS",
    "LEDGER_TIES",
    "LEFT",
    "MEASURES",
    "MERGED",
    "MIGRATION",
    "NEAR_THRESHOLD",
    "NEW",
    "OVERRIDE",
    "PARTS",
    "PART_NAMES",
    "PYRAMID",
    "REASONS",
    "SPLIT",
    "TIERS",
    "TIER_FLOORS",
    "VALUE_BANDS",
    "VALUE_CHANGES",
    "WATCH_LIST",
    "YEAR_ON_YEAR",
    "Override",
    "assign_tiers",
    "bridge",
    "build_changes",
    "build_contribution",
    "change_floors",
    "check_deciding",
    "check_margins",
    "code_tiers",
    "compare_year",
    "concentration",
    "count_deciding",
    "household_tiers",
    "list_floors",
    "migrate",
    "near_threshold",
    "plain_texts",
    "pyramid",
    "pyramid_bands",
    "sum_changes",
    "try_floors",
    "value_bands",
    "watch_list",
    "with_floors",
]
