"""The visits of a day village by village: first where most is to be done, then what lies in the same township."""

from __future__ import annotations

import pandas as pd

ROUTE = ["stop", "township", "village_id", "customer_id"]


def plan_route(rows: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """One row per customer to be visited, in order: ROUTE; `stop` counts the villages from 1.

    `rows` stand in the order of the list; `places` has customer_id, village_id, township (empty: not supplied). The bank
    supplies no coordinates, so villages of one township go together, the township of the first customer first; inside it the
    village of the first customer first. Customers without a village come last.
    """
    known = rows[["customer_id"]].merge(places.drop_duplicates("customer_id"), on="customer_id", how="left")
    known = known.fillna({"village_id": "", "township": ""}).assign(_place=range(len(known)))
    homeless = known["village_id"] == ""
    township = known["township"].where(known["township"] != "", known["village_id"])
    ordered = known.assign(
        _last=homeless, _township=known["_place"].groupby(township).transform("min"),
        _village=known["_place"].groupby(known["village_id"]).transform("min"),
    ).sort_values(["_last", "_township", "_village", "_place"]).reset_index(drop=True)
    stops = (ordered["village_id"] != ordered["village_id"].shift()).cumsum()
    return ordered.assign(stop=stops)[ROUTE]
