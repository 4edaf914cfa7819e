"""Decisions: one per key however often sent, none on a version somebody did not see, each on record."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text

from rccrm_lib.core.errors import StaleWrite, StoreError
from rccrm_lib.core.store import Database, Decision, Decisions, broken_row


def _decide(address: str, key: str = "k1", *, values: dict[str, Any] | None = None, seen: int = 0, who: str = "wang",
            member: str = "A1", reason: str = "客户要求") -> Decision:
    return Decisions(Database(address), member).decide(
        "assign", "C1", values or {"manager_id": "M1"}, key=key, person_id=who, role="manager", reason=reason, now=5.0,
        seen_version=seen)


def test_a_decision_is_kept_with_who_when_why_and_on_record(address: str) -> None:
    assert _decide(address).values == {"manager_id": "M1"}
    assert _decide(address, "k2", values={"manager_id": "M2"}, seen=1).version == 2
    history = Decisions(Database(address), "A1").history("assign", "C1")
    assert [(d.version, d.values["manager_id"], d.person_id, d.at, d.reason) for d in history] == [
        (1, "M1", "wang", 5.0, "客户要求"), (2, "M2", "wang", 5.0, "客户要求")]
    with Database(address).read() as con:
        rows = con.execute(text("SELECT action, subject, before_hash, after_hash FROM audit_event ORDER BY seq")).all()
        assert broken_row(con) is None
    assert [row[0] for row in rows] == ["decided"] * 2
    assert rows[0][2] == "" and rows[1][2] == rows[0][3] != rows[1][3] and "M1" not in str(rows)


def test_every_version_of_one_member_and_kind_in_the_order_decided(address: str) -> None:
    _decide(address)
    _decide(address, "k2", values={"manager_id": "M2"}, seen=1)
    _decide(address, "k3", member="B2")
    assert [(d.subject, d.version) for d in Decisions(Database(address), "A1").of_kind("assign")] == [
        ("C1", 1), ("C1", 2)]
    assert Decisions(Database(address), "A1").of_kind("other") == []


def test_the_same_key_is_one_decision_and_another_content_is_refused(address: str) -> None:
    assert _decide(address) == _decide(address)
    assert len(Decisions(Database(address), "A1").history("assign", "C1")) == 1
    for other in ({"values": {"manager_id": "M9"}}, {"who": "li"}, {"member": "B2"}):
        with pytest.raises(StoreError, match="another decision"):
            _decide(address, **other)


def test_a_stale_decision_names_who_came_first_and_what_changed(address: str) -> None:
    _decide(address, who="li")
    with pytest.raises(StaleWrite, match=r"li has decided in between \(version 1: manager_id\)"):
        _decide(address, "k2")
    with pytest.raises(StoreError, match="without a reason"):
        _decide(address, "k3", seen=1, reason=" ")


def test_a_member_never_reads_another(address: str) -> None:
    _decide(address)
    assert Decisions(Database(address), "B2").history("assign", "C1") == []


def test_of_many_who_decide_at_once_one_wins_and_the_others_are_told(address: str) -> None:
    def attempt(n: int) -> str:
        try:
            return f"won {_decide(address, f'k{n}', values={'manager_id': f'M{n}'}).version}"
        except StaleWrite:
            return "told"

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(attempt, range(8))) == ["told"] * 7 + ["won 1"]
