"""The drawn units of one campaign with their outcomes: what the estimators read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from rccrm_lib.core.errors import SchemaError

TREATED, HELD_OUT = "T", "C"
MEMBERS = ("campaign_id", "customer_id", "unit_id", "stratum", "arm", "assigned_on", "contacted_on", "is_randomised")
OUTCOMES = ("campaign_id", "unit_id", "month", "aum_avg_fen")


def refuse_wrong_frames(members: pd.DataFrame, outcomes: pd.DataFrame) -> None:
    """Raise SchemaError for missing columns, unknown arms, a customer twice in a campaign, a unit twice in a month."""
    for name, frame, needed in (("members", members, MEMBERS), ("outcomes", outcomes, OUTCOMES)):
        missing = [column for column in needed if column not in frame.columns]
        if missing:
            raise SchemaError(f"{name} lack {', '.join(missing)}", f"columns {', '.join(needed)}", "see evaluate_itt")
    unknown = sorted(set(members["arm"].dropna().astype(str)) - {TREATED, HELD_OUT})
    if unknown or members["arm"].isna().any():
        raise SchemaError(f"arms {unknown or 'missing'}", "T (treated) or C (held out) for every customer",
                          "translate the bank's codes in its source mapping")
    if members.duplicated(["campaign_id", "customer_id"]).any():
        raise SchemaError("a customer stands twice in one campaign", "one row per campaign and customer",
                          "merge the records of a customer first")
    if outcomes.duplicated(["campaign_id", "unit_id", "month"]).any():
        raise SchemaError("a unit has two outcomes in one month", "one row per campaign, unit and month",
                          "sum over the customers of the unit")


def month_number(months: pd.Series) -> pd.Series:
    """Months 'YYYY-MM' or dates as whole months since year 0, so that they can be added."""
    if pd.api.types.is_datetime64_any_dtype(months.dtype) or not months.map(lambda v: isinstance(v, str)).all():
        dates = pd.to_datetime(months)
        return dates.dt.year * 12 + dates.dt.month - 1
    return months.str[:4].astype("int64") * 12 + months.str[5:7].astype("int64") - 1


def month_text(number: int) -> str:
    """The month 'YYYY-MM' of a whole number of months since year 0."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def make_units(members: pd.DataFrame) -> pd.DataFrame:
    """One row per unit that was drawn: arm, stratum, number of listed customers, month of the draw (a number).

    Units that hold customers of both arms (a household drawn twice, records merged later) belong to neither arm;
    they are left out, which is fair to both arms because merging does not depend on the arm.
    """
    rows = members.assign(
        is_treated=members["arm"] == TREATED, number=month_number(members["assigned_on"]),
        stratum=members["stratum"].fillna("").astype(str),
    )
    by = rows.groupby("unit_id", sort=True)
    units = pd.DataFrame({
        "treated": by["is_treated"].max(), "is_mixed": by["is_treated"].nunique() > 1,
        "stratum": by["stratum"].min(), "n_customers": by.size(), "assigned": by["number"].min(),
    })
    if "is_mixed" in members.columns:
        units["is_mixed"] |= by["is_mixed"].any()
    return units.rename_axis("unit_id").reset_index()


def attach_outcomes(units: pd.DataFrame, outcomes: pd.DataFrame, *, offsets: Sequence[int]) -> pd.DataFrame:
    """The units with one column per offset in months from the draw (integer names): mean AUM per listed customer, fen.

    A unit without a row in a month that others have rows for holds nothing any more: 0, not missing. A month
    without any row, or a balance that was not supplied, stays missing.
    """
    numbers = month_number(outcomes["month"]) if len(outcomes) else pd.Series(dtype="int64")
    known = np.unique(numbers)
    values = outcomes["aum_avg_fen"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    table = pd.Series(values, index=pd.MultiIndex.from_arrays([outcomes["unit_id"], numbers]))
    attached = units.copy()
    for offset in offsets:
        when = units["assigned"] + offset
        wanted = pd.MultiIndex.from_arrays([units["unit_id"], when])
        found = table.reindex(wanted).to_numpy()
        absent = ~wanted.isin(table.index) & np.isin(when, known)
        attached[offset] = np.where(absent, 0.0, found) / units["n_customers"].to_numpy()
    return attached
