"""Every reason in a sentence, in both languages, with units; nothing of the evidence is left as a code."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from rccrm_lib.apps.worklist_words import due, note, reason_word, say, why
from rccrm_lib.core.words import Words
from rccrm_lib.core.worklist_settings import REASONS

FALL = {"aum_fen": 3_200_000, "before_fen": 9_000_000, "n_past": 75, "n_left": 14}
NEAR = {"next_tier": "VIP", "gap_fen": 97_000, "measure": "AUM", "months": None, "product": None, "rate": None}
CASES: list[tuple[str, dict[str, Any], str]] = [
    ("case", {"opened_on": "2026-10-01", "case_kind": "complaint"}, "2026-10-01 受理"),
    ("promise", {"promise": "带利率表", "met_on": "2026-10-01", "next_on": "2026-10-12"}, "2026-10-01 约好：带利率表"),
    ("promise", {"promise": "", "met_on": "2026-10-01", "next_on": "2026-10-12"}, "说好 2026-10-12 再联系"),
    ("lead", {"need": "贷款", "opened_on": "2026-10-01", "from_person_id": "sun"}, "转来：贷款"),
    ("loan", {"loan_due_on": "2026-10-22", "balance_fen": 5_000_000, "n": 1, "is_past": False}, "本金 5.0 万元"),
    ("loan", {"loan_due_on": "2026-10-02", "balance_fen": 5_000_000, "n": 1, "is_past": True}, "还欠本金 5.0 万元"),
    ("movement", {"direction": "out", "amount_fen": 25_000_000, "moved_on": "2026-09-16", "aum_fen": None}, "转出 25.0 万元"),
    ("movement", {"direction": "in", "amount_fen": 25_000_000, "moved_on": "2026-09-16", "aum_fen": 100}, "转入 25.0 万元"),
    ("service", {"action": "visit", "owed_on": "2026-10-12", "last_contact_on": None}, "还没有联系记录"),
    ("service", {"action": "visit", "owed_on": "2026-10-12", "last_contact_on": "2026-06-01"}, "上次是 2026-06-01"),
    ("document", {"valid_to_on": "2026-11-12"}, "有效期到 2026-11-12"),
    ("at_risk", {**FALL, "state": "falling", "is_known": True}, "从 9.0 万元降到 3.2 万元。过去同样的 75 位客户，有 14 位"),
    ("at_risk", {**FALL, "state": "falling", "is_known": False}, "过去这样的客户太少"),
    ("at_risk", {**FALL, "state": "declining", "is_known": False}, "比去年同期明显少"),
    ("campaign", {"campaign": "安心存", "end_on": None}, "“安心存”的名单"),
    ("near", {"next_tier": "VIP", "gap_fen": 97_000}, "日均再有 970 元就到“贵宾”"),  # as published before measures were named
    ("near", {**NEAR, "measure": "CONTRIBUTION", "product": "loan", "rule": "SIMILAR", "rate": 0.38},
     "月贡献度再有 970 元就到“贵宾”。可以谈谈贷款：相似客户 38% 都有"),
    ("near", {**NEAR, "product": "time", "rule": "LINE", "rate": 0.61}, "可以谈谈定期存款：同类客户到了“贵宾”的，61% 都有"),
    ("near", {**NEAR, "months": 2, "product": "time", "rule": "LINE", "rate": 0.61}, "只要留得住，2 个月后就升"),
    ("near", {**NEAR, "rule": "CANNOT_TELL"}, "日均再有 970 元就到“贵宾”。"),
    ("deposit", {"mature_on": "2026-10-15", "balance_fen": 8_000_000, "n": 2, "n_past": 422, "n_left": 44}, "共 8.0 万元"),
    ("birthday", {"birthday_on": "2026-10-12", "age": 51}, "51 岁生日（公历）"),  # as published before lunar days were read
    ("birthday", {"birthday_on": "2026-10-12", "age": 51, "lunar_day": None}, "51 岁生日（公历）"),
    ("birthday", {"birthday_on": "2026-10-12", "age": 61, "lunar_day": "0903"}, "2026-10-12 是农历九月初三，满 61 岁"),
    ("birthday", {"birthday_on": "2026-05-19", "age": None, "lunar_day": "0403L"}, "2026-05-19 是农历闰四月初三"),
    ("missing", {"elements": "occupation,address"}, "还缺：职业、联系地址"),
    ("my_own", {"score": 3}, "由 my_model 提出"),
]


@pytest.mark.parametrize(("reason", "evidence", "said"), CASES)
def test_evidence_becomes_a_sentence(reason: str, evidence: dict[str, Any], said: str) -> None:
    row = {"reason": reason, "evidence": json.dumps(evidence), "source": "my_model"}
    for language in ("zh", "en"):
        words = Words(language)
        texts = (why(row, words, {"VIP": "贵宾"}), say(row, words), reason_word(reason, words))
        assert all(texts) and not [text for text in texts if "{" in text or "_fen" in text]
    assert said in why(row, Words("zh"), {"VIP": "贵宾"})


def test_which_calendar_a_birthday_is_told_by_stands_in_the_note() -> None:
    def noted(lunar_day: str | None, language: str = "zh") -> str:
        evidence = {"birthday_on": "2026-10-12", "age": None if lunar_day else 61, "lunar_day": lunar_day}
        return note({"reason": "birthday", "evidence": json.dumps(evidence)}, Words(language))

    assert "按公历" in noted(None) and "闰月" in noted("0903") and "leap month" in noted("0903", "en")
    assert note({"reason": "missing", "evidence": json.dumps({"elements": "name"})}, Words("zh")) == ""


def test_every_reason_of_the_settings_has_its_words() -> None:
    assert set(REASONS) == {reason for reason, _, _ in CASES} - {"my_own"}
    assert all(Words("zh").has(f"worklist.{group}.{reason}") for reason in REASONS for group in ("reason", "why", "say")
               if (group, reason) not in {("why", "movement"), ("say", "movement")})


def test_a_day_is_told_from_today() -> None:
    words, day = Words("zh"), date(2026, 10, 12)
    assert [due(date(2026, 10, n), day, words) for n in (9, 12, 15)] == ["已过 3 天", "今天", "2026-10-15 前"]
