"""Leads: a customer or somebody new whom one person sends to a manager, and what came of it, told to the referrer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from rccrm_lib.core.case_settings import CaseSettings
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.store import Decision, Decisions
from rccrm_lib.ocrm.service.clock import local_day
from rccrm_lib.ocrm.service.register import Act, Register

KIND = "lead"
FRAME = ["lead_id", "customer_id", "to_manager_id", "need", "opened_on", "due_on", "from_person_id", "state", "outcome", "note",
         "closed_on", "told_on", "place", "cert_token", "mobile_token", "version"]
OUTCOMES = ("won", "later", "lost", "not_reached")
PROSPECTS = "prospects of leads"  # the purpose of the key of their tokens
MOST_PLACE = 40
NUMBER = re.compile(r"[0-9]{7,}")  # a telephone or a certificate: not to be kept of somebody who is no customer


@dataclass(frozen=True)
class NewLead:
    """Who should see whom about what. A prospect who is no customer yet has no number, and no name is kept in its place.

    `place`: where a prospect is to be found. `cert_token`, `mobile_token`: keyed tokens of what they said, by which a later
    month may know them as a customer.
    """

    to_manager_id: str
    need: str
    customer_id: str = ""
    due_on: date | None = None
    place: str = ""
    cert_token: str = ""
    mobile_token: str = ""


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
        if not new.customer_id:
            _check_place(new.place)
        values = {**vars(new), "state": "open", "opened_on": opened.isoformat(), "due_on": due.isoformat(),
                  "from_person_id": act.person.person_id, "outcome": "", "note": "", "closed_on": "", "told_on": ""}
        lead_id = f"L{hashlib.sha256(act.key.encode()).hexdigest()[:8].upper()}"
        return self._register.open(lead_id, values, act, reason="sent")

    def close(self, lead_id: str, outcome: str, act: Act, *, note: str, seen: int, covered: Collection[str] = ()) -> Decision:
        """What came of it. Raises RccrmError for an unknown outcome, a closed lead, or another manager's who is not covered."""
        values = self._register.met_by(lead_id, act).values
        if outcome not in OUTCOMES or not note.strip():
            raise RccrmError(f"{outcome or 'nothing'} is no outcome, or a note is missing",
                             f"one of {', '.join(OUTCOMES)}, and a few words", "the referrer reads it")
        if values["state"] != "open":
            raise RccrmError(f"lead {lead_id} is closed", "an open lead", "send a new one")
        if values["to_manager_id"] not in {act.person.manager_id, *covered}:
            raise RccrmError("the lead was sent to another manager", "the manager it was sent to", "let him answer it")
        closed = local_day(act.now, settings=self._settings).isoformat()
        values = {"state": "closed", "outcome": outcome, "note": note.strip(), "closed_on": closed}
        return self._register.change(lead_id, values, act, reason="answered", seen=seen)  # the note is no text for a log

    def acknowledge(self, lead_id: str, act: Act, *, seen: int) -> Decision:
        """The referrer has read the outcome. Raises RccrmError for another person's lead, and for one that is open."""
        values = self._register.met_by(lead_id, act).values
        if values["from_person_id"] != act.person.person_id or values["state"] == "open":
            raise RccrmError("there is no outcome for this person to read", "a lead that was sent by this account and is closed",
                             "rccrm lead list")
        told = local_day(act.now, settings=self._settings).isoformat()
        return self._register.change(lead_id, {"told_on": told}, act, reason="read by the referrer", seen=seen)

    def frame(self, *, as_of: date | None = None) -> pd.DataFrame:
        """One row per lead as it stands, or stood at the end of a day, oldest first: FRAME; days as text."""
        newest = self._register.newest(as_of=as_of, settings=self._settings)
        empty = dict.fromkeys(FRAME, "")
        rows = [{**empty, **one.values, "lead_id": one.subject, "version": one.version} for one in newest]
        return pd.DataFrame(rows, columns=FRAME)

    def history(self, lead_id: str) -> list[Decision]:
        """Every version of a lead. Raises RccrmError when there is none."""
        return self._register.history(lead_id)

    def sent_by(self, person_id: str) -> pd.DataFrame:
        """One row per lead that somebody sent: what came of them is theirs to read."""
        frame = self.frame()
        return frame[frame["from_person_id"] == person_id].reset_index(drop=True)

    def to_tell(self, person_id: str) -> pd.DataFrame:
        """One row per lead of a referrer that is closed and whose outcome was not read yet."""
        sent = self.sent_by(person_id)
        return sent[(sent["state"] != "open") & (sent["told_on"] == "")].reset_index(drop=True)

    def waiting(self, manager_ids: Collection[str]) -> pd.DataFrame:
        """One row per open lead that was sent to one of these managers, by its day."""
        frame = self.frame()
        mine = frame[(frame["state"] == "open") & frame["to_manager_id"].isin(set(manager_ids))]
        return mine.sort_values(["due_on", "lead_id"]).reset_index(drop=True)


def _check_place(place: str) -> None:
    """Where a prospect is to be found: said, short, and without a number of theirs."""
    if not place.strip() or len(place) > MOST_PLACE or NUMBER.search(place):
        raise RccrmError("a prospect without a place, or with a telephone or certificate number in it",
                         f"where to find them, in at most {MOST_PLACE} characters, and no number",
                         "say the place; the number is handed over by mouth")
