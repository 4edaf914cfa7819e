"""The customer month: one row per customer and month from contracts, balances and movements, exact to the fen."""

from rccrm_lib.acrm.view.build import build_customer_months
from rccrm_lib.acrm.view.schema import (
    ACCOUNT_LINKS,
    CUSTOMER_HISTORY,
    CUSTOMER_MONTHS,
    HOLDING_MATRIX,
    HOUSEHOLD_MONTHS,
    RECONCILIATION,
    TABLES,
)
from rccrm_lib.acrm.view.village_schema import TOWNSHIP_MONTHS, VILLAGE_MONTHS
from rccrm_lib.acrm.view.villages import build_village_months

__all__ = [
    "ACCOUNT_LINKS",
    "CUSTOMER_HISTORY",
    "CUSTOMER_MONTHS",
    "HOLDING_MATRIX",
    "HOUSEHOLD_MONTHS",
    "RECONCILIATION",
    "TABLES",
    "TOWNSHIP_MONTHS",
    "VILLAGE_MONTHS",
    "build_customer_months",
    "build_village_months",
]
