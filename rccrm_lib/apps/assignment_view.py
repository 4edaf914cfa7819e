"""What the page "assignment" shows: a finding, bars of every manager, the moves, who has nobody, who hears from nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rccrm_lib.apps.assignment_data import AssignmentData, Frame, changed_counts, split_homes
from rccrm_lib.apps.shell.table_state import Column
from rccrm_lib.apps.shell.table_view import table_view
from rccrm_lib.core.words import Words
from rccrm_lib.ocrm.portfolio import spread_within

if TYPE_CHECKING:
    from rccrm_lib.apps.assignment_page import AssignmentState

Tree = dict[str, Any]
LIST_ROWS = 10
BUTTONS = ("accept_all", "accept_chosen", "reject", "reason", "reason_hint", "pool")


def assignment_view(state: AssignmentState, data: AssignmentData, *, columns: tuple[Column, ...], words: Words) -> Tree:
    """The page as a tree of texts."""
    table = table_view(state.table, state.shown, columns=columns, title=words("assignment.moves"), words=words)
    table["words"]["keys"] = words("assignment.keys")
    chosen = data.open_moves(state.table.selected)
    n_open = int((data.moves["state"] == "open").sum())
    return {
        "title": words("assignment.title", month=data.publication.month),
        "finding": _finding(data, n_open, words),
        "said": words(f"assignment.said.{state.said[0]}", **dict(state.said[1])) if state.said[0] else "",
        "is_warning": state.said[0] not in ("accepted", "rejected", "pooled"),
        "loads": _loads(data, words),
        "table": table,
        "preview": _preview(data, chosen, words) if n_open else "",
        "decide": {key: words(f"assignment.button.{key}", n=n_open) for key in BUTTONS} | {
            "n_open": n_open, "n_chosen": len(chosen) if state.table.selected else 0, "may": data.may_decide()},
        "nobody": _nobody(data, words),
        "reclaim": _reclaim(data, words),
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


def _nobody(data: AssignmentData, words: Words) -> Tree:
    rows = [[row.name, row.branch_id, words(f"assignment.limit.{row.limit}")] for row in data.nobody.head(LIST_ROWS).itertuples()]
    return {"title": words("assignment.nobody.title", n=len(data.nobody)), "rows": rows,
            "more": _more(len(data.nobody), words), "empty": "" if rows else words("assignment.nobody.empty")}


def _reclaim(data: AssignmentData, words: Words) -> Tree:
    shown = data.reclaim.head(LIST_ROWS)
    rows = [{"cells": [row.name, data.called(row.manager_id),
                       words(f"assignment.reclaim.{row.state}", days=int(row.days), limit=int(row.limit_days))],
             "due": row.state == "due"} for row in shown.itertuples()]
    return {"title": words("assignment.reclaim.title", n=len(data.reclaim)), "rows": rows,
            "more": _more(len(data.reclaim), words), "empty": "" if rows else words("assignment.reclaim.empty")}


def _more(total: int, words: Words) -> str:
    return words("assignment.more", n=total - LIST_ROWS) if total > LIST_ROWS else ""


def _hours(minutes: float) -> str:
    return f"{minutes / 60:.0f}"
