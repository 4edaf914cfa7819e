"""What a person decided against the rule: a tier for one customer and some months, with author, reason and expiry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rccrm_lib.core.errors import RccrmError

OVERRIDE = "OVERRIDE"


@dataclass(frozen=True)
class Override:
    """One customer's tier from a month to a month, both included; an empty tier: by the rule again."""

    customer_id: str
    tier: str
    from_month: str
    until_month: str


def place_overrides(
    tier: np.ndarray, overrides: Sequence[Override], *, customers: np.ndarray, months: np.ndarray, codes: Sequence[str]
) -> np.ndarray:
    """Set the tiers of months and customers (sorted) that are overridden and held; returns which cells were set.

    The overrides come in the order decided; in a month that several name, the last one counts.
    """
    by_rule, done = tier.copy(), np.zeros(tier.shape, dtype=bool)
    for one in overrides:
        if one.tier and one.tier not in codes:
            raise RccrmError(f"the override of {one.customer_id} names tier {one.tier!r}", f"one of {', '.join(codes)}",
                             "override it again with a tier of settings/tiers.toml")
        column = int(np.searchsorted(customers, one.customer_id))
        if column < len(customers) and customers[column] == one.customer_id:  # a merged customer has another number now
            rows = (months >= one.from_month) & (months <= one.until_month) & (tier[:, column] >= 0)
            tier[rows, column] = codes.index(one.tier) if one.tier else by_rule[rows, column]
            done[rows, column] = bool(one.tier)
    return done
