"""Histories written as sequences of balances, and a population with a known hazard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import pytest

from rccrm_lib.facts.calendar import add_months

FIRST = "2025-09"


@pytest.fixture(scope="session")
def months() -> list[str]:
    """Thirteen months, as a run reads them."""
    return [add_months(FIRST, n) for n in range(13)]


@pytest.fixture(scope="session")
def make_history() -> Callable[..., pd.DataFrame]:
    """`make_history({"C1": [yuan or None per month]}, credit={"C1": [yuan or None]}, opened=…, **columns)`."""

    def make(balances: dict[str, Sequence[float | None]], *, credit: dict[str, Sequence[float | None]] | None = None,
             accounts: dict[str, Sequence[int]] | None = None, opened: str = "2015-01-10", **columns: object
             ) -> pd.DataFrame:
        rows = []
        for customer, yuan in balances.items():
            for n, value in enumerate(yuan):
                if value is None:
                    continue
                brought = credit[customer][n] if credit and customer in credit else 0
                held = accounts[customer][n] if accounts and customer in accounts else 1
                rows.append((customer, add_months(FIRST, n), held, round(value * 100),
                             None if brought is None else round(brought * 100), pd.Timestamp(opened)))
        names = ["customer_id", "month", "n_accounts", "aum_avg_fen", "customer_in_fen", "first_open_on"]
        frame = pd.DataFrame(rows, columns=names)
        frame["customer_in_fen"] = frame["customer_in_fen"].astype("Int64")
        return frame.assign(**columns)  # type: ignore[arg-type]

    return make
