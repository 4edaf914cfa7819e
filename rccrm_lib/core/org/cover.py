"""Who may give cover for leave, and to whom: a post with the task `give_cover`, within its own reach."""

from __future__ import annotations

from datetime import date

import duckdb

from rccrm_lib.core.engine import open_engine
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.org.posts import has_left, post_on
from rccrm_lib.core.org.scope import PublishedMonth
from rccrm_lib.core.org.tree import plant_tree, subtree_on
from rccrm_lib.core.org.units import Post, read_file, read_posts, read_units
from rccrm_lib.core.people import Person
from rccrm_lib.core.roles import Role
from rccrm_lib.core.store import Cover

TASK = "give_cover"


def check_cover(month: PublishedMonth, cover: Cover, giver: Person | None, role: Role | None) -> None:
    """Raise RccrmError for numbers that cannot be meant, and for a giver whose post may not give this cover."""
    with open_engine(threads=1, memory="500MB") as con:
        check_managers(con, month, cover, day=month.as_of)
        if giver and role:
            check_giver(con, month, cover, giver, role)


def check_giver(con: duckdb.DuckDBPyConnection, month: PublishedMonth, cover: Cover, giver: Person, role: Role) -> None:
    """Raise RccrmError unless this person may give this cover: for a branch head, both must stand in the branch."""
    if TASK not in role.tasks or giver.member_id != month.member_id or role.reach not in ("branch", "member"):
        raise RccrmError(f"{giver.person_id} may not give cover", f"a post of the same member with the task {TASK}",
                         "let a branch head or the customer department give it")
    if role.reach == "member":
        return
    posts, units = read_file(month.tables, "manager"), read_file(month.tables, "org")
    tree = plant_tree(read_units(con, units), member_id=month.member_id) if units else None
    below = subtree_on(tree, giver.org_id, day=month.as_of) if tree else frozenset({giver.org_id})
    held = read_posts(con, posts) if posts else ()
    for manager_id in (cover.manager_id, cover.deputy_id):
        post = post_on(held, manager_id, day=month.as_of)
        if post is None or not giver.org_id or post.branch_id not in below:
            raise RccrmError(f"{manager_id} does not stand in the branch of {giver.person_id}",
                             "a manager and a deputy of the giver's own branch on the last day of the published month",
                             "let the customer department give a cover across branches")


def check_managers(con: duckdb.DuckDBPyConnection, month: PublishedMonth, cover: Cover, *, day: date) -> None:
    """Raise RccrmError for a number that the bank's register does not know, or a deputy who has left."""
    register = read_file(month.tables, "manager")
    if not register:
        return
    posts: tuple[Post, ...] = read_posts(con, register)
    for manager_id in (cover.manager_id, cover.deputy_id):
        if not any(post.manager_id == manager_id for post in posts):
            raise RccrmError(f"the register of managers does not know {manager_id}", "a number as it stands in the bank's files",
                             "correct the number, or publish a month with a newer register")
    if cover.kind == "given" and has_left(posts, cover.deputy_id, day=day):
        raise RccrmError(f"{cover.deputy_id} has left", "a deputy who is there", "name another deputy")
