"""Transfers: who has to agree, once per click, never over another's word, the assignment with the last word or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rccrm_lib.core.errors import RccrmError, StaleWrite, StoreError
from rccrm_lib.core.store import Assignment, Assignments, Database, Decisions
from rccrm_lib.core.transfer_settings import TransferSettings
from rccrm_lib.ocrm.portfolio import (
    Actor,
    Recused,
    Request,
    Speaker,
    StandingWords,
    Transfers,
    Word,
    age_of,
    begins_on,
    concerns,
    needed,
    request_id_of,
    waits_for,
)

SETTINGS = TransferSettings()
TODAY = date(2026, 11, 3)
NOW = 1_793_696_400.0
WANG, LI = Speaker("wang", "manager", "M1"), Speaker("li", "manager", "M2")
EAST, WEST = (Speaker(f"head {unit}", "branch_head", units=frozenset({unit})) for unit in ("east", "west"))
DEPARTMENT = Speaker("bu", "department", whole_member=True)
INSIDE = Request("T1", ("CA", "CB"), "M1", "M2", "east", "east", date(2026, 11, 10), "load", "", "wang", TODAY, 0)
ACROSS = replace(INSIDE, to_branch="west")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "store.sqlite")


@pytest.fixture
def transfers(database: Database) -> Transfers:
    return Transfers(database, "360199")


def _holding(database: Database, day: date = date(2026, 11, 10)) -> dict[str, str]:
    frame = Assignments(database, "360199").holding(day)
    return dict(zip(frame["customer_id"], frame["manager_id"], strict=True))


def _ask(transfers: Transfers, request: Request, actor: Speaker, *, key: str = "k1") -> Request:
    return transfers.propose(replace(request, proposed_by=actor.person_id, seen=transfers.head()), actor, key=key, now=NOW,
                             today=TODAY, settings=SETTINGS)


def _say(
    transfers: Transfers, answer: str, actor: Speaker, *, seen: int, key: str, why: str = "", today: date = TODAY
) -> Request:
    return transfers.answer("T1", answer, actor, why=why, key=key, seen=seen, now=NOW, today=today, settings=SETTINGS)  # type: ignore[arg-type]


@pytest.mark.parametrize(("request_", "parts"), [
    (INSIDE, ("head", "to_manager")), (ACROSS, ("from_head", "to_head", "to_manager")),
    (replace(ACROSS, to_manager=""), ("from_head",)), (replace(ACROSS, from_manager=""), ("to_head", "to_manager")),
])
def test_who_has_to_agree(request_: Request, parts: tuple[str, ...]) -> None:
    assert needed(request_) == parts


def test_across_branches_both_heads_and_the_receiver_agree_and_then_it_holds_from_its_day(
    transfers: Transfers, database: Database
) -> None:
    assert waits_for(_ask(transfers, ACROSS, WANG)) == ("from_head", "to_head", "to_manager")
    assert waits_for(_say(transfers, "accept", EAST, seen=1, key="k2")) == ("to_head", "to_manager")
    assert waits_for(_say(transfers, "accept", LI, seen=2, key="k3")) == ("to_head",)
    assert _holding(database) == {}
    assert _say(transfers, "accept", WEST, seen=3, key="k4").state == "accepted"
    assert _holding(database) == {"CA": "M2", "CB": "M2"} and _holding(database, date(2026, 11, 9)) == {}
    assert [one.person_id for one, _ in transfers.history("T1")] == ["wang", "head east", "li", "head west"]


def test_a_head_decides_for_the_own_branch_at_once_and_the_department_for_all(transfers: Transfers, database: Database) -> None:
    assert _ask(transfers, INSIDE, EAST).state == "accepted" and set(_holding(database)) == {"CA", "CB"}
    assert _ask(transfers, replace(ACROSS, request_id="T2", customers=("CC",)), DEPARTMENT, key="k2").state == "accepted"


def test_a_click_delivered_twice_is_one_request_and_one_answer(transfers: Transfers) -> None:
    for _ in range(2):
        _ask(transfers, ACROSS, WANG)
    assert {_say(transfers, "accept", EAST, seen=1, key="k2").signed["from_head"] for _ in range(2)} == {"head east"}
    assert len(transfers.history("T1")) == 2 and request_id_of("a") == request_id_of("a") != request_id_of("b")


def test_of_two_who_decide_at_once_the_second_reads_first(transfers: Transfers) -> None:
    _ask(transfers, ACROSS, WANG)
    _say(transfers, "reject", EAST, seen=1, key="k2", why="客户不愿意")
    with pytest.raises(StaleWrite, match="head east"):
        _say(transfers, "accept", WEST, seen=1, key="k3")
    with pytest.raises(RccrmError):
        _say(transfers, "accept", WEST, seen=2, key="k4")
    assert transfers.all()[0][0].closed_why == "客户不愿意"


def test_who_changed_hands_meanwhile_is_not_taken_and_nothing_is_half_done(transfers: Transfers, database: Database) -> None:
    _ask(transfers, INSIDE, WANG)
    Assignments(database, "360199").write([Assignment("CB", "M9", TODAY, "manual")], key="other", person_id="bu",
                                          role="department", reason="调整", now=NOW, seen=0)
    with pytest.raises(StaleWrite):
        _say(transfers, "accept", EAST, seen=1, key="k2")
    assert transfers.all()[0][0].state == "open" and _holding(database) == {"CB": "M9"}


@pytest.mark.parametrize(("actor", "answer", "why"), [
    (LI, "withdraw", "算了"), (WANG, "accept", ""), (EAST, "reject", " "), (WANG, "withdraw", ""),
    (replace(WEST, units=frozenset({"north"})), "accept", ""), (Speaker("sun", "teller"), "reject", "不行"),
])
def test_nobody_else_answers_and_a_no_says_why(transfers: Transfers, actor: Speaker, answer: str, why: str) -> None:
    _ask(transfers, ACROSS, WANG)
    with pytest.raises(RccrmError):
        _say(transfers, answer, actor, seen=1, key="k2", why=why)
    assert len(transfers.history("T1")) == 1


def test_its_author_takes_it_back_until_the_last_word(transfers: Transfers) -> None:
    _ask(transfers, ACROSS, WANG)
    assert _say(transfers, "withdraw", WANG, seen=1, key="k2", why="先不动").state == "withdrawn"


def test_to_the_pool_and_out_of_it(transfers: Transfers, database: Database) -> None:
    _ask(transfers, replace(INSIDE, to_manager="", reason="left"), EAST)
    assert _holding(database) == {"CA": "", "CB": ""}
    claim = replace(INSIDE, request_id="T2", from_manager="", to_manager="M1", customers=("CA",))
    assert waits_for(_ask(transfers, claim, WANG, key="k2")) == ("to_head",)


def test_a_request_grows_late_and_void_and_a_day_gone_by_becomes_the_day_of_the_last_word(transfers: Transfers) -> None:
    ages = [age_of(INSIDE, today=date(2026, 11, day), settings=SETTINGS) for day in (3, 8, 9)]
    assert ages == ["new", "new", "late"] and age_of(INSIDE, today=date(2026, 12, 4), settings=SETTINGS) == "void"
    assert begins_on(INSIDE, today=date(2026, 11, 12), settings=SETTINGS) == date(2026, 11, 12)
    assert begins_on(INSIDE, today=date(2026, 11, 12), settings=TransferSettings(back_days=2)) == date(2026, 11, 10)
    _ask(transfers, INSIDE, WANG)
    with pytest.raises(StoreError):
        _say(transfers, "accept", EAST, seen=1, key="k2", today=date(2026, 12, 4))


def test_a_request_is_seen_by_those_whom_it_concerns() -> None:
    assert [concerns(ACROSS, actor) for actor in (WANG, LI, EAST, WEST, DEPARTMENT, Speaker("zhao", "manager", "M3"))] == [
        True, True, True, True, True, False]


@pytest.mark.parametrize("change", [{"customers": ()}, {"customers": ("CA", "CA")}, {"to_manager": "M1"}, {"reason": "why not"},
                                    {"reason": "other"}])
def test_what_cannot_be_meant_is_refused(transfers: Transfers, change: dict[str, object]) -> None:
    with pytest.raises(RccrmError):
        _ask(transfers, replace(INSIDE, **change), WANG)  # type: ignore[arg-type]
    assert transfers.all() == []


def test_a_manager_who_must_not_receives_nobody_though_the_word_was_said_after_the_request(
    transfers: Transfers, database: Database
) -> None:
    _ask(transfers, INSIDE, WANG)
    words = StandingWords(Decisions(database, "360199"), after=TODAY)
    words.recuse("CB", "M2", Word("亲属", None, TODAY), actor=Actor("bu", "department", NOW, TODAY, "w1"))
    for actor in (EAST, LI):
        with pytest.raises(Recused, match="M2 must not look after CB, by the word of bu"):
            _say(transfers, "accept", actor, seen=1, key=f"r {actor.person_id}")
    assert _holding(database) == {} and len(transfers.history("T1")) == 1
    assert _say(transfers, "reject", EAST, seen=1, key="r3", why="须回避").state == "rejected"
