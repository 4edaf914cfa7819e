"""What can be wrong with the units and posts of a bank's files, found row by row.

A broken tree stops nothing that the month needs: its faulty rows are set apart, named and counted, and nobody above a
faulty unit reaches its customers. `require_sound` is for whoever cannot go on without.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, groupby
from typing import TypeVar

from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.org.units import MEMBER_LEVEL, Held, Post, Unit

#: Rules whose rows cannot be used; the others are told, and the row is used without what is wrong.
UNUSABLE = ("overlap", "two_parents", "cycle", "other_member", "reversed")
RULES = (*UNUSABLE, "orphan", "unknown_successor")
H = TypeVar("H", bound=Held)


@dataclass(frozen=True)
class Fault:
    """One row that is wrong: by which rule, which code from which day, and beside which other."""

    rule: str
    code: str
    valid_from: date | None
    other: str = ""

    def __str__(self) -> str:
        return f"{self.rule}: {self.code} from {self.valid_from or 'the beginning'}" + (f" ({self.other})" if self.other else "")


def find_unit_faults(units: Sequence[Unit], *, member_id: str) -> Iterator[Fault]:
    """One fault per rule and row of the units, in the order of the rules."""
    yield from _reversed(units, lambda u: u.org_id)
    yield from _overlaps(units)
    yield from _cycles(units)
    yield from _strangers(units, member_id)
    yield from _orphans(units)
    yield from _lost_heirs(units)


def find_post_faults(posts: Sequence[Post]) -> Iterator[Fault]:
    """One fault per post that ends before it begins, or holds while the same person holds another."""
    yield from _reversed(posts, lambda p: p.manager_id)
    for one, other in _pairs(posts, lambda p: p.manager_id):
        for post, beside in ((one, other), (other, one)):
            yield Fault("overlap", post.manager_id, post.valid_from, str(beside))


def sound_units(units: Sequence[Unit], faults: Sequence[Fault]) -> tuple[Unit, ...]:
    """The units without the unusable rows, and without successors that lead nowhere."""
    bad = {(f.code, f.valid_from) for f in faults if f.rule in UNUSABLE}
    lost = {(f.code, f.valid_from) for f in faults if f.rule == "unknown_successor"}
    return tuple(replace(u, merged_into_id="") if (u.org_id, u.valid_from) in lost else u
                 for u in units if (u.org_id, u.valid_from) not in bad)


def count_faults(faults: Iterable[Fault]) -> dict[str, int]:
    """Rows by rule, for the facts of a month."""
    return dict(sorted(Counter(fault.rule for fault in faults).items()))


def require_sound(faults: Sequence[Fault], table: str) -> None:
    """Raise RccrmError that names the first faulty rows."""
    if faults:
        named = "; ".join(map(str, faults[:5])) + (f"; and {len(faults) - 5} more" if len(faults) > 5 else "")
        raise RccrmError(f"{table}: {named}", "one row per code and time, below a unit of the same member, without a circle",
                         "have the register corrected at its source, and load the month again")


def _reversed(rows: Sequence[H], key: Callable[[H], str]) -> Iterator[Fault]:
    for row in rows:
        if row.valid_from and row.valid_to and row.valid_to <= row.valid_from:
            yield Fault("reversed", key(row), row.valid_from, f"until {row.valid_to}")


def _pairs(rows: Sequence[H], key: Callable[[H], str]) -> Iterator[tuple[H, H]]:
    """Rows of one code that hold on the same day."""
    for _, group in groupby(sorted(rows, key=key), key=key):
        yield from ((one, other) for one, other in combinations(group, 2) if one.overlaps(other))


def _overlaps(units: Sequence[Unit]) -> Iterator[Fault]:
    for one, other in _pairs(units, lambda u: u.org_id):
        rule = "overlap" if one.parent_id == other.parent_id else "two_parents"
        for unit, beside in ((one, other), (other, one)):
            yield Fault(rule, unit.org_id, unit.valid_from, str(beside))


def _days(units: Sequence[Unit]) -> list[date]:
    """The days on which something changes: between two of them the tree is the same."""
    return sorted({date.min, *(d for u in units for d in (u.valid_from, u.valid_to) if d)})


def _above_on(units: Sequence[Unit], day: date) -> dict[str, Unit]:
    return {unit.org_id: unit for unit in units if unit.holds_on(day)}


def _cycles(units: Sequence[Unit]) -> Iterator[Fault]:
    """Units that stand below themselves on some day."""
    found: dict[tuple[str, date | None], str] = {}
    for day in _days(units):
        above = _above_on(units, day)
        for unit in above.values():
            seen, here = [unit.org_id], above.get(unit.parent_id)
            while here is not None and here.org_id not in seen:
                seen.append(here.org_id)
                here = above.get(here.parent_id)
            if here is not None and here.org_id == unit.org_id:
                found.setdefault((unit.org_id, unit.valid_from), " < ".join([*seen, unit.org_id]))
    yield from (Fault("cycle", code, since, path) for (code, since), path in found.items())


def _strangers(units: Sequence[Unit], member_id: str) -> Iterator[Fault]:
    """Members that are not ours, and all that stands below them on some day."""
    members = {unit.org_id for unit in units if unit.level == MEMBER_LEVEL}
    own = member_id if member_id in members or len(members) != 1 else next(iter(members))
    others = members - {own}
    if not others:
        return
    found: dict[tuple[str, date | None], str] = {}
    for day in _days(units):
        above = _above_on(units, day)
        for unit in above.values():
            top, steps = unit, 0
            while top.org_id not in members and top.parent_id in above and steps < len(units):
                top, steps = above[top.parent_id], steps + 1
            if top.org_id in others:
                found.setdefault((unit.org_id, unit.valid_from), f"member {top.org_id}")
    yield from (Fault("other_member", code, since, why) for (code, since), why in found.items())


def _orphans(units: Sequence[Unit]) -> Iterator[Fault]:
    """Units whose unit above does not exist on some day of theirs."""
    rows, days = _by_id(units), _days(units)
    for unit in units:
        above = rows.get(unit.parent_id, [])
        gap = next((d for d in days if unit.parent_id and unit.holds_on(d) and not any(u.holds_on(d) for u in above)), None)
        if gap is not None:
            since = "" if gap == date.min else f" on {gap}"
            yield Fault("orphan", unit.org_id, unit.valid_from, f"no {unit.parent_id}{since}")


def _lost_heirs(units: Sequence[Unit]) -> Iterator[Fault]:
    """Merged units whose successor does not hold on the day of the merger.

    One that does ends later than the unit itself, so a chain of mergers can never come back to where it began.
    """
    rows = _by_id(units)
    for unit in units:
        day = unit.valid_to
        if unit.merged_into_id and not any(day and u.holds_on(day) for u in rows.get(unit.merged_into_id, [])):
            yield Fault("unknown_successor", unit.org_id, unit.valid_from, unit.merged_into_id)


def _by_id(units: Sequence[Unit]) -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        found[unit.org_id].append(unit)
    return found
