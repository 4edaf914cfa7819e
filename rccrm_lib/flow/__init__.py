"""The verbs that need two rooms, and the month: the only place where rooms meet.

Each stage verb is called in exactly one numbered notebook; `flow.month.run_month` executes the notebooks and
publishes. It is not imported here: a notebook's kernel needs no papermill, whose import takes as long as a stage.
"""

from rccrm_lib.flow.merge_checks import require_sound_merge
from rccrm_lib.flow.portfolio import propose_portfolio
from rccrm_lib.flow.run import Run, open_run
from rccrm_lib.flow.segments import find_segments, follow_lifecycle
from rccrm_lib.flow.service import measure_service
from rccrm_lib.flow.show import draw_sections
from rccrm_lib.flow.stages import (
    assess_churn,
    evaluate_campaigns,
    ingest_month,
    view_customers,
)
from rccrm_lib.flow.tier_trial import try_each_floor
from rccrm_lib.flow.tiers import segment_customers
from rccrm_lib.flow.work import list_work

__all__ = [
    "Run",
    "assess_churn",
    "draw_sections",
    "evaluate_campaigns",
    "find_segments",
    "follow_lifecycle",
    "ingest_month",
    "list_work",
    "measure_service",
    "open_run",
    "propose_portfolio",
    "require_sound_merge",
    "segment_customers",
    "try_each_floor",
    "view_customers",
]
