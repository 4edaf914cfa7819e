"""Accounts and sessions: who gets in, who is held off, what is written down, and what never is."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from rccrm_lib.core import audit
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.people import People, Person, session_of
from rccrm_lib.core.settings import AppsSettings

PASSWORD = "Correct-Horse-9"
WANG = Person("wang", "王芳", "manager", "360199", "360199002", "M0007")
SETTINGS = AppsSettings(lock_after=3, lock_minutes=15, idle_minutes=30, absolute_hours=10)


@pytest.fixture
def people(tmp_path: Path) -> People:
    people = People(tmp_path / "store" / "rccrm.sqlite", settings=SETTINGS)
    people.add(WANG, PASSWORD, now=0)
    return people


def _audit(people: People) -> list[tuple[str, str, str]]:
    with sqlite3.connect(people._path) as con:
        return con.execute("SELECT person_id, action, reason FROM audit_event ORDER BY seq").fetchall()


def _sign_in(people: People, password: str = PASSWORD, *, now: float = 100, user: str = "wang") -> str | None:
    return people.sign_in(user, password, address="10.0.0.1", now=now)


def test_the_right_password_begins_a_session_and_the_store_keeps_only_its_hash(people: People) -> None:
    token = _sign_in(people)
    assert token and people.session_person(session_of(token), now=101) == WANG
    raw = people._path.read_bytes()
    assert token.encode() not in raw and PASSWORD.encode() not in raw and b"$argon2id$" in raw


def test_two_sessions_of_one_person_are_two(people: People) -> None:
    assert _sign_in(people) != _sign_in(people)


def test_wrong_unknown_and_closed_are_all_refused_and_noted_without_what_was_typed(people: People) -> None:
    assert _sign_in(people, "wrong") is None
    assert _sign_in(people, user="my-password-typed-as-a-name") is None
    people.close("wang", now=5)
    assert _sign_in(people) is None
    assert _audit(people)[1:] == [
        ("wang", "sign-in failed", "password"), ("", "sign-in failed", "unknown name"),
        ("command line", "account closed", ""), ("wang", "sign-in failed", "closed")]
    assert b"my-password-typed" not in people._path.read_bytes()


def test_failures_lock_even_the_right_password_out_until_the_time_is_over(people: People) -> None:
    for _ in range(3):
        assert _sign_in(people, "wrong", now=100) is None
    assert _sign_in(people, now=100 + 899) is None
    assert _sign_in(people, now=100 + 901)
    assert [row[1] for row in _audit(people)] == [
        "account added", *["sign-in failed"] * 3, "locked", "sign-in failed", "signed in"]


def test_a_success_forgets_the_failures_before_it(people: People) -> None:
    for _ in range(3):
        _sign_in(people, "wrong")
        _sign_in(people, "wrong")
        assert _sign_in(people)


def test_a_new_password_lifts_the_lock_and_ends_what_was_open(people: People) -> None:
    token = _sign_in(people)
    for _ in range(3):
        _sign_in(people, "wrong")
    people.set_password("wang", "Another-Horse-7", now=200)
    assert people.session_person(session_of(token or ""), now=201) is None
    assert _sign_in(people, now=202) is None and _sign_in(people, "Another-Horse-7", now=203)


@pytest.mark.parametrize(
    ("touched_at", "asked_at", "lasts"),
    [([], 100 + 29 * 60, True), ([], 100 + 31 * 60, False), ([100 + 29 * 60], 100 + 50 * 60, True),
     ([100 + n * 1500 for n in range(1, 25)], 100 + 24 * 1500 + 60, False)],
)
def test_a_session_ends_idle_and_after_a_working_day(
    people: People, touched_at: list[float], asked_at: float, lasts: bool
) -> None:
    session = session_of(_sign_in(people, now=100) or "")
    for at in touched_at:
        people.session_person(session, now=at, touch=True)
    assert (people.session_person(session, now=asked_at) is not None) is lasts


def test_asking_without_touching_keeps_nothing_alive(people: People) -> None:
    session = session_of(_sign_in(people, now=0) or "")
    for minute in range(0, 30, 5):
        assert people.session_person(session, now=minute * 60)
    assert people.session_person(session, now=31 * 60) is None


def test_signing_out_and_closing_end_a_session_at_once(people: People) -> None:
    first, second = session_of(_sign_in(people) or ""), session_of(_sign_in(people) or "")
    people.end_session(first, now=110)
    people.end_session(first, now=111)
    assert people.session_person(first, now=112) is None and people.session_person(second, now=112)
    people.close("wang", now=113)
    assert people.session_person(second, now=114) is None
    assert [row[1] for row in _audit(people)].count("signed out") == 1


@pytest.mark.parametrize("session", ["", "x", session_of(""), "' OR 1=1 --"])
def test_a_made_up_session_is_nobodys(people: People, session: str) -> None:
    _sign_in(people)
    assert people.session_person(session, now=101) is None


def test_an_account_is_added_once_with_a_password_of_some_length(people: People) -> None:
    with pytest.raises(RccrmError, match="exists"):
        people.add(WANG, PASSWORD, now=1)
    with pytest.raises(RccrmError, match="too short"):
        people.add(Person("li", "李强", "manager", "360199"), "short", now=1)
    with pytest.raises(RccrmError, match="no account"):
        people.close("nobody", now=1)
    assert people.count() == 1


def test_the_audit_log_cannot_be_changed_and_shows_when_it_was(people: People) -> None:
    _sign_in(people)
    with sqlite3.connect(people._path) as con:
        assert audit.broken_seal(con) is None
        for change in ("UPDATE audit_event SET reason = 'x'", "DELETE FROM audit_event"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                con.execute(change)
        con.execute("DROP TRIGGER audit_event_no_update")
        con.execute("UPDATE audit_event SET person_id = 'li' WHERE seq = 2")
        assert audit.broken_seal(con) == 2


def test_several_processes_may_write_at_once(people: People) -> None:
    """Each open page is a process of its own; here several handles stand for them."""
    from concurrent.futures import ThreadPoolExecutor

    handles = [People(people._path, settings=SETTINGS) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda h: [h.note(now=1, person_id="wang", action="unmasked") for _ in range(25)], handles))
    with sqlite3.connect(people._path) as con:
        assert audit.broken_seal(con) is None
    assert [row[1] for row in _audit(people)].count("unmasked") == 100
