"""The one definition of churn, month by month over all customers at once: within, lost, revived.

A month's decision reads that month and earlier ones only, so that later rows cannot change what was said.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from rccrm_lib.acrm.churn.grid import BoolArray, FloatArray, Grid, IntArray
from rccrm_lib.core.settings import ChurnSettings

BEFORE, WITHIN, LOST, GONE = 0, 1, 2, 3
CAUSE_CODES = ("runoff", "closure", "dormancy", "household", "death", "merged", "censored", "unconfirmed")
RUNOFF, CLOSURE, DORMANCY, HOUSEHOLD, DEATH, MERGED, CENSORED, UNCONFIRMED = range(8)


@dataclass
class Ended:
    """Spells that ended, as columns: customer (row of the grid), months (columns of the grid), cause."""

    customer: list[IntArray] = field(default_factory=list)
    entry: list[IntArray] = field(default_factory=list)
    exit: list[IntArray] = field(default_factory=list)
    confirmed: list[IntArray] = field(default_factory=list)
    cause: list[IntArray] = field(default_factory=list)
    reference: list[FloatArray] = field(default_factory=list)
    credit_known: list[BoolArray] = field(default_factory=list)
    household: list[BoolArray] = field(default_factory=list)

    def add(self, who: IntArray, *, entry: IntArray, exit: IntArray, confirmed: int, cause: IntArray | int,
            reference: FloatArray, credit_known: BoolArray, household: BoolArray) -> None:
        """Append one spell per customer in `who`."""
        self.customer.append(who)
        self.entry.append(entry)
        self.exit.append(exit)
        self.confirmed.append(np.full(len(who), confirmed, np.int64))
        self.cause.append(np.broadcast_to(np.asarray(cause, np.int64), who.shape))
        self.reference.append(reference)
        self.credit_known.append(credit_known)
        self.household.append(household)


class ChurnStates:
    """Keeps the state of every customer while the months pass; `run` hands back the spells that ended."""

    def __init__(self, grid: Grid, settings: ChurnSettings) -> None:
        self.grid, self.settings = grid, settings
        n = len(grid.customer_ids)
        self.state = np.full(n, BEFORE, np.int8)
        self.entry = np.full(n, -1, np.int64)
        self.lost_since = np.full(n, -1, np.int64)
        self.lost_reference = np.full(n, np.nan)
        self.ended = Ended()

    def run(self) -> Ended:
        """One pass over the months, then the spells that are still open."""
        for month in range(len(self.grid.months)):
            self._leave_by(self.grid.merged == month, month, MERGED)
            self._leave_by(self.grid.death == month, month, DEATH)
            self._revive(month)
            self._lose(month)
            self._begin(month)
        self._close_open()
        return self.ended

    def _leave_by(self, leaves: BoolArray, month: int, cause: int) -> None:
        """Death and merged records end a spell without being churn; nobody comes back from either."""
        who = np.flatnonzero(leaves & (self.state == WITHIN))
        exits = np.full(len(who), month, np.int64)
        self._end(who, exits, month, cause, self.grid.reference(max(month - 1, 0))[who])
        self.state[leaves] = GONE

    def _begin(self, month: int) -> None:
        """Observation starts once a yardstick exists, and only for those who then are still customers.

        Who is low already left before observation: to let him in would book his leaving in the first month.
        """
        start = month - self.settings.min_reference_months + 1
        who = np.flatnonzero((self.state == BEFORE) & (self.grid.first <= start))
        if start < 0 or not len(who):
            return
        reference = self.grid.reference(month)[who]
        low = self.grid.aum[who, month] <= self.settings.enter_ratio * reference
        self.state[who] = np.where(low & self._no_credit(who, month, month), LOST, WITHIN)
        self.entry[who], self.lost_since[who], self.lost_reference[who] = month, month, reference

    def _lose(self, month: int) -> None:
        """Enter churn: low on average over the months, and no money brought by the customer in any of them."""
        width = self.settings.enter_months
        start = month - width + 1
        if start < 1:
            return
        # The yardstick ends before the low months begin: a run-off must not lower what it is compared with.
        ripe = (self.state == WITHIN) & (start > self.entry)
        who = np.flatnonzero(ripe)
        reference = self.grid.reference(start - 1)[who]
        limit = self.settings.enter_ratio * reference
        window = self.grid.aum[who, start: month + 1]
        hit = (window.mean(axis=1) <= limit) & self._no_credit(who, start, month)
        who, reference, limit, window = who[hit], reference[hit], limit[hit], window[hit]
        exits = start + np.argmax(window <= limit[:, None], axis=1)
        cause = self._cause(who, start, month)
        known = np.asarray(~np.isnan(self.grid.credit[who, start: month + 1]).any(axis=1), dtype=bool)
        self._end(who, exits, month, cause, reference, known, self._may_have_moved(who, start, month))
        self.state[who], self.lost_since[who], self.lost_reference[who] = LOST, exits, reference

    def _cause(self, who: IntArray, start: int, month: int) -> IntArray:
        """Closure: no account left. Dormancy: never more than the floor. Run-off: a balance was there and went.

        Household: a known transfer within the family in the low months or the one before.
        """
        cause = np.where(self.grid.medians[start - 1][who] <= self.grid.floor_fen, DORMANCY, RUNOFF)
        cause = np.where(self.grid.accounts[who, month] == 0, CLOSURE, cause)
        moved = self.grid.moved[who]
        return np.where((moved >= start - 1) & (moved <= month), HOUSEHOLD, cause)

    def _may_have_moved(self, who: IntArray, start: int, month: int) -> BoolArray:
        """Whether the rest of the household gained about what the customer lost, compared with just before."""
        if self.grid.others_aum is None:
            return np.zeros(len(who), bool)
        before, now = slice(max(start - 3, 0), start), slice(start, month + 1)
        lost = self.grid.aum[who, before].mean(axis=1) - self.grid.aum[who, now].mean(axis=1)
        gained = self.grid.others_aum[who, now].mean(axis=1) - self.grid.others_aum[who, before].mean(axis=1)
        return (lost > 0) & (gained >= 0.5 * lost) & (gained <= 1.5 * lost)

    def _revive(self, month: int) -> None:
        """Leave churn: the balance is back for long enough; a new spell begins when that is known."""
        start = month - self.settings.leave_months + 1
        if start < 0:
            return
        who = np.flatnonzero((self.state == LOST) & (self.lost_since < start))
        limit = self.settings.leave_ratio * self.lost_reference[who]
        back = who[(self.grid.aum[who, start: month + 1] >= limit[:, None]).all(axis=1)]
        self.state[back], self.entry[back] = WITHIN, month

    def _close_open(self) -> None:
        """Spells still open at the last month are censored; `unconfirmed` where the customer may be leaving."""
        last = len(self.grid.months) - 1
        who = np.flatnonzero(self.state == WITHIN)
        if last < 0 or not len(who):
            return
        decided = max(last - self.settings.enter_months + 1, 0)
        reference = self.grid.reference(decided)[who]
        low = self.grid.aum[who, decided + 1:] <= self.settings.enter_ratio * reference[:, None]
        brought = np.cumsum((self.grid.credit[who, decided + 1:] > 0)[:, ::-1], axis=1)[:, ::-1] > 0
        cause = np.where((low & ~brought).any(axis=1), UNCONFIRMED, CENSORED)
        self._end(who, np.full(len(who), last, np.int64), last, cause, reference)

    def _no_credit(self, who: IntArray, start: int, end: int) -> BoolArray:
        """No customer-initiated credit from `start` to `end`; months not supplied cannot speak against it."""
        return np.asarray(~(self.grid.credit[who, start: end + 1] > 0).any(axis=1), dtype=bool)

    def _end(self, who: IntArray, exits: IntArray, confirmed: int, cause: IntArray | int, reference: FloatArray,
             credit_known: BoolArray | None = None, household: BoolArray | None = None) -> None:
        self.ended.add(
            who, entry=self.entry[who].copy(), exit=exits, confirmed=confirmed, cause=cause, reference=reference,
            credit_known=np.ones(len(who), bool) if credit_known is None else credit_known,
            household=np.zeros(len(who), bool) if household is None else household,
        )
