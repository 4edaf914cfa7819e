"""Who held a post on a day."""

from datetime import date

from rccrm_lib.core.org.posts import has_left, holders_on, post_on
from rccrm_lib.core.org.units import Post

MOVED = date(2024, 5, 1)
POSTS = [
    Post(date(2018, 1, 1), MOVED, "991001", "a", "B1", "1", "1"), Post(MOVED, None, "991001", "a", "B2", "1", "1"),
    Post(date(2015, 1, 1), date(2019, 1, 1), "991002", "b", "B1", "1", "2"),
    Post(date(2022, 1, 1), None, "991002", "c", "B1", "1", "2"),  # a number that somebody else got years later
    Post(None, date(2025, 1, 1), "991003", "d", "B1", "1", "1"),
]


def test_who_held_a_post_on_a_day() -> None:
    def at(branch: str, day: date, post: str = "") -> list[str]:
        return [p.manager_id for p in holders_on(POSTS, branch, day=day, post=post)]

    assert at("B1", date(2018, 6, 1)) == ["991001", "991002", "991003"]
    assert at("B1", date(2018, 6, 1), "2") == ["991002"] and at("B1", date(2020, 1, 1), "2") == []
    assert at("B1", date(2024, 4, 30)) == ["991001", "991002", "991003"] and at("B2", MOVED) == ["991001"]


def test_a_number_is_whoever_has_it_on_the_day() -> None:
    names = [found.name if (found := post_on(POSTS, "991002", day=date(year, 6, 1))) else "" for year in (2018, 2020, 2023)]
    assert names == ["b", "", "c"]


def test_who_left_and_who_is_not_known() -> None:
    assert has_left(POSTS, "991003", day=date(2025, 1, 1)) and not has_left(POSTS, "991003", day=date(2024, 12, 31))
    assert not has_left(POSTS, "991002", day=date(2023, 1, 1)) and not has_left(POSTS, "no such", day=MOVED)
