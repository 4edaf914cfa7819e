"""The verbs that need two rooms, and the month: the only place where rooms meet.

Each stage verb is called in exactly one numbered notebook; `flow.month.run_month` executes the notebooks and
publishes. A verb's module is imported when the verb is first asked for: most commands need one of them, and all together
they bring half a second of libraries along.
"""

from importlib import import_module
from typing import Any

#: Verb -> the module that has it.
VERBS = {
    "Run": "run",
    "assess_churn": "stages",
    "draw_sections": "show",
    "evaluate_campaigns": "stages",
    "find_segments": "segments",
    "follow_lifecycle": "segments",
    "ingest_month": "stages",
    "list_work": "work",
    "measure_service": "service",
    "open_run": "run",
    "propose_portfolio": "portfolio",
    "require_sound_merge": "merge_checks",
    "segment_customers": "tiers",
    "try_each_floor": "tier_trial",
    "view_customers": "stages",
}
#: What the kernels of the numbered notebooks import.
KERNEL_MODULES = (*sorted({f"{__name__}.{module}" for module in VERBS.values()}),
                  "rccrm_lib.desk.slicer", "rccrm_lib.desk.floors")
__all__ = list(VERBS)


def __getattr__(name: str) -> Any:
    if name not in VERBS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{VERBS[name]}"), name)


def __dir__() -> list[str]:
    """The verbs, also those that nobody asked for yet: so that JupyterLab completes them."""
    return sorted({*globals(), *VERBS})
