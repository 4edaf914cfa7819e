"""The verbs that need two rooms, and the month: the only place where rooms meet.

Each stage verb is called in exactly one numbered notebook; `run_month` executes the notebooks and publishes.
"""

from rccrm_lib.flow.month import check_month, run_month
from rccrm_lib.flow.run import Run, open_run
from rccrm_lib.flow.show import draw_section
from rccrm_lib.flow.stages import (
    assess_churn,
    evaluate_campaigns,
    ingest_month,
    segment_customers,
    view_customers,
)

__all__ = [
    "Run",
    "assess_churn",
    "check_month",
    "draw_section",
    "evaluate_campaigns",
    "ingest_month",
    "open_run",
    "run_month",
    "segment_customers",
    "view_customers",
]
