"""What the branch board reads: of customers in reach, what was due and is due, visits to verify, cases, alerts.

Figures come from the published month, what happened since from the store; nothing of a customer out of reach is counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rccrm_lib.apps.board_cover import CoverDesk
from rccrm_lib.apps.publication import Publication
from rccrm_lib.apps.sight import Sight
from rccrm_lib.apps.tables import manager_names, managers_elsewhere, open_with_scope, published_tables
from rccrm_lib.apps.verify_data import VerifyDesk
from rccrm_lib.core.settings import Settings
from rccrm_lib.core.store import Contacts, Decisions
from rccrm_lib.ocrm import service

Row = Mapping[str, Any]
MANY_CASES, MANY_VISITS, MANY_DOUBTFUL = 4, 5, 5
LOAD_DAYS, READ_DAYS = 30, 400  # days of work ahead; days of contacts that are read
ALERTS = """
SELECT (SELECT count(*) FROM tiers WHERE month = $month AND is_watch) AS watch,
       (SELECT count(*) FROM customers WHERE cert_valid_to_on < $today AND cert_valid_to_on > DATE '1901-01-01') AS cert,
       (SELECT count(*) FROM customer_months WHERE manager_id IS NULL) AS nobody
"""
GAP = """
SELECT tier, count(*) AS n_due, count(*) FILTER (is_done) AS n_done FROM service_actions
WHERE month = $month AND tier IS NOT NULL GROUP BY tier
"""
DUE = """
SELECT d.customer_id, c.household_id, d.action, d.due_on, d.minutes, m.manager_id
FROM service_due d JOIN customers c USING (customer_id) JOIN customer_months m USING (customer_id)
ORDER BY d.customer_id, d.action
"""


@dataclass(frozen=True)
class Board:
    """One look at a branch. `managers`: one row per manager of customers in reach, those of other branches last; `gap`: one per
    tier, low to high; `doubtful`: visits that were not as recorded, the newest first; `covers`: for leave, now and to come.
    """

    managers: tuple[Row, ...] = ()
    gap: tuple[Row, ...] = ()
    visits: tuple[Row, ...] = ()
    n_visits: int = 0
    doubtful: tuple[Row, ...] = ()
    n_doubtful: int = 0
    covers: tuple[Row, ...] = ()
    cases: tuple[Row, ...] = ()
    n_watched: int = 0
    n_near: int = 0
    n_late: int = 0
    n_overdue: int = 0
    alerts: Row | None = None
    is_measured: bool = False


class BoardData:
    """A handle on one published month and the store, for one visitor; `today` is handed in."""

    def __init__(self, publication: Publication, sight: Sight, *, settings: Settings, today: date) -> None:
        assert sight.people is not None
        self.publication, self.sight, self._settings, self._today = publication, sight, settings, today
        self._con, self._scope = open_with_scope(publication, sight)
        member = publication.member_id
        self.contacts = sight.people.open_part(Contacts, member)
        decisions = sight.people.open_part(Decisions, member)
        self._cases = service.Cases(decisions, settings=settings.cases)
        self.verify = VerifyDesk(self._con, publication, sight, settings=settings, today=today)
        self.covers = CoverDesk(publication, sight, self._scope, today=today)
        self.elsewhere = managers_elsewhere(self._con, publication, self._scope)
        self._reach = {row["customer_id"] for row in self._rows("SELECT customer_id FROM customers")}

    def read(self, *, now: float) -> Board:
        """The board as it stands; draws the lots of weeks that are over."""
        contacts = self.contacts.since(self._today - timedelta(days=READ_DAYS))
        self.verify.draw_missing(contacts, now=now)
        here = contacts[contacts["customer_id"].isin(self._reach)]
        due = self._due(here)
        overdue = due[due["due_on"] < f"{self._today}"]
        cases, visits = self._open_cases(), self.verify.read(now=now).rows
        doubtful, managers = self.verify.doubtful(now=now), self._managers(due, overdue, here)
        return Board(
            managers=managers, gap=self._gap(), visits=visits[:MANY_VISITS], n_visits=len(visits),
            doubtful=doubtful[:MANY_DOUBTFUL], n_doubtful=len(doubtful),
            covers=self.covers.read({row["manager_id"]: row["n"] for row in managers}),
            cases=tuple(cases[:MANY_CASES]), n_watched=sum(one["urgency"] == "open" for one in cases),
            n_near=sum(one["urgency"] == "soon" for one in cases),
            n_late=sum(one["urgency"] == "late" for one in cases), n_overdue=len(overdue), alerts=self._alerts(),
            is_measured="service_due" in published_tables(self.publication))

    def manager_names(self) -> dict[str, str]:
        """Number -> name of the managers whom the register knows; the number where it gives no name."""
        return manager_names(self._con, self.publication)

    def _rows(self, query: str, values: Any = None) -> list[dict[str, Any]]:
        cursor = self._con.execute(query, values) if values else self._con.execute(query)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _open_cases(self) -> list[dict[str, Any]]:
        """Open cases in reach of which so much time has gone that this post sees them, the most urgent first."""
        cases = self._cases.frame()
        found = []
        for row in cases[cases["state"] == "open"].sort_values(["due_on", "case_id"]).to_dict("records"):
            due, opened = date.fromisoformat(row["due_on"]), date.fromisoformat(row["opened_on"])
            role, today, settings = self.sight.person.role, self._today, self._settings.cases
            if service.is_told(opened, due, role=role, today=today, settings=settings) and self._is_ours(row):
                how = service.urgency(opened, due, today=today, settings=settings)
                found.append({**row, "urgency": how, "days": (due - today).days,
                              "gone": service.time_gone(opened, due, today=today)})
        return found

    def _is_ours(self, case: Row) -> bool:
        return self._scope.whole_member or case["customer_id"] in self._reach or case["branch_id"] in self._scope.units

    def _alerts(self) -> Row:
        return self._rows(ALERTS, {"month": self.publication.month, "today": self._today})[0]

    def _gap(self) -> tuple[Row, ...]:
        if "service_actions" not in published_tables(self.publication):
            return ()
        found = {row["tier"]: row for row in self._rows(GAP, {"month": self.publication.month})}
        return tuple({**found[tier.code], "zh": tier.zh, "en": tier.en} for tier in self.publication.tiers if tier.code in found)

    def _due(self, contacts: Any) -> Any:
        """What is due and was not done since the month's end, `due_on` as text."""
        query = DUE if "service_due" in published_tables(self.publication) else DUE.replace(
            "service_due d", "(SELECT NULL AS customer_id, NULL AS action, NULL::DATE AS due_on, 0 AS minutes LIMIT 0) d")
        due = self._con.execute(query).df()
        due = service.drop_done(due, contacts, settings=self._settings.contacts, after=self.publication.as_of)
        return due.assign(due_on=due["due_on"].astype(str).str[:10])

    def _managers(self, due: Any, overdue: Any, contacts: Any) -> tuple[Row, ...]:
        """One row per manager: customers, overdue, minutes of the next days beside what there is, contacts of this week."""
        until, monday = self._today + timedelta(days=LOAD_DAYS), self._today - timedelta(days=self._today.weekday())
        soon = due[due["due_on"] <= f"{until}"].groupby("manager_id")["minutes"].sum()
        late = overdue.groupby("manager_id").size()
        week = contacts[contacts["on_day"] >= f"{monday}"].groupby(["manager_id", "kind"]).size()
        names, capacity = self.manager_names(), self._settings.standards.capacity_minutes.get("manager")
        rows = self._rows("SELECT manager_id, count(*) AS n FROM customer_months WHERE manager_id IS NOT NULL "
                          "GROUP BY manager_id ORDER BY n DESC, manager_id")
        rows.sort(key=lambda row: row["manager_id"] in self.elsewhere)
        return tuple({"manager_id": row["manager_id"], "is_elsewhere": row["manager_id"] in self.elsewhere,
                      "name": names.get(row["manager_id"], row["manager_id"]), "n": row["n"],
                      "overdue": int(late.get(row["manager_id"], 0)), "minutes": int(soon.get(row["manager_id"], 0)),
                      "capacity": capacity, "visits": int(week.get((row["manager_id"], "visit"), 0)),
                      "calls": int(week.get((row["manager_id"], "call"), 0))} for row in rows)
