"""What the months before the run's have said, as the merge takes it."""

from __future__ import annotations

from rccrm_lib import ecif
from rccrm_lib.core.store import Households
from rccrm_lib.flow.run import Run


def households_before(run: Run) -> ecif.HouseholdsBefore:
    """What the months before the run's said of households."""
    said = Households(run.store().database, run.member.id)
    return ecif.HouseholdsBefore(said.statements_before(run.month), said.ids_before(run.month))
