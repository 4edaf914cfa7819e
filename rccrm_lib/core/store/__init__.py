"""The store: what people and months decided, who decides, and the log of it. It cannot be computed again: back it up."""

from rccrm_lib.core.store.audit import Head, broken_row, read_head, write_audit
from rccrm_lib.core.store.covers import Cover, Covers
from rccrm_lib.core.store.database import Database
from rccrm_lib.core.store.decisions import Decision, Decisions
from rccrm_lib.core.store.households import Households
from rccrm_lib.core.store.identity import EVENT_COLUMNS, Store

__all__ = [
    "EVENT_COLUMNS", "Cover", "Covers", "Database", "Decision", "Decisions", "Head", "Households", "Store", "broken_row",
    "read_head", "write_audit",
]
