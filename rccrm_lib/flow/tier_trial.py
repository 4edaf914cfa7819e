"""Other floors over a month: who would move, what they hold, what work it makes. Changes nothing."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from rccrm_lib.acrm import value
from rccrm_lib.core import engine
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.tier_settings import TierSettings
from rccrm_lib.facts.calendar import month_end
from rccrm_lib.flow.run import Run
from rccrm_lib.ocrm.service import minutes_by_tier

CUSTOMERS = """
SELECT tiers.aum_avg_fen, tiers.comparable_fen, customers.party_kind = 'org' AS is_company
FROM tiers JOIN customers USING (customer_id) WHERE month = '{month}' ORDER BY customer_id
"""
MINUTES_AN_HOUR = 60
FEN_A_WAN = 1_000_000


def try_thresholds(run: Run, changes: Mapping[str, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The moves (one row per tier before and after) and the tiers, of a month whose tiers are there.

    Tiers: one row per tier, from low to high: n_before, n_after, aum_before_fen, aum_after_fen, hours_before, hours_after: hours
    of service an average month by the standards of the month's last day; missing where no standard names the tier.
    Raises RccrmError for floors that cannot be.
    """
    settings = run.settings.tiers.of_member(run.member.id)
    return _try(run, _read_customers(run), settings, value.change_floors(settings, changes))


def try_each_floor(run: Run, *, share: float = 0.1) -> pd.DataFrame:
    """One row per tier's floor of assets, lowered and raised by a share: what it would do to customers, assets and work.

    floor, from_yuan, to_yuan; n_up, n_down (customers), aum_moved_fen; hours_change (service an average month, missing where
    no standard names the tiers). A floor that would pass its neighbour is left out.
    """
    settings, now = run.settings.tiers.of_member(run.member.id), _read_customers(run)
    rows = []
    for tier in settings.tiers:
        for factor in (1 - share, 1 + share):
            floor = round((tier.floor_yuan or 0) * factor)
            try:
                changed = value.change_floors(settings, {f"{tier.code}.floor_yuan": floor})
            except RccrmError:
                continue
            if floor != (tier.floor_yuan or 0):
                rows.append((tier.code, tier.floor_yuan, floor, *_total(*_try(run, now, settings, changed), settings)))
    columns = ["tier", "from_yuan", "to_yuan", "n_up", "n_down", "aum_moved_fen", "hours_change"]
    return pd.DataFrame(rows, columns=columns)


def _read_customers(run: Run) -> pd.DataFrame:
    with run.engine() as con:
        run.open_tables(con, "tiers", "customers")
        return engine.read_frame(con, CUSTOMERS.format(month=run.month)).astype({"comparable_fen": "Int64"})


def _try(run: Run, now: pd.DataFrame, settings: TierSettings, changed: TierSettings) -> tuple[pd.DataFrame, pd.DataFrame]:
    moves = value.try_floors(now, settings=settings, changed=changed)
    minutes = minutes_by_tier(run.settings.standards, month_end(run.month)).groupby("tier")["minutes"].sum()
    return moves, _by_tier(moves, [tier.code for tier in settings.tiers], minutes)


def _total(moves: pd.DataFrame, tiers: pd.DataFrame, settings: TierSettings) -> tuple[int, int, int, float]:
    place = {tier.code: n for n, tier in enumerate(settings.tiers)}
    step = moves["after"].map(place) - moves["before"].map(place)
    hours = tiers["hours_after"].sum(min_count=1) - tiers["hours_before"].sum(min_count=1)
    return (int(moves.loc[step > 0, "n"].sum()), int(moves.loc[step < 0, "n"].sum()),
            int(moves.loc[step != 0, "aum_avg_fen"].sum()), float(hours))


def describe_trial(moves: pd.DataFrame, tiers: pd.DataFrame) -> list[str]:
    """What to say on a terminal: a line a tier, and who moves."""
    lines = [f"{row['tier']:<10} {row['n_before']:>8,} → {row['n_after']:>8,}   {row['aum_before_fen'] / FEN_A_WAN:>12,.1f} → "
             f"{row['aum_after_fen'] / FEN_A_WAN:>12,.1f} 万元   {_hours(row)}" for row in tiers.to_dict("records")]
    moved = moves[moves["before"] != moves["after"]]
    lines += [f"{row['before']} → {row['after']}: {row['n']:,} 户 customers, {row['aum_avg_fen'] / FEN_A_WAN:,.1f} 万元"
              for row in moved.to_dict("records")]
    return [*lines, "nobody would move 没有客户移动" if moved.empty else "nothing was changed 没有任何改动"]


def _by_tier(moves: pd.DataFrame, codes: list[str], minutes: pd.Series) -> pd.DataFrame:
    frame = pd.DataFrame({"tier": codes})
    for side in ("before", "after"):
        sums = moves.groupby(side)[["n", "aum_avg_fen"]].sum().reindex(codes, fill_value=0).astype("int64")
        frame[f"n_{side}"], frame[f"aum_{side}_fen"] = sums["n"].to_numpy(), sums["aum_avg_fen"].to_numpy()
        frame[f"hours_{side}"] = frame[f"n_{side}"] * frame["tier"].map(minutes) / MINUTES_AN_HOUR
    return frame


def _hours(row: Mapping[str, float]) -> str:
    if row["hours_before"] != row["hours_before"]:
        return ""
    return f"{row['hours_before']:,.0f} → {row['hours_after']:,.0f} 小时/月 hours a month"
