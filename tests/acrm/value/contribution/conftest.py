"""A small bank by hand: contracts, balances, prices and a ledger of one month, and the verb run over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd
import pytest

from rccrm_lib.acrm.value import build_contribution
from rccrm_lib.core.contracts import load_contracts
from rccrm_lib.core.contribution_settings import ContributionSettings
from rccrm_lib.core.engine import open_engine
from rccrm_lib.facts.calendar import days_in_month, month_end

MONTH = "2026-09"
HISTORIES = ("acct_demand", "acct_time", "wealth", "loan", "bal_month", "txn", "ftp_curve", "unit_cost")
PLAIN = ("gl_branch", "org", "acct_party")
FRAMES = {
    "account_links": "account_id VARCHAR, kind VARCHAR, role VARCHAR, customer_id VARCHAR, product_id VARCHAR, "
                     "branch_id VARCHAR, open_on DATE, close_on DATE",
    "customers": "customer_id VARCHAR",
    "customer_months": "customer_id VARCHAR, nature VARCHAR, household_id VARCHAR, village_id VARCHAR, manager_id VARCHAR",
    "links": "src_sys VARCHAR, cust_no VARCHAR, customer_id VARCHAR",
}
MASTERS = {"demand": ("acct_demand", "account_id", "open_on"), "time": ("acct_time", "account_id", "open_on"),
           "loan": ("loan", "loan_id", "start_on"), "wealth": ("wealth", "holding_id", "buy_on")}
FILLED = {"loan": {"amount_fen": 10**9}, "wealth": {"kind": "1", "balance_fen": 0}}


class Bank:
    """What the room reads, in an engine of its own: fill it, build it, read what came out."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        for name in HISTORIES:
            self._create(f"{name}_history", {"month": "VARCHAR", **load_contracts()[name].duckdb_types()})
        for name in PLAIN:
            self._create(name, load_contracts()[name].duckdb_types())
        for name, columns in FRAMES.items():
            con.execute(f"CREATE TABLE {name} ({columns})")

    def _create(self, name: str, types: dict[str, str]) -> None:
        columns = ", ".join(f'"{column}" {kind}' for column, kind in types.items())
        self.con.execute(f"CREATE TABLE {name} ({columns})")

    def add(self, table: str, **values: Any) -> None:
        """One row; the columns not named stay empty."""
        marks = ", ".join("?" for _ in values)
        self.con.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))

    def customer(self, customer_id: str, **values: Any) -> None:
        """A customer whose record in CORE has the same number."""
        self.add("customers", customer_id=customer_id)
        self.add("customer_months", **{"customer_id": customer_id, "nature": "FARM", **values})
        self.add("links", src_sys="CORE", cust_no=customer_id, customer_id=customer_id)

    def curve(self, side: str, term: int, rate: str, *, product: str = "*", on: str = "2020-01-01", month: str = MONTH) -> None:
        """A price in percent."""
        self.add("ftp_curve_history", month=month, side=side, product_id=product, term_months=term, from_on=on,
                 annual_rate=Decimal(rate) / 100)

    def contract(self, account_id: str, kind: str, fen: int, /, *, customer: str | None = None, fen_day: int | None = None,
                 month: str = MONTH, branch: str = "B1", product: str | None = "P1", rate: str | None = "0.05",
                 close_on: str | None = None, **terms: Any) -> None:
        """A contract with its balance of the month; the accumulation is given, or that of a level balance."""
        table, key, opened = MASTERS[kind]
        known = {} if kind == "wealth" else {"annual_rate": None if rate is None else Decimal(rate) / 100}
        self.add(f"{table}_history", **{key: account_id, "month": month, opened: "2025-03-10", "product_id": product,
                                        **known, **FILLED.get(kind, {}), **terms})
        if not self.con.execute("SELECT 1 FROM account_links WHERE account_id = ?", [account_id]).fetchall():
            self.add("account_links", account_id=account_id, kind=kind, role="owner", customer_id=customer, product_id=product,
                     branch_id=branch, close_on=close_on)
        self.balance(account_id, fen, fen_day=fen_day, month=month)

    def balance(self, account_id: str, fen: int, *, fen_day: int | None = None, month: str = MONTH) -> None:
        """A month's balance."""
        days = fen * days_in_month(month) if fen_day is None else fen_day
        self.add("bal_month_history", month=month, account_id=account_id, month_end_on=month_end(month), balance_fen=fen,
                 accumulation_fen_day=days)

    def txn(self, account_id: str, day: str, fen: int, *, channel: str = "CTR", summary: str = "OTH", seq: int = 1) -> None:
        """One movement, negative for a debit."""
        self.add("txn_history", month=day[:7], account_id=account_id, txn_on=day, seq=seq, dc="C" if fen > 0 else "D",
                 amount_fen=abs(fen), channel=channel, summary=summary)

    def ledger(self, item: str, fen: int, *, org: str = "B1") -> None:
        """What the ledger books this month."""
        self.add("gl_branch", org_id=org, month_end_on=month_end(MONTH), item=item, booked_fen=fen)

    def build(self, *, month: str = MONTH, months: tuple[str, ...] = (), set_apart: dict[str, int] | None = None,
              **settings: Any) -> bool:
        """Run the room's verb."""
        return build_contribution(self.con, settings=ContributionSettings(**settings), month=month, months=[*months, month],
                                  set_apart=set_apart)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.con.execute(query).fetchall()

    def frame(self, query: str) -> pd.DataFrame:
        """The rows of a query as a frame."""
        return self.con.execute(query).df()

    def of(self, account_id: str, column: str) -> Any:
        """One column of a contract's month."""
        return self.rows(f"SELECT {column} FROM contract_months WHERE account_id = '{account_id}'")[0][0]

    def fallbacks(self) -> dict[str, tuple[int, int, str]]:
        """Reason -> contracts, balance, what was used."""
        return {reason: tuple(rest) for reason, *rest in self.rows(
            "SELECT reason, n_contracts, balance_fen, used FROM contribution_fallbacks WHERE reason <> 'demand_level'")}


@contextmanager
def _open_bank() -> Iterator[Bank]:
    with open_engine(threads=1, memory="500MB") as con:
        yield Bank(con)


@pytest.fixture(scope="session")
def make_bank() -> Callable[[], AbstractContextManager[Bank]]:
    """`with make_bank() as bank:` an empty one, for a test that needs several."""
    return _open_bank


@pytest.fixture
def bank() -> Iterator[Bank]:
    """A bank with flat curves: deposits 2 %, loans 3 %."""
    with _open_bank() as opened:
        for side, rate in (("D", "2"), ("L", "3")):
            for term in (0, 12, 36):
                opened.curve(side, term, rate)
        opened.customer("A")
        yield opened
