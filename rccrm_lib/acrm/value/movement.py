"""How customers moved between tiers since last month: the matrix, its margins, the bridge of valuable customers.

Last month is that of the tiers' history, or as it stood then: rows of the changes (see changes/) with last month's customers and
tiers as they were published. Then customers who became one, or several, have rows and columns of their own.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from rccrm_lib.acrm.value.schema import BRIDGE, MIGRATION, TIERS
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.schema import check_frame
from rccrm_lib.core.tier_settings import TierSettings
from rccrm_lib.facts.calendar import add_months

NEW, LEFT = "NEW", "LEFT"
SPLIT, MERGED = "SPLIT", "MERGED"
CAME, WENT = (NEW, SPLIT), (LEFT, MERGED)
PARTS = ("previous", "upgraded", "entered", "split", "downgraded", "left", "merged", "stayed", "current")


def last_month(tiers: pd.DataFrame, *, month: str) -> str | None:
    """The month before this one, or None where it has no tiers: a gap is not taken for a month."""
    before = add_months(month, -1)
    return before if (tiers["month"] == before).any() else None


def month_rows(tiers: pd.DataFrame, *, month: str | None) -> pd.DataFrame:
    """One row per customer with a tier in the month, checked; none for None."""
    return check_frame(tiers[tiers["month"] == month] if month else tiers.head(0), TIERS)


def pair_months(tiers: pd.DataFrame, *, month: str) -> pd.DataFrame:
    """One row per customer with a tier last month or this month: both tiers (NEW, LEFT) and both averages in fen.

    Without an earlier month nobody can be called new: the frame is empty.
    """
    before = last_month(tiers, month=month)
    old, now = (
        # fen stay whole numbers through the join: Int64 keeps them where a side is missing
        month_rows(tiers, month=one)[["customer_id", "tier", "aum_avg_fen"]].astype({"aum_avg_fen": "Int64"})
        for one in (before, month if before else None)
    )
    names = {"tier_x": "from_tier", "tier_y": "to_tier", "aum_avg_fen_x": "aum_from_fen", "aum_avg_fen_y": "aum_to_fen"}
    pairs = old.merge(now, on="customer_id", how="outer").rename(columns=names)
    return pairs.assign(
        from_tier=pairs["from_tier"].fillna(NEW),
        to_tier=pairs["to_tier"].fillna(LEFT),
        aum_from_fen=pairs["aum_from_fen"].fillna(0).astype("int64"),
        aum_to_fen=pairs["aum_to_fen"].fillna(0).astype("int64"),
    )


def migrate(tiers: pd.DataFrame, *, month: str, changes: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row per tier last month (or NEW, SPLIT) and tier this month (or LEFT, MERGED): customers and averages in fen.

    Last month is the calendar month before; without it the frame is empty. With `changes` (from_tier, to_tier, aum_from_fen,
    aum_to_fen by customer) it is last month as it stood. Both margins tie with the tiers of the two months: see `check_margins`.
    """
    pairs = pair_months(tiers, month=month) if changes is None else changes
    cells = pairs.groupby(["from_tier", "to_tier"], as_index=False, sort=True).agg(
        n=("customer_id", "size"), aum_from_fen=("aum_from_fen", "sum"), aum_to_fen=("aum_to_fen", "sum")
    )
    return check_frame(cells, MIGRATION)


def check_margins(migration: pd.DataFrame, tiers: pd.DataFrame, *, month: str, stood: pd.DataFrame | None = None) -> None:
    """Raise RccrmError unless rows and columns of the matrix tie with both months, in number and to the fen.

    `stood`: the tiers of last month as they stood (tier, aum_avg_fen), where the matrix was made of them.
    """
    before = last_month(tiers, month=month)
    if before is None:
        _refuse_unless_equal({}, _margin(migration, "from_tier", "aum_from_fen", CAME), "no month before")
        return
    then = month_rows(tiers, month=before) if stood is None else stood
    for side, aum, outside, rows, at in (
        ("from_tier", "aum_from_fen", CAME, then, before),
        ("to_tier", "aum_to_fen", WENT, month_rows(tiers, month=month), month),
    ):
        expected = _margin(rows.assign(n=1), "tier", "aum_avg_fen", ())
        _refuse_unless_equal(expected, _margin(migration, side, aum, outside), at)


def _margin(frame: pd.DataFrame, by: str, aum: str, outside: Collection[str]) -> dict[str, tuple[int, int]]:
    """Tier -> (customers, fen), without those who stand outside the month."""
    inside = frame[~frame[by].isin(outside)]
    sums = inside.groupby(by)[["n", aum]].sum()
    return {str(tier): (int(n), int(fen)) for tier, n, fen in sums.itertuples()}


def _refuse_unless_equal(expected: dict, found: dict, at: str) -> None:
    if expected != found:
        raise RccrmError(f"the migration matrix does not tie with the tiers of {at}: {found}", f"{expected}",
                         "report this: no extract should be able to cause it")


def bridge(
    tiers: pd.DataFrame, *, month: str, settings: TierSettings, changes: pd.DataFrame | None = None
) -> pd.DataFrame:
    """One row per part of the bridge of valuable customers: previous + changes = current, in number and in fen.

    Valuable: tier `valuable_from` or higher. n and aum_fen are signed. upgraded and downgraded crossed the line,
    entered and left came from or went to nothing, split and merged came from or went to another customer; stayed has n 0 and
    the change in the assets of those who were and are valuable. Without an earlier month the frame is empty.
    """
    pairs = pair_months(tiers, month=month) if changes is None else changes
    codes = [tier.code for tier in settings.tiers]
    valuable = set(codes[codes.index(settings.valuable_from):])
    was, is_now = pairs["from_tier"].isin(valuable), pairs["to_tier"].isin(valuable)
    came, went = is_now & ~was, was & ~is_now
    selected = {
        "previous": (was, 1, 0, 1),
        "upgraded": (came & ~pairs["from_tier"].isin(CAME), 1, 1, 0),
        "entered": (came & (pairs["from_tier"] == NEW), 1, 1, 0),
        "split": (came & (pairs["from_tier"] == SPLIT), 1, 1, 0),
        "downgraded": (went & ~pairs["to_tier"].isin(WENT), -1, 0, -1),
        "left": (went & (pairs["to_tier"] == LEFT), -1, 0, -1),
        "merged": (went & (pairs["to_tier"] == MERGED), -1, 0, -1),
        "stayed": (was & is_now, 0, 1, -1),
        "current": (is_now, 1, 1, 0),
    }
    rows = [
        (part, sign * int(rows.sum()),
         to * int(pairs.loc[rows, "aum_to_fen"].sum()) + back * int(pairs.loc[rows, "aum_from_fen"].sum()))
        for part, (rows, sign, to, back) in selected.items() if len(pairs)
    ]
    return check_frame(pd.DataFrame(rows, columns=BRIDGE.names), BRIDGE)
