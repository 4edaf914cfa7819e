"""What the branch board shows: a plain tree of worded texts in one language, and lengths of bars."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from rccrm_lib.apps.board_cover import REASONS
from rccrm_lib.apps.board_data import LOAD_DAYS, Board, BoardData, Row
from rccrm_lib.apps.board_state import BoardState
from rccrm_lib.apps.shell.menu import RENDER
from rccrm_lib.apps.verify_data import DOUBT_WEEKS, VERDICTS
from rccrm_lib.core.settings import Settings
from rccrm_lib.core.words import Words

Tree = dict[str, Any]
FULL = 100
PAGE = "callbacks"
CALLBACKS = f"{RENDER}{PAGE}.ipynb"
CARD = f"{RENDER}customer_card.ipynb?customer="


def board_view(state: BoardState, data: BoardData, words: Words, *, settings: Settings) -> Tree:
    """The board in one language."""
    board = state.board
    said = words(f"board.said.{state.said}", **dict(state.said_values)) if state.said else ""
    return {
        "title": words("shell.page.branch_board.title"), "number": state.number, "said": said, "tone": state.tone,
        "tiles": _tiles(board, words, can_verify=data.verify.is_task),
        "verify": _verify(board, data, words, settings), "doubtful": _doubtful(board, data, words),
        "cases": _cases(board, words, settings), "gap": _gap(board, words, data.publication.month),
        "managers": _managers(board, words), "alerts": _alerts(board, words), "cover": _cover(board, data, words),
        "foot": words("board.foot", month=data.publication.month),
    }


def _tiles(board: Board, words: Words, *, can_verify: bool) -> list[Tree]:
    """What is to be done, in numbers: late is red, soon is amber, nothing is green, each with its word."""
    tones = {"overdue": ("late" if board.n_overdue else "done", board.n_overdue),
             "case": ("late" if board.n_late else "soon" if board.n_near else "done", _n_cases(board))}
    if can_verify:
        tones["verify"] = ("soon" if board.n_visits else "done", board.n_visits)
    values = {"late": board.n_late, "near": board.n_near, "watched": board.n_watched}
    return [{"name": name, "tone": tone, "n": f"{n:,}", "label": words(f"board.tile.{name}"),
             "note": words(f"board.tile.{name}_note", **values) if n else words("board.tile.nothing")}
            for name, (tone, n) in tones.items()]


def _verify(board: Board, data: BoardData, words: Words, settings: Settings) -> Tree | None:
    if not data.verify.is_task:
        return None
    results = settings.contacts.results
    said = {code: words.pick(one.zh, one.en) for code, one in results.items()}
    rows = [{"day": row["on_day"], "name": row["name"] or "", "manager": row["visitor"],
             "result": said.get(row["result"], row["result"])} for row in board.visits]
    texts = {key: words(f"board.verify.{key}") for key in ("title", "lead", "open")}
    return texts | {"rows": rows, "verdicts": [[code, words(f"board.verdict.{code}")] for code in VERDICTS],
                    "more": _more(board.n_visits - len(rows), words), "empty": "" if rows else words("board.verify.empty"),
                    "all": _all(data, words)}


def _all(data: BoardData, words: Words) -> Tree | None:
    """The way to the page that holds all of them, for a post that has it."""
    return {"href": CALLBACKS, "label": words("board.verify.all")} if PAGE in data.sight.role.pages else None


def _doubtful(board: Board, data: BoardData, words: Words) -> Tree | None:
    """What came of asking: a visit that was not as recorded reaches whoever leads, with the way to the customer."""
    if not board.doubtful:
        return None
    may_open = "customer_card" in data.sight.role.pages
    rows = [{"day": row["on_day"], "name": row["name"] or "", "href": CARD + quote(row["customer_id"]) if may_open else "",
             "who": words("board.doubtful.who", manager=row["visitor"], asked=row["asked_by"], day=row["said_on"])}
            for row in board.doubtful]
    return {"title": words("board.doubtful.title", n=board.n_doubtful), "lead": words("board.doubtful.lead", weeks=DOUBT_WEEKS),
            "rows": rows, "more": _more(board.n_doubtful - len(rows), words)}


def _more(n: int, words: Words) -> str:
    return words("board.more", n=n) if n else ""


def _n_cases(board: Board) -> int:
    return board.n_late + board.n_near + board.n_watched


def _cases(board: Board, words: Words, settings: Settings) -> Tree:
    rows = [{"id": row["case_id"], "tone": row["urgency"], "kind": words(f"board.kind.{row['kind']}"),
             "category": words.pick(*settings.cases.categories.get(row["category"], (row["category"],) * 2)),
             "left": words("board.case.left" if row["days"] >= 0 else "board.case.over", n=abs(row["days"])),
             "due": words("board.case.gone", day=row["due_on"], share=round(FULL * min(row["gone"], 1))),
             "handler": row["handler_id"] or words("board.case.nobody")} for row in board.cases]
    return {"title": words("board.case.title"), "rows": rows, "more": _more(_n_cases(board) - len(rows), words),
            "empty": "" if rows else words("board.case.empty")}


def _gap(board: Board, words: Words, month: str) -> Tree:
    rows = [{"label": words.pick(row["zh"], row["en"]), "share": round(FULL * row["n_done"] / row["n_due"]),
             "text": words("board.gap.text", done=row["n_done"], due=row["n_due"])} for row in reversed(board.gap)]
    why = "board.gap.empty" if board.is_measured else "board.not_measured"
    return {"title": words("board.gap.title", month=month), "lead": words("board.gap.lead"), "rows": rows,
            "empty": "" if rows else words(why)}


def _managers(board: Board, words: Words) -> Tree:
    """Bars of the work ahead, one scale for all; beside them the process of the week, not a ranking of deposits."""
    most = max((n for one in board.managers for n in (one["capacity"] or 0, one["minutes"])), default=0) or 1
    rows = [_manager(row, most, words) for row in board.managers]
    heads = {key: words(f"board.manager.{key}") for key in ("name", "customers", "overdue", "load", "visits", "calls")}
    return {"title": words("board.manager.title"), "lead": words("board.manager.lead", days=LOAD_DAYS), "heads": heads,
            "rows": rows, "empty": "" if rows else words("board.manager.empty")}


def _manager(row: Row, most: int, words: Words) -> Tree:
    capacity = row["capacity"]
    is_over = capacity is not None and row["minutes"] > capacity
    return {"name": manager_label(row, words), "customers": f"{row['n']:,}", "overdue": f"{row['overdue']:,}",
            "is_late": row["overdue"] > 0,
            "share": round(FULL * row["minutes"] / most), "limit": round(FULL * capacity / most) if capacity else None,
            "is_over": is_over, "load": words("board.manager.over" if is_over else "board.manager.hours",
                                              n=f"{row['minutes'] / 60:.0f}"),
            "visits": str(row["visits"]), "calls": str(row["calls"])}


def manager_label(row: Row, words: Words) -> str:
    """The name of a manager on the board; of one of another branch it says so."""
    return words("board.manager.elsewhere", name=row["name"]) if row["is_elsewhere"] else str(row["name"])


def _alerts(board: Board, words: Words) -> Tree:
    found = [(name, n) for name, n in (board.alerts or {}).items() if n]
    return {"title": words("board.alert.title"), "rows": [words(f"board.alert.{name}", n=f"{n:,}") for name, n in found],
            "empty": "" if found else words("board.alert.none")}


def _cover(board: Board, data: BoardData, words: Words) -> Tree | None:
    """Who looks after whose customers and until when, and the form that arranges it; only for a post that may."""
    if not data.covers.is_task:
        return None
    names = data.manager_names()
    here = [[row["manager_id"], row["name"]] for row in board.managers if not row["is_elsewhere"]]
    rows = [_covered(row, names, words) for row in board.covers]
    return {"open": words("board.cover.open"), "labels": {key: words(f"board.cover.{key}") for key in (
        "manager", "deputy", "from", "to", "reason", "give", "end", "ask")}, "managers": here,
        "deputies": [[code, name] for code, name in names.items() if code not in data.elsewhere] or here,
        "count": words("board.cover.count", n=len(rows)) if rows else "", "rows": rows, "empty": words("board.cover.none"),
        "why": [[code, words(f"board.cover.why.{code}")] for code in REASONS]}


def _covered(row: Row, names: dict[str, str], words: Words) -> Tree:
    cover = row["cover"]
    manager, deputy = (names.get(one, one) for one in (cover.manager_id, cover.deputy_id))
    days = words("board.cover.now" if row["has_begun"] else "board.cover.later", from_on=cover.from_on, to_on=cover.to_on)
    return {"who": words("board.cover.who", manager=manager, deputy=deputy), "days": days, "is_now": row["has_begun"],
            "n": words("board.cover.customers", n=f"{row['n']:,}"), "may_end": row["is_ours"],
            "closed": "" if row["is_ours"] else words("board.cover.theirs")}
