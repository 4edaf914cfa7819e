"""Whose customers one person reaches in one published month. Decided here, once; whatever is not sure reaches nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import duckdb

from rccrm_lib.core.org.posts import has_left, holders_on
from rccrm_lib.core.org.tree import codes_of, plant_tree
from rccrm_lib.core.org.units import read_file, read_posts, read_units
from rccrm_lib.core.people import Person
from rccrm_lib.core.roles import Level, Role


class PublishedMonth(Protocol):
    """What a scope asks of a published month."""

    @property
    def member_id(self) -> str:
        """Whose month it is."""

    @property
    def month(self) -> str:
        """The month, as YYYY-MM."""

    @property
    def as_of(self) -> date:
        """Its last day; the organisation is read as of it."""

    @property
    def tables(self) -> Path:
        """The folder of its tables."""


@dataclass(frozen=True)
class Scope:
    """Customers of these managers, of these units and their managers, or of the whole member; `refused`: why it is nobody."""

    role: Role
    managers: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    whole_member: bool = False
    refused: str = ""

    def condition(self) -> tuple[str, list[str]]:
        """A condition on customers `c` and their month `m`, with the manager of today: those in reach; and its values."""
        if self.refused:
            return "FALSE", []
        if self.whole_member:
            return "TRUE", []
        parts = [(column, codes) for column, codes in (("m.manager_id", self.managers),
                                                       ("coalesce(m.branch_id, c.branch_id)", self.units)) if codes]
        condition = " OR ".join(f"{column} IN ({', '.join('?' * len(codes))})" for column, codes in parts)
        return (f"({condition})", [code for _, codes in parts for code in codes]) if parts else ("FALSE", [])

    def level(self, field: str) -> Level:
        """How much of a field this person sees."""
        return self.role.level(field)


def find_scope(
    con: duckdb.DuckDBPyConnection, month: PublishedMonth, person: Person, role: Role, *, covered: Sequence[str] = ()
) -> Scope:
    """The scope of a person with a role over a month; `covered`: the managers whose customers they look after meanwhile."""
    if role.reach not in ("own", "branch", "member"):
        return Scope(role, refused="role")
    if not person.member_id or month.member_id != person.member_id:
        return Scope(role, refused="member")
    if role.reach == "own":
        return _own(con, month, person, role, covered)
    return _branch(con, month, person, role) if role.reach == "branch" else Scope(role, whole_member=True)


def _own(con: duckdb.DuckDBPyConnection, month: PublishedMonth, person: Person, role: Role, covered: Sequence[str]) -> Scope:
    register = read_file(month.tables, "manager")
    if not person.manager_id:
        return Scope(role, refused="no_number")
    if register and has_left(read_posts(con, register), person.manager_id, day=month.as_of):
        return Scope(role, refused="left")
    return Scope(role, managers=tuple(dict.fromkeys((person.manager_id, *filter(None, covered)))))


def _branch(con: duckdb.DuckDBPyConnection, month: PublishedMonth, person: Person, role: Role) -> Scope:
    """What is below the person's unit, with the codes of units merged into it, and its managers; without a register its code."""
    if not person.org_id:
        return Scope(role, refused="no_number")
    register = read_file(month.tables, "org")
    if not register:
        return Scope(role, units=(person.org_id,))
    tree = plant_tree(read_units(con, register), member_id=month.member_id)
    codes = codes_of(tree, person.org_id, day=month.as_of)
    return Scope(role, units=codes, managers=_managers_of(con, month, codes), refused="" if codes else "unit")


def _managers_of(con: duckdb.DuckDBPyConnection, month: PublishedMonth, units: Sequence[str]) -> tuple[str, ...]:
    """Who stands at these units on the last day of the month: customers whom they look after elsewhere are the branch's too."""
    register = read_file(month.tables, "manager")
    posts = read_posts(con, register) if register else ()
    return tuple(sorted({post.manager_id for unit in units for post in holders_on(posts, unit, day=month.as_of)}))
