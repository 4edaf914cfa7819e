"""The floors of a month as a table, so that the next month knows whether they were changed since."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.acrm.value.schema import TIER_FLOORS
from rccrm_lib.core.schema import check_frame
from rccrm_lib.core.tier_settings import FLOORS, Tier, TierSettings

KEPT = (*FLOORS, "months_below_before_down")


def list_floors(settings: TierSettings) -> pd.DataFrame:
    """One row per tier, from low to high: its floors in whole yuan and months below before down; empty: no way in."""
    rows = [(tier.code, place, *(getattr(tier, name) for name in FLOORS), patience)
            for place, (tier, patience) in enumerate(zip(settings.tiers, settings.patience(), strict=True))]
    frame = pd.DataFrame(rows, columns=TIER_FLOORS.names)
    return check_frame(frame.astype(dict.fromkeys(KEPT, "Int64")), TIER_FLOORS)


def with_floors(settings: TierSettings, floors: pd.DataFrame) -> TierSettings | None:
    """The settings with the floors of a table, or None where it speaks of other tiers: then nothing can be compared."""
    if floors["tier"].tolist() != [tier.code for tier in settings.tiers]:
        return None
    values = [{name: None if pd.isna(row[name]) else int(row[name]) for name in KEPT} for row in floors.to_dict("records")]
    return settings.model_copy(update={
        "tiers": tuple(Tier.model_copy(tier, update=own) for tier, own in zip(settings.tiers, values, strict=True)),
    })
