"""What other floors would do, before they are set: this month's customers placed by both, without the rule of months.

The rule of months (up in the next, down after some) delays what is shown here; in the end customers stand where this says.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from pydantic import ValidationError

from rccrm_lib.acrm.value.measures import reach_tiers
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.tier_settings import FLOORS, TierSettings

EXPECTED = f"TIER.FIELD=YUAN, FIELD one of {', '.join(FLOORS)}"


def change_floors(settings: TierSettings, changes: Mapping[str, int]) -> TierSettings:
    """The settings with other floors ("QUALITY.floor_yuan" -> yuan), checked as a settings file is. Raises RccrmError."""
    body = settings.model_dump()
    tiers = {tier["code"]: tier for tier in body["tiers"]}
    for name, yuan in changes.items():
        code, _, field = name.partition(".")
        if code not in tiers or field not in FLOORS:
            raise RccrmError(f"there is no floor {name}", EXPECTED, f"tiers are {', '.join(tiers)}")
        tiers[code][field] = yuan
    try:
        return TierSettings.model_validate(body)
    except ValidationError as error:
        raise RccrmError(f"these floors cannot be: {error.errors()[0]['msg']}", "floors that rise from tier to tier",
                         "correct the floors") from None


def try_floors(now: pd.DataFrame, *, settings: TierSettings, changed: TierSettings) -> pd.DataFrame:
    """One row per tier before and after, from low to high: customers, their assets and a month's comparable contribution (fen).

    `now`: one row per customer of this month: aum_avg_fen and, where supplied, comparable_fen and is_company.
    """
    codes = [tier.code for tier in settings.tiers]
    placed = {side: reach_tiers(now, settings=one).natural for side, one in (("before", settings), ("after", changed))}
    worth = now["comparable_fen"] if "comparable_fen" in now else pd.Series(pd.NA, index=now.index, dtype="Int64")
    rows = pd.DataFrame({**placed, "n": 1, "aum_avg_fen": now["aum_avg_fen"].to_numpy(), "comparable_fen": worth.to_numpy()})
    sums = rows.groupby(["before", "after"], as_index=False).sum()
    return sums.assign(before=[codes[place] for place in sums["before"]], after=[codes[place] for place in sums["after"]])
