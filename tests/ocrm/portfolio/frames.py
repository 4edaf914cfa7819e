"""Small branches, as the declared tables have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pandas as pd

from rccrm_lib.core.portfolio_settings import PortfolioSettings
from rccrm_lib.ocrm.portfolio import CUSTOMERS, MANAGERS, RECUSALS, Proposal, propose_portfolio

AS_OF = date(2026, 9, 30)
BRANCH = "36019901"
PLAIN: dict[str, Any] = {"household_id": None, "village_id": None, "branch_id": BRANCH, "line": "1", "manager_id": None,
                         "tier": "QUALITY", "value_fen": 1_000_000, "minutes": 10, "stays": False}


def customers(*rows: dict[str, Any]) -> pd.DataFrame:
    """Customers C0, C1, …; what a row does not say is plain."""
    made = [{"customer_id": f"C{number}", **PLAIN, **row} for number, row in enumerate(rows)]
    frame = pd.DataFrame(made, columns=CUSTOMERS.names)
    texts = ["household_id", "village_id", "manager_id"]
    return frame.astype(dict.fromkeys(texts, "object"))


def managers(*names: str, branch: str = BRANCH, line: str | None = None, since: date | None = None) -> pd.DataFrame:
    """Managers of one branch."""
    return pd.DataFrame([(name, branch, line, since) for name in names], columns=MANAGERS.names).astype("object")


def barred(pairs: Sequence[tuple[str, str]] = ()) -> pd.DataFrame:
    """Who must not look after whom."""
    return pd.DataFrame(list(pairs), columns=RECUSALS.names, dtype="object")


def settings(*, most: int = 0, minutes: int = 0, **changes: Any) -> PortfolioSettings:
    """Settings with capacities of customers and minutes."""
    return PortfolioSettings.model_validate({"capacity": {"customers": most, "minutes": minutes}, **changes})


def propose(rows: pd.DataFrame, staff: pd.DataFrame, *pairs: tuple[str, str], given: PortfolioSettings) -> Proposal:
    """A proposal on the last day of the month."""
    return propose_portfolio(rows, staff, barred(pairs), settings=given, as_of=AS_OF)


def holders(rows: pd.DataFrame, proposal: Proposal) -> dict[str, str]:
    """Customer -> manager as proposed; empty: nobody."""
    held = dict(zip(rows["customer_id"], rows["manager_id"].fillna(""), strict=True))
    held |= dict(zip(proposal.moves["customer_id"], proposal.moves["to_manager_id"], strict=True))
    return held | dict.fromkeys(proposal.unassigned["customer_id"], "")


def reasons(proposal: Proposal) -> dict[str, str]:
    """Customer -> reason of the move."""
    return dict(zip(proposal.moves["customer_id"], proposal.moves["reason"], strict=True))


def every(numbers: Iterable[int], **values: Any) -> list[dict[str, Any]]:
    """One like row per number."""
    return [dict(values) for _ in numbers]
