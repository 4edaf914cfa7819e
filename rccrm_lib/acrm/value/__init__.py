"""Value: tiers with hysteresis, how customers move between them, how assets concentrate."""

from rccrm_lib.acrm.value.distribution import concentration, near_threshold, pyramid, pyramid_bands
from rccrm_lib.acrm.value.movement import LEFT, NEW, PARTS, bridge, check_margins, migrate
from rccrm_lib.acrm.value.schema import BRIDGE, CONCENTRATION, MIGRATION, NEAR_THRESHOLD, PYRAMID, TIERS
from rccrm_lib.acrm.value.tiers import REASONS, assign_tiers

__all__ = [
    "BRIDGE",
    "CONCENTRATION",
    "LEFT",
    "MIGRATION",
    "NEAR_THRESHOLD",
    "NEW",
    "PARTS",
    "PYRAMID",
    "REASONS",
    "TIERS",
    "assign_tiers",
    "bridge",
    "check_margins",
    "concentration",
    "migrate",
    "near_threshold",
    "pyramid",
    "pyramid_bands",
]
