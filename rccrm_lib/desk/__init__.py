"""The analyst's desk: widgets inside the notebooks of a month, for whoever opens them in JupyterLab.

A scheduled run has nobody who could press anything: there each of these gives nothing, and costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rccrm_lib.flow.run import Run

if TYPE_CHECKING:
    from ipywidgets import VBox

__all__ = ["slice_month", "try_floors"]


def slice_month(run: Run, *, language: str = "zh") -> VBox | None:
    """Tiers, movement and value of one branch, township, village, line or tier; None in a scheduled run."""
    if not run.is_by_hand:
        return None
    from rccrm_lib.desk.slicer import Slicer  # ipywidgets: not in a scheduled run

    return Slicer(run, language=language)


def try_floors(run: Run, *, language: str = "zh") -> VBox | None:
    """Other floors of the tiers, before they are set: customers, assets, work; None in a scheduled run."""
    if not run.is_by_hand:
        return None
    from rccrm_lib.desk.floors import FloorTrial

    return FloorTrial(run, language=language)
