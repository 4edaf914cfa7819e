"""Contribution: what every contract brings, day by day and to the fen, and that it ties with the ledger."""

from rccrm_lib.acrm.value.contribution.build import build_contribution
from rccrm_lib.acrm.value.contribution.schema import (
    CONTRACT_MONTHS,
    CONTRIBUTION_FALLBACKS,
    CONTRIBUTION_MONTHS,
    CONTRIBUTION_UNITS,
    LEDGER_TIES,
    PART_NAMES,
    PARTS,
    TABLES,
)

__all__ = [
    "CONTRACT_MONTHS",
    "CONTRIBUTION_FALLBACKS",
    "CONTRIBUTION_MONTHS",
    "CONTRIBUTION_UNITS",
    "LEDGER_TIES",
    "PARTS",
    "PART_NAMES",
    "TABLES",
    "build_contribution",
]
