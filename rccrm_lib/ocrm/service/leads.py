"""Leads: a customer or somebody new whom one person sends to a manager, and what came of it, told to the referrer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from rccrm_lib.core.case_settings import CaseSettings
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.store import Decision, Decisions
from rccrm_lib.ocrm.service.clock import local_day
from rccrm_lib.ocrm.service.register import Act, Register

KIND = "lead"
FRAME = ["lead_id", "customer_id", "to_manager_id", "need", "opened_on", "due_on", "from_person_id", "state", "outcome",
         "closed_on", "version"]
OUTCOMES = ("won", "later", "lost", "not_reached")


@dataclass(frozen=True)
class NewLead:
    """Who should see whom about what. A prospect who is no customer yet has no number; no name is kept in their place."""

    to_manager_id: str
    need: str
    customer_id: str = ""
    due_on: date | None = None


class Leads:
    """The leads of one member."""

    def __init__(self, decisions: Decisions, *, settings: CaseSettings) -> None:
        self._register, self._settings = Register(decisions, KIND), settings

    def open(self, new: NewLead, act: Act) -> Decision:
        """Send a lead. Raises RccrmError without a manager or a need, and for a day that has passed."""
        opened = local_day(act.now, settings=self._settings)
        due = new.due_on or opened + timedelta(days=self._settings.lead_days)
        if not new.to_manager_id or not new.need or due < opened:
            raise RccrmError("a lead without a manager or a need, or for a day that has passed", "whom to, what about, by when",
                             "correct it")
        values = {"customer_id": new.customer_id, "to_manager_id": new.to_manager_id, "need": new.need, "state": "open",
                  "opened_on": opened.isoformat(), "due_on": due.isoformat(), "from_person_id": act.person.person_id,
                  "outcome": "", "closed_on": ""}
        lead_id = f"L{hashlib.sha256(act.key.encode()).hexdigest()[:8].upper()}"
        return self._register.open(lead_id, values, act, reason="sent")

    def close(self, lead_id: str, outcome: str, act: Act, *, note: str, seen: int) -> Decision:
        """What came of it. Raises RccrmError for an unknown outcome, a closed lead, or another manager's."""
        values = self._register.met_by(lead_id, act).values
        if outcome not in OUTCOMES or not note.strip():
            raise RccrmError(f"{outcome or 'nothing'} is no outcome, or a note is missing",
                             f"one of {', '.join(OUTCOMES)}, and a few words", "the referrer reads it")
        if values["state"] != "open":
            raise RccrmError(f"lead {lead_id} is closed", "an open lead", "send a new one")
        if act.person.manager_id and act.person.manager_id != values["to_manager_id"]:
            raise RccrmError("the lead was sent to another manager", "the manager it was sent to", "let him answer it")
        closed = local_day(act.now, settings=self._settings).isoformat()
        values = {"state": "closed", "outcome": outcome, "closed_on": closed}
        return self._register.change(lead_id, values, act, reason=note, seen=seen)

    def frame(self, *, as_of: date | None = None) -> pd.DataFrame:
        """One row per lead as it stands, or stood at the end of a day, oldest first: FRAME; days as text."""
        newest = self._register.newest(as_of=as_of, settings=self._settings)
        rows = [{"lead_id": one.subject, "version": one.version, **one.values} for one in newest]
        return pd.DataFrame(rows, columns=FRAME)

    def sent_by(self, person_id: str) -> pd.DataFrame:
        """One row per lead that somebody sent: what came of them is theirs to read."""
        frame = self.frame()
        return frame[frame["from_person_id"] == person_id].reset_index(drop=True)
