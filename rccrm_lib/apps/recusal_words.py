"""Why a customer was not given to a manager: whose word and until when, for those who may read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rccrm_lib.apps.sight import Sight
from rccrm_lib.ocrm.portfolio import Recused

TASK = "assign_customers"  # the posts that are told what stands about a customer


def recusal_values(recused: Recused, sight: Sight, known: Sequence[tuple[Any, ...]], manager: str) -> tuple[str, dict[str, str]]:
    """The word key and its values. `known`: the customer's row if in reach, the name second."""
    if TASK not in sight.role.tasks or not known:
        mine = bool(recused.manager_id) and recused.manager_id == sight.person.manager_id
        return ("recused_me" if mine else "recused_quiet"), {}
    person = sight.people.find_person(recused.person_id) if sight.people else None
    who = person.name if person else recused.person_id
    until = {"until": recused.until.isoformat()} if recused.until else {}
    return ("recused_until" if until else "recused"), {"customer": str(known[0][1]), "manager": manager, "who": who, **until}
