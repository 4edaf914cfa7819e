"""`rccrm tier try`: other floors over a published month: who would move, what they hold, what work it makes; changes nothing."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from rccrm_lib.acrm import value
from rccrm_lib.core import engine
from rccrm_lib.core.errors import NotSupplied
from rccrm_lib.facts.calendar import month_end
from rccrm_lib.flow.why import published_run
from rccrm_lib.ocrm.service import minutes_by_tier

CUSTOMERS = """
SELECT tiers.aum_avg_fen, tiers.comparable_fen, customers.party_kind = 'org' AS is_company
FROM tiers JOIN customers USING (customer_id) WHERE month = '{month}' ORDER BY customer_id
"""
MINUTES_AN_HOUR = 60
FEN_A_WAN = 1_000_000


def try_thresholds(*, config: str, member: str, month: str, changes: Mapping[str, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The moves (one row per tier before and after) and the tiers, for a notebook or the command line.

    Tiers: one row per tier, from low to high: n_before, n_after, aum_before_fen, aum_after_fen, hours_before, hours_after: hours
    of service an average month by the standards of the month's last day; missing where no standard names the tier.
    """
    run = published_run(config=config, member=member, month=month)
    if not run.has_table("tiers"):
        raise NotSupplied(f"{run.month} is not published", "a published month", "run `rccrm run` for this month")
    settings = run.settings.tiers.of_member(run.member.id)
    with run.engine() as con:
        run.open_tables(con, "tiers", "customers")
        now = engine.read_frame(con, CUSTOMERS.format(month=run.month))
    moves = value.try_floors(now.astype({"comparable_fen": "Int64"}), settings=settings,
                             changed=value.change_floors(settings, changes))
    minutes = minutes_by_tier(run.settings.standards, month_end(run.month)).groupby("tier")["minutes"].sum()
    return moves, _by_tier(moves, [tier.code for tier in settings.tiers], minutes)


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
