"""What people's answers tell: which items were wrong, how often a reason is, and how useful it is."""

from __future__ import annotations

from datetime import date

import pandas as pd

from rccrm_lib.core.schema import check_frame
from rccrm_lib.core.worklist_settings import WorklistSettings
from rccrm_lib.facts.calendar import add_months, month_of
from rccrm_lib.ocrm.worklist.schema import FEEDBACK
from rccrm_lib.stats import proportion_interval

ANSWERS = ("useful", "done", "wrong", "later")
GOOD = ("useful", "done")
DAY_SECONDS = 86_400
EAST_8 = 8 * 3600  # a day begins in China, wherever the server stands


def reason_of(item_id: str) -> str:
    """The reason of an item; it stands in front of the hash, so that an answer tells it when the item is gone."""
    return item_id.rpartition("-")[0]


def find_wrong(answers: pd.DataFrame, *, day: date, months: int) -> pd.DataFrame:
    """One row per customer and reason that was called wrong within so many months before a day: customer_id, reason."""
    wrong = answers[answers["answer"] == "wrong"]
    days = pd.to_datetime((wrong["at"].astype("float64") + EAST_8) // DAY_SECONDS, unit="D")
    since = pd.Timestamp(f"{add_months(month_of(day), -months)}-01") + pd.Timedelta(days=day.day - 1)
    recent = wrong[(days > since).to_numpy()]
    rows = pd.DataFrame({"customer_id": recent["customer_id"].astype(str),
                         "reason": recent["item_id"].map(reason_of).astype(str)})
    return rows.drop_duplicates().sort_values(["customer_id", "reason"]).reset_index(drop=True)


def measure_feedback(counts: pd.DataFrame, answers: pd.DataFrame, *, settings: WorklistSettings) -> pd.DataFrame:
    """One row per reason with an item or an answer: FEEDBACK, by name.

    `counts` has reason and n (items of the month). Shares are of the answers that stand, "not now" apart: it says nothing of
    the suggestion. `useful_share` = (good + prior_answers x prior_useful) / (judged + prior_answers). Flagged is a reason whose
    Wilson interval lies above `max_wrong` as a whole, given `min_answers`.
    """
    items = dict(zip(counts["reason"], counts["n"], strict=True))
    given = pd.DataFrame({"reason": answers["item_id"].map(reason_of).astype(str), "answer": answers["answer"].astype(str)})
    rows = [_row(reason, int(items.get(reason, 0)), given.loc[given["reason"] == reason, "answer"], settings)
            for reason in sorted({*items, *given["reason"]})]
    frame = pd.DataFrame(rows, columns=FEEDBACK.names)
    shares = [column.name for column in FEEDBACK.columns if column.dtype == "float"]
    return check_frame(frame.astype(dict.fromkeys(shares, "float64")), FEEDBACK)


def _row(reason: str, n_items: int, given: pd.Series, settings: WorklistSettings) -> tuple[object, ...]:
    n = {answer: int((given == answer).sum()) for answer in ANSWERS}
    judged = n["useful"] + n["done"] + n["wrong"]
    found = proportion_interval(n["wrong"], judged, confidence=settings.confidence)
    limits = (found.estimate, found.low, found.high) if judged else (None, None, None)
    good, prior = sum(n[answer] for answer in GOOD), settings.prior_answers
    useful = (good + prior * settings.prior_useful) / (judged + prior)
    return (reason, n_items, sum(n.values()), n["useful"], n["done"], n["wrong"], n["later"], *limits, useful,
            bool(judged >= settings.min_answers and found.low > settings.max_wrong))
