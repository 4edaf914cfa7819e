"""Standing words: from which day to which, what is wrong with one, one per click, never over another's word."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rccrm_lib.core.errors import RccrmError, StaleWrite
from rccrm_lib.core.store import Database, Decisions
from rccrm_lib.ocrm.portfolio import RECUSAL, STAYS, Actor, StandingWords, Word, fault_in, holds_on

MEMBER, DAY, AFTER = "360199", date(2026, 10, 12), date(2026, 9, 30)
END = date(2027, 1, 1)


@pytest.fixture
def decisions(tmp_path: Path) -> Decisions:
    return Decisions(Database(tmp_path / "store.sqlite"), MEMBER)


@pytest.fixture
def words(decisions: Decisions) -> StandingWords:
    return StandingWords(decisions, after=AFTER)


def actor(key: str, person_id: str = "chen") -> Actor:
    return Actor(person_id, "branch_head", 1_791_000_000.0, DAY, key)


def test_a_word_holds_from_its_day_until_its_end() -> None:
    word = {"holds": True, "from": "2026-10-12", "until": "2027-01-01"}
    assert [holds_on(word, day) for day in (date(2026, 10, 11), DAY, date(2026, 12, 31), END)] == [False, True, True, False]
    assert holds_on({"holds": True, "until": ""}, END) and holds_on({"holds": True}, date.min)
    assert not holds_on({"holds": False}, DAY)


@pytest.mark.parametrize(("word", "fault"), [
    (Word("舅舅"), ""), (Word(why="family"), ""), (Word("舅舅", why="family", since=DAY, until=END), ""), (Word(), "why"),
    (Word(" "), "why"), (Word("x", why="asked"), "why"), (Word(" ", why="other"), "note"), (Word("x", until=AFTER), "until"),
    (Word("x", since=END, until=END), "until"), (Word("x", since=DAY, until=DAY), "until"),
])
def test_what_is_wrong_with_a_word(word: Word, fault: str, words: StandingWords) -> None:
    assert fault_in(word, RECUSAL, after=AFTER) == fault
    if fault:
        with pytest.raises(RccrmError):
            words.recuse("C1", "M1", word, actor=actor("k"))
    assert words.look("C1", day=DAY) == ((), 0)


def test_what_stands_is_read_with_who_and_why_and_of_this_customer_alone(words: StandingWords) -> None:
    words.recuse("C1", "M1", Word("舅舅", since=DAY, until=END, why="family"), actor=actor("k1"))
    words.keep("C1", Word(why="asked", since=date(2026, 12, 1)), actor=actor("k2", "bu"))
    words.recuse("C11", "M1", Word(why="interest"), actor=actor("k3"))
    (first, second), n = words.look("C1", day=DAY)
    assert n == 2 and (first.kind, first.manager_id, first.since, first.until) == (RECUSAL, "M1", DAY, END)
    assert (first.person_id, first.why, first.reason) == ("chen", "family", "舅舅")
    assert (second.kind, second.manager_id, second.since, second.until) == (STAYS, "", date(2026, 12, 1), None)
    assert (second.person_id, second.why, second.reason) == ("bu", "asked", "")
    assert [one.kind for one in words.look("C1", day=END)[0]] == [STAYS], "ended"
    words.release("C1", "", "客户改主意", actor=actor("k4"))
    assert [one.kind for one in words.look("C1", day=DAY)[0]] == [RECUSAL] and words.look("C1", day=DAY)[1] == 3
    with pytest.raises(RccrmError, match="nothing stands"):
        words.release("C1", "", "再撤一次", actor=actor("k5"))


def test_who_comes_second_writes_nothing_whatever_the_word_is_about(words: StandingWords, decisions: Decisions) -> None:
    words.recuse("C1", "M1", Word(why="family"), actor=actor("k1"), seen=0)
    for key, say in (("k2", lambda a: words.keep("C1", Word(why="asked"), actor=a, seen=0)),
                     ("k3", lambda a: words.recuse("C1", "M1", Word(why="interest"), actor=a, seen=0)),
                     ("k4", lambda a: words.release("C1", "M1", "错了", actor=a, seen=0))):
        with pytest.raises(StaleWrite, match="chen has said"):
            say(actor(key, "bu"))
    assert [one.key for one in decisions.about((RECUSAL, STAYS), "C1")] == ["k1"] and words.last_word("C1") == "chen"
    words.keep("C1", Word(why="asked"), actor=actor("k5", "bu"), seen=1)
    assert words.last_word("C1") == "bu" and words.last_word("C2") == ""


def test_the_same_click_twice_is_one_word(words: StandingWords, decisions: Decisions) -> None:
    for _ in range(2):
        words.recuse("C1", "M1", Word(why="family"), actor=actor("k1"), seen=0)
    for _ in range(2):
        words.release("C1", "M1", "错了", actor=actor("k2"), seen=1)
    assert [one.key for one in decisions.about((RECUSAL, STAYS), "C1")] == ["k1", "k2"]
