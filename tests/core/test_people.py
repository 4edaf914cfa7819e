"""Accounts and sessions: who gets in, who is held off, what is written down, and what never is."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.people import People, Person, session_of
from rccrm_lib.core.settings import AppsSettings
from rccrm_lib.core.store import broken_row

PASSWORD = "Correct-Horse-9"
WANG = Person("wang", "王芳", "manager", "360199", "360199002", "M0007")
SETTINGS = AppsSettings(lock_after=3, lock_minutes=15, idle_minutes=30, absolute_hours=10)


@pytest.fixture
def people(address: str) -> People:
    people = People(address, settings=SETTINGS)
    people.add(WANG, PASSWORD, now=0)
    return people


def _audit(people: People) -> list[tuple[str, str, str]]:
    with people._database.read() as con:
        return [tuple(row) for row in con.execute(text("SELECT person_id, action, reason FROM audit_event ORDER BY seq"))]


def _everything(people: People) -> str:
    """All that the store holds of people, as text."""
    with people._database.read() as con:
        return str([con.execute(text(f"SELECT * FROM {table}")).all() for table in ("person", "session", "audit_event")])


def _sign_in(people: People, password: str = PASSWORD, *, now: float = 100, user: str = "wang") -> str | None:
    return people.sign_in(user, password, address="10.0.0.1", now=now)


def test_the_right_password_begins_a_session_and_the_store_keeps_only_its_hash(people: People) -> None:
    token = _sign_in(people)
    assert token and people.session_person(session_of(token), now=101) == WANG
    kept = _everything(people)
    assert token not in kept and PASSWORD not in kept and "$argon2id$" in kept


def test_every_row_of_the_audit_log_says_in_which_role_somebody_acted(people: People) -> None:
    token = _sign_in(people)
    _sign_in(people, user="nobody")
    for _ in range(3):
        _sign_in(people, "wrong")
    people.note(now=101, person_id="wang", action="unmasked", role="teller")  # the role of the page that was open
    people.end_session(session_of(token or ""), now=102)
    people.set_password("wang", "Another-Horse-7", now=103)
    people.close("wang", now=104, by="wang")
    with people._database.read() as con:
        rows = [tuple(row) for row in con.execute(text("SELECT action, role FROM audit_event ORDER BY seq"))]
    assert rows == [("account added", "command line"), ("signed in", "manager"), ("sign-in failed", ""),
                    *[("sign-in failed", "manager")] * 3, ("locked", "manager"), ("unmasked", "teller"),
                    ("signed out", "manager"), ("password set", "command line"), ("account closed", "manager")]


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
    assert "my-password-typed" not in _everything(people)


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


def _change(people: People, old: str, new: str = "Another-Horse-7") -> bool:
    return people.change_password("wang", old, new, address="10.0.0.1", now=200)


def test_who_knows_the_old_password_changes_it_and_signs_in_anew(people: People) -> None:
    token = _sign_in(people)
    assert not _change(people, "wrong") and people.session_person(session_of(token or ""), now=201)
    assert _change(people, PASSWORD)
    assert people.session_person(session_of(token or ""), now=202) is None
    assert _sign_in(people, now=203) is None and _sign_in(people, "Another-Horse-7", now=204)
    assert ("wang", "password set", "") in _audit(people)


def test_guessing_the_old_password_locks_as_signing_in_does(people: People) -> None:
    for _ in range(3):
        assert not _change(people, "wrong")
    assert not _change(people, PASSWORD)


@pytest.mark.parametrize("new", [PASSWORD, "short"])
def test_a_weak_new_password_is_refused_before_anything_is_checked(people: People, new: str) -> None:
    with pytest.raises(RccrmError):
        _change(people, PASSWORD, new)
    assert [row[1] for row in _audit(people)] == ["account added"]


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


def test_several_processes_may_write_at_once(people: People, address: str) -> None:
    """Each open page is a process of its own; here several handles stand for them."""
    from concurrent.futures import ThreadPoolExecutor

    handles = [People(address, settings=SETTINGS) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda h: [h.note(now=1, person_id="wang", action="unmasked") for _ in range(25)], handles))
    with people._database.read() as con:
        assert broken_row(con) is None
    assert [row[1] for row in _audit(people)].count("unmasked") == 100
