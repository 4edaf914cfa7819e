"""A masked value that a post may see whole: for a reason, one at a time, on record before it is read. One rule for all pages."""

from __future__ import annotations

from typing import Any

from rccrm_lib.apps.publication import Publication
from rccrm_lib.apps.sight import REASONS, Sight
from rccrm_lib.core.org.reading import reveal
from rccrm_lib.core.org.scope import Scope
from rccrm_lib.core.words import Words


def unmask(con: Any, scope: Scope, publication: Publication, sight: Sight, *, customer_id: str, field: str, reason: str) -> str:
    """A masked field of one customer in reach, whole. Raises KeyError out of reach, PermissionError for whoever may not."""
    if con.execute("SELECT 1 FROM customers WHERE customer_id = ?", [customer_id]).fetchone() is None:
        raise KeyError("no such customer in reach")
    if sight.role.reach == "own" and not _is_still_theirs(scope, publication, sight, customer_id):
        raise PermissionError("this person looks after the customer no more")
    if not sight.unmask(customer_id, field, reason):
        raise PermissionError("this role may not see this field whole, or gave no known reason")
    return reveal(con, scope, customer_id, field)


def unmask_choice(field: str, sight: Sight, words: Words) -> dict[str, Any] | None:
    """The reasons to choose from, for a field that this post sees masked and may see whole."""
    if field not in sight.role.unmask:
        return None
    return {"field": field, "open": words("card.unmask.open"), "why": words("card.unmask.why"),
            "reasons": [[reason, words(f"card.unmask.{reason}")] for reason in REASONS]}


def _is_still_theirs(scope: Scope, publication: Publication, sight: Sight, customer_id: str) -> bool:
    """Whether covers still stand and the customer has not changed hands since the page was opened."""
    day = sight.today(simulated=publication.simulated)
    now = {sight.person.manager_id, *sight.covered(day=day)}
    changed = sight.assigned(after=publication.as_of, day=day)
    holders = [] if changed is None else list(changed.loc[changed["customer_id"] == customer_id, "manager_id"])
    return not set(scope.managers) - now and set(holders) <= now
