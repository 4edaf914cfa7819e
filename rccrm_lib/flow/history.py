"""Loading a month together with the months of its history, several at once where that pays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from rccrm_lib import ingest
from rccrm_lib.core.settings import Settings
from rccrm_lib.flow.run import Run
from rccrm_lib.ingest import IngestResult


def load_with_history(run: Run) -> list[IngestResult]:
    """The months of the history that the bank delivered, oldest first, and the run's month, which must exist.

    A month that is in the warehouse already costs only the hashing of its files.
    """
    available = set(ingest.available_months(settings=run.settings, member_id=run.member.id))
    history = [month for month in run.months if month in available and month != run.month]
    months = [*history, run.month]
    workers = run.settings.run.threads
    single = run.settings.model_copy(update={"run": run.settings.run.model_copy(update={"threads": 1})})
    # threads are enough: the work is DuckDB's, each month in an engine of its own
    with ThreadPoolExecutor(workers) as pool:
        loading = [pool.submit(_load, single, run.member.id, month) for month in months]
        return [one.result() for one in loading]


def _load(settings: Settings, member_id: str, month: str) -> IngestResult:
    return ingest.load_month(settings=settings, member_id=member_id, month=month)
