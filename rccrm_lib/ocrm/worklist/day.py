"""The list of one day: what to do now, in order, and what is left out and why. Nothing is read, no clock is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from rccrm_lib.core.worklist_settings import WorklistSettings
from rccrm_lib.ocrm.worklist.causes import DAY_CAUSES, answer_days, judge_items
from rccrm_lib.ocrm.worklist.feedback import reason_of
from rccrm_lib.ocrm.worklist.promises import add_promises
from rccrm_lib.ocrm.worklist.schema import ITEMS

ALERTS = ("movement", "at_risk", "case")
KINDS = {"duty": 0, "model": 1, "care": 2}
ROW = [*ITEMS.names, "is_overdue", "folded", "home"]


@dataclass(frozen=True, eq=False)
class DayList:
    """`today`: the day's rows in order; `overdue` and `alerts`: every such row, whether or not it fits into the day.

    Columns: ROW; `folded` holds the item ids of the customer's other reasons, `home` the customers of the same household who have
    reasons too. `live`: every item that might be done today, in order. `left_out`: one row per item that is open and not on
    today's list: item_id, customer_id, reason, cause.
    """

    today: pd.DataFrame
    overdue: pd.DataFrame
    alerts: pd.DataFrame
    live: pd.DataFrame
    left_out: pd.DataFrame


def list_day(
    items: pd.DataFrame, answers: pd.DataFrame, contacts: pd.DataFrame, *, day: date, settings: WorklistSettings,
    useful: Mapping[str, float] | None = None, complaints: Collection[str] = (), unreached: Collection[str] = (),
    deaths: Collection[str] = (), served: Collection[str] = (), worker: str = "",
) -> DayList:
    """The day of one manager, from the items of the customers that the manager looks after (ITEMS).

    `answers`: the newest per item; `contacts`: with these customers and their households, as the store has them.
    `useful`: share of a reason's suggestions that people called useful (FEEDBACK). `complaints`: customers with an open one.
    `unreached`: results of contacts of which nobody was served (settings/contacts.toml); they are tried again on another day.
    `deaths`: results by which somebody learned that the customer died; nothing is left to do. `served`: items that were settled
    by a contact recorded for another reason.
    `worker`: whose day it is; only this manager's contacts of today take a place in it (empty: everybody's).
    Order: duties whose day has come or that are `at_once`, the oldest first; then the routine (reasons with `first`), so many
    a day; then by value x useful share per minute; then by kind and day.
    The same input gives the same list, in whatever order its rows stand.
    """
    items = add_promises(items[ITEMS.names], contacts, settings=settings)
    items = items.assign(household_id=items["household_id"].fillna("").astype(str))
    is_open = (_days(items["from_on"]) <= pd.Timestamp(day)) & (_days(items["until_on"]) >= pd.Timestamp(day))
    offered = items[is_open]
    causes = judge_items(offered, answers, contacts, day=day, settings=settings, complaints=complaints, unreached=unreached,
                         deaths=deaths, served=served)
    handled = _handled(items, answers, contacts, day, worker, settings)
    live = rank_items(offered[causes == ""], day=day, settings=settings, useful=useful or {}, handled=handled)
    folded = _fold(live)
    fits = _fit(folded, handled=handled, settings=settings)
    shown = set(folded.loc[fits, "customer_id"])
    rest = live[~live["customer_id"].isin(shown)]
    at_home = rest["household_id"].isin(set(folded.loc[fits, "household_id"]) - {""})
    left = pd.concat([offered.assign(cause=causes)[causes != ""],
                      rest.assign(cause=np.where(at_home, "home", "full"))])
    left_out = left[["item_id", "customer_id", "reason", "cause"]].sort_values("item_id").reset_index(drop=True)
    return DayList(folded[fits].reset_index(drop=True), _fold(live[live["is_overdue"]]), _fold(live[live["reason"].isin(ALERTS)]),
                   live.reset_index(drop=True), left_out)


def rank_items(items: pd.DataFrame, *, day: date, settings: WorklistSettings, useful: Mapping[str, float],
               handled: pd.DataFrame) -> pd.DataFrame:
    """The same items in the order in which they should be done, with `is_overdue`; equal ones by their id.

    `handled`: the items that were worked on today, which count towards how many of a reason come first.
    """
    due = _days(items["due_on"])
    is_duty = items["kind"] == "duty"
    shares = items["reason"].map(lambda reason: useful.get(reason, settings.prior_useful)).astype(float)
    values = pd.to_numeric(items["value_fen"], errors="coerce").fillna(0).astype(float)
    at_once = items["reason"].isin([reason for reason, how in settings.reasons.items() if how.at_once])
    comes_first = is_duty & ((due <= pd.Timestamp(day)) | at_once)
    comes_first &= ~items["item_id"].isin(_beyond_first(items[comes_first], handled, settings=settings))
    frame = items.assign(
        is_overdue=(is_duty & (due < pd.Timestamp(day))).astype(bool), _first=~comes_first,
        _routine=comes_first & items["reason"].isin(_firsts(settings)), _day=due.where(comes_first, pd.Timestamp.max),
        _score=-(values * shares / items["minutes"].astype(float)), _kind=items["kind"].map(KINDS), _due=due,
    )
    ordered = frame.sort_values(["_first", "_routine", "_day", "_score", "_kind", "_due", "item_id"], kind="stable")
    return ordered.drop(columns=["_first", "_routine", "_day", "_score", "_kind", "_due"]).reset_index(drop=True)


def _beyond_first(due: pd.DataFrame, handled: pd.DataFrame, *, settings: WorklistSettings) -> pd.Series:
    """The items that are due and beyond what may come first of their reason on a day: the oldest first, a household once.

    A standard with which everybody is behind would otherwise fill every day, and nothing of value would ever be seen.
    """
    left = {reason: most - int((handled["reason"] == reason).sum()) for reason, most in _firsts(settings).items()}
    oldest = due[due["reason"].isin(left)].sort_values(["reason", "due_on", "item_id"], kind="stable")
    homes = oldest["household_id"].where(oldest["household_id"] != "", oldest["customer_id"])
    is_new = ~oldest.assign(home=homes).duplicated(["reason", "home"])
    return oldest.loc[is_new.groupby(oldest["reason"]).cumsum() > oldest["reason"].map(left).astype(float), "item_id"]


def _firsts(settings: WorklistSettings) -> dict[str, int]:
    """Routine reasons: how many a day come first."""
    return {reason: how.first for reason, how in settings.reasons.items() if how.first is not None}


def _fold(ranked: pd.DataFrame) -> pd.DataFrame:
    """One row per household, or per customer without one: the first item, with what it stands for."""
    first, again = ranked.drop_duplicates("customer_id"), ranked[ranked.duplicated("customer_id")]
    others = _together(again["customer_id"], again["item_id"])
    homes = first["household_id"].where(first["household_id"] != "", first["customer_id"])
    is_first = ~homes.duplicated()
    relatives = _together(homes[~is_first], first.loc[~is_first, "customer_id"])
    rows, kept = first[is_first], homes[is_first]
    return rows.assign(folded=[others.get(one, ()) for one in rows["customer_id"]],
                       home=[relatives.get(one, ()) for one in kept])[ROW].reset_index(drop=True)


def _together(keys: pd.Series, values: pd.Series) -> dict[str, tuple[str, ...]]:
    """Key -> its values in order. A group of pandas each would take a second for a manager's month."""
    found: dict[str, list[str]] = {}
    for key, value in zip(keys, values, strict=True):
        found.setdefault(key, []).append(value)
    return {key: tuple(members) for key, members in found.items()}


def _fit(rows: pd.DataFrame, *, handled: pd.DataFrame, settings: WorklistSettings) -> np.ndarray:
    """Which rows fit into what is left of the day: so many of them, and so many minutes."""
    places = settings.most_items - len(handled)
    minutes = settings.minutes_a_day - int(handled["minutes"].sum())
    fits = np.zeros(len(rows), dtype=bool)
    for place, needed in enumerate(rows["minutes"].astype(int)):
        if places <= 0:
            break
        if needed <= minutes:
            fits[place], places, minutes = True, places - 1, minutes - needed
    return fits


def _handled(items: pd.DataFrame, answers: pd.DataFrame, contacts: pd.DataFrame, day: date, worker: str,
             settings: WorklistSettings) -> pd.DataFrame:
    """The items that were worked on today: they take their place in the day, so that a list does not fill up for ever.

    Columns: item_id, reason, minutes. A promise that was kept and a case that was closed are no items any more, and count too.
    """
    done = answers.loc[(answers["answer"] == "done") & (answer_days(answers) == pd.Timestamp(day)), "item_id"]
    today = contacts[(contacts["on_day"] == day.isoformat()) & (contacts["item_id"] != "")]
    met = today.loc[(today["manager_id"] == worker) | (not worker), "item_id"]
    minutes = dict(zip(items["item_id"], items["minutes"], strict=True))
    usual = {reason: how.minutes for reason, how in settings.reasons.items()}
    rows = [(one, reason_of(one), int(minutes.get(one, usual.get(reason_of(one), 0)))) for one in sorted({*done, *met})]
    return pd.DataFrame(rows, columns=["item_id", "reason", "minutes"])


def _days(column: pd.Series) -> pd.Series:
    return pd.to_datetime(column)


def count_left_out(day_list: DayList) -> dict[str, int]:
    """Cause -> items that are open and not on today's list, in the order in which causes are looked for."""
    counts = day_list.left_out["cause"].value_counts()
    return {cause: int(counts[cause]) for cause in (*DAY_CAUSES, "home", "full") if cause in counts}

