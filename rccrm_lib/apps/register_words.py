"""Cases and leads as lines of a terminal: codes become words, customers the name that the post is given."""

from __future__ import annotations

from datetime import date

from rccrm_lib.apps.registers import Desk, Row
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.words import Words


def list_cases(desk: Desk, words: Words, *, only_open: bool = False) -> list[str]:
    """One line per case in reach, the most urgent first, then the closed ones, newest first."""
    frame = desk.cases.frame()
    rows = [row for row in frame.sort_values(["due_on", "case_id"]).to_dict("records") if desk.is_ours(row)]
    still = [_open_case(row, desk, words) for row in rows if row["state"] == "open"]
    ended = [] if only_open else [_closed_case(row, desk, words) for row in reversed(rows) if row["state"] != "open"]
    return [*still, *ended] or [words("service.case.none")]


def list_leads(desk: Desk, words: Words) -> list[str]:
    """One line per lead that this account sent, or that was sent to its number; those out of both are not shown."""
    frame = desk.leads.frame()
    mine = {desk.person.manager_id, *desk.covered} - {""}
    rows = frame[frame["to_manager_id"].isin(mine) | (frame["from_person_id"] == desk.person.person_id)]
    ordered = rows.sort_values(["state", "due_on", "lead_id"], ascending=[False, True, True])
    return [_lead(row, desk, words) for row in ordered.to_dict("records")] or [words("service.lead.none")]


def letter_of(desk: Desk, case_id: str, words: Words) -> list[str]:
    """The closing letter of a case in reach. Raises RccrmError while it is open. No name: whoever signs writes it in."""
    desk.need_case(case_id)
    values = desk.cases.history(case_id)[-1].values
    if values["state"] == "open":
        raise RccrmError(f"case {case_id} is open", "a case that was decided", "rccrm case close, then again")
    kind, adopted = words(f"service.kind.{values['kind']}"), values.get("is_adopted")
    said = [words(f"service.letter.{'adopted' if adopted else 'not_adopted'}")] if values["kind"] == "suggestion" else []
    return [words("service.letter.to"), words("service.letter.received", day=values["opened_on"], kind=kind, case=case_id),
            values["conclusion"], *said, words("service.letter.more"), words("service.letter.day", day=values["closed_on"])]


def need_word(code: str, desk: Desk, words: Words) -> str:
    """The name of a need; a code that the settings no longer hold stays a code."""
    need = desk.settings.contacts.needs.get(code)
    return words.pick(need.zh, need.en) if need else code


def _open_case(row: Row, desk: Desk, words: Words) -> str:
    left = (date.fromisoformat(row["due_on"]) - desk.today).days
    clock = words("service.case.left", n=left) if left >= 0 else words("service.case.late", n=-left)
    return _line(*_head(row, desk, words), words("service.case.due", day=row["due_on"]), clock,
                 words("service.case.extended") if row["is_extended"] else "",
                 row["handler_id"] or words("service.case.nobody"))


def _closed_case(row: Row, desk: Desk, words: Words) -> str:
    clock = words("service.case.in_time" if row["closed_on"] <= row["due_on"] else "service.case.too_late")
    cause = words.pick(*desk.settings.cases.causes.get(row["cause"], (row["cause"],) * 2))
    adopted = words(f"service.case.{'adopted' if row['is_adopted'] else 'not_adopted'}") if row["kind"] == "suggestion" else ""
    return _line(*_head(row, desk, words), words("service.case.closed", day=row["closed_on"]), clock, cause, adopted)


def _head(row: Row, desk: Desk, words: Words) -> tuple[str, ...]:
    category = words.pick(*desk.settings.cases.categories.get(row["category"], (row["category"],) * 2))
    return (row["case_id"], words(f"service.kind.{row['kind']}"), category, desk.names.get(row["customer_id"]) or "",
            words("service.case.opened", day=row["opened_on"]))


def _lead(row: Row, desk: Desk, words: Words) -> str:
    whom = (desk.names.get(row["customer_id"]) or row["customer_id"]) if row["customer_id"] else words(
        "service.lead.prospect", place=row["place"])
    head = (row["lead_id"], whom, need_word(row["need"], desk, words), words("service.lead.to", manager=row["to_manager_id"]))
    if row["state"] == "open":
        return _line(*head, words("service.lead.due", day=row["due_on"]))
    is_new = row["from_person_id"] == desk.person.person_id and not row["told_on"]
    return _line(*head, words(f"service.outcome.{row['outcome']}"), row["note"], words("service.lead.new") if is_new else "")


def _line(*parts: str) -> str:
    return "\t".join(part for part in parts if part)
