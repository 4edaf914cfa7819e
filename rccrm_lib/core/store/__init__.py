"""The store: what people and months decided, who decides, and the log of it. It cannot be computed again: back it up."""

from rccrm_lib.core.store.assignments import Assignment, Assignments
from rccrm_lib.core.store.audit import Head, broken_row, read_head, write_audit
from rccrm_lib.core.store.contacts import Contact, Contacts
from rccrm_lib.core.store.covers import Cover, Covers, Standing
from rccrm_lib.core.store.database import Database
from rccrm_lib.core.store.decisions import Decision, Decisions
from rccrm_lib.core.store.households import Households
from rccrm_lib.core.store.identity import EVENT_COLUMNS, Store
from rccrm_lib.core.store.item_answers import ItemAnswer, ItemAnswers

__all__ = [
    "EVENT_COLUMNS", "Assignment", "Assignments", "Contact", "Contacts", "Cover", "Covers", "Database", "Decision", "Decisions",
    "Head", "Households", "ItemAnswer", "ItemAnswers", "Standing", "Store", "broken_row", "read_head", "write_audit",
]
