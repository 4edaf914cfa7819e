"""A proposal in people's hands: accepted, whole or in part, or rejected with a reason; each for the moves of the own reach.

What was accepted is read from the assignments, which it wrote; what was rejected from decisions of kind "proposal", one subject
per month and branch. Whoever gave a customer to somebody in between has overtaken the proposal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import pandas as pd

from rccrm_lib.core.errors import StaleWrite, StoreError
from rccrm_lib.core.store import Assignment, Assignments, Decision, Decisions
from rccrm_lib.ocrm.portfolio.actor import Actor
from rccrm_lib.ocrm.portfolio.recused import refuse_recused

KIND = "proposal"
OPEN, ACCEPTED, REJECTED, OVERTAKEN = "open", "accepted", "rejected", "overtaken"


@dataclass(frozen=True)
class Seen:
    """How far the store had come when somebody looked: the newest assignment, and the version of each branch's rejections."""

    head: int = 0
    versions: Mapping[str, int] = field(default_factory=dict)


class ProposalDesk:
    """A handle on the answers to one month's proposal."""

    def __init__(self, decisions: Decisions, assignments: Assignments, *, month: str, as_of: date) -> None:
        self._decisions, self._assignments, self._month, self._as_of = decisions, assignments, month, as_of

    def look(self, moves: pd.DataFrame) -> tuple[pd.DataFrame, Seen]:
        """The moves with `state` and `from_on` (from which day on, of those who changed hands, and will), and how far the store
        had come before they were read.
        """
        branches = sorted(moves["branch_id"].dropna().unique())
        seen = Seen(self._assignments.head(), {branch: len(self._versions(branch)) for branch in branches})
        held = self._given().set_index("customer_id")
        changed = moves["customer_id"].isin(held.index)
        request = moves["customer_id"].map(held["request_id"]).fillna("")
        ours = changed & (request == moves["branch_id"].map(self.subject))
        rejected = moves["customer_id"].isin([one for branch in branches for one in self._rejected(branch)])
        state = pd.Series(OPEN, index=moves.index, dtype="object")
        state[rejected], state[changed], state[ours] = REJECTED, OVERTAKEN, ACCEPTED
        return moves.assign(state=state, from_on=moves["customer_id"].map(held["from_on"]).astype("object")), seen

    def accept(self, moves: pd.DataFrame, *, actor: Actor, reason: str, seen: Seen, from_on: date | None = None) -> int:
        """Give the customers of these open moves to their new managers from a day on, the actor's without one; returns how many,
        0 for a key that was written before.

        All or none. Raises StaleWrite when somebody rejected moves of the branch, or gave one of the customers to somebody,
        after `seen`; Recused when a manager must not by what stands about a customer; StoreError without a move or a reason, or
        for a day before the actor's.
        """
        begins = from_on or actor.day
        if begins < actor.day:
            raise StoreError(f"a proposal accepted from {begins} on", f"{actor.day} or a later day", "choose the day again")
        self._refuse_rejected(moves, seen)
        rows = [Assignment(row.customer_id, row.to_manager_id, begins, "proposal", self.subject(row.branch_id))
                for row in moves.itertuples()]
        return self._assignments.write(rows, key=actor.key, person_id=actor.person_id, role=actor.role, reason=reason,
                                       now=actor.now, seen=seen.head, refuse=partial(refuse_recused, self._decisions))

    def reject(self, moves: pd.DataFrame, *, actor: Actor, reason: str, seen: Seen) -> int:
        """Keep the customers of these moves where they are; returns how many. Raises as `accept` does."""
        given = self._given()["customer_id"]
        if moves["customer_id"].isin(given).any():
            raise StaleWrite("some of these customers have changed hands in between", "moves that are still open",
                             "look at them again, then decide")
        for branch, part in moves.groupby("branch_id", sort=True):
            before = self._rejected(str(branch))
            values = {"rejected": {**before, **dict.fromkeys(part["customer_id"], reason)}}
            self._decisions.decide(KIND, self.subject(str(branch)), values, key=f"{actor.key}:{branch}",
                                   person_id=actor.person_id, role=actor.role, reason=reason, now=actor.now,
                                   seen_version=seen.versions.get(str(branch), 0))
        return len(moves)

    def pool(self, customers: Sequence[str], *, actor: Actor, reason: str, seen: Seen) -> int:
        """Send customers back to the pool from the actor's day on; returns how many. Raises as `accept` does."""
        rows = [Assignment(one, "", actor.day, "reclaim", f"reclaim:{self._month}") for one in customers]
        return self._assignments.write(rows, key=actor.key, person_id=actor.person_id, role=actor.role, reason=reason,
                                       now=actor.now, seen=seen.head)

    def last_word(self, moves: pd.DataFrame) -> str:
        """Who said the newest thing about any of these moves; empty: nobody has."""
        said = [one for customer in moves["customer_id"] for one in self._assignments.history(customer)]
        decided = [one for branch in sorted(moves["branch_id"].dropna().unique()) for one in self._versions(branch)]
        spoken = [(one.at, one.person_id) for one in said] + [(one.at, one.person_id) for one in decided]
        return max(spoken, default=(0.0, ""))[1]

    def subject(self, branch_id: str) -> str:
        """The name under which a branch's part of the month's proposal stands in the store."""
        return f"{KIND}:{self._month}:{branch_id}"

    def _given(self) -> pd.DataFrame:
        """Who changed hands since the month, or will on a later day that is settled already."""
        return self._assignments.holding(date.max, after=self._as_of)

    def _refuse_rejected(self, moves: pd.DataFrame, seen: Seen) -> None:
        for branch in sorted(moves["branch_id"].dropna().unique()):
            versions = self._versions(branch)
            if len(versions) != seen.versions.get(branch, 0):
                raise StaleWrite(f"{versions[-1].person_id} has rejected moves of {branch} in between", "the newest state",
                                 "look at it again, then decide")

    def _versions(self, branch_id: str) -> list[Decision]:
        return self._decisions.history(KIND, self.subject(branch_id))

    def _rejected(self, branch_id: str) -> dict[str, str]:
        versions = self._versions(branch_id)
        return dict(versions[-1].values["rejected"]) if versions else {}
