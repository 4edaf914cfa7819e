"""Answers to items: the newest stands, taken back it does not, once per key, never over somebody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rccrm_lib.core.errors import StaleWrite, StoreError
from rccrm_lib.core.store import Assignment, Assignments, Database, ItemAnswer, ItemAnswers

DONE = ItemAnswer("I1", "CA", "M1", "done")
LATER = replace(DONE, answer="later", reason="客户外出", until_on=date(2026, 11, 20))


@pytest.fixture
def answers(address: str) -> ItemAnswers:
    return ItemAnswers(Database(address), "360199")


def _write(answers: ItemAnswers, answer: ItemAnswer, *, key: str = "k1", seen: int = 0) -> None:
    answers.write(answer, key=key, person_id="li", role="manager", now=3.0, seen=seen)


def test_the_newest_answer_stands_until_it_is_taken_back(answers: ItemAnswers) -> None:
    _write(answers, LATER)
    assert answers.newest().iloc[0][["answer", "until_on", "reason"]].to_list() == ["later", "2026-11-20", "客户外出"]
    _write(answers, DONE, key="k2", seen=1)
    assert list(answers.newest()["answer"]) == ["done"]
    _write(answers, replace(DONE, answer="taken_back"), key="k3", seen=2)
    assert answers.newest().empty and answers.count("I1") == 3


def test_a_click_delivered_twice_is_one_answer(answers: ItemAnswers) -> None:
    _write(answers, DONE)
    _write(answers, DONE)
    assert answers.count("I1") == 1
    with pytest.raises(StoreError):
        _write(answers, replace(DONE, answer="useful"))


def test_somebody_elses_answer_is_not_overwritten_unseen(answers: ItemAnswers) -> None:
    _write(answers, DONE)
    with pytest.raises(StaleWrite):
        _write(answers, LATER, key="k2")
    assert list(answers.newest()["answer"]) == ["done"]


def test_lists_are_read_by_manager_and_member(answers: ItemAnswers, address: str) -> None:
    _write(answers, DONE)
    _write(answers, replace(DONE, item_id="I2", manager_id="M2"), key="k2")
    assert list(answers.newest(("M2",))["item_id"]) == ["I2"] and len(answers.newest(("M1", "M2"))) == 2
    assert ItemAnswers(Database(address), "360198").newest().empty


def test_what_was_answered_stands_when_the_customer_is_handed_over(answers: ItemAnswers, address: str) -> None:
    _write(answers, DONE)
    assert answers.newest(("M2",)).empty
    Assignments(Database(address), "360199").write([Assignment("CA", "M2", date(2026, 10, 1), "transfer")], key="t1",
                                                   person_id="bu", role="department", reason="moved", now=4.0, seen=0)
    assert list(answers.newest(("M2",))["item_id"]) == ["I1"] and answers.newest(("M3",)).empty


@pytest.mark.parametrize("answer", ["wrong", "later"])
def test_wrong_and_later_say_why(answers: ItemAnswers, answer: str) -> None:
    with pytest.raises(StoreError):
        _write(answers, replace(LATER, answer=answer, reason=" "))  # type: ignore[arg-type]
    assert answers.count("I1") == 0
