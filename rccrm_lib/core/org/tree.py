"""The tree of units on any day: who stands above and below, and what became of a unit that was merged.

The tree of a month is read from that month's own tables, so a later reorganisation does not change how the month is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from rccrm_lib.core.org.faults import Fault, find_unit_faults, sound_units
from rccrm_lib.core.org.units import Unit


@dataclass(frozen=True)
class OrgTree:
    """The units of one member that can be relied on, and what was wrong with the others."""

    units: tuple[Unit, ...] = ()
    faults: tuple[Fault, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, list[Unit]]:
        """The rows of each code, oldest first."""
        found: dict[str, list[Unit]] = defaultdict(list)
        for unit in sorted(self.units, key=lambda u: (u.org_id, u.valid_from or date.min)):
            found[unit.org_id].append(unit)
        return dict(found)

    def __bool__(self) -> bool:
        return bool(self.units or self.faults)


def plant_tree(units: Iterable[Unit], *, member_id: str) -> OrgTree:
    """The tree of one member's units. Faulty rows stand apart: nobody above them reaches what is theirs."""
    rows = tuple(units)
    faults = tuple(find_unit_faults(rows, member_id=member_id))
    return OrgTree(sound_units(rows, faults), faults)


def unit_on(tree: OrgTree, org_id: str, *, day: date) -> Unit | None:
    """The unit that a code stands for on a day."""
    return next((unit for unit in tree.by_id.get(org_id, ()) if unit.holds_on(day)), None)


def parent_on(tree: OrgTree, org_id: str, *, day: date) -> str:
    """The code of the unit above on a day; empty at the top, or when one of both does not exist on that day."""
    unit = unit_on(tree, org_id, day=day)
    above = unit_on(tree, unit.parent_id, day=day) if unit else None
    return above.org_id if above else ""


def subtree_on(tree: OrgTree, org_id: str, *, day: date) -> frozenset[str]:
    """The codes of a unit and of everything below it on a day; empty when there is no such unit on that day."""
    if unit_on(tree, org_id, day=day) is None:
        return frozenset()
    below = defaultdict(list)
    for unit in tree.units:
        if unit.holds_on(day) and unit.org_id != org_id:
            below[unit.parent_id].append(unit.org_id)
    found, open_ = {org_id}, [org_id]
    while open_:
        new = [code for code in below[open_.pop()] if code not in found]
        found.update(new)
        open_ += new
    return frozenset(found)


def became(unit: Unit, tree: OrgTree, *, day: date) -> Unit | None:
    """What a unit is on a day: itself, the unit it was merged into (and that one into another), or nothing."""
    here: Unit | None = unit
    while here is not None and here.valid_to is not None and here.valid_to <= day:
        here = unit_on(tree, here.merged_into_id, day=here.valid_to)
    return here if here is not None and here.holds_on(day) else None


def unit_now(tree: OrgTree, org_id: str, *, day: date) -> Unit | None:
    """The unit that has the customers of a code on a day.

    A code that is in use is its own unit, whoever had it before; otherwise its last unit's successor has them.
    """
    rows = tree.by_id.get(org_id, [])
    before = [unit for unit in rows if unit.valid_from is None or unit.valid_from <= day]
    return became(before[-1], tree, day=day) if before else None


def codes_of(tree: OrgTree, org_id: str, *, day: date) -> tuple[str, ...]:
    """Every code under which customers of a unit and of what is below it may stand on a day, merged units' codes too."""
    below = subtree_on(tree, org_id, day=day)
    heirs = {code: unit_now(tree, code, day=day) for code in tree.by_id}
    return tuple(sorted(code for code, heir in heirs.items() if heir is not None and heir.org_id in below))
