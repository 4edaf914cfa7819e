"""The worklist: reasons to call on customers, the list of a day, and what people's answers teach it."""

from rccrm_lib.ocrm.worklist.build import build_items, count_items
from rccrm_lib.ocrm.worklist.day import DayList, count_left_out, list_day
from rccrm_lib.ocrm.worklist.feedback import measure_feedback, reason_of
from rccrm_lib.ocrm.worklist.feeds import FEEDS, Feed
from rccrm_lib.ocrm.worklist.open_cases import renew_cases
from rccrm_lib.ocrm.worklist.promises import join_contacts
from rccrm_lib.ocrm.worklist.route import plan_route
from rccrm_lib.ocrm.worklist.schema import CASES, FEEDBACK, FOUND, ITEMS, LEADS, SERVICE_DUE, SUPPRESSED

__all__ = [
    "CASES",
    "FEEDBACK",
    "FEEDS",
    "FOUND",
    "ITEMS",
    "LEADS",
    "SERVICE_DUE",
    "SUPPRESSED",
    "DayList",
    "Feed",
    "build_items",
    "count_items",
    "count_left_out",
    "join_contacts",
    "list_day",
    "measure_feedback",
    "plan_route",
    "reason_of",
    "renew_cases",
]
