"""The managers of a branch as a list that leaves: customers, what is overdue, hours ahead, contacts of the week."""

from __future__ import annotations

from rccrm_lib.apps.board_data import LOAD_DAYS, Board
from rccrm_lib.apps.board_view import manager_label
from rccrm_lib.apps.export_book import Listing
from rccrm_lib.apps.shell.table_state import Column
from rccrm_lib.core.words import Words

TITLES = {"name": "board.manager.name", "n": "board.manager.customers", "overdue": "board.manager.overdue",
          "hours": "export.hours", "visits": "board.manager.visits", "calls": "board.manager.calls"}
COLUMNS = tuple(Column(name, title, "text" if name == "name" else "number") for name, title in TITLES.items())


def list_managers(board: Board, words: Words, *, most: int) -> Listing:
    """One row per manager of customers in reach, in the order of the board; hours of the next days, overdue included."""
    rows = [{**row, "name": manager_label(row, words), "hours": round(row["minutes"] / 60)} for row in board.managers]
    return Listing(words("board.manager.title"), COLUMNS, tuple(rows[:most]), len(rows),
                   words("export.ahead", days=LOAD_DAYS))
