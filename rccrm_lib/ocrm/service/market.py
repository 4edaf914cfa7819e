"""What managers heard of competitors, by month and township: how many notes, which range of rates. Nobody's name is in it."""

from __future__ import annotations

import json

import pandas as pd

from rccrm_lib.ocrm.service.forms import MARKET
from rccrm_lib.ocrm.service.schema import MARKET_NOTES, MARKET_RATES, finish

KEYS = ["month", "township", "competitor", "product"]


def sum_market_notes(contacts: pd.DataFrame, townships: pd.DataFrame) -> pd.DataFrame:
    """One row per month, township, competitor and product (MARKET_NOTES). `townships`: customer_id, township."""
    forms = [json.loads(text or "{}") for text in contacts["form"]]
    told = [all(name in form for name in MARKET) for form in forms]
    said = [[form[name] for name in MARKET] for form, whole in zip(forms, told, strict=True) if whole]
    where = contacts.loc[told, ["customer_id", "on_day"]].reset_index(drop=True)
    notes = where.join(pd.DataFrame(said, columns=list(MARKET))).merge(townships[["customer_id", "township"]],
                                                                       on="customer_id", how="left")
    notes = notes.assign(month=notes["on_day"].str[:7], township=notes["township"].fillna(""),
                         rate_bp=notes["rate_bp"].astype("int64"))
    summed = notes.groupby(KEYS, as_index=False)["rate_bp"].agg(["size", "min", "median", "max"])
    summed = summed.rename(columns={"size": "n", "min": "low_bp", "median": "median_bp", "max": "high_bp"})
    return finish(summed, MARKET_NOTES)


def sum_market_rates(contacts: pd.DataFrame, *, month: str) -> pd.DataFrame:
    """One row per competitor and product of a month (MARKET_RATES)."""
    nowhere = pd.DataFrame(columns=["customer_id", "township"], dtype="object")
    notes = sum_market_notes(contacts[contacts["on_day"].str[:7] == month], nowhere)
    return finish(notes, MARKET_RATES)
