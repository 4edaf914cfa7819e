"""Loyalty index and share of wallet: two figures per customer, each with its formula."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rccrm_lib.acrm.segments.schema import LOYALTY
from rccrm_lib.core.schema import check_frame
from rccrm_lib.core.segment_settings import LoyaltySettings

MONTHS = 12


def measure_loyalty(customers: pd.DataFrame, *, settings: LoyaltySettings) -> pd.DataFrame:
    """One row per customer of `customer_features`: LOYALTY.

    loyalty = 100 * sum(weight * part) / sum(weight), over the parts that are known, each from 0 to 1:
    tenure (months / full_tenure_months), products (kinds held / full_products), active (months with money in or out
    of those seen in the last twelve), recency (1 - months since the last movement / 12). `n_parts` says how many of
    the four are known; none: missing.

    wallet_rate = assets / (assets + net money sent to other banks in three months), a proxy from 0 to 1: a payment
    to somebody else at another bank looks like one to an own account there, and what lay elsewhere before is unseen.
    Missing without the counter bank, or without assets.
    """
    numbers = {name: pd.to_numeric(customers[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan) for name in (
        "tenure_months", "n_products", "active_months_12m", "months_seen_12m", "months_since_active", "aum_fen",
        "other_out_3m_fen", "other_in_3m_fen")}
    seen = np.where(numbers["months_seen_12m"] > 0, numbers["months_seen_12m"], np.nan)
    parts = np.clip(np.column_stack([
        numbers["tenure_months"] / settings.full_tenure_months, numbers["n_products"] / settings.full_products,
        numbers["active_months_12m"] / seen, 1 - numbers["months_since_active"] / MONTHS,
    ]), 0, 1)
    weights = np.array([settings.weight_tenure, settings.weight_products, settings.weight_active, settings.weight_recency])
    known = ~np.isnan(parts)
    total = (known * weights).sum(axis=1)
    index = 100 * np.divide((np.nan_to_num(parts) * weights).sum(axis=1), total, out=np.full(len(parts), np.nan), where=total > 0)
    frame = pd.DataFrame(parts, columns=["tenure_part", "products_part", "active_part", "recency_part"])
    frame = frame.assign(customer_id=customers["customer_id"].to_numpy(), loyalty=index.round(1), n_parts=known.sum(axis=1),
                         wallet_rate=_wallet(numbers))
    return check_frame(frame[LOYALTY.names], LOYALTY)


def _wallet(numbers: dict[str, np.ndarray]) -> np.ndarray:
    assets = np.clip(numbers["aum_fen"], 0, None)
    whole = assets + np.clip(numbers["other_out_3m_fen"] - numbers["other_in_3m_fen"], 0, None)
    return np.divide(assets, whole, out=np.full(len(whole), np.nan), where=whole > 0)
