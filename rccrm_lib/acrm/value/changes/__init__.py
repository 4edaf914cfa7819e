"""Changes: how each customer's worth moved since last month, by what, to the fen, and what alone decided the tier."""

from rccrm_lib.acrm.value.changes.build import build_changes
from rccrm_lib.acrm.value.changes.counts import check_deciding, count_deciding, sum_changes
from rccrm_lib.acrm.value.changes.schema import (
    ASSET_PARTS,
    CHANGE_SUMS,
    COMPARABLE_PARTS,
    DECIDING_COUNTS,
    VALUE_CHANGES,
)

__all__ = [
    "ASSET_PARTS",
    "CHANGE_SUMS",
    "COMPARABLE_PARTS",
    "DECIDING_COUNTS",
    "VALUE_CHANGES",
    "build_changes",
    "check_deciding",
    "count_deciding",
    "sum_changes",
]
