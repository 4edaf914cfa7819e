"""The visits of the day as a list that leaves: what the sheet of paper says, a visit a row, with room for notes."""

from __future__ import annotations

from rccrm_lib.apps.export_book import Listing
from rccrm_lib.apps.shell.table_state import Column
from rccrm_lib.apps.worklist_data import WorklistData
from rccrm_lib.apps.worklist_state import WorkState
from rccrm_lib.apps.worklist_view import route_view
from rccrm_lib.core.words import Words

COLUMNS = tuple(Column(name, f"export.visit.{name}") for name in ("stop", "name", "reason", "why", "due", "home", "note"))


def list_route(state: WorkState, data: WorklistData, words: Words, *, most: int) -> Listing:
    """One row per visit, stop by stop, in the words of the sheet."""
    sheet = route_view(state, data, words)
    rows = [{**row, "stop": stop["title"], "note": None} for stop in sheet["stops"] for row in stop["rows"]]
    return Listing(f"{sheet['title']} {sheet['whose']}", COLUMNS, tuple(rows[:most]), len(rows))
