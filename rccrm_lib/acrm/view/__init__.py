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

__all__ = [
    "ACCOUNT_LINKS",
    "CUSTOMER_HISTORY",
    "CUSTOMER_MONTHS",
    "HOLDING_MATRIX",
    "HOUSEHOLD_MONTHS",
    "RECONCILIATION",
    "TABLES",
    "build_customer_months",
]
