"""Nobody is given a customer whom they must not look after: asked in the transaction that writes who looks after whom.

What stands about a customer may have been said after a proposal was made or a request was asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.store import Assignment, Decision, Decisions
from rccrm_lib.ocrm.portfolio.standing import RECUSAL, stands_on


class Recused(RccrmError):
    """A manager must not look after a customer: who said so, and until which day (on that one no more; none: no end)."""

    def __init__(self, word: Decision) -> None:
        values = word.values
        self.customer_id, self.manager_id, self.person_id = values["customer_id"], values["manager_id"], word.person_id
        self.until = date.fromisoformat(values["until"]) if values.get("until") else None
        super().__init__(f"{self.manager_id} must not look after {self.customer_id}, by the word of {self.person_id}",
                         "a manager who may", "choose somebody else, or take the word back first")


def refuse_recused(decisions: Decisions, con: Connection, rows: Sequence[Assignment]) -> None:
    """Raise Recused for the first of these rows about which a recusal stands on its day; one that begins later stands."""
    for row in rows:
        said = [one for one in decisions.about_in(con, (RECUSAL,), row.customer_id)
                if one.values["manager_id"] == row.manager_id] if row.manager_id else []
        if said and stands_on(said[-1].values, row.from_on):
            raise Recused(said[-1])
