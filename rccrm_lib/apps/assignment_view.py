"""What the page "assignment" shows: a finding, bars of every manager, the moves, who has nobody, who hears from nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from rccrm_lib.apps.assignment_data import AssignmentData, Frame, changed_counts, split_homes
from rccrm_lib.apps.shell.menu import RENDER
from rccrm_lib.apps.shell.table_state import Column
from rccrm_lib.apps.shell.table_view import table_view
from rccrm_lib.core.words import Words
from rccrm_lib.ocrm.portfolio import spread_within

if TYPE_CHECKING:
    from rccrm_lib.apps.assignment_page import AssignmentState

Tree = dict[str, Any]
LIST_ROWS = 10
BUTTONS = ("accept_chosen", "reject", "reason", "reason_hint", "on")
GIVE = f"{RENDER}transfers.ipynb?customer="  # by hand, with the head's own reason and day
DONE = ("accepted", "rejected", "pooled")


def assignment_view(state: AssignmentState, data: AssignmentData, filtered: Frame, *, columns: tuple[Column, ...],
                    words: Words, ahead_days: int) -> Tree:
    """The page as a tree of texts. `filtered`: the open moves that the filters of the table leave."""
    table = table_view(state.table, state.shown, columns=columns, title=words("assignment.moves"), words=words)
    table["words"]["keys"] = words("assignment.keys")
    chosen = data.open_moves(state.table.selected) if state.table.selected else filtered
    turned, may = dict(state.turned), data.may_decide()
    n_open = int((data.moves["state"] == "open").sum())
    return {
        "title": words("assignment.title", month=data.publication.month),
        "finding": _finding(data, n_open, words),
        "said": words(f"assignment.said.{state.said[0]}", **dict(state.said[1])) if state.said[0] else "",
        "is_warning": state.said[0] not in DONE,
        "loads": _loads(data, words),
        "table": table,
        "preview": _preview(data, chosen, words) if len(chosen) else "",
        "decide": {key: words(f"assignment.button.{key}") for key in BUTTONS} | {
            "accept_all": words(f"assignment.button.accept_{'all' if len(filtered) == n_open else 'filtered'}", n=len(filtered)),
            "n_open": n_open, "n_all": len(filtered), "n_chosen": len(chosen) if state.table.selected else 0, "may": may,
            "first": data.today.isoformat(), "last": (data.today + timedelta(days=ahead_days)).isoformat()},
        "nobody": _nobody(data, turned["nobody"], words, may=may),
        "reclaim": _reclaim(data, turned["reclaim"], words),
        "number": state.table.number,
    }


def _finding(data: AssignmentData, n_open: int, words: Words) -> str:
    if not len(data.moves):
        return words("assignment.finding.even")
    if not n_open:
        return words("assignment.finding.answered", n=len(data.moves))
    word = "open_and_nobody" if len(data.nobody) else "open"
    return words(f"assignment.finding.{word}", n=n_open, nobody=len(data.nobody))


def _loads(data: AssignmentData, words: Words) -> Tree:
    """One row per manager: two bars, of customers now and as proposed, to one scale; and the limit."""
    loads = data.loads
    top = max(1, int(loads[["n_before", "n_after"]].to_numpy().max(initial=1)))
    rows = [{
        "name": data.called(row.manager_id), "before": int(row.n_before), "after": int(row.n_after),
        "before_share": round(100 * row.n_before / top, 1), "after_share": round(100 * row.n_after / top, 1),
        "change": words("assignment.change", come=int(row.n_in), go=int(row.n_out)) if row.n_in or row.n_out else "",
        "work": words("assignment.work", before=_hours(row.minutes_before), after=_hours(row.minutes_after)),
        "limit": words("assignment.limit_of", n=int(row.capacity_customers)) if row.capacity_customers else "",
        "full": bool(row.capacity_customers) and row.n_before > row.capacity_customers,
    } for row in loads.itertuples()]
    labels = {key: words(f"assignment.loads.{key}") for key in ("title", "unit", "before", "after", "alt")}
    return labels | {"rows": rows, "spread": _spread(loads, words)}


def _spread(loads: Frame, words: Words) -> str:
    """How unevenly customers are spread within branches, now and as proposed; nothing where no branch has two managers."""
    before, after = spread_within(loads, "n_before"), spread_within(loads, "n_after")
    return words("assignment.loads.spread", before=f"{before:.2f}", after=f"{after:.2f}") if before == before else ""


def _preview(data: AssignmentData, chosen: Frame, words: Words) -> str:
    """What accepting would change: of the chosen moves, or of all that are open."""
    counts = [words("assignment.preview.one", who=data.called(one["manager_id"]), before=one["before"], after=one["after"])
              for one in changed_counts(data.loads, chosen)]
    parts = [words("assignment.preview.line", n=len(chosen), value=f"{round(chosen['value_fen'].fillna(0).sum() / 1_000_000):,}"),
             words("assignment.preview.comma").join(counts)]
    split = split_homes(data.moves, chosen)
    return words("assignment.preview.stop").join([*parts, *([words("assignment.preview.split", n=split)] if split else [])])


def _nobody(data: AssignmentData, turned: int, words: Words, *, may: bool) -> Tree:
    """Who has nobody, each with the way to a manager by hand."""
    page = min(turned, last_list_page(len(data.nobody)))
    give = may and "transfers" in data.sight.role.pages
    rows = [{"cells": [row.name, row.branch_id, words(f"assignment.limit.{row.limit}")],
             "href": GIVE + quote(row.customer_id) if give else ""} for row in _cut(data.nobody, page).itertuples()]
    return _list("nobody", len(data.nobody), page, rows, words) | {"give": words("assignment.nobody.give")}


def _reclaim(data: AssignmentData, turned: int, words: Words) -> Tree:
    """Nobody has been in touch; `row`: the place in the whole list, of those who are due."""
    page = min(turned, last_list_page(len(data.reclaim)))
    rows = [{"cells": [row.name, data.called(row.manager_id),
                       words(f"assignment.reclaim.{row.state}", days=int(row.days), limit=int(row.limit_days))],
             "due": row.state == "due", "row": page * LIST_ROWS + at}
            for at, row in enumerate(_cut(data.reclaim, page).itertuples())]
    return _list("reclaim", len(data.reclaim), page, rows, words) | {"pool": words("assignment.button.pool")}


def _cut(rows: Frame, page: int) -> Frame:
    return rows.iloc[page * LIST_ROWS:(page + 1) * LIST_ROWS]


def _list(name: str, total: int, page: int, rows: list[Tree], words: Words) -> Tree:
    last = last_list_page(total)
    turn = {"page": page, "last": last, "text": words("assignment.turn.text", page=page + 1, pages=last + 1),
            **{way: words(f"assignment.turn.{way}") for way in ("back", "on")}} if last else None
    return {"name": name, "title": words(f"assignment.{name}.title", n=total), "rows": rows, "turn": turn,
            "empty": "" if rows else words(f"assignment.{name}.empty")}


def last_list_page(total: int) -> int:
    """The number of the last page of a list below, the first being 0."""
    return max(0, total - 1) // LIST_ROWS


def _hours(minutes: float) -> str:
    return f"{minutes / 60:.0f}"
