"""What the page "call-backs" shows: a plain tree of worded texts in one language, nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from rccrm_lib.apps.callbacks_data import CallbackData
from rccrm_lib.apps.callbacks_state import CallState
from rccrm_lib.apps.shell.menu import RENDER
from rccrm_lib.apps.unmasking import unmask_choice
from rccrm_lib.apps.verify_data import VERDICTS, Queue, Row
from rccrm_lib.apps.worklist_detail import result_word
from rccrm_lib.core.words import Words

Tree = dict[str, Any]
CARD = f"{RENDER}customer_card.ipynb?customer="
FULL, MANY = 100, 15  # rows that are shown; as they are worked off the others come
STEPS = ("hello", "open", "more", "close")


def page_view(state: CallState, data: CallbackData, words: Words, *, day: date) -> Tree:
    """The page in one language, without what every page has; `day` is today by the clock."""
    queue = state.queue
    return {
        "title": words("shell.page.callbacks.title"), "number": state.number, "progress": _progress(queue, words),
        "said": _said(state, words),
        "rows": [_row(row, state, words, day) for row in queue.rows[:MANY]],
        "more": words("board.more", n=f"{len(queue.rows) - MANY:,}") if len(queue.rows) > MANY else "",
        "empty": _empty(queue, data, words), "put_off": words("callbacks.put_off", n=len(queue.put_off)) if queue.put_off else "",
        "given": _given(queue, words), "keys": words("callbacks.keys"),
        "detail": _detail(state, state.picked, data, words) if state.picked else None,
    }


def _progress(queue: Queue, words: Words) -> Tree:
    total = queue.n_settled + len(queue.rows) + len(queue.put_off)
    return {"text": words("callbacks.progress", done=queue.n_settled, all=total) if total else "",
            "share": round(FULL * queue.n_settled / total) if total else 0}


def _said(state: CallState, words: Words) -> Tree | None:
    if not state.said:
        return None
    return {"text": words(f"callbacks.said.{state.said}", **dict(state.said_values)),
            "tone": "late" if state.said == "stale" else "done", "seq": state.said_seq, "change": words("callbacks.given.change")}


def _empty(queue: Queue, data: CallbackData, words: Words) -> list[str]:
    """Why there is nothing to do, and what comes next."""
    if queue.rows:
        return []
    if not data.verify.is_task:
        return [words("callbacks.empty.no_task")]
    return [words("callbacks.empty.later" if queue.put_off else "callbacks.empty.none"), words("callbacks.empty.next")]


def _row(row: Row, state: CallState, words: Words, day: date) -> Tree:
    """One line of the queue: who, who was there and when, how long there is."""
    left = (date.fromisoformat(row["until_on"]) - day).days
    return {"seq": row["seq"], "name": row["name"] or "", "picked": row["seq"] == state.seq, "late": left < 0,
            "line": words("callbacks.row.line", day=row["on_day"], who=_who(row)),
            "due": words("callbacks.row.left" if left >= 0 else "callbacks.row.late", n=abs(left)),
            "tried": words("callbacks.row.tried", day=row["said_on"]) if row["said_on"] else ""}


def _who(row: Row) -> str:
    return " · ".join(part for part in (row["visitor"], row["branch"]) if part)


def _given(queue: Queue, words: Words) -> Tree | None:
    """What this person said today; each can be corrected until the day is over."""
    rows = [{"seq": row["seq"], "name": row["name"] or "", "verdict": words(f"board.verdict.{row['verdict']}")}
            for row in queue.given]
    change = words("callbacks.given.change")
    return {"title": words("callbacks.given.title", n=len(rows)), "change": change, "rows": rows} if rows else None


def _detail(state: CallState, row: Row, data: CallbackData, words: Words) -> Tree:
    """Whom to call, what to ask, what was recorded, and the verdict."""
    whole, given = dict(state.unmasked), row["verdict"] if row in state.queue.given else ""
    may_open = "customer_card" in data.sight.role.pages
    return {
        "seq": row["seq"], "name": _shown("name", row, whole, data, words), "mobile": _shown("mobile", row, whole, data, words),
        "card": {"label": words("worklist.detail.card"), "href": CARD + quote(row["customer_id"])} if may_open else None,
        "warning": words("callbacks.dead") if row["is_dead"] else "",
        "ask": {"title": words("callbacks.ask.title"), "rule": words("callbacks.ask.rule"), "steps": _steps(data, words)},
        "recorded": {"title": words("callbacks.recorded.title"), "rule": words("callbacks.recorded.rule"),
                     "rows": _recorded(row, data, words)},
        "question": words("callbacks.verdict.title"),
        "correct": words("callbacks.given.correct", verdict=words(f"board.verdict.{given}")) if given else "",
        "verdicts": [{"code": code, "text": words(f"board.verdict.{code}"), "note": words(f"callbacks.verdict.{code}"),
                      "given": code == given} for code in VERDICTS],
    }


def _shown(name: str, row: Row, whole: dict[str, str], data: CallbackData, words: Words) -> Tree:
    """A value as the post sees it, and the way to see it whole."""
    value = whole.get(name, row[name]) or ""
    choice = unmask_choice(name, data.sight, words) if value and name not in whole else None
    return {"label": words(f"shell.field.{name}"), "value": value or words("callbacks.no_value"), "unmask": choice}


def _steps(data: CallbackData, words: Words) -> list[str]:
    member = words.pick(data.publication.member_name_zh, data.publication.member_name_en)
    return [words(f"callbacks.ask.{step}", member=member) for step in STEPS]


def _recorded(row: Row, data: CallbackData, words: Words) -> list[list[str]]:
    """What stands on record, as label and text; what the post is not given is not there."""
    kind = data.settings.contacts.kinds.get(row["kind"])
    texts = {"day": row["on_day"], "who": _who(row), "kind": words.pick(kind.zh, kind.en) if kind else row["kind"],
             "result": result_word(row["result"], data.settings.contacts, words), "place": row["village"] or "",
             "drawn": words("callbacks.recorded.week", day=row["week"])}
    return [[words(f"callbacks.recorded.{name}"), text] for name, text in texts.items() if text]
