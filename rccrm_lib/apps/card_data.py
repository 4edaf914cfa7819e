"""What the customer card reads from one published month: of customers in reach, what the post is given, masked.

DuckDB reads the Parquet files where they lie, so a search over 450,000 customers touches four columns
and a card touches one row group of the history; nothing is loaded beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rccrm_lib.apps.card_cut import month_shown, person_shown
from rccrm_lib.apps.card_keeping import KeepingDesk
from rccrm_lib.apps.card_record import CardRecord, Found, Hit, Relative, Row
from rccrm_lib.apps.publication import Publication
from rccrm_lib.apps.sight import Sight
from rccrm_lib.apps.tables import open_with_scope, published_masters
from rccrm_lib.apps.unmasking import unmask
from rccrm_lib.core.org.reading import tables_in
from rccrm_lib.core.org.search import search_customers
from rccrm_lib.core.privacy import mask_address

HITS_SHOWN = 15
HISTORY_MONTHS = 13


class CardData:
    """A handle on one published month; it only reads."""

    def __init__(self, publication: Publication, sight: Sight) -> None:
        self.publication, self.sight = publication, sight
        self._con, self._scope = open_with_scope(publication, sight)
        self._masters = published_masters(publication)
        self.desk = KeepingDesk(publication, sight, self._con, self._scope)

    def close(self) -> None:
        """Let go of the engine."""
        self._con.close()

    def _rows(self, query: str, parameters: list[Any]) -> list[dict[str, Any]]:
        cursor = self._con.execute(query, parameters)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, map(_plain, values), strict=True)) for values in cursor.fetchall()]

    def count_customers(self) -> int:
        """Number of customers in reach."""
        return int(self._rows("SELECT count(*) AS n FROM customers", [])[0]["n"])

    def search(self, terms: tuple[str, ...]) -> Found:
        """Customers that meet every term: part of the name, or the end of certificate, mobile or customer id."""
        found = search_customers(self._con, self._scope, terms, most=HITS_SHOWN)
        return Found(tuple(self._hit(row) for row in found.rows), found.total)

    def _hit(self, row: Row) -> Hit:
        return Hit(
            customer_id=row["customer_id"],
            name=row["name"] or "",
            nature=row["nature"] or "",
            sex=row["sex"] or "",
            cert=row["cert_no"] or "",
            mobile=row["mobile"] or "",
            place=self._place(row),
            matched=row["matched"],
        )

    def read_card(self, customer_id: str) -> CardRecord:
        """Everything that the card of one customer shows. Raises KeyError when there is no such customer in reach."""
        person = self._person(customer_id)
        month = self._first("SELECT * FROM customer_months WHERE customer_id = ?", [customer_id])
        tier = self._first("SELECT * FROM tiers WHERE customer_id = ? AND month = ?", [customer_id, self.publication.month])
        household, beyond = self._household(customer_id)
        return CardRecord(
            customer_id=customer_id,
            person=person_shown(person, as_of=self.publication.as_of),
            month=month_shown(month, "customer_months", self.sight.role),
            tier=tier,
            change=self._change(customer_id),
            history=self._history(customer_id),
            household=household,
            beyond=beyond,
            home=self._home(person.get("household_id")),
            sources=self._sources(customer_id),
            place=self._place(person),
            village=self._master("village", "village_id", person.get("village_id")),
            manager=self._master("manager", "manager_id", month.get("manager_id")),
            branch=self._master("org", "org_id", month.get("branch_id") or person.get("branch_id")),
            keeping=self.desk.look(customer_id),
        )

    def _person(self, customer_id: str) -> Row:
        people = self._rows("SELECT * FROM customers WHERE customer_id = ?", [customer_id])
        if not people:
            raise KeyError("no such customer in reach")
        return people[0]

    def unmask(self, customer_id: str, field: str, reason: str) -> str:
        """A masked field of one customer in reach, whole; on record before it is read. Raises PermissionError."""
        return unmask(self._con, self._scope, self.publication, self.sight, customer_id=customer_id, field=field, reason=reason)

    def _first(self, query: str, parameters: list[Any]) -> Row:
        rows = self._rows(query, parameters)
        return rows[0] if rows else {}

    def _history(self, customer_id: str) -> tuple[Row, ...]:
        """One row per month, the last 13, oldest first; none for a post that is given no amounts."""
        if {self.sight.level("assets"), self.sight.level("loans")} == {"hidden"}:
            return ()
        rows = self._rows(
            "SELECT * FROM customer_history WHERE customer_id = ? AND month <= ? ORDER BY month DESC "
            f"LIMIT {HISTORY_MONTHS}",
            [customer_id, self.publication.month],
        )
        return tuple(month_shown(row, "customer_history", self.sight.role) for row in reversed(rows))

    def _household(self, customer_id: str) -> tuple[tuple[Relative, ...], int]:
        """One row per member of the customer's primary household in reach, the head first; and how many are beyond it."""
        home = self._first(
            "SELECT household_id FROM household_members WHERE customer_id = ? "
            "ORDER BY is_primary DESC NULLS LAST, household_id LIMIT 1",
            [customer_id],
        ).get("household_id")
        rows = self._rows(
            """
            SELECT m.customer_id, m.relation, m.is_head, c.name, c.party_kind, t.tier
            FROM household_members m
            JOIN customers c ON c.customer_id = m.customer_id
            LEFT JOIN tiers t ON t.customer_id = m.customer_id AND t.month = ?
            WHERE m.household_id = ?
            ORDER BY m.is_head DESC NULLS LAST, m.relation, m.customer_id
            """,
            [self.publication.month, home],
        )
        beyond = self._first("SELECT n FROM beyond WHERE household_id = ?", [home]).get("n", 0)
        return tuple(
            Relative(r["customer_id"], r["name"] or "", r["relation"] or "", bool(r["is_head"]), r["tier"] or "")
            for r in rows
        ), int(beyond)

    def _change(self, customer_id: str) -> Row:
        """How the tier moved since last month and what decided it; nothing for a month that was published without it."""
        if "value_changes" not in tables_in(self.publication.tables):
            return {}
        return self._first("SELECT * FROM value_changes WHERE customer_id = ?", [customer_id])

    def _home(self, household_id: Any) -> Row:
        """The household's month, where it was published and all of the household is in reach."""
        if not household_id or not (self.publication.tables / "household_months.parquet").is_file():
            return {}
        return self._first("SELECT * FROM household_months WHERE household_id = ?", [household_id])

    def _sources(self, customer_id: str) -> Mapping[str, int]:
        """Source system -> number of its records that were merged into this customer."""
        rows = self._rows(
            "SELECT src_sys, count(*) AS n FROM links WHERE customer_id = ? GROUP BY src_sys ORDER BY n DESC, src_sys",
            [customer_id],
        )
        return {row["src_sys"]: int(row["n"]) for row in rows}

    def _place(self, person: Row) -> str:
        """Where the customer lives, for people: the village's name, otherwise the address down to its village."""
        code = person.get("village_id")
        name = self._master("village", "village_id", code)
        return name if name != str(code or "") else mask_address(person.get("address"))

    def _master(self, table: str, key: str, code: Any) -> str:
        """The name of a code where the master was published, otherwise the code itself."""
        if not code:
            return ""
        if table not in self._masters:
            return str(code)
        row = self._first(f"SELECT name FROM {table} WHERE {key} = ?", [code])
        return str(row.get("name") or code)


def _plain(value: Any) -> Any:
    """A frame writes a missing number as NaN, and a whole number beside one as a float; both are undone here."""
    if isinstance(value, float) and value != value:
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value
