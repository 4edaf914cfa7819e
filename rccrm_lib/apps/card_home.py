"""What a household has, owes and may borrow, on a member's card: shown only where every member is in the visitor's reach.

A sum over two people of whom one is out of reach would tell what the other has.
"""

from __future__ import annotations

from typing import Any

from rccrm_lib.apps.card_record import Row
from rccrm_lib.apps.card_words import yuan
from rccrm_lib.core.words import Words

#: Columns of `household_months` by the field of settings/roles.toml that gives them, besides "household" itself.
HOME_COLUMNS = {
    "assets": ("aum_end_fen", "maturing_fen"),
    "loans": ("loan_end_fen", "overdue_fen", "credit_unused_fen", "guaranteed_given_fen", "guaranteed_received_fen"),
}
#: A nought of these says nothing that one needs before a visit.
QUIET_AT_ZERO = ("overdue_fen", "maturing_fen", "guaranteed_given_fen", "guaranteed_received_fen")
#: Households of which somebody is in reach and nobody out of reach.
WHOLE_HOMES = """CREATE VIEW household_months AS SELECT * FROM {source}
SEMI JOIN household_members USING (household_id) ANTI JOIN beyond USING (household_id)"""


def home_rows(home: Row, words: Words) -> list[dict[str, Any]]:
    """One row per figure that the role is given: label, amount in yuan; "not supplied" where it is not known."""
    rows = []
    for columns in HOME_COLUMNS.values():
        for column in columns:
            value = home.get(column)
            if column in home and not (value == 0 and column in QUIET_AT_ZERO):
                rows.append({"label": words(f"card.home.{column.removesuffix('_fen')}"),
                             "value": words("card.fact.unknown") if value is None else yuan(value)})
    return rows
