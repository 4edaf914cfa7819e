"""What the page "today" shows: a plain tree of worded texts in one language, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rccrm_lib.apps.card_words import short_money
from rccrm_lib.apps.worklist_data import Row, WorklistData, records
from rccrm_lib.apps.worklist_detail import code_words, detail_panel, names_of, place_of, result_word
from rccrm_lib.apps.worklist_state import TABS, WorkState
from rccrm_lib.apps.worklist_words import due, reason_word, why
from rccrm_lib.core.words import Words
from rccrm_lib.ocrm.worklist import count_left_out

Tree = dict[str, Any]


def page_view(state: WorkState, data: WorklistData, words: Words, *, may_record: bool) -> Tree:
    """The page in one language, without what every page has."""
    return {
        "head": _head(state, data, words, may_record=may_record),
        "rows": [_row(row, n, state, data, words) for n, row in enumerate(state.rows)],
        "empty": [words(f"worklist.empty.{state.tab}"), words("worklist.empty.why")],
        "left": _left_out(state, data, words) if state.tab == "today" else None,
        "detail": detail_panel(state, state.picked, data, words, may_record=may_record) if state.picked else None,
        "pick": words("worklist.empty.pick"),
        "said": _said(state, data, words),
        "route": route_view(state, data, words) if state.is_route else None,
    }


def _head(state: WorkState, data: WorklistData, words: Words, *, may_record: bool) -> Tree:
    managers = data.managers()
    minutes = sum(int(row["minutes"]) for row in records(state.day_list.today))
    tabs = [{"name": tab, "label": words(f"worklist.tab.{tab}"), "n": len(getattr(state.day_list, tab)), "on": tab == state.tab}
            for tab in TABS]
    return {
        "title": words("shell.page.worklist.title"),
        "line": words("worklist.page.of", day=data.day.isoformat(), manager=_whose(state, data, words)),
        "minutes": words("worklist.page.minutes", n=minutes), "tabs": tabs, "route": words("worklist.page.route"),
        "keys": words("worklist.page.keys") if may_record else "",
        "reading": "" if may_record else words("worklist.page.reading"),
        "managers": {"label": words("worklist.page.manager"), "options": [[one, _manager(one, data, words)] for one in managers],
                     "value": state.manager_id} if managers else None,
    }


def _manager(manager_id: str, data: WorklistData, words: Words) -> str:
    number = words("worklist.page.manager_no", id=manager_id)
    who = " ".join(part for part in (number, data.manager_name(manager_id)) if part)
    return words("worklist.page.elsewhere", manager=who) if manager_id in data.elsewhere else who


def _whose(state: WorkState, data: WorklistData, words: Words) -> str:
    return _manager(state.manager_id, data, words) if state.manager_id else words("worklist.page.mine")


def _row(row: Row, place: int, state: WorkState, data: WorklistData, words: Words) -> Tree:
    """One line of the list: who, why in a sentence, until when, the next step."""
    person = state.people.get(row["customer_id"])
    value = row["value_fen"]
    own = data.sight.person.manager_id
    marks = [words("worklist.row.value", money=short_money(int(value), words)) if value is not None else "",
             words("worklist.page.minutes", n=int(row["minutes"])),
             words("worklist.row.more", n=len(row["folded"])) if row["folded"] else "",
             words("worklist.row.home", names=names_of(row["home"], state, words)) if row["home"] else "",
             words("worklist.row.covered") if person and own and not state.manager_id and person.manager_id != own else ""]
    return {
        "item": row["item_id"], "name": person.name if person else "", "place": person.village if person else "",
        "reason": reason_word(row["reason"], words), "why": why(row, words, code_words(data, words)),
        "due": due(row["due_on"].date(), data.day, words), "late": bool(row["is_overdue"]),
        "marks": [mark for mark in marks if mark], "step": words(f"worklist.step.{row['action']}"), "action": row["action"],
        "picked": bool(state.picked and state.picked.place == place),
    }


def _left_out(state: WorkState, data: WorklistData, words: Words) -> Tree | None:
    """How many are not on the list, and why not; the day's causes first, then the month's."""
    counts, month = count_left_out(state.day_list), data.suppressed(state.manager_id)
    if not counts and not month:
        return None
    return {
        "title": words("worklist.left.title", n=sum(counts.values())),
        "rows": [[words(f"worklist.left.{cause}"), f"{n:,}"] for cause, n in counts.items()],
        "month": words("worklist.left.month") if month else "",
        "month_rows": [[words(f"worklist.left.{cause}"), f"{n:,}"] for cause, n in month.items()],
    }


def _said(state: WorkState, data: WorklistData, words: Words) -> Tree | None:
    said = state.said
    if said is None:
        return None
    worded = {"kind": lambda v: words(f"worklist.kind.{v}"), "result": lambda v: result_word(v, data.codes, words),
              "answer": lambda v: words(f"worklist.answer.{v}"), "who": lambda v: _who(v, data),
              "field": lambda v: _field(v, data, words)}
    values = {name: worded[name](value) if name in worded else value for name, value in said.values}
    key = said.key if said.key.startswith("worklist.") else f"worklist.said.{said.key}"
    undo = {"label": words("worklist.said.undo"), "seconds": data.settings.undo_seconds} if said.answer else None
    return {"text": words(key, **values), "tone": said.tone, "undo": undo, "is_saved": said.key == "saved"}


def _field(name: str, data: WorklistData, words: Words) -> str:
    """The label of a field of the form, or of the note on the market."""
    field = data.codes.form.get(name)
    key = "worklist.record." + {"rate_bp": "rate"}.get(name, name)
    return words.pick(field.zh, field.en) if field else words(key)


def _who(person_id: str, data: WorklistData) -> str:
    person = data.people.find_person(person_id)
    return person.name if person else person_id


def route_view(state: WorkState, data: WorklistData, words: Words) -> Tree:
    """The visits of the day, village by village, for a sheet of paper."""
    rows = {row["customer_id"]: row for row in records(state.day_list.today)}
    stops: dict[int, Tree] = {}
    for one in data.route(state.day_list.today, dict(state.people)):
        stop = stops.setdefault(one["stop"], {"title": _stop(one, state, words), "rows": []})
        stop["rows"].append(_visit(rows[one["customer_id"]], state, data, words))
    return {"title": words("worklist.route.title", day=data.day.isoformat()), "whose": _whose(state, data, words),
            "stops": list(stops.values()), "nothing": words("worklist.route.nothing"), "order": words("worklist.route.order"),
            "note": words("worklist.route.note"), "back": words("worklist.page.back"), "print": words("worklist.page.print")}


def _stop(one: Mapping[str, Any], state: WorkState, words: Words) -> str:
    person = state.people.get(one["customer_id"])
    if person is None or not person.village:
        return words("worklist.route.no_village")
    return words("worklist.route.stop", n=int(one["stop"]), village=place_of(person))


def _visit(row: Row, state: WorkState, data: WorklistData, words: Words) -> Tree:
    person = state.people.get(row["customer_id"])
    return {"name": person.name if person else "", "reason": reason_word(row["reason"], words),
            "why": why(row, words, code_words(data, words)), "due": due(row["due_on"].date(), data.day, words),
            "home": words("worklist.row.home", names=names_of(row["home"], state, words)) if row["home"] else ""}
