"""What the effect is worth, and what it cost."""

from __future__ import annotations

from typing import Any

import pandas as pd

from rccrm_lib.acrm.campaign.verdict import verdict

NO_MONEY: dict[str, Any] = dict.fromkeys((
    "value_fen", "value_low_fen", "value_high_fen", "net_fen", "net_low_fen", "net_high_fen", "roi", "roi_low",
    "roi_high", "net_verdict", "holdout_cost_fen", "break_even_rate", "cost_per_yuan",
))
INCREMENTAL = ("incremental_fen", "incremental_low_fen", "incremental_high_fen")


def money_of(
    primary: pd.DataFrame, *, cost_fen: Any, margin_rate: float | None, months: int, n_held_out: int
) -> dict[str, Any]:
    """The money of the primary effect, one value each for the campaign's row; None where it cannot be said.

    A yuan of balance is not a yuan of gain: value = incremental balance x yearly margin x months / 12, as if the
    balance of the outcome month had stood since the draw. Net = value - cost, ROI = net / cost, both with the
    interval of the effect. `holdout_cost_fen` is the value that holding customers out forwent (what knowing the
    effect cost). `cost_per_yuan` is cost per yuan of balance gained, `break_even_rate` the margin that pays it.
    """
    if primary.empty:
        return dict.fromkeys((*INCREMENTAL, "verdict", *NO_MONEY))
    row = primary.iloc[0]
    gained = {name: float(row[name]) for name in INCREMENTAL}
    money: dict[str, Any] = {**NO_MONEY, **gained, "verdict": row["verdict"]}
    years = months / 12
    if not pd.isna(cost_fen) and gained["incremental_fen"] > 0:
        money["cost_per_yuan"] = float(cost_fen) / gained["incremental_fen"]
        money["break_even_rate"] = money["cost_per_yuan"] / years
    if margin_rate is None:
        return money
    value = [amount * margin_rate * years for amount in gained.values()]
    money |= dict(zip(("value_fen", "value_low_fen", "value_high_fen"), value, strict=True))
    money["holdout_cost_fen"] = float(row["effect_fen"]) * n_held_out * margin_rate * years
    if pd.isna(cost_fen):
        return money
    net = [amount - float(cost_fen) for amount in value]
    money |= dict(zip(("net_fen", "net_low_fen", "net_high_fen"), net, strict=True))
    money["net_verdict"] = verdict(net[1], net[2])
    if float(cost_fen) > 0:
        money |= dict(zip(("roi", "roi_low", "roi_high"), (n / float(cost_fen) for n in net), strict=True))
    return money
