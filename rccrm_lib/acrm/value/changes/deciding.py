"""What alone changed a tier: the measures of before plus one cause only, placed by the same floors.

A cause decides when it alone would have taken the customer across the line, up or down. When several would have, or none, that is
what is said. Source of the idea: one-at-a-time counterfactuals; a Shapley value would name a share of a cause, which nobody
can act on.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from rccrm_lib.acrm.value.measures import reach_tiers
from rccrm_lib.acrm.value.overrides import OVERRIDE
from rccrm_lib.core.tier_settings import TierSettings

ASSET_CAUSES = ("demand", "time_left", "time_new", "wealth")
COMPARABLE_CAUSES = ("deposit_spread", "loan_spread", "fee", "expected_loss", "interest_tax", "service_cost", "capital_charge")
DEPOSIT_CAUSES = ("demand", "time_left", "time_new")
NEARLY_ALL = 0.9  # of the change of the deposits, so that the spread goes with it
STRUCTURAL_CAUSES = ("records_in", "records_out", "restated")
Moved = tuple[np.ndarray, np.ndarray]  # fen of assets, fen of a month's comparable contribution
STRUCTURAL_PARTS = [f"{measure}_{cause}_fen" for measure in ("aum", "comparable") for cause in STRUCTURAL_CAUSES]
CAUSES = (*ASSET_CAUSES, *COMPARABLE_CAUSES, *STRUCTURAL_CAUSES, "threshold")
DECIDED = """customer_id::VARCHAR AS customer_id, deciding::VARCHAR AS deciding, deciding_fen::BIGINT AS deciding_fen,
deciding_measure::VARCHAR AS deciding_measure, deciding_from::VARCHAR AS deciding_from, deciding_until::VARCHAR AS deciding_until,
n_alone::BIGINT AS n_alone"""


def decide(movers: pd.DataFrame, measured: pd.DataFrame, *, settings: TierSettings, stood: TierSettings) -> pd.DataFrame:
    """One row per customer whose tier changed: the deciding cause, by how much (fen), between which months.

    `movers`: both tiers and the structural parts of the month; `measured`: the months compared, the measures of the later one and
    the changes of every part between them. `settings` are the floors of now, `stood` those of last month.
    """
    own = ["customer_id", "stood_tier", "stood_reason", "now_tier", "now_reason", "is_company", *STRUCTURAL_PARTS]
    rows = movers[own].merge(measured, on="customer_id", how="left", validate="one_to_one").reset_index(drop=True)
    moved = _moves(rows)
    total = (np.sum([one[0] for one in moved.values()], axis=0), np.sum([one[1] for one in moved.values()], axis=0))
    base = tuple(rows[f"{measure}_until_fen"].fillna(0).to_numpy(np.int64) - change
                 for measure, change in zip(("aum", "comparable"), total, strict=True))
    known = rows["comparable_until_fen"].notna().to_numpy()
    company = rows["is_company"].to_numpy(dtype=bool)
    codes = {tier.code: place for place, tier in enumerate(settings.tiers)}
    was, is_now = (rows[name].map(codes).to_numpy() for name in ("stood_tier", "now_tier"))

    def crosses(change: Moved, floors: TierSettings) -> np.ndarray:
        held = pd.DataFrame({"aum_avg_fen": base[0] + change[0], "is_company": company,
                             "comparable_fen": pd.arrays.IntegerArray(base[1] + change[1], ~known)})
        placed = reach_tiers(held, settings=floors).natural
        return np.where(is_now > was, placed > was, placed < was)

    nothing = (np.zeros(len(rows), np.int64),) * 2
    alone = np.column_stack([crosses(moved[cause], settings if cause == "threshold" else stood) for cause in CAUSES])
    return _named(rows, moved, total, alone, crosses(nothing, stood))


def _moves(rows: pd.DataFrame) -> dict[str, Moved]:
    """By how much each cause moves assets and comparable contribution; a part that is not supplied moves nothing."""
    zero = np.zeros(len(rows), np.int64)

    def fen(name: str) -> np.ndarray:
        return rows[name].fillna(0).to_numpy(np.int64)

    moved: dict[str, Moved] = {cause: (fen(f"{cause}_fen"), zero) for cause in ASSET_CAUSES}
    moved |= {cause: (zero, fen(f"{cause}_fen")) for cause in COMPARABLE_CAUSES}
    moved |= {cause: (fen(f"aum_{cause}_fen"), fen(f"comparable_{cause}_fen")) for cause in STRUCTURAL_CAUSES}
    return moved | _carry_spread(moved) | {"threshold": (zero, zero)}


def _carry_spread(moved: dict[str, Moved]) -> dict[str, Moved]:
    """The causes of deposits with their spread, and what is left of the spread as a cause of its own."""
    spread, whole = moved["deposit_spread"][1], sum(np.abs(moved[cause][0]) for cause in DEPOSIT_CAUSES)
    carried: dict[str, Moved] = {}
    for cause in DEPOSIT_CAUSES:
        change = moved[cause][0]
        carries = (np.abs(change) >= NEARLY_ALL * whole) & (np.sign(change) == np.sign(spread)) & (change != 0)
        carried[cause] = (change, np.where(carries, spread, 0))
    rest = spread - sum(one[1] for one in carried.values())
    return carried | {"deposit_spread": (moved["deposit_spread"][0], rest)}


def _named(rows: pd.DataFrame, moved: dict[str, Moved], total: Moved,
           alone: np.ndarray, at_once: np.ndarray) -> pd.DataFrame:
    """The cause of every row in words of codes, its amount and its measure."""
    n_alone = np.where(at_once, 0, alone.sum(axis=1))
    by_hand = rows["now_reason"].eq(OVERRIDE).to_numpy()
    ended = rows["stood_reason"].eq(OVERRIDE).to_numpy() & ~by_hand
    names = np.array(CAUSES, dtype=object)[alone.argmax(axis=1)] if len(rows) else np.array([], dtype=object)
    deciding = np.select([by_hand, ended, at_once, n_alone == 1, n_alone > 1],
                         ["override", "override_ended", "rule", names, "several"], "together")
    aum, comparable = total
    for cause, (assets, brought) in moved.items():
        aum, comparable = np.where(deciding == cause, assets, aum), np.where(deciding == cause, brought, comparable)
    silent = np.isin(deciding, ("override", "override_ended", "rule", "threshold"))
    by_worth = (aum == 0) & (comparable != 0)
    return pd.DataFrame({
        "customer_id": rows["customer_id"], "deciding": deciding,
        "deciding_fen": pd.arrays.IntegerArray(np.where(by_worth, comparable, aum).astype(np.int64), silent),
        "deciding_measure": pd.Series(np.where(by_worth, "CONTRIBUTION", "AUM"), dtype=object).mask(silent, None),
        "deciding_from": rows["deciding_from"], "deciding_until": rows["deciding_until"], "n_alone": n_alone,
    })
