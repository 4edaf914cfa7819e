"""What a household has, owes and may borrow, on a member's card: shown only where every member is in the visitor's reach.

A sum over two people of whom one is out of reach would tell what the other has.
"""

from __future__ import annotations

from typing import Any

from rccrm_lib.apps.card_record import Row
from rccrm_lib.apps.card_words import yuan
from rccrm_lib.core.org.columns import HOME_COLUMNS
from rccrm_lib.core.words import Words

#: A nought of these says nothing that one needs before a visit.
QUIET_AT_ZERO = ("overdue_fen", "maturing_fen", "guaranteed_given_fen", "guaranteed_received_fen")


def home_rows(home: Row, words: Words) -> list[dict[str, Any]]:
    """One row per figure that the role is given: label, amount in yuan; "not supplied" where it is not known."""
    rows = []
    for columns in HOME_COLUMNS.values():
        for column in columns:
            value = home.get(column)
            if column in home and not (value == 0 and column in QUIET_AT_ZERO):
                rows.append({"label": words(f"card.home.{column.removesuffix('_fen')}"),
                             "value": words("card.fact.unknown") if value is None else yuan(value), "known": value is not None})
    return rows
