"""What answers tell: shares with intervals, drawn to the prior, and a flag where a reason is wrong too often."""

from __future__ import annotations

import pandas as pd
import pytest

from rccrm_lib.core.worklist_settings import WorklistSettings
from rccrm_lib.ocrm.worklist import measure_feedback, reason_of
from tests.ocrm.worklist.frames import answers

SETTINGS = WorklistSettings()


def feedback(**given: dict[str, int]) -> pd.DataFrame:
    rows = [(f"{reason}-{answer}{n}", f"C{n}", answer) for reason, said in given.items() for answer, many in said.items()
            for n in range(many)]
    counts = pd.DataFrame({"reason": ["near", "loan"], "n": [40, 5]})
    return measure_feedback(counts, answers(*rows), settings=SETTINGS).set_index("reason")


def test_shares_are_of_the_answers_that_judge_and_drawn_to_the_prior() -> None:
    row = feedback(near={"useful": 2, "done": 2, "wrong": 4, "later": 10}).loc["near"]
    assert (row["n_items"], row["n_answered"], row["n_later"]) == (40, 18, 10)
    assert row["wrong_rate"] == 0.5
    assert row["wrong_low"] == pytest.approx(0.2152, abs=1e-4)  # Wilson, 4 of 8
    assert row["useful_share"] == pytest.approx((4 + 20 * 0.6) / 28)
    assert not row["is_flagged"]


def test_a_reason_that_is_wrong_too_often_is_flagged_and_few_answers_flag_nothing() -> None:
    table = feedback(near={"wrong": 30, "useful": 10}, loan={"wrong": 2})
    assert table["is_flagged"].to_dict() == {"loan": False, "near": True}


def test_no_answer_is_not_zero() -> None:
    row = feedback().loc["loan"]
    assert pd.isna(row["wrong_rate"]) and row["useful_share"] == SETTINGS.prior_useful and row["n_answered"] == 0


def test_an_answer_tells_its_reason_when_the_item_is_gone() -> None:
    assert reason_of("at_risk-0123abcd") == "at_risk"
    assert "movement" in feedback(movement={"wrong": 1}).index
