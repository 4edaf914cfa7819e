"""Contribution and tiers over 13 months, on tables of an average member made up here, and the same in plain pandas.

    .venv/bin/python benchmarks/contribution.py     # 450,000 customers, 1.2 million contracts, 3 x 6.2 million movements
    .venv/bin/python benchmarks/contribution.py --customers 20000 --beside-pandas

The tables lie as Parquet, as the warehouse keeps them. Prices change in the middle of every third month, so that in the last one
the days of every demand deposit are rebuilt from its movements. pandas computes the same contracts of the last month, deposits
and loans, with whole numbers; one fen of difference ends the run with an error. Each piece runs in a process of its own.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from measure import Measured, measure, print_table

from rccrm_lib.acrm import value
from rccrm_lib.core.contribution_settings import ContributionSettings
from rccrm_lib.core.engine import open_engine, read_coded
from rccrm_lib.core.tier_settings import TierSettings
from rccrm_lib.facts.calendar import add_months

MONTH = "2026-09"
YEAR, PAID = 360 * 10**8, 50_000  # parts of a year's rate; what demand deposits pay, 0.05 %
MONTHS = [add_months(MONTH, -back) for back in range(12, -1, -1)]
PLAIN = ("gl_branch", "org", "acct_party", "links", "customers", "customer_months", "account_links")
HISTORIES = ("acct_demand", "acct_time", "loan", "wealth", "bal_month", "txn", "ftp_curve", "unit_cost")
HISTORY = """
SELECT customers.customer_id, months.month, 1 AS n_accounts,
       (hash(customers.customer_id) % 30000000)::BIGINT AS aum_avg_fen, worth.comparable_fen, customers.is_company
FROM customers CROSS JOIN (SELECT unnest($months) AS month) months
LEFT JOIN contribution_months worth ON worth.customer_id = customers.customer_id AND worth.month = months.month
ORDER BY customers.customer_id, months.month
"""
TABLES = {
    "customers": "SELECT 'C' || lpad(i::VARCHAR, 9, '0') AS customer_id, i % 25 = 0 AS is_company FROM range({n}) t(i)",
    "contracts": """
        SELECT '101' || lpad(i::VARCHAR, 15, '0') AS account_id,
               CASE WHEN i % 20 < 13 THEN 'demand' WHEN i % 20 < 18 THEN 'time' ELSE 'loan' END AS kind,
               'C' || lpad((hash(i) % {n})::VARCHAR, 9, '0') AS customer_id, 'B' || i % 30 AS branch_id,
               DATE '2025-06-01' - (hash(i, 1) % 700)::INTEGER AS open_on,
               [3, 6, 12, 24, 36][(1 + hash(i, 2) % 5)::BIGINT] AS term,
               100 * (10 + hash(i, 3) % 2000000)::BIGINT AS base
        FROM range({n} * 8 // 3) t(i)""",
    "bal_month_history": """
        SELECT month, account_id, last_day((month || '-01')::DATE) AS month_end_on,
               base + (hash(account_id, month) % 100000)::BIGINT AS balance_fen,
               balance_fen * day(last_day((month || '-01')::DATE)) AS accumulation_fen_day
        FROM contracts CROSS JOIN (SELECT unnest({months}) AS month)""",
    "acct_demand_history": """
        SELECT month, account_id, 'D01' AS product_id, open_on, 0.0005::DECIMAL(10, 8) AS annual_rate
        FROM contracts CROSS JOIN (SELECT unnest({months}) AS month) WHERE kind = 'demand'""",
    "acct_time_history": """
        SELECT month, account_id, 'T' || term AS product_id, open_on, term AS term_months, NULL::DATE AS mature_on,
               NULL::DATE AS repriced_on, ((80 + hash(account_id) % 120) / 10000)::DECIMAL(10, 8) AS annual_rate
        FROM contracts CROSS JOIN (SELECT unnest({months}) AS month) WHERE kind = 'time'""",
    "loan_history": """
        SELECT month, account_id AS loan_id, 'L01' AS product_id, base AS amount_fen, open_on AS start_on,
               NULL::DATE AS repriced_on, (open_on + to_months(term::INTEGER))::DATE AS due_on,
               (1 + (hash(account_id, month) % 100 > 97)::INTEGER)::VARCHAR AS class5,
               hash(account_id) % 3 = 0 AS agri_flag, FALSE AS inclusive_flag,
               ((385 + hash(account_id) % 300) / 10000)::DECIMAL(10, 8) AS annual_rate
        FROM contracts CROSS JOIN (SELECT unnest({months}) AS month) WHERE kind = 'loan'""",
    "wealth_history": "SELECT ''::VARCHAR AS month, ''::VARCHAR AS holding_id, ''::VARCHAR AS kind WHERE FALSE",
    # two movements that leave the accumulation as it is: the days can be rebuilt, and every account is
    "txn_history": """
        SELECT month, account_id, ((month || '-01')::DATE + (day - 1))::DATE AS txn_on, seq, dc, 700::BIGINT AS amount_fen,
               ['CTR', 'MOB', 'POS', 'SYS'][(1 + hash(account_id, seq) % 4)::BIGINT] AS channel, 'OTH' AS summary
        FROM contracts
        CROSS JOIN (SELECT unnest({months}[-3:]) AS month)
        CROSS JOIN (VALUES (3, 1, 'C'), (3, 2, 'D'), (9, 3, 'D'), (9, 4, 'C'), (21, 5, 'C'), (21, 6, 'D'), (28, 7, 'C'),
                           (28, 8, 'D')) moves(day, seq, dc)
        WHERE kind = 'demand'""",
    "ftp_curve_history": """
        SELECT '{month}' AS month, side, '*' AS product_id, term AS term_months, from_on,
               ((rate + 10 * year(from_on) % 7 + month(from_on) + term) / 10000)::DECIMAL(10, 8) AS annual_rate
        FROM (VALUES ('D', 90), ('L', 150)) sides(side, rate)
        CROSS JOIN (SELECT unnest([0, 3, 6, 12, 24, 36]) AS term)
        CROSS JOIN (SELECT unnest(generate_series(DATE '2023-03-17', DATE '2026-09-17', INTERVAL 3 MONTH))::DATE AS from_on)""",
    "unit_cost_history": """
        SELECT '{month}' AS month, channel, DATE '2023-01-01' AS from_on, fen::BIGINT AS cost_fen
        FROM (VALUES ('CTR', 680), ('MOB', 15), ('POS', 30)) t(channel, fen)""",
    "account_links": """
        SELECT account_id, kind, 'owner' AS role, customer_id,
               CASE kind WHEN 'demand' THEN 'D01' WHEN 'time' THEN 'T' || term ELSE 'L01' END AS product_id, branch_id, open_on,
               NULL::DATE AS close_on
        FROM contracts""",
    "links": "SELECT 'CORE' AS src_sys, customer_id AS cust_no, customer_id FROM customers",
    "customer_months": "SELECT customer_id, 'FARM' AS nature, 'H1' AS household_id, 'V1' AS village_id, 'M1' AS manager_id "
                       "FROM customers",
    "org": "SELECT ''::VARCHAR AS org_id, ''::VARCHAR AS parent_id WHERE FALSE",
    "gl_branch": "SELECT ''::VARCHAR AS org_id, ''::VARCHAR AS item, 0::BIGINT AS booked_fen WHERE FALSE",
    "acct_party": "SELECT ''::VARCHAR AS account_id, ''::VARCHAR AS src_sys, ''::VARCHAR AS cust_no, ''::VARCHAR AS role, "
                  "0::DECIMAL(10, 8) AS share_rate WHERE FALSE",
}


def make_tables(folder: Path, *, customers: int) -> None:
    """Every table as Parquet."""
    with open_engine(memory="6GB") as con:
        for name, query in TABLES.items():
            path = folder / f"{name}.parquet"
            con.execute(f"COPY ({query.format(n=customers, months=MONTHS, month=MONTH)}) TO '{path}' (FORMAT parquet)")
            con.execute(f"CREATE VIEW {name} AS FROM read_parquet('{path}')")


def open_tables(folder: Path) -> duckdb.DuckDBPyConnection:
    """An engine with the run's limits that sees the tables."""
    con = open_engine(threads=2, memory="3GB")
    for name in (*PLAIN, *(f"{one}_history" for one in HISTORIES)):
        con.execute(f"CREATE VIEW {name} AS FROM read_parquet('{folder / f'{name}.parquet'}')")
    return con


def build(folder: Path) -> None:
    """The contribution of every contract and customer, kept for the next pieces."""
    with open_tables(folder) as con:
        value.build_contribution(con, settings=ContributionSettings(), month=MONTH, months=MONTHS)
        for name in ("contribution_months", "contract_months"):
            con.execute(f"COPY {name} TO '{folder / f'built_{name}.parquet'}' (FORMAT parquet)")


def assign(folder: Path) -> None:
    """Tiers of 13 months from assets and contribution."""
    with open_tables(folder) as con:
        con.execute(f"CREATE VIEW contribution_months AS FROM read_parquet('{folder / 'built_contribution_months.parquet'}')")
        history = read_coded(con, HISTORY.replace("$months", str(MONTHS)))
    tiers = value.assign_tiers(history, settings=TierSettings())
    tiers.to_parquet(folder / "built_tiers.parquet", index=False)


def half_even(total: pd.Series, parts: int) -> pd.Series:
    """Whole numbers divided, halves to the even one."""
    quotient, rest = total // parts, total % parts
    return quotient + ((2 * rest > parts) | ((2 * rest == parts) & (quotient % 2 == 1)))


def in_pandas(folder: Path) -> None:
    """The last month as an analyst would write it, compared with ours contract by contract."""
    read = {name: pd.read_parquet(folder / f"{name}.parquet", filters=[("month", "==", MONTH)]) for name in (
        "bal_month_history", "acct_demand_history", "acct_time_history", "loan_history", "ftp_curve_history", "txn_history")}
    balances = read["bal_month_history"].set_index("account_id")[["balance_fen", "accumulation_fen_day"]]
    curve = read["ftp_curve_history"]
    curve = curve.assign(from_on=pd.to_datetime(curve["from_on"]), price=whole(curve["annual_rate"])).sort_values("from_on")
    time = read["acct_time_history"].assign(on=pd.to_datetime(read["acct_time_history"]["open_on"]))
    loans = read["loan_history"].rename(columns={"loan_id": "account_id"})
    loans["on"], due = pd.to_datetime(loans["start_on"]), pd.to_datetime(loans["due_on"])
    loans["term_months"] = 12 * (due.dt.year - loans["on"].dt.year) + due.dt.month - loans["on"].dt.month
    theirs = pd.concat([
        termed(time, curve[curve["side"] == "D"], balances, sign=1),
        termed(loans, curve[curve["side"] == "L"], balances, sign=-1),
        on_demand(read["acct_demand_history"], read["txn_history"], curve, balances)])
    ours = pd.read_parquet(folder / "built_contract_months.parquet").set_index("account_id")
    found = ours["deposit_spread_fen"].fillna(0) + ours["loan_spread_fen"].fillna(0)
    if len(theirs) != len(ours) or not (found == theirs.reindex(found.index)).all() or set(ours["way"].dropna()) != {"daily"}:
        sys.exit("pandas and ours differ")


def whole(rates: pd.Series) -> pd.Series:
    """Rates as whole hundred-millionths."""
    return (rates.astype(float) * 1e8).round().astype("int64")


def termed(contracts: pd.DataFrame, points: pd.DataFrame, balances: pd.DataFrame, *, sign: int) -> pd.Series:
    """The spread of deposits (sign 1) or loans (-1) with a term, fen."""
    found = pd.merge_asof(contracts.sort_values("on"), points[["from_on", "term_months", "price"]], left_on="on",
                          right_on="from_on", by="term_months").join(balances, on="account_id")
    margin = sign * (found["price"] - whole(found["annual_rate"]))
    spread = half_even(found["accumulation_fen_day"] * margin, YEAR)
    return pd.Series(spread.to_numpy(), index=found["account_id"])


def on_demand(accounts: pd.DataFrame, moves: pd.DataFrame, curve: pd.DataFrame, balances: pd.DataFrame) -> pd.Series:
    """The spread of demand deposits, fen: what stood at the start to the month's end, and every movement from its day on."""
    days = pd.DataFrame({"on": pd.date_range(f"{MONTH}-01", f"{MONTH}-30")})
    points = curve[(curve["side"] == "D") & (curve["term_months"] == 0)][["from_on", "price"]]
    prices = pd.merge_asof(days, points, left_on="on", right_on="from_on")["price"].to_numpy()
    from_day_on = prices[::-1].cumsum()[::-1]
    fen = np.where(moves["dc"] == "C", moves["amount_fen"], -moves["amount_fen"])
    sums = pd.DataFrame({"account_id": moves["account_id"], "fen": fen,
                         "earned": fen * from_day_on[pd.to_datetime(moves["txn_on"]).dt.day.to_numpy() - 1]})
    demand = balances.loc[accounts["account_id"]].join(sums.groupby("account_id").sum()).fillna(0).astype("int64")
    earned = (demand["balance_fen"] - demand["fen"]) * from_day_on[0] + demand["earned"]
    return half_even(earned - demand["accumulation_fen_day"] * PAID, YEAR)


def main() -> None:
    """Make the tables, run the pieces, print what they took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=450_000)
    parser.add_argument("--beside-pandas", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure(lambda: make_tables(folder, customers=chosen.customers))
        rows: list[tuple[str, Measured]] = [
            ("contribution", measure(lambda: build(folder))), ("tiers", measure(lambda: assign(folder)))]
        print_table(rows)
        if chosen.beside_pandas:
            print_table([("pandas, last month's spreads only, equal to the fen", measure(lambda: in_pandas(folder)))])


if __name__ == "__main__":
    main()
