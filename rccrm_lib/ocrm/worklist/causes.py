"""Why an open item is not on today's list: what was answered, who was contacted, what else is open."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import numpy as np
import pandas as pd

from rccrm_lib.core.worklist_settings import WorklistSettings
from rccrm_lib.ocrm.worklist.feedback import DAY_SECONDS, EAST_8, find_wrong

#: In the order in which they are looked for: the first that holds is the one that is told.
DAY_CAUSES = ("death", "complaint", "done", "wrong", "later", "tried", "contacted", "household")


def judge_items(items: pd.DataFrame, answers: pd.DataFrame, contacts: pd.DataFrame, *, day: date, settings: WorklistSettings,
                complaints: Collection[str], unreached: Collection[str], deaths: Collection[str],
                served: Collection[str]) -> np.ndarray:
    """One cause per item, in order; empty for an item that may be shown. `unreached`: results of which nobody was served;
    `deaths`: results that tell that the customer died; `served`: items that contacts have settled."""
    is_reached = ~contacts["result"].isin(set(unreached))
    reached = contacts[is_reached]
    lately = reached[reached["on_day"] > (day - timedelta(days=settings.quiet_days)).isoformat()]
    tried = contacts[~is_reached & (contacts["on_day"] == day.isoformat())]
    wrong = find_wrong(answers, day=day, months=settings.wrong_months)
    wrong_pairs = set(zip(wrong["customer_id"], wrong["reason"], strict=True))
    pairs = pd.Series(list(zip(items["customer_id"], items["reason"], strict=True)), index=items.index, dtype=object)
    said = {answer: set(answers.loc[answers["answer"] == answer, "item_id"]) for answer in ("done", "wrong")}
    is_duty, item_ids = items["kind"] == "duty", items["item_id"]
    dead = set(contacts.loc[contacts["result"].isin(set(deaths)), "customer_id"])
    holds = {
        "death": items["customer_id"].isin(dead),
        "complaint": items["customer_id"].isin(set(complaints)) & (items["reason"] != "case"),
        "done": item_ids.isin(said["done"] | (set(reached["item_id"]) - {""}) | set(served)),
        "wrong": item_ids.isin(said["wrong"]) | pairs.isin(wrong_pairs),
        "later": item_ids.isin(_hidden(answers, day)),
        "tried": items["customer_id"].isin(set(tried["customer_id"])),
        "contacted": ~is_duty & items["customer_id"].isin(set(lately["customer_id"])),
        "household": ~is_duty & items["household_id"].isin(set(lately["household_id"]) - {""}),
    }
    return np.select([holds[cause].to_numpy(bool) for cause in DAY_CAUSES], DAY_CAUSES, default="")


def answer_days(answers: pd.DataFrame) -> pd.Series:
    """The day in China on which each answer was given."""
    return pd.to_datetime((answers["at"].astype("float64") + EAST_8) // DAY_SECONDS, unit="D")


def _hidden(answers: pd.DataFrame, day: date) -> set[str]:
    """Items that somebody put off to a day that has not come."""
    later = answers[answers["answer"] == "later"]
    return set(later.loc[later["until_on"].fillna("9999-12-31") > day.isoformat(), "item_id"])
