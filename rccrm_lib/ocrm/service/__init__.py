"""Service: what each tier is owed and gets, complaints and leads by the clock, visits verified by lot."""

from rccrm_lib.ocrm.service.cases import Cases, Conclusion, NewCase
from rccrm_lib.ocrm.service.clock import due_day, is_told, local_day, local_days, time_gone, urgency
from rccrm_lib.ocrm.service.credits import credit_contacts
from rccrm_lib.ocrm.service.due import drop_done, find_due, list_due
from rccrm_lib.ocrm.service.forms import completeness, propose_next, tidy_form
from rccrm_lib.ocrm.service.leads import OUTCOMES, PROSPECTS, Leads, NewLead
from rccrm_lib.ocrm.service.lots import DAY_SECONDS, Lots, draw_visits, follow_drawn, weeks_over
from rccrm_lib.ocrm.service.market import sum_market_notes, sum_market_rates
from rccrm_lib.ocrm.service.measure import measure_month, rate_service
from rccrm_lib.ocrm.service.owed import describe_version, owe_actions
from rccrm_lib.ocrm.service.register import Act
from rccrm_lib.ocrm.service.responses import judge_answers
from rccrm_lib.ocrm.service.tally import tally_cases, tally_causes, tally_checks, tally_forms, tally_leads
from rccrm_lib.ocrm.service.workload import compare_work, minutes_by_tier, plan_work, weigh_work

__all__ = [
    "DAY_SECONDS", "OUTCOMES", "PROSPECTS", "Act", "Cases", "Conclusion", "Leads", "Lots", "NewCase", "NewLead", "compare_work",
    "completeness", "credit_contacts", "describe_version", "draw_visits", "drop_done", "due_day", "find_due", "follow_drawn",
    "is_told", "judge_answers", "list_due", "local_day", "local_days", "measure_month", "minutes_by_tier", "owe_actions",
    "plan_work", "propose_next", "rate_service", "sum_market_notes", "sum_market_rates", "tally_cases", "tally_causes",
    "tally_checks", "tally_forms", "tally_leads", "tidy_form", "time_gone", "urgency", "weeks_over", "weigh_work",
]
