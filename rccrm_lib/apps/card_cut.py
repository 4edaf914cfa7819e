"""From rows as the post sees them to what a card is made of: what is gone is not there, rather than empty."""

from __future__ import annotations

from datetime import date
from typing import Any

from rccrm_lib.apps.card_record import Row
from rccrm_lib.core.org.columns import FIELD_COLUMNS, given_columns
from rccrm_lib.core.roles import Role

TAIL = 4
PERSON = tuple(sorted({column for columns in FIELD_COLUMNS["customers"].values() for column in columns} - {"birth_on"}))
TEXTS = ("name", "cert_no", "mobile", "address")


def person_shown(person: Row, *, as_of: date) -> Row:
    """The columns of one customer; the birthday as year and age."""
    birth = person.get("birth_on")
    return {column: person.get(column) for column in PERSON} | {
        **{field: str(person.get(field) or "") for field in TEXTS},
        "tail": str(person["customer_id"])[-TAIL:],
        "birth_year": birth.year if birth else None,
        "age": as_of.year - birth.year - ((as_of.month, as_of.day) < (birth.month, birth.day)) if birth else None,
    }


def month_shown(row: Row, table: str, role: Role) -> dict[str, Any]:
    """A row of figures without the columns that the post is not given: missing would read as "not supplied"."""
    given = given_columns(table, role)
    return {name: value for name, value in row.items() if name in given}
