"""Which visits are verified: drawn by lot when a week is over, a share of every manager's visits and at least one.

The seed is made at random on drawing and kept with what was drawn: nobody can foresee the lot, everybody can repeat it.
"""

from __future__ import annotations

import hashlib
import math
import secrets
from datetime import date, timedelta

import pandas as pd

from rccrm_lib.core.case_settings import CaseSettings
from rccrm_lib.core.errors import StoreError
from rccrm_lib.core.store import Decision, Decisions
from rccrm_lib.ocrm.service.clock import local_day, local_days

KIND = "visit_lot"
LOTS = ["contact_seq", "week", "drawn_at"]
FOLLOWED = ["seq", "customer_id", "manager_id", "on_day", "kind", "result", "person_id", "week", "until_on", "waits", "verdict",
            "by", "said_on", "said_at", "n_checks"]
DAY_SECONDS = 86_400
SYSTEM = "lot"  # nobody chose: the row stands for the machine that drew


def draw_visits(visits: pd.DataFrame, *, share: float, seed: str) -> list[int]:
    """The numbers of the drawn visits, sorted: of every manager `share`, rounded up. Same visits and seed, same lot.

    `visits`: seq, manager_id. The order of the rows does not matter.
    """
    ranked = visits.assign(ticket=[hashlib.sha256(f"{seed} {seq}".encode()).hexdigest() for seq in visits["seq"]])
    ranked = ranked.sort_values("ticket", kind="stable")
    wanted = ranked.groupby("manager_id")["seq"].transform("size").map(lambda n: math.ceil(n * share))
    drawn = ranked[ranked.groupby("manager_id").cumcount() < wanted]
    return sorted(int(seq) for seq in drawn["seq"])


def weeks_over(contacts: pd.DataFrame, *, today: date, settings: CaseSettings) -> pd.DataFrame:
    """The visits that were recorded in weeks that are over, with their week (its Monday): seq, manager_id, week.

    By the day of recording, not of the visit: what is recorded late falls into a week that is not drawn yet.
    """
    visits = contacts[contacts["kind"] == "visit"]
    days = [local_day(at, settings=settings) for at in visits["at"]]
    mondays = pd.Series([f"{day - timedelta(days=day.weekday())}" for day in days], index=visits.index, dtype="object")
    this_week = today - timedelta(days=today.weekday())
    return visits[["seq", "manager_id"]].assign(week=mondays)[mondays < f"{this_week}"]


class Lots:
    """The lots of one member: drawn once a week, kept for good."""

    def __init__(self, decisions: Decisions, member_id: str) -> None:
        self._decisions, self._member_id = decisions, member_id

    def draw_missing(self, visits: pd.DataFrame, *, share: float, now: float) -> None:
        """Draw every week that is over and was not drawn; whoever is second takes the first one's lot."""
        known = set(self._decisions.by_subject(KIND))
        for week, rows in visits.groupby("week"):
            if week not in known:
                self._draw(str(week), rows, share=share, now=now)

    def drawn(self) -> pd.DataFrame:
        """One row per drawn visit: LOTS."""
        rows = [(seq, one.subject, one.at) for one in self._decisions.of_kind(KIND) for seq in one.values["contacts"]]
        return pd.DataFrame(rows, columns=LOTS)

    def lots(self) -> list[Decision]:
        """Every lot with its seed and what it was drawn from, so that it can be repeated."""
        return self._decisions.of_kind(KIND)

    def _draw(self, week: str, rows: pd.DataFrame, *, share: float, now: float) -> None:
        seed = secrets.token_hex(16)
        drawn_from = sorted([int(seq), manager] for seq, manager in zip(rows["seq"], rows["manager_id"], strict=True))
        values = {"seed": seed, "share": share, "contacts": draw_visits(rows, share=share, seed=seed), "drawn_from": drawn_from}
        key = f"{KIND} {self._member_id} {week}"
        try:
            self._decisions.decide(KIND, week, values, key=key, person_id=SYSTEM, role=SYSTEM, reason="the week is over", now=now,
                                   seen_version=0)
        except StoreError:  # drawn by another page in the same moment: the same key with another seed
            if not self._decisions.history(KIND, week):
                raise


def follow_drawn(drawn: pd.DataFrame, contacts: pd.DataFrame, checks: pd.DataFrame, *, today: date, within_days: int,
                 settings: CaseSettings) -> pd.DataFrame:
    """One row per drawn visit that nobody corrected, oldest first: how it stands (FOLLOWED). Of several verdicts the last counts.

    `waits`: nobody verified it; or the customer was not reached: then it waits again until `within_days` after the lot, and stays
    "not reached" afterwards. `verdict`, `by`, `said_on`: the last verdict, who gave it on which day; no text for none.
    """
    last = checks.drop_duplicates("contact_seq", keep="last").rename(columns={"person_id": "by", "at": "said_at"})
    last = last.assign(said_on=local_days(last["said_at"], settings=settings)).set_index("contact_seq")
    counts = checks["contact_seq"].value_counts()
    rows = drawn.merge(contacts, left_on="contact_seq", right_on="seq").sort_values("seq").reset_index(drop=True)
    said = {name: rows["seq"].map(last[name]).fillna("") for name in ("verdict", "by", "said_on")}
    until_on = local_days(rows["drawn_at"] + within_days * DAY_SECONDS, settings=settings)
    again = (said["verdict"] == "not_reached") & (until_on >= f"{today}")
    n_checks = rows["seq"].map(counts).fillna(0).astype("int64")
    return rows.assign(**said, said_at=rows["seq"].map(last["said_at"]), n_checks=n_checks, until_on=until_on,
                       waits=(said["verdict"] == "") | again)[FOLLOWED]
