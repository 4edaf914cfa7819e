"""Leads on the page "today": those that were sent to the manager, prospects too, and what came of those that one sent.

An event comes from a browser: a lead is looked up among those that wait for this person, an outcome in the list of codes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rccrm_lib.apps.card_words import join
from rccrm_lib.apps.worklist_data import Row, WorklistData, records
from rccrm_lib.apps.worklist_detail import code_words
from rccrm_lib.apps.worklist_state import Said
from rccrm_lib.apps.worklist_words import due
from rccrm_lib.core.case_settings import CaseSettings
from rccrm_lib.core.store import Decisions
from rccrm_lib.core.words import Words
from rccrm_lib.ocrm.service import OUTCOMES, Act, Leads

MOST_NOTE, MOST_KEY = 200, 40
Tree = dict[str, Any]


@dataclass(frozen=True)
class LeadDesk:
    """The leads of one person. `may_close`: whether the post records what came of customers."""

    data: WorklistData
    settings: CaseSettings
    now: Callable[[], float]
    may_close: Callable[[], bool]

    @property
    def _leads(self) -> Leads:
        return Leads(self.data.part(Decisions), settings=self.settings)

    def waiting(self) -> list[Row]:
        """Open leads that were sent to this manager or to one whom he covers, by their day."""
        return records(self._leads.waiting([one for one in self.data.own_managers() if one])) if self.may_close() else []

    def to_tell(self) -> list[Row]:
        """Closed leads that this person sent and whose outcome was not read."""
        return records(self._leads.to_tell(self.data.sight.person.person_id))

    def close(self, event: Mapping[str, Any]) -> Said | None:
        """Say what came of a lead; None for an event that names none of those that wait, or no outcome."""
        lead_id, note = str(event.get("lead")), " ".join(str(event.get("note") or "").split())[:MOST_NOTE]
        if lead_id not in {row["lead_id"] for row in self.waiting()} or event.get("outcome") not in OUTCOMES:
            return None
        if not note:
            return Said("worklist.leads.no_note", tone="late")
        leads = self._leads
        leads.close(lead_id, event["outcome"], self._act(event), note=note, seen=len(leads.history(lead_id)),
                    covered=self.data.own_managers())
        return Said("worklist.leads.closed")

    def read(self, event: Mapping[str, Any]) -> Said | None:
        """The referrer has read an outcome; None for an event that names none of theirs."""
        lead_id = str(event.get("lead"))
        if lead_id not in {row["lead_id"] for row in self.to_tell()}:
            return None
        leads = self._leads
        leads.acknowledge(lead_id, self._act(event), seen=len(leads.history(lead_id)))
        return Said("worklist.leads.was_read")

    def _act(self, event: Mapping[str, Any]) -> Act:
        key = event.get("key")
        if not isinstance(key, str) or not 0 < len(key) <= MOST_KEY:
            raise ValueError("an event that writes carries its key")
        person = self.data.sight.person
        return Act(person, self.now(), f"{person.person_id}-lead-{key}")


def leads_view(desk: LeadDesk, words: Words) -> Tree:
    """The two blocks in one language; None for one without rows."""
    waiting, told = desk.waiting(), desk.to_tell()
    people = desk.data.people_of([row["customer_id"] for row in (*waiting, *told) if row["customer_id"]])
    names = {customer: one.name for customer, one in people.items()}
    codes = code_words(desk.data, words)
    return {
        "leads": {
            "title": words("worklist.leads.title", n=len(waiting)), "note": words("worklist.leads.note"),
            "answer": words("worklist.leads.answer"), "save": words("worklist.leads.save"),
            "outcomes": [[code, words(f"service.outcome.{code}")] for code in OUTCOMES],
            "rows": [_waiting(row, desk, names, codes, words) for row in waiting]} if waiting else None,
        "told": {
            "title": words("worklist.leads.told"), "seen": words("worklist.leads.seen"),
            "rows": [{"lead": row["lead_id"], "text": _told(row, names, codes, words)} for row in told]} if told else None,
    }


def _waiting(row: Row, desk: LeadDesk, names: Mapping[str, str], codes: Mapping[str, str], words: Words) -> Tree:
    sender = desk.data.people.find_person(row["from_person_id"])
    line = words("worklist.leads.line", need=codes.get(row["need"], row["need"]), sender=sender.name if sender else
                 row["from_person_id"], day=row["opened_on"])
    day = date.fromisoformat(row["due_on"])
    return {"lead": row["lead_id"], "who": _who(row, names, words), "text": line, "due": due(day, desk.data.day, words),
            "late": day < desk.data.day}


def _told(row: Row, names: Mapping[str, str], codes: Mapping[str, str], words: Words) -> str:
    outcome = words(f"service.outcome.{row['outcome']}")
    said = f"{outcome} ({row['note']})" if row["note"] else outcome
    return join([_who(row, names, words), codes.get(row["need"], row["need"]), said], words)


def _who(row: Row, names: Mapping[str, str], words: Words) -> str:
    """The customer's name as the post is given it; a customer out of reach by the number; a prospect by the place."""
    if not row["customer_id"]:
        return words("service.lead.prospect", place=row["place"])
    return names.get(row["customer_id"]) or str(row["customer_id"])
