"""Who held a post on a day, where somebody stood, and whether somebody has left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rccrm_lib.core.org.units import Post


def holders_on(posts: Sequence[Post], branch_id: str, *, day: date, post: str = "") -> list[Post]:
    """Who is at a unit on a day, by number; `post` (a code of the list `post`) asks for one kind only."""
    return [p for p in posts if p.branch_id == branch_id and p.holds_on(day) and post in ("", p.post)]


def post_on(posts: Sequence[Post], manager_id: str, *, day: date) -> Post | None:
    """What somebody is on a day; nothing before, after, and between two posts."""
    return next((p for p in posts if p.manager_id == manager_id and p.holds_on(day)), None)


def has_left(posts: Sequence[Post], manager_id: str, *, day: date) -> bool:
    """Whether every post of a number has ended by a day; a number that the register does not know has not left."""
    ends = [p.valid_to for p in posts if p.manager_id == manager_id]
    return bool(ends) and all(end is not None and end <= day for end in ends)
