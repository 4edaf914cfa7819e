"""What the household card reads: the members in the visitor's reach, and of the whole only what does not tell others' figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rccrm_lib.apps.card_cut import month_shown
from rccrm_lib.apps.publication import Publication
from rccrm_lib.apps.sight import Sight, WithStore
from rccrm_lib.apps.tables import open_with_scope, published_masters
from rccrm_lib.apps.worklist_data import SETTLED, records
from rccrm_lib.core.settings import Settings
from rccrm_lib.core.store import Contacts, Decisions

AHEAD_DAYS, LATE_DAYS = 90, 30
MONTHS_SHOWN = 13
REGISTERS = ("case", "lead")
BALANCES = ("demand_avg_fen", "time_avg_fen", "wealth_avg_fen", "aum_avg_fen", "loan_avg_fen")
MEMBERS = """
SELECT m.customer_id, c.name, m.relation, m.is_head, {since} AS since, c.village_id, c.death_on, t.tier,
       n.aum_end_fen, n.loan_end_fen, n.manager_id
FROM household_members m
JOIN customers c ON c.customer_id = m.customer_id
LEFT JOIN customer_months n ON n.customer_id = m.customer_id
LEFT JOIN tiers t ON t.customer_id = m.customer_id AND t.month = ?
WHERE m.household_id = ?
ORDER BY m.is_head DESC NULLS LAST, m.relation, m.customer_id
"""
#: A month that one of them lacks is not supplied: a sum of the others would look like less.
HISTORY = f"""
SELECT month, {', '.join(f'CASE WHEN count(*) = count({one}) THEN sum({one})::BIGINT END AS {one}' for one in BALANCES)}
FROM customer_history WHERE customer_id IN (SELECT unnest(?::VARCHAR[])) AND month <= ?
GROUP BY month ORDER BY month DESC LIMIT {MONTHS_SHOWN}
"""
Row = dict[str, Any]


@dataclass(frozen=True)
class Home:
    """One household as a visitor sees it. `beyond`: members out of reach; then `sums`, which would tell theirs, are empty."""

    household_id: str
    members: tuple[Row, ...]
    beyond: int
    sums: Row
    history: tuple[Row, ...]
    village: Row
    events: tuple[Row, ...]
    coming: tuple[Row, ...]
    contacts: tuple[Row, ...]
    contacts_seen: int
    registers: tuple[Row, ...]

    @property
    def head(self) -> Row:
        """The member whom a visit is recorded with."""
        return head_of(self.members)


def head_of(members: Sequence[Row]) -> Row:
    """The head of the household where living and in reach, else the next of the living; of members in their order."""
    return next((one for one in members if not one["death_on"]), members[0])


class HouseholdData(WithStore):
    """A handle on one published month and on the store, for one visitor on one day."""

    def __init__(self, publication: Publication, sight: Sight, *, day: date, settings: Settings) -> None:
        self.publication, self.sight, self.day = publication, sight, day
        self.settings, self.codes = settings.worklist, settings.contacts
        self._con, _ = open_with_scope(publication, sight)
        self._masters = published_masters(publication)

    def read(self, household_id: str) -> Home:
        """Everything the card shows. Raises KeyError for a household none of whose members is in reach, as for an unknown one.

        Figures that the post is not given are missing.
        """
        members = self._members(household_id)
        if not members:
            raise KeyError("no such household in reach")
        customers = [row["customer_id"] for row in members]
        beyond = self._first("SELECT n FROM beyond WHERE household_id = ?", [household_id]).get("n", 0)
        contacts = self._contacts(customers, household_id)
        return Home(
            household_id, tuple(members), int(beyond), self._sums(household_id), self._history(customers),
            self._village(members), self._events(household_id), (*self._promises(contacts), *self._items(customers)),
            tuple(contacts), len(self._seen(head_of(members)["customer_id"], household_id)), self._registers(customers),
        )

    def manager_name(self, manager_id: str) -> str:
        """The name of a manager where the register was published, otherwise the number."""
        row = self._first("SELECT name FROM manager WHERE manager_id = ?", [manager_id]) if "manager" in self._masters else {}
        return str(row.get("name") or manager_id)

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Row]:
        return records(self._con.execute(query, list(values)).df())

    def _first(self, query: str, values: Sequence[Any]) -> Row:
        rows = self._rows(query, values)
        return rows[0] if rows else {}

    def _has(self, table: str) -> bool:
        return bool(self._rows("SELECT 1 FROM information_schema.tables WHERE table_name = ?", [table]))

    def _members(self, household_id: str) -> list[Row]:
        dated = self._rows("SELECT 1 FROM information_schema.columns WHERE table_name = 'household_members' "
                           "AND column_name = 'valid_from_on'")
        query = MEMBERS.format(since="m.valid_from_on" if dated else "NULL::DATE")
        return self._rows(query, [self.publication.month, household_id])

    def _sums(self, household_id: str) -> Row:
        """Sums over the household; none where somebody is out of reach, or the month was published without."""
        return self._first("SELECT * FROM household_months WHERE household_id = ?", [household_id]) if (
            self._has("household_months")) else {}

    def _history(self, customers: Sequence[str]) -> tuple[Row, ...]:
        if {self.sight.level("assets"), self.sight.level("loans")} == {"hidden"}:
            return ()
        rows = self._rows(HISTORY, [list(customers), self.publication.month])
        return tuple(month_shown(row, "customer_history", self.sight.role) for row in reversed(rows))

    def _village(self, members: Sequence[Row]) -> Row:
        """Name and state of the village where the first member with one lives."""
        code = next((row["village_id"] for row in members if row["village_id"]), None)
        if not code or "village" not in self._masters:
            return {}
        state = self._first("SELECT is_credit_village FROM village_months WHERE village_id = ?", [code]) if (
            "village_months" in self._masters) else {}
        return self._first("SELECT name, township FROM village WHERE village_id = ?", [code]) | state

    def _events(self, household_id: str) -> tuple[Row, ...]:
        """Who joined or left this month, of those in reach."""
        if not self._has("household_events"):
            return ()
        return tuple(self._rows(
            "SELECT kind, customer_id, valid_on FROM household_events WHERE household_id = ? AND strftime(valid_on, '%Y-%m') = ? "
            "ORDER BY valid_on, customer_id", [household_id, self.publication.month]))

    def _items(self, customers: Sequence[str]) -> list[Row]:
        """What the month says is coming within the next weeks: deposits and loans due, documents, service owed."""
        if not self._has("worklist_items"):
            return []
        return self._rows(
            "SELECT customer_id, reason, evidence, source, due_on FROM worklist_items WHERE due_on BETWEEN ? AND ? "
            "AND customer_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY due_on, customer_id, reason",
            [self.day - timedelta(days=LATE_DAYS), self.day + timedelta(days=AHEAD_DAYS), list(customers)])

    def _promises(self, contacts: Sequence[Row]) -> list[Row]:
        """What was agreed and has its day still before it."""
        return [{"customer_id": one["customer_id"], "reason": "promise", "promise": one["promise"] or "",
                 "due_on": date.fromisoformat(one["next_on"])}
                for one in contacts if one["next_on"] and date.fromisoformat(one["next_on"]) >= self.day]

    def _seen(self, customer_id: str, household_id: str) -> list[Row]:
        return records(self.part(Contacts).of_customer(customer_id, household_id))

    def _contacts(self, customers: Sequence[str], household_id: str) -> list[Row]:
        """Every contact with a member in reach, the newest first; with whom others talked of it is theirs."""
        found = {row["seq"]: row for one in customers for row in self._seen(one, household_id)}
        return [row for _, row in sorted(found.items(), reverse=True) if row["customer_id"] in customers]

    def _registers(self, customers: Sequence[str]) -> tuple[Row, ...]:
        """Complaints, suggestions and referrals of members that are not settled."""
        decisions = self.part(Decisions)
        newest = [(kind, versions[-1].values) for kind in REGISTERS for versions in decisions.by_subject(kind).values()]
        return tuple({"register": kind, **values} for kind, values in newest
                     if values.get("customer_id") in customers and values.get("state") not in SETTLED)
