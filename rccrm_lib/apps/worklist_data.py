"""What the page "today" reads: items of customers in reach from the published month, and what people did from the store."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rccrm_lib.apps.publication import Publication
from rccrm_lib.apps.sight import Sight, WithStore
from rccrm_lib.apps.tables import managers_elsewhere, open_with_scope, published_masters
from rccrm_lib.core.contact_settings import ContactSettings
from rccrm_lib.core.store import Contacts, Decisions, ItemAnswers
from rccrm_lib.core.worklist_settings import WorklistSettings
from rccrm_lib.ocrm.service import drop_done
from rccrm_lib.ocrm.worklist import DayList, join_contacts, list_day, plan_route, renew_cases

LOOK_BACK_DAYS = 120
SETTLED = ("closed", "withdrawn", "done")
PRODUCTS = ("demand", "time", "wealth", "loan", "card", "mobile_bank", "merchant", "share", "payroll")
CASE_FIELDS = ("customer_id", "opened_on", "due_on", "kind", "about_id")
CASES = f"""SELECT o.*, c.household_id, coalesce(m.manager_id, '') AS manager_id
FROM (SELECT {', '.join(f'unnest(?::VARCHAR[]) AS {name}' for name in ("case_id", *CASE_FIELDS))}) o
JOIN customers c USING (customer_id) LEFT JOIN customer_months m USING (customer_id)"""
Row = dict[str, Any]


def records(frame: Any) -> list[Row]:
    """The rows of a frame; what is missing is None, whatever a frame writes for it."""
    return list(frame.astype(object).where(frame.notna(), None).to_dict("records"))


@dataclass(frozen=True)
class Person:
    """A customer as a row of the list names it, masked."""

    name: str
    village_id: str
    village: str
    township: str
    manager_id: str


class WorklistData(WithStore):
    """A handle on one published month and on the store, for one visitor on one day."""

    def __init__(self, publication: Publication, sight: Sight, *, day: date, settings: WorklistSettings,
                 codes: ContactSettings | None = None) -> None:
        self.publication, self.sight, self.day, self.settings = publication, sight, day, settings
        self.codes = codes or ContactSettings()
        self._con, scope = open_with_scope(publication, sight)
        self._masters = published_masters(publication)
        self.elsewhere = managers_elsewhere(self._con, publication, scope)
        self._kept: dict[str, Any] = {}  # by manager: the items, and the contacts of earlier days
        self._past: dict[str, Any] = {}
        self.has_items = bool(self._rows("SELECT 1 FROM information_schema.tables WHERE table_name = 'worklist_items'"))
        feedback = self._rows("SELECT * FROM worklist_feedback") if "worklist_feedback" in self._masters else []
        self._useful = {row["reason"]: float(row["useful_share"]) for row in feedback}

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Row]:
        cursor = self._con.execute(query, list(values))
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def managers(self) -> tuple[str, ...]:
        """The managers whose lists a head may look at: the own branch's first, those with most to do before the others. A manager
        of another branch may have a few customers here. None for somebody who has an own list."""
        if self.sight.role.reach == "own" or not self.has_items:
            return ()
        rows = self._rows("SELECT manager_id FROM worklist_items WHERE manager_id <> '' GROUP BY manager_id "
                          "ORDER BY count(*) DESC, manager_id")
        return tuple(sorted((row["manager_id"] for row in rows), key=self.elsewhere.__contains__))

    def manager_name(self, manager_id: str) -> str:
        """The name of a manager where the register was published, otherwise nothing."""
        rows = self._rows("SELECT name FROM manager WHERE manager_id = ?", [manager_id]) if "manager" in self._masters else []
        return str(rows[0]["name"] or "") if rows else ""

    def read_list(self, manager_id: str = "") -> DayList:
        """The list of the day: of one manager, or of every customer whom the visitor looks after."""
        items = self._with_cases(self._without_closed(self._items(manager_id)), manager_id)
        managers = sorted({*items["manager_id"], *self.own_managers()} - {""}) if not manager_id else [manager_id]
        answers = self.part(ItemAnswers).newest(managers)
        contacts = self._contacts(items, manager_id)
        return list_day(items, answers, contacts, day=self.day, settings=self.settings,
                        useful=self._useful, complaints=self._complaints(), unreached=self.codes.unreached,
                        deaths=self.codes.deaths, served=self._served(items, contacts),
                        worker=manager_id or self.sight.person.manager_id)

    def _items(self, manager_id: str) -> Any:
        """The open items of a list; the month does not change while a page is open, so they are read once."""
        if manager_id not in self._kept:
            where, values = ("AND manager_id = ?", [manager_id]) if manager_id else ("", [])
            query = f"SELECT * FROM worklist_items WHERE from_on <= ? AND until_on >= ? {where} ORDER BY item_id"
            self._kept[manager_id] = self._con.execute(query, [self.day, self.day, *values]).df()
        return self._kept[manager_id]

    def _without_closed(self, items: Any) -> Any:
        """The items without leads that were answered since the month: what came of them is said already."""
        is_lead = items["reason"] == "lead"
        if not is_lead.any():
            return items
        newest = {lead: versions[-1].values["state"] for lead, versions in self.part(Decisions).by_subject("lead").items()}
        lead_ids = [json.loads(text).get("lead_id", "") for text in items.loc[is_lead, "evidence"]]
        closed = [newest.get(one, "open") != "open" for one in lead_ids]
        return items.drop(index=items.index[is_lead][closed])

    def _with_cases(self, items: Any, manager_id: str) -> Any:
        """The items with the cases that are open now; nobody is sent to a customer who complains about him."""
        own = {self.sight.person.person_id, self.sight.person.manager_id} - {""}
        found = [(case_id, *(str(case[name]) for name in CASE_FIELDS)) for case_id, case in self._open_cases().items()
                 if case.get("customer_id") and case.get("about_id") not in own]
        columns = [list(one) for one in zip(*found, strict=True)] or [[]] * (len(CASE_FIELDS) + 1)
        where, values = ("WHERE m.manager_id = ? AND o.about_id <> ?", [manager_id, manager_id]) if manager_id else ("", [])
        cases = self._con.execute(f"{CASES} {where} ORDER BY o.case_id", [*columns, *values]).df()
        return renew_cases(items, cases, settings=self.settings, member_id=self.publication.member_id)

    def _served(self, items: Any, contacts: Any) -> set[str]:
        """The contacts owed by a standard that were made since the month, by the rule by which the board counts them."""
        owed = items[items["reason"] == "service"]
        if owed.empty:
            return set()
        due = owed[["item_id", "customer_id", "household_id"]].assign(
            action=[json.loads(text).get("action") for text in owed["evidence"]])
        left = drop_done(due, contacts, settings=self.codes, after=self.publication.as_of)
        return set(due["item_id"]) - set(left["item_id"])

    def own_managers(self) -> tuple[str, ...]:
        """The visitor's own number, and those of whom the visitor looks after today."""
        return (self.sight.person.manager_id, *self.sight.covered(day=self.day))

    def _contacts(self, items: Any, manager_id: str) -> Any:
        """Contacts of late with customers in reach, or with the households of their items.

        Those of earlier days are read once: a page records today's. A correction of theirs is seen when the page is opened again.
        """
        if manager_id not in self._past:
            past = self.part(Contacts).since(self.day - timedelta(days=LOOK_BACK_DAYS))
            self._past[manager_id] = self._near(past[past["on_day"] < self.day.isoformat()], items, manager_id)
        today = self._near(self.part(Contacts).since(self.day), items, manager_id)
        return join_contacts(self._past[manager_id], today)

    def _near(self, contacts: Any, items: Any, manager_id: str) -> Any:
        reach = {row["customer_id"] for row in self._in_reach(list(dict.fromkeys(contacts["customer_id"])), manager_id)}
        homes = set(items["household_id"].dropna()) - {""}
        return contacts[contacts["customer_id"].isin(reach) | contacts["household_id"].isin(homes)]

    def _in_reach(self, customers: list[str], manager_id: str) -> list[Row]:
        query = "SELECT customer_id FROM customer_months WHERE customer_id IN (SELECT unnest(?::VARCHAR[]))"
        if manager_id:
            return self._rows(f"{query} AND manager_id = ?", [customers, manager_id])
        return self._rows(query, [customers])

    def _open_cases(self) -> dict[str, Row]:
        """Case -> how it stands, of those that are open."""
        cases = {case_id: versions[-1].values for case_id, versions in self.part(Decisions).by_subject("case").items()}
        return {case_id: dict(case) for case_id, case in cases.items() if case.get("state") not in SETTLED}

    def _complaints(self) -> set[str]:
        return {case.get("customer_id", "") for case in self._open_cases().values() if case.get("kind") == "complaint"}

    def people_of(self, customer_ids: Sequence[str]) -> dict[str, Person]:
        """Customer -> who it is; nobody out of reach is in it."""
        join = "LEFT JOIN village v ON v.village_id = c.village_id" if "village" in self._masters else ""
        place = "v.name AS village, v.township" if join else "NULL AS village, NULL AS township"
        rows = self._rows(
            f"""SELECT c.customer_id, c.name, c.village_id, {place}, m.manager_id FROM customers c
            LEFT JOIN customer_months m USING (customer_id) {join}
            WHERE c.customer_id IN (SELECT unnest(?::VARCHAR[]))""", [list(customer_ids)])
        return {row["customer_id"]: Person(row["name"] or "", row["village_id"] or "", row["village"] or row["village_id"] or "",
                                           row["township"] or "", row["manager_id"] or "") for row in rows}

    def holdings(self, customer_id: str) -> Row:
        """The customer's month: products and sums; empty where nothing was published."""
        rows = self._rows("SELECT * FROM customer_months WHERE customer_id = ?", [customer_id])
        return rows[0] if rows else {}

    def contacts_of(self, customer_id: str, household_id: str) -> list[Row]:
        """Every contact with a customer or the household, the newest first."""
        return records(self.part(Contacts).of_customer(customer_id, household_id))[::-1]

    def suppressed(self, manager_id: str) -> dict[str, int]:
        """Cause -> items that the month kept off the lists of these managers."""
        if not self._rows("SELECT 1 FROM information_schema.tables WHERE table_name = 'worklist_suppressed'"):
            return {}
        where, values = ("WHERE manager_id = ?", [manager_id]) if manager_id else ("", [])
        query = f"SELECT cause, sum(n)::BIGINT AS n FROM worklist_suppressed {where} GROUP BY cause ORDER BY cause"
        rows = self._rows(query, values)
        return {row["cause"]: row["n"] for row in rows}

    def route(self, rows: Any, people: dict[str, Person]) -> list[Row]:
        """The visits of the day in order, with their village."""
        visits = rows[rows["action"] == "visit"]
        places = visits[["customer_id"]].assign(
            village_id=[people[one].village_id if one in people else "" for one in visits["customer_id"]],
            township=[people[one].township if one in people else "" for one in visits["customer_id"]])
        return records(plan_route(visits, places))
