"""Complaints and suggestions, kept small: taken down by any post that may, decided by somebody it is not about, by the clock.

Everything stands in `Decisions` of kind "case"; the first version is the receipt, the last one how it stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from rccrm_lib.core.case_settings import CaseSettings
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.store import Decision, Decisions
from rccrm_lib.ocrm.service.clock import due_day, local_day
from rccrm_lib.ocrm.service.register import Act, Register

KIND = "case"
FRAME = ["case_id", "customer_id", "opened_on", "due_on", "kind", "state", "category", "handler_id", "about_id", "is_complex",
         "is_extended", "closed_on", "branch_id", "cause", "is_adopted", "version"]
TAKES, SETTLES = "take_complaints", "settle_complaints"


@dataclass(frozen=True)
class NewCase:
    """What is known when a complaint or suggestion comes in. `about_id`: the account or manager it is about, or empty."""

    kind: Literal["complaint", "suggestion"]
    category: str
    text: str
    customer_id: str = ""
    branch_id: str = ""
    about_id: str = ""
    is_complex: bool = False


@dataclass(frozen=True)
class Conclusion:
    """How a case ends: what the customer was told; of a complaint its root cause, of a suggestion whether it is followed."""

    text: str
    cause: str = ""
    is_adopted: bool | None = None


class Cases:
    """The cases of one member. `tasks`: what the acting person's post may do."""

    def __init__(self, decisions: Decisions, *, settings: CaseSettings) -> None:
        self._register, self._settings = Register(decisions, KIND), settings

    def open(self, new: NewCase, act: Act, *, tasks: Collection[str]) -> Decision:
        """Take a case down; the clock starts on the day it comes in. Raises RccrmError for a post that may not."""
        _need(tasks, TAKES, SETTLES)
        if new.category not in self._settings.categories or not new.text.strip():
            raise RccrmError("a case without a category of the list or without words",
                             f"one of {', '.join(self._settings.categories)}, and what it is about", "say both")
        opened = local_day(act.now, settings=self._settings)
        due = due_day(opened, kind=new.kind, is_complex=new.is_complex, is_extended=False, settings=self._settings)
        values = {**vars(new), "opened_on": opened.isoformat(), "due_on": due.isoformat(), "state": "open", "handler_id": "",
                  "is_extended": False, "conclusion": "", "closed_on": ""}
        return self._register.open(f"K{hashlib.sha256(act.key.encode()).hexdigest()[:8].upper()}", values, act, reason="received")

    def handle(self, case_id: str, handler_ids: Collection[str], act: Act, *, tasks: Collection[str], seen: int) -> Decision:
        """Say who decides; `handler_ids` are all numbers of that person. Raises RccrmError for whoever the case is about."""
        _need(tasks, SETTLES)
        values = self._still_open(case_id, act)
        _refuse_interest(values, handler_ids)
        return self._register.change(case_id, {"handler_id": next(iter(handler_ids))}, act, reason="handler named", seen=seen)

    def extend(self, case_id: str, act: Act, *, tasks: Collection[str], reason: str, seen: int) -> Decision:
        """Approve more time, once, for a complex case; nobody approves it for himself. Raises RccrmError."""
        _need(tasks, SETTLES)
        values = self._still_open(case_id, act)
        if not values["is_complex"] or values["is_extended"]:
            raise RccrmError("this case cannot be extended", "a complex complaint that was not extended before",
                             "decide it by its day")
        if act.person.person_id == values["handler_id"]:
            raise RccrmError("an extension approved by whoever handles the case", "somebody else with the task settle_complaints",
                             "let another person approve it")
        due = due_day(date.fromisoformat(values["opened_on"]), kind=values["kind"], is_complex=True, is_extended=True,
                      settings=self._settings)
        return self._register.change(case_id, {"is_extended": True, "due_on": due.isoformat()}, act, reason=reason, seen=seen)

    def close(self, case_id: str, end: Conclusion, act: Act, *, tasks: Collection[str], own_ids: Collection[str],
              seen: int) -> Decision:
        """Decide and say so. Raises RccrmError without a whole conclusion, and for whoever the case is about (`own_ids`)."""
        _need(tasks, SETTLES)
        values = self._still_open(case_id, act)
        _refuse_interest(values, own_ids)
        self._need_whole(end, values["kind"])
        closed_on = local_day(act.now, settings=self._settings).isoformat()
        ended = {"state": "closed", "conclusion": end.text.strip(), "closed_on": closed_on, "cause": end.cause,
                 "is_adopted": end.is_adopted}
        return self._register.change(case_id, ended, act, reason="closed", seen=seen)

    def frame(self, *, as_of: date | None = None) -> pd.DataFrame:
        """One row per case as it stands, or stood at the end of a day, oldest first: FRAME; days as text, empty while open.

        What was said is not in it.
        """
        newest = self._register.newest(as_of=as_of, settings=self._settings)
        rows = [{"cause": "", "is_adopted": None, **one.values, "case_id": one.subject, "version": one.version} for one in newest]
        return pd.DataFrame(rows, columns=FRAME)

    def history(self, case_id: str) -> list[Decision]:
        """Every version of a case."""
        return self._register.history(case_id)

    def _need_whole(self, end: Conclusion, kind: str) -> None:
        """A complaint names its root cause, a suggestion whether it is followed, both what the customer was told."""
        if not end.text.strip():
            raise RccrmError("a case closed without a conclusion", "what was found and what the customer was told", "write it")
        if kind == "complaint" and end.cause not in self._settings.causes:
            raise RccrmError("a complaint closed without its root cause", f"one of {', '.join(self._settings.causes)}",
                             "name it, so that it can be mended where it arose")
        if kind == "suggestion" and end.is_adopted is None:
            raise RccrmError("a suggestion closed without saying whether it is followed", "adopted, or not", "say which")

    def _still_open(self, case_id: str, act: Act) -> dict[str, Any]:
        values = self._register.met_by(case_id, act).values
        if values["state"] != "open":
            raise RccrmError(f"case {case_id} is closed", "an open case", "open a new one if the customer comes again")
        return values


def _need(tasks: Collection[str], *wanted: str) -> None:
    if not set(wanted) & set(tasks):
        raise RccrmError("this post may not do that with a case", f"a post with the task {' or '.join(wanted)}",
                         "see settings/roles.toml")


def _refuse_interest(values: dict[str, Any], own_ids: Collection[str]) -> None:
    """Recusal: nobody decides on a complaint about himself."""
    if values["about_id"] and values["about_id"] in set(own_ids):
        raise RccrmError("the case is about the person who would decide it", "somebody without an interest of their own in it",
                         "let another person handle it")
