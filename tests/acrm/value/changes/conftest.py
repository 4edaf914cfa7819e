"""A small bank by contract: who owns it now, who owned it when last month was published, and what it held in each month."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import pytest

from rccrm_lib.acrm.value import PART_NAMES, Override, assign_tiers, build_changes
from rccrm_lib.core.engine import open_engine
from rccrm_lib.core.tier_settings import TierSettings
from rccrm_lib.facts.calendar import add_months, days_in_month

FIRST = "2026-01"
KINDS = ("demand", "time", "wealth")


@dataclass(frozen=True)
class Contract:
    """One contract: level balances in yuan a month (None: not there yet, or no more), and what it brought a month in yuan."""

    kind: str
    owner: str | None
    yuan: Sequence[float | None]
    stood: str | None = "same"
    spread: Sequence[float] = ()

    def owner_then(self) -> str | None:
        """Its owner as last month was published."""
        return self.owner if self.stood == "same" else self.stood


def _fen_day(contract: Contract, place: int) -> int:
    value = contract.yuan[place] if place < len(contract.yuan) else None
    return 0 if value is None else round(value * 100) * days_in_month(add_months(FIRST, place))


def _half_even(total: int, parts: int) -> int:
    whole, rest = divmod(total, parts)
    return whole + (2 * rest > parts or (2 * rest == parts and whole % 2 == 1))


def history_of(contracts: Mapping[str, Contract], *, months: Sequence[str], then: bool) -> pd.DataFrame:
    """One row per customer and month: averages and contribution, under the owners of now or of then."""
    rows = []
    owners = {one.owner_then() if then else one.owner for one in contracts.values()}
    for owner in sorted(owner for owner in owners if owner is not None):
        own = [one for one in contracts.values() if (one.owner_then() if then else one.owner) == owner]
        for place, month in enumerate(months):
            n = sum(place < len(one.yuan) and one.yuan[place] is not None for one in own)
            averages = [_half_even(sum(_fen_day(one, place) for one in own if one.kind == kind), days_in_month(month))
                        for kind in KINDS]
            spread = sum(round(one.spread[place] * 100) for one in own if place < len(one.spread))
            rows.append((owner, month, n, *averages, sum(averages), spread))
    names = ["customer_id", "month", "n_accounts", *(f"{kind}_avg_fen" for kind in KINDS), "aum_avg_fen", "comparable_fen"]
    return pd.DataFrame(rows, columns=names)


Build = Callable[..., pd.DataFrame]


@pytest.fixture(scope="session")
def tier_settings() -> TierSettings:
    """The default tiers: MASS, POTENTIAL 10,000, QUALITY 50,000, VIP 200,000, WEALTH 500,000, PRIVATE 6,000,000."""
    return TierSettings()


@pytest.fixture(scope="session")
def build(tier_settings: TierSettings) -> Build:
    """`build({"a": Contract("demand", "A", [1, 2, 3])})`: the changes of the last of the months, or another table of theirs."""

    def run(contracts: Mapping[str, Contract], *, published: bool = True, stood: TierSettings | None = None,
            overrides: Sequence[Override] = (), stood_overrides: Sequence[Override] = (), restated: int = 0,
            table: str = "value_changes") -> pd.DataFrame:
        n = max(len(one.yuan) for one in contracts.values())
        months = [add_months(FIRST, place) for place in range(n)]
        month, before = months[-1], months[-2]
        now = history_of(contracts, months=months, then=False)
        past = history_of(contracts, months=months[:-1], then=True)
        past["aum_avg_fen"] += restated
        settings = tier_settings
        with open_engine(threads=1) as con:
            tiers = assign_tiers(now, settings=settings, overrides=overrides)
            before_rows = assign_tiers(past, settings=stood or settings, overrides=stood_overrides) if published else tiers
            _fill(con, contracts, now, months, tiers, before_rows[before_rows["month"] == before], published)
            build_changes(con, month=month, settings=settings, stood=stood)
            return con.execute(f"SELECT * FROM {table} ORDER BY customer_id").df().set_index("customer_id")

    return run


def _fill(con, contracts, now, months, tiers, before_rows, published) -> None:
    links = pd.DataFrame([(name, one.kind, "owner", one.owner) for name, one in contracts.items()],
                         columns=["account_id", "kind", "role", "customer_id"]).astype(object)
    then = links.assign(customer_id=[one.owner_then() for one in contracts.values()])
    last = len(months) - 2
    there = [one.yuan[last] is not None if last < len(one.yuan) else False for one in contracts.values()]
    balances = pd.DataFrame([(name, month, _fen_day(one, place)) for name, one in contracts.items()
                             for place, month in enumerate(months) if place < len(one.yuan)],
                            columns=["account_id", "month", "accumulation_fen_day"])
    worth = now[["customer_id", "month", "comparable_fen"]].copy()
    for part in PART_NAMES:
        worth[part] = worth["comparable_fen"] if part == "deposit_spread_fen" else 0
    brought = pd.DataFrame([(name, round(one.spread[last] * 100) if last < len(one.spread) else 0, 0, 0)
                            for name, one in contracts.items()],
                           columns=["account_id", "contribution_fen", "fee_fen", "service_cost_fen"])
    frames = {
        "tiers": tiers.astype(dict.fromkeys(("aum_tier", "contribution_tier", "tier_reason"), object)),
        "change_before": before_rows[["customer_id", "tier", "tier_reason", "aum_avg_fen", "comparable_fen"]].astype(
            {"tier_reason": object}),
        "customer_history": now, "contribution_months": worth, "account_links": links,
        "customers": pd.DataFrame({"customer_id": sorted({one.owner for one in contracts.values()} - {None})}).assign(
            party_kind="person"),
        "acct_party": pd.DataFrame({"account_id": [], "role": []}, dtype=object),
        "bal_month_history": balances,
        "change_known": pd.DataFrame({"customer_id": sorted({one.owner_then() for one in contracts.values()} - {None})}),
        "stood_account_links": then[there] if published else then.head(0),
        "stood_contract_months": brought if published else brought.head(0),
    }
    for name, frame in frames.items():
        con.register("frame", frame)
        kinds = ", ".join(f"{column}::VARCHAR AS {column}" if frame[column].dtype == object else column
                          for column in frame.columns)
        con.execute(f"CREATE TABLE {name} AS SELECT {kinds} FROM frame")
        con.unregister("frame")
