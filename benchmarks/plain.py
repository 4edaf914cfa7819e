"""What an analyst would write with pandas for a month: read the files, then customers by month. Nothing is tuned or checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from rccrm_lib.core.contracts import load_contracts

MASTERS = {"demand": ("acct_demand", "account_id"), "time": ("acct_time", "account_id"),
           "wealth": ("wealth", "holding_id"), "loan": ("loan", "loan_id")}
KINDS = list(MASTERS)
CHANNELS = {"n_txn_counter": "CTR", "n_txn_self": "ATM", "n_txn_mobile": "MOB", "n_txn_web": "WEB", "n_txn_pos": "POS",
            "n_txn_agent": "AGT"}
MONEY = [*(f"{kind}_{part}_fen" for part in ("avg", "end") for kind in KINDS), "aum_avg_fen", "aum_end_fen",
         "customer_in_fen", "customer_out_fen"]
COUNTS = ["n_txn", *CHANNELS]


@dataclass(frozen=True)
class Where:
    """The files of a member's month and the warehouse beside them."""

    extracts: Path
    warehouse: Path
    member_id: str
    month: str

    def table(self, name: str, month: str, columns: list[str]) -> pd.DataFrame:
        """Columns of a typed table of the warehouse."""
        return pd.read_parquet(self.warehouse / self.member_id / month / f"{name}.parquet", columns=columns)


def read(where: Where, folder: Path) -> None:
    """Every file of the month as typed Parquet; what cannot be converted becomes missing."""
    for name, contract in load_contracts().items():
        path = where.extracts / where.member_id / where.month / f"{name}_{where.member_id}.csv"
        path = path if path.exists() else path.with_name(path.name + ".gz")
        if not path.exists():
            continue
        frame = pd.read_csv(path, encoding="gb18030", dtype=str)
        frame.columns = pd.Index(contract.columns)
        for column, declared in contract.columns.items():
            frame[column] = convert(frame[column], declared.type)
        frame.to_parquet(folder / f"read_{name}.parquet")
        if name == "txn":
            good = frame.dropna(subset=["account_id", "txn_on", "amount_fen", "seq"])
            figures = pd.DataFrame({"month": [where.month], "n": [len(good)], "fen": [good["amount_fen"].sum()]})
            figures.to_parquet(folder / "txn.parquet")


def convert(texts: pd.Series, kind: str) -> pd.Series:
    """Dates, whole numbers and fen; everything else stays text."""
    if kind == "date":
        return pd.to_datetime(texts, format="%Y%m%d", errors="coerce")
    if kind == "int":
        return pd.to_numeric(texts, errors="coerce").astype("Int64")
    if kind in ("money", "money_day"):
        return (pd.to_numeric(texts, errors="coerce") * 100).round().astype("Int64")
    return texts


def build(where: Where, months: list[str], tables: Path, folder: Path) -> None:
    """Customers by month and kind, and the movements of the month by customer and channel."""
    owners = account_owners(where, months, tables)
    pd.concat([month_balances(where, month, owners) for month in months]).to_parquet(folder / "history.parquet")
    txn = where.table("txn", where.month, ["account_id", "initiator", "channel"])
    txn = txn[txn["initiator"] == "C"].merge(owners, on="account_id").dropna(subset=["customer_id"])
    counts = {"n_txn": txn.groupby("customer_id").size()}
    for column, channel in CHANNELS.items():
        counts[column] = txn[txn["channel"] == channel].groupby("customer_id").size()
    pd.DataFrame(counts).fillna(0).astype("int64").reset_index().to_parquet(folder / "counts.parquet")


def account_owners(where: Where, months: list[str], tables: Path) -> pd.DataFrame:
    """One row per contract of any month: kind and customer by the newest master that has it."""
    parts = []
    for month in reversed(months):
        for kind, (table, key) in MASTERS.items():
            part = where.table(table, month, [key, "src_sys", "cust_no"]).rename(columns={key: "account_id"})
            parts.append(part.assign(kind=kind))
    owners = pd.concat(parts).drop_duplicates("account_id")
    links = pd.read_parquet(tables / "links.parquet", columns=["src_sys", "cust_no", "customer_id"])
    return owners.merge(links, on=["src_sys", "cust_no"], how="left")[["account_id", "kind", "customer_id"]]


def month_balances(where: Where, month: str, owners: pd.DataFrame) -> pd.DataFrame:
    """One row per customer with a balance in one month: averages and end balances by kind, in fen."""
    money = ["accumulation_fen_day", "balance_fen", "customer_in_fen", "customer_out_fen"]
    bal = where.table("bal_month", month, ["account_id", *money]).merge(owners, on="account_id")
    by_kind = bal.groupby(["customer_id", "kind"])[money[:2]].sum().unstack(fill_value=0)
    by_kind = by_kind.reindex(columns=pd.MultiIndex.from_product([money[:2], KINDS]), fill_value=0)
    days = pd.Period(month).days_in_month
    out = pd.DataFrame(index=by_kind.index).assign(month=month)
    for kind in KINDS:
        # 64-bit floats hold these sums exactly, and round() is half to even
        out[f"{kind}_avg_fen"] = (by_kind["accumulation_fen_day", kind] / days).round().astype("int64")
        out[f"{kind}_end_fen"] = by_kind["balance_fen", kind]
    for part in ("avg", "end"):
        out[f"aum_{part}_fen"] = sum(out[f"{kind}_{part}_fen"] for kind in KINDS if kind != "loan")
    moved = bal[bal["kind"] != "loan"].groupby("customer_id")[money[2:]].sum()
    return out.join(moved).fillna(0).reset_index()
