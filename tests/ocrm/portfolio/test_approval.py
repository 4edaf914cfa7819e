"""A proposal in people's hands, on a store in a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from rccrm_lib.core.errors import StaleWrite, StoreError
from rccrm_lib.core.store import Assignment, Assignments, Database, Decisions
from rccrm_lib.ocrm.portfolio import Actor, ProposalDesk, Recused, Seen, StandingWords, Word

MEMBER, AS_OF, DAY = "360199", date(2026, 9, 30), date(2026, 10, 12)
MOVES = pd.DataFrame([("C1", "B1", "M1", "M2"), ("C2", "B1", "M1", "M2"), ("C3", "B2", "", "M3")],
                     columns=["customer_id", "branch_id", "from_manager_id", "to_manager_id"])
HEAD = Actor("head", "branch_head", 1.0, DAY, "k1")


@pytest.fixture
def assignments(tmp_path: Path) -> Assignments:
    return Assignments(Database(tmp_path / "store.sqlite"), MEMBER)


@pytest.fixture
def desk(tmp_path: Path, assignments: Assignments) -> ProposalDesk:
    return ProposalDesk(Decisions(Database(tmp_path / "store.sqlite"), MEMBER), assignments, month="2026-09", as_of=AS_OF)


def _states(desk: ProposalDesk) -> tuple[list[str], Seen]:
    looked, seen = desk.look(MOVES)
    return looked["state"].tolist(), seen


def test_a_part_is_accepted_from_its_day_on_once(desk: ProposalDesk, assignments: Assignments) -> None:
    states, seen = _states(desk)
    assert states == ["open"] * 3
    assert desk.accept(MOVES.head(1), actor=HEAD, reason="均衡", seen=seen) == 1
    assert desk.accept(MOVES.head(1), actor=HEAD, reason="均衡", seen=seen) == 0, "the same click again"
    assert _states(desk)[0] == ["accepted", "open", "open"] and desk.last_word(MOVES.head(1)) == "head"
    assert assignments.holding(DAY - timedelta(days=1)).empty
    assert assignments.holding(DAY)[["customer_id", "manager_id", "source"]].values.tolist() == [["C1", "M2", "proposal"]]


def test_of_two_who_decide_the_same_the_second_is_told(desk: ProposalDesk) -> None:
    seen = _states(desk)[1]
    desk.accept(MOVES.head(1), actor=HEAD, reason="均衡", seen=seen)
    other = replace(HEAD, person_id="bu", key="k2")
    for answer in (desk.accept, desk.reject):
        with pytest.raises(StaleWrite):
            answer(MOVES.head(2), actor=other, reason="均衡", seen=seen)
    assert _states(desk)[0] == ["accepted", "open", "open"], "all or none"


def test_a_rejection_stands_with_its_reason_and_stops_who_looked_before(desk: ProposalDesk) -> None:
    seen = _states(desk)[1]
    assert desk.reject(MOVES.head(1), actor=HEAD, reason="老客户，刚走访过", seen=seen) == 1
    assert _states(desk)[0] == ["rejected", "open", "open"]
    with pytest.raises(StaleWrite, match="head has rejected"):
        desk.accept(MOVES.head(2), actor=replace(HEAD, key="k3"), reason="均衡", seen=seen)
    newest = _states(desk)[1]
    desk.reject(MOVES.iloc[1:2], actor=replace(HEAD, key="k4"), reason="不合适", seen=newest)
    assert _states(desk)[0] == ["rejected", "rejected", "open"]


def test_whoever_was_given_to_somebody_else_is_overtaken(desk: ProposalDesk, assignments: Assignments) -> None:
    seen = _states(desk)[1]
    assignments.write([Assignment("C1", "M9", DAY, "transfer", "T1")], key="t", person_id="bu", role="department", reason="调整",
                      now=1.0, seen=0)
    assert _states(desk)[0] == ["overtaken", "open", "open"]
    with pytest.raises(StaleWrite):
        desk.accept(MOVES, actor=HEAD, reason="均衡", seen=seen)


def test_a_customer_goes_back_to_the_pool(desk: ProposalDesk, assignments: Assignments) -> None:
    assert desk.pool(["C1"], actor=HEAD, reason="超期未接触", seen=Seen()) == 1
    assert assignments.holding(DAY)[["manager_id", "source"]].values.tolist() == [["", "reclaim"]]
    with pytest.raises(StoreError):
        desk.pool(["C2"], actor=replace(HEAD, key="k9"), reason=" ", seen=Seen(1))


def test_a_day_ahead_is_the_day_and_nobody_accepts_it_again_before(desk: ProposalDesk, assignments: Assignments) -> None:
    later = DAY + timedelta(days=20)
    seen = _states(desk)[1]
    desk.accept(MOVES.head(1), actor=HEAD, reason="均衡", seen=seen, from_on=later)
    assert assignments.holding(later - timedelta(days=1)).empty and assignments.holding(later)["manager_id"].tolist() == ["M2"]
    looked, _ = desk.look(MOVES)
    assert looked["state"].tolist() == ["accepted", "open", "open"] and looked["from_on"].iloc[0] == later.isoformat()
    with pytest.raises(StaleWrite):
        desk.reject(MOVES.head(1), actor=replace(HEAD, key="k5"), reason="不合适", seen=_states(desk)[1])
    with pytest.raises(StoreError):
        desk.accept(MOVES.iloc[1:2], actor=replace(HEAD, key="k6"), reason="均衡", seen=_states(desk)[1],
                    from_on=DAY - timedelta(days=1))


def test_whom_a_word_said_meanwhile_bars_is_given_to_nobody(tmp_path: Path, desk: ProposalDesk, assignments: Assignments) -> None:
    """All or none; a word that ends before the day no longer counts, nor one that was taken back, nor one of somebody else."""
    words = StandingWords(Decisions(Database(tmp_path / "store.sqlite"), MEMBER), after=DAY)
    seen = _states(desk)[1]
    words.recuse("C1", "M1", Word("别人的", None, DAY), actor=replace(HEAD, key="w0"))
    words.recuse("C2", "M2", Word("亲属", DAY + timedelta(days=9), DAY), actor=replace(HEAD, key="w1", person_id="bu"))
    with pytest.raises(Recused) as raised:
        desk.accept(MOVES, actor=HEAD, reason="均衡", seen=seen)
    told = raised.value
    assert (told.customer_id, told.manager_id, told.person_id) == ("C2", "M2", "bu")
    assert told.until == DAY + timedelta(days=9) and assignments.holding(date.max).empty
    assert desk.accept(MOVES.iloc[1:2], actor=HEAD, reason="均衡", seen=seen, from_on=DAY + timedelta(days=9)) == 1
    words.recuse("C1", "M2", Word("亲属", None, DAY), actor=replace(HEAD, key="w2"))
    words.release("C1", "M2", "弄错了", actor=replace(HEAD, key="w3"))
    assert desk.accept(MOVES.head(1), actor=replace(HEAD, key="k2"), reason="均衡", seen=seen) == 1
