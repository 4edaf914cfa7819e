"""The published tables of one month as one visitor may read them: `core.org.reading`, for pages."""

from __future__ import annotations

from typing import Any

from rccrm_lib.apps.publication import Publication
from rccrm_lib.apps.sight import Sight
from rccrm_lib.core.org.reading import masters_in, open_scoped, tables_in
from rccrm_lib.core.org.scope import Scope


def open_tables(publication: Publication, sight: Sight) -> Any:
    """An engine with a view per table, cut to what this visitor may see."""
    return open_with_scope(publication, sight)[0]


def open_with_scope(publication: Publication, sight: Sight) -> tuple[Any, Scope]:
    """The same, with the scope that it was cut by."""
    day = sight.today(simulated=publication.simulated)
    return open_scoped(publication, sight.person, sight.role, covered=sight.covered(day=day),
                       assigned=sight.assigned(after=publication.as_of, day=day))


def published_masters(publication: Publication) -> set[str]:
    """The masters that this month was published with."""
    return masters_in(publication.tables)


def published_tables(publication: Publication) -> set[str]:
    """The tables of customers that this month was published with."""
    return set(tables_in(publication.tables))


def managers_elsewhere(con: Any, publication: Publication, scope: Scope) -> frozenset[str]:
    """The managers who stand at another branch than the visitor's, by the register; nobody for whoever sees the whole member."""
    if not scope.units or "manager" not in published_masters(publication):
        return frozenset()
    rows = con.execute("SELECT manager_id FROM manager WHERE branch_id NOT IN (SELECT unnest(?::VARCHAR[]))", [list(scope.units)])
    return frozenset(str(row[0]) for row in rows.fetchall())


def manager_names(con: Any, publication: Publication) -> dict[str, str]:
    """Number -> name of the managers whom the register knows; the number where it gives no name."""
    if "manager" not in published_masters(publication):
        return {}
    return {str(number): str(name or number) for number, name in con.execute(
        "SELECT manager_id, name FROM manager ORDER BY manager_id").fetchall()}
