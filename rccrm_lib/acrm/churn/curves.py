"""Survival by group with entry times, and incidence where causes compete."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from rccrm_lib.acrm.churn.states import CAUSE_CODES
from rccrm_lib.core.errors import SchemaError
from rccrm_lib.core.settings import ChurnSettings

ALL = "ALL"
COMPETING = ("runoff", "closure", "dormancy", "household", "death", "merged")
CURVE_COLUMNS = ["group", "month", "survival", "low", "high", "at_risk", "n_events", "status"]


def kaplan_meier_by(
    spells: pd.DataFrame, group: str | None, *, settings: ChurnSettings, since: Literal["opening", "entry"] = "opening",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """One row per group and month: survival (0 to 1), its band, number at risk and of churn events.

    `since` opening: months of age since the first account was opened, customers counted from their entry on; the
    share who have not churned among those who were customers at the age of the first row (survival 1). `since`
    entry: months since observation began, the share of the customers of then who are left: attrition within n
    months. Death and moves within the household take customers out without being churn (see
    `cumulative_incidence` for shares that add up over causes).
    Bands by lifelines (Greenwood, log-log); before the first event, exact for the smallest risk set so far.
    Only the longest run of ages with at least `min_at_risk` at risk is told. `status`: `ok`; `cut` on the last
    row where customers older still were too few; `cannot_tell` in the only row, without figures, of a group
    with no such age. Groups in order, missing ones as 'UNKNOWN'; group None gives one group 'ALL'.
    Raises SchemaError for spells without entry times, and for spells that do not end after their entry.
    """
    refuse_without_entry(spells)
    if since == "entry":
        spells = spells.assign(exit=spells["exit"] - spells["entry"], entry=0)
    labels = pd.Series(ALL, index=spells.index) if group is None else spells[group].fillna("UNKNOWN").astype(str)
    parts = [
        _curve(label, spells[labels == label], min_at_risk=settings.min_at_risk, confidence=confidence)
        for label in sorted(labels.unique())
    ]
    if not parts:
        return pd.DataFrame({name: [] for name in CURVE_COLUMNS})
    return pd.concat(parts, ignore_index=True)[CURVE_COLUMNS]


def cumulative_incidence(spells: pd.DataFrame, *, settings: ChurnSettings) -> pd.DataFrame:
    """One row per month of age and competing cause: the share (0 to 1) that left by this cause up to then.

    Aalen-Johansen with entry times (Aalen and Johansen 1978), over the same ages as the curve of all customers.
    Unlike 1 - survival it adds up over causes when they compete. Raises SchemaError like `kaplan_meier_by`.
    """
    refuse_without_entry(spells)
    within = _longest_run(_risk_table(spells), min_at_risk=settings.min_at_risk)
    if within is None:
        return pd.DataFrame({"month": [], "cause": [], "incidence": [], "at_risk": []})
    first, last = within
    ages = np.arange(first, last + 1)
    at_risk = _risk_table(spells)["at_risk"].reindex(ages).to_numpy(np.float64)
    left = spells[spells["cause"].isin(COMPETING) & spells["exit"].between(first, last)]
    counts = left.groupby(["exit", "cause"]).size().unstack("cause", fill_value=0)
    hazards = counts.reindex(index=ages, columns=list(COMPETING), fill_value=0).to_numpy(np.float64) / at_risk[:, None]
    stayed = np.cumprod(1 - hazards.sum(axis=1))
    before = np.concatenate([[1.0], stayed[:-1]])
    table = pd.DataFrame(np.cumsum(before[:, None] * hazards, axis=0), columns=list(COMPETING))
    long = table.assign(month=ages, at_risk=at_risk.astype(np.int64)).melt(
        id_vars=["month", "at_risk"], var_name="cause", value_name="incidence"
    )
    return long[["month", "cause", "incidence", "at_risk"]]


def refuse_without_entry(spells: pd.DataFrame) -> None:
    """Raise SchemaError unless every spell has an entry time before its exit."""
    if "entry" not in spells.columns or spells["entry"].isna().any():
        raise SchemaError(
            "spells without entry times", "the age at which each customer came under observation (left truncation)",
            "build them with build_spells; without entry times the survivors of the past pass for loyal customers",
        )
    if (spells["exit"] <= spells["entry"]).any():
        raise SchemaError("spells that do not end after their entry", "exit > entry, in whole months",
                          "drop spells without time under observation")
    unknown = set(spells["cause"].unique()) - set(CAUSE_CODES) if "cause" in spells.columns else set()
    if unknown:
        raise SchemaError(f"unknown causes {sorted(unknown)}", f"one of {', '.join(CAUSE_CODES)}", "use build_spells")


def _risk_table(spells: pd.DataFrame) -> pd.DataFrame:
    """One row per age: number at risk (entry < age <= exit) and events; ages in one unbroken row."""
    if spells.empty:
        return pd.DataFrame({"at_risk": [], "n_events": []})
    ages = np.arange(int(spells["entry"].min()) + 1, int(spells["exit"].max()) + 1)
    entered = spells.groupby("entry").size().reindex(ages - 1, fill_value=0).to_numpy().cumsum()
    gone = spells.groupby("exit").size().reindex(ages - 1, fill_value=0).to_numpy().cumsum()
    events = spells.loc[spells["event"]].groupby("exit").size().reindex(ages, fill_value=0).to_numpy()
    return pd.DataFrame({"at_risk": entered - gone, "n_events": events}, index=ages)


def _longest_run(risk: pd.DataFrame, *, min_at_risk: int) -> tuple[int, int] | None:
    """First and last age of the longest unbroken run with enough customers at risk."""
    enough = risk["at_risk"] >= min_at_risk
    if not enough.any():
        return None
    run = (~enough).cumsum()[enough]
    longest = run.index[run == run.value_counts(sort=False).idxmax()]
    return int(longest[0]), int(longest[-1])


def _curve(label: str, spells: pd.DataFrame, *, min_at_risk: int, confidence: float) -> pd.DataFrame:
    risk = _risk_table(spells)
    within = _longest_run(risk, min_at_risk=min_at_risk)
    if within is None:
        most = int(risk["at_risk"].max()) if len(risk) else 0
        row = {"group": label, "month": 0, "survival": np.nan, "low": np.nan, "high": np.nan, "at_risk": most,
               "n_events": int(spells["event"].sum()), "status": "cannot_tell"}
        return pd.DataFrame([row])
    first, last = within
    told = risk.loc[first:last]
    curve = _fit(spells, first=first, last=last, confidence=confidence)
    curve = pd.concat([curve, told], axis=1)
    curve[["low", "high"]] = _band(curve, confidence=confidence)
    start = pd.DataFrame({"survival": 1.0, "low": 1.0, "high": 1.0, "at_risk": told["at_risk"].iloc[0],
                          "n_events": 0}, index=[first - 1])
    curve = pd.concat([start, curve]).rename_axis("month").reset_index()
    curve = curve.astype({"month": "int64", "at_risk": "int64", "n_events": "int64"})
    status = np.where((curve["month"] == last) & bool(risk.index[-1] > last), "cut", "ok")
    return curve.assign(group=label, status=status)


def _fit(spells: pd.DataFrame, *, first: int, last: int, confidence: float) -> pd.DataFrame:
    """lifelines' Kaplan-Meier of the ages first to last, one row per age."""
    from lifelines import KaplanMeierFitter

    part = spells[(spells["exit"] >= first) & (spells["entry"] < last)]
    entry, leave = part["entry"].clip(lower=first - 1), part["exit"].clip(upper=last)
    event = part["event"] & (part["exit"] <= last)
    counted = pd.DataFrame({"entry": entry, "exit": leave, "event": event}).value_counts().reset_index(name="n")
    # lifelines counts those who enter at an age as at risk at that age. A customer who comes under observation
    # at the end of a month cannot have left in it, so entry is moved half a month on.
    fitter = KaplanMeierFitter(alpha=1 - confidence)
    fitter.fit(counted["exit"], counted["event"], entry=counted["entry"] + 0.5, weights=counted["n"],
               timeline=np.arange(first, last + 1))
    band = fitter.confidence_interval_
    return pd.DataFrame({"survival": fitter.survival_function_.iloc[:, 0], "low": band.iloc[:, 0],
                         "high": band.iloc[:, 1]})


def _band(curve: pd.DataFrame, *, confidence: float) -> pd.DataFrame:
    """The band; where nobody has left yet it is not the line 1 to 1 but what so few customers allow."""
    quiet = curve["n_events"].cumsum() == 0
    fewest = curve["at_risk"].cummin()
    exact = ((1 - confidence) / 2) ** (1 / fewest)
    gone = curve["survival"] <= 0
    return pd.DataFrame({
        "low": curve["low"].mask(quiet, exact).mask(gone, 0.0),
        "high": curve["high"].mask(quiet, 1.0).fillna(1.0),
    })
