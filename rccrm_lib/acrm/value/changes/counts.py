"""Sums over the changes: by part, and by deciding cause."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.acrm.value.changes.schema import ASSET_PARTS, CHANGE_SUMS, COMPARABLE_PARTS, DECIDING_COUNTS
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.schema import check_frame
from rccrm_lib.core.tier_settings import TierSettings

MEASURE_PARTS = {
    "aum": ("aum_from_fen", *ASSET_PARTS, "aum_to_fen"),
    "comparable": ("comparable_from_fen", *COMPARABLE_PARTS, "comparable_to_fen"),
}


def sum_changes(changes: pd.DataFrame) -> pd.DataFrame:
    """One row per measure and part, from and to included: sum in fen and customers; a measure not supplied is not there."""
    rows = [
        (measure, part, int(changes[part].sum()), int((changes[part] != 0).sum()))
        for measure, parts in MEASURE_PARTS.items() for part in parts if changes[part].notna().any()
    ]
    return check_frame(pd.DataFrame(rows, columns=CHANGE_SUMS.names), CHANGE_SUMS)


def count_deciding(changes: pd.DataFrame, *, settings: TierSettings) -> pd.DataFrame:
    """One row per direction (up, down) and deciding cause: customers, change of their assets in fen; most customers first."""
    places = {tier.code: place for place, tier in enumerate(settings.tiers)}
    moved = changes[changes["deciding"].notna()]
    risen = moved["to_tier"].map(places) > moved["from_tier"].map(places)
    rows = moved.assign(direction=risen.map({True: "up", False: "down"}), change=moved["aum_to_fen"] - moved["aum_from_fen"])
    groups = rows.groupby(["direction", "deciding"], as_index=False)
    found = groups.agg(n=("customer_id", "size"), aum_change_fen=("change", "sum"))
    ordered = found.sort_values(["direction", "n", "deciding"], ascending=[False, False, True]).reset_index(drop=True)
    return check_frame(ordered, DECIDING_COUNTS)


def check_deciding(counts: pd.DataFrame, migration: pd.DataFrame, *, settings: TierSettings) -> None:
    """Raise RccrmError unless there is one deciding cause for every customer whom the matrix shows risen or fallen."""
    codes = [tier.code for tier in settings.tiers]
    inside = migration[migration["from_tier"].isin(codes) & migration["to_tier"].isin(codes)]
    expected = int(inside.loc[inside["from_tier"] != inside["to_tier"], "n"].sum())
    if expected != int(counts["n"].sum()):
        raise RccrmError(f"{int(counts['n'].sum())} deciding causes for {expected} customers who changed their tier",
                         "one each", "report this: no extract should be able to cause it")
