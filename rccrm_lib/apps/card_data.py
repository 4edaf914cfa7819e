"""What the customer card reads from one published month. Nothing leaves this file unmasked.

DuckDB reads the Parquet files where they lie, so a search over 450,000 customers touches four columns
and a card touches one row group of the history; nothing is loaded beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rccrm_lib.apps.publication import OPTIONAL_TABLES, TABLES, Publication
from rccrm_lib.core.engine import create_view, open_engine
from rccrm_lib.core.privacy import mask_address, mask_cert, mask_mobile, mask_name

Row = Mapping[str, Any]
HITS_SHOWN = 15
HISTORY_MONTHS = 13
TAIL = 4


@dataclass(frozen=True)
class Hit:
    """One customer that a search found, masked; `matched` names what the search text met."""

    customer_id: str
    name: str
    nature: str
    sex: str
    cert: str
    mobile: str
    place: str
    matched: str


@dataclass(frozen=True)
class Found:
    """The first hits of a search and how many there are in all."""

    hits: tuple[Hit, ...]
    total: int


@dataclass(frozen=True)
class Relative:
    """One member of the customer's household, masked."""

    customer_id: str
    name: str
    relation: str
    is_head: bool
    tier: str


@dataclass(frozen=True)
class CardRecord:
    """All that one card shows, masked: rows as published, `None` where the source did not supply."""

    customer_id: str
    person: Row
    month: Row
    tier: Row
    history: tuple[Row, ...]
    household: tuple[Relative, ...]
    sources: Mapping[str, int]
    place: str
    village: str
    manager: str
    branch: str


class CardData:
    """A handle on one published month; it only reads."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        self._con = open_engine(threads=2, memory="1GB")
        names = list(TABLES) + [name for name in OPTIONAL_TABLES if self._path(name).is_file()]
        for name in names:
            create_view(self._con, name, self._path(name))
        self._masters = set(names) & set(OPTIONAL_TABLES)

    def _path(self, name: str) -> Any:
        return self.publication.tables / f"{name}.parquet"

    def close(self) -> None:
        """Let go of the engine."""
        self._con.close()

    def _rows(self, query: str, parameters: list[Any]) -> list[dict[str, Any]]:
        cursor = self._con.execute(query, parameters)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, map(_plain, values), strict=True)) for values in cursor.fetchall()]

    def count_customers(self) -> int:
        """Number of customers of the month."""
        return int(self._rows("SELECT count(*) AS n FROM customers", [])[0]["n"])

    def search(self, terms: tuple[str, ...]) -> Found:
        """Customers that meet every term: part of the name, or the end of certificate, mobile or customer id."""
        clauses, parameters = [], []
        for term in terms:
            clause, values = _clause(term)
            clauses.append(clause)
            parameters += values
        rows = self._rows(
            f"SELECT *, count(*) OVER () AS total FROM customers WHERE {' AND '.join(clauses)} "
            f"ORDER BY lower(name) <> ?, NOT starts_with(lower(name), ?), name, customer_id LIMIT {HITS_SHOWN}",
            [*parameters, terms[0].lower(), terms[0].lower()],
        )
        total = int(rows[0]["total"]) if rows else 0
        return Found(tuple(self._hit(row, terms) for row in rows), total)

    def _hit(self, row: Row, terms: tuple[str, ...]) -> Hit:
        return Hit(
            customer_id=row["customer_id"],
            name=_shown_name(row),
            nature=row.get("nature") or "",
            sex=row.get("sex") or "",
            cert=mask_cert(row.get("cert_no")),
            mobile=mask_mobile(row.get("mobile")),
            place=self._place(row),
            matched=_matched(row, terms),
        )

    def read_card(self, customer_id: str) -> CardRecord:
        """Everything that the card of one customer shows. Raises KeyError when there is no such customer."""
        people = self._rows("SELECT * FROM customers WHERE customer_id = ?", [customer_id])
        if not people:
            raise KeyError("no such customer in this month")
        person, now = people[0], self.publication.month
        month = self._first("SELECT * FROM customer_months WHERE customer_id = ?", [customer_id])
        return CardRecord(
            customer_id=customer_id,
            person=_mask(person, as_of=self.publication.as_of),
            month=month,
            tier=self._first("SELECT * FROM tiers WHERE customer_id = ? AND month = ?", [customer_id, now]),
            history=self._history(customer_id),
            household=self._household(customer_id),
            sources=self._sources(customer_id),
            place=self._place(person),
            village=self._master("village", "village_id", person.get("village_id")),
            manager=self._master("manager", "manager_id", month.get("manager_id")),
            branch=self._master("org", "org_id", month.get("branch_id") or person.get("branch_id")),
        )

    def _first(self, query: str, parameters: list[Any]) -> Row:
        rows = self._rows(query, parameters)
        return rows[0] if rows else {}

    def _history(self, customer_id: str) -> tuple[Row, ...]:
        """One row per month, the last 13, oldest first."""
        rows = self._rows(
            "SELECT * FROM customer_history WHERE customer_id = ? AND month <= ? ORDER BY month DESC "
            f"LIMIT {HISTORY_MONTHS}",
            [customer_id, self.publication.month],
        )
        return tuple(reversed(rows))

    def _household(self, customer_id: str) -> tuple[Relative, ...]:
        """One row per member of the customer's primary household, the head first."""
        rows = self._rows(
            """
            WITH home AS (
                SELECT household_id FROM household_members WHERE customer_id = ?
                ORDER BY is_primary DESC NULLS LAST, household_id LIMIT 1
            )
            SELECT m.customer_id, m.relation, m.is_head, c.name, c.party_kind, t.tier
            FROM household_members m
            JOIN home USING (household_id)
            JOIN customers c ON c.customer_id = m.customer_id
            LEFT JOIN tiers t ON t.customer_id = m.customer_id AND t.month = ?
            ORDER BY m.is_head DESC NULLS LAST, m.relation, m.customer_id
            """,
            [customer_id, self.publication.month],
        )
        return tuple(
            Relative(
                r["customer_id"], _shown_name(r), r["relation"] or "", bool(r["is_head"]), r["tier"] or ""
            )
            for r in rows
        )

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


def _clause(term: str) -> tuple[str, list[str]]:
    """One search term as SQL with its values; letters and digits alone may also be the end of a number."""
    if not is_tail(term):
        return "contains(lower(name), ?)", [term.lower()]
    tail = term.upper()
    return (
        "(contains(lower(name), ?) OR ends_with(upper(cert_no), ?) OR ends_with(mobile, ?) "
        "OR ends_with(upper(customer_id), ?))",
        [term.lower(), tail, tail, tail],
    )


def is_tail(term: str) -> bool:
    """Whether a term can be the end of a certificate, mobile or customer number."""
    return len(term) >= TAIL and term.isascii() and term.isalnum()


def _matched(row: Row, terms: tuple[str, ...]) -> str:
    """Which field met the most telling term: a number's end says more than a name."""
    for term in (t.upper() for t in terms if is_tail(t)):
        for field, column in (("cert", "cert_no"), ("mobile", "mobile"), ("customer", "customer_id")):
            if (row.get(column) or "").upper().endswith(term):
                return field
    return "name"


def _shown_name(row: Row) -> str:
    """Persons masked, organisations in full."""
    return (row.get("name") or "") if row.get("party_kind") == "org" else mask_name(row.get("name"))


#: Columns of `customers` that a card words; whatever else is published stays out of the page.
SHOWN = (
    "party_kind",
    "nature",
    "name_is_conflicting",
    "cert_type",
    "sex",
    "nationality",
    "occupation",
    "mobile_is_shared",
    "cert_valid_to_on",
    "first_open_on",
    "completeness",
    "missing_elements",
    "is_staff",
    "refuses_marketing",
    "death_on",
)


def _mask(person: Row, *, as_of: date) -> Row:
    """The shown columns, with name, certificate, mobile, address and customer id masked, birthday as year and age."""
    birth = person.get("birth_on")
    shown = {key: person.get(key) for key in (*SHOWN, *(k for k in person if k.endswith("_source")))}
    return shown | {
        "name": _shown_name(person),
        "cert_no": mask_cert(person.get("cert_no")),
        "mobile": mask_mobile(person.get("mobile")),
        "address": mask_address(person.get("address")),
        "tail": str(person["customer_id"])[-TAIL:],
        "birth_year": birth.year if birth else None,
        "age": as_of.year - birth.year - ((as_of.month, as_of.day) < (birth.month, birth.day))
        if birth
        else None,
    }
