"""A small published month with the tables that the pages read, for tests. Everybody in it is invented."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tests.apps.portfolio_month import portfolio_tables
from tests.apps.worklist_month import worklist_tables

MEMBER, MONTH, MONTHS = "360199", "2026-09", 13
SCRIPT_NAME = '<script>window.owned=1</script><img src=x onerror="window.owned=2">食品有限公司'
SURNAMES = "张王李刘陈杨黄赵周吴"
GIVEN = ("伟", "芳", "秀英", "建国", "小红", "桂花", "志强", "水生", "金莲", "火根")
TIERS = [("MASS", "普通", "Mass", 0, "low"), ("POTENTIAL", "潜力", "Potential", 10_000, "low"),
         ("QUALITY", "优质", "Quality", 50_000, "mid"), ("VIP", "贵宾", "VIP", 200_000, "mid"),
         ("WEALTH", "财富", "Wealth", 500_000, "high"), ("PRIVATE", "私享", "Private", 6_000_000, "high")]
#: The first customers are looked after by one manager at one branch, those from here on by another at another.
OTHER_FROM = 150
MANAGER, OTHER_MANAGER = "M0007", "M0008"
BRANCH, OTHER_BRANCH = "360199002", "360199003"
#: Registers of units and managers, for tests that need them: two branches, an outlet of each, one outlet merged into another.
UNITS = [
    (MEMBER, "行社", None, "2", "2006-01-01", None, None), ("36019901", "一支行", MEMBER, "3", "2006-01-01", None, None),
    ("36019902", "二支行", MEMBER, "3", "2006-01-01", None, None), (BRANCH, "营业部", "36019901", "4", "2006-01-01", None, None),
    (OTHER_BRANCH, "老街", "36019902", "4", "2006-01-01", "2026-05-01", "360199009"),  # merged; its customers keep the code
    ("360199009", "新街", "36019902", "4", "2006-01-01", None, None),
]
POSTS = [
    (MANAGER, "甲", BRANCH, "1", "1", "2018-01-01", None),
    (OTHER_MANAGER, "乙", "36019901", "1", "1", "2018-01-01", "2026-01-01"),
    (OTHER_MANAGER, "乙", "36019902", "1", "1", "2026-01-01", None),
    ("M0009", "丙", BRANCH, "1", "1", "2018-01-01", "2026-09-01"),
]
#: The customer whose card the tests look at closely; unique name, four people at home, a loan.
STAR = {"name": "欧阳春兰", "cert_no": "360199197803124527", "mobile": "13870195678", "customer_id": "C7QK2MVXR84T"}


def months_back(n: int) -> list[str]:
    """The last n months, oldest first."""
    return [str(m) for m in pd.period_range(end=MONTH, periods=n, freq="M")]


def build_published(outputs: Path, *, n: int = 200, manifest: dict[str, Any] | None = None) -> Path:
    """Write outputs/<member>/<month> with n customers; `manifest` overrides or (with None) drops keys."""
    folder = outputs / MEMBER / MONTH
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    for name, frame in build_tables(n).items():
        frame.to_parquet(folder / "tables" / f"{name}.parquet", index=False)
    body = {"member_id": MEMBER, "month": MONTH, "simulated": True, "member_name_zh": "云溪县农村信用合作联社",
            "member_name_en": "Yunxi County Rural Credit Co-operative", "currency": "CNY",
            "code_version": "0.1.0+test", "settings": {"tiers": {"tiers": [
                dict(zip(("code", "name_zh", "name_en", "floor_yuan", "band"), row, strict=True)) for row in TIERS]}}}
    body |= manifest or {}
    text = json.dumps({k: v for k, v in body.items() if v is not None}, ensure_ascii=False)
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    return folder


def write_registers(tables: Path, *colleagues: tuple[str | None, ...]) -> None:
    """Publish the registers UNITS and POSTS, and who else is there, beside the tables of a month."""
    for name, columns, rows in (
        ("org", "org_id name parent_id level valid_from_on valid_to_on merged_into_id", UNITS),
        ("manager", "manager_id name branch_id line post valid_from_on valid_to_on", [*POSTS, *colleagues]),
    ):
        frame = pd.DataFrame(rows, columns=columns.split())
        for column in ("valid_from_on", "valid_to_on"):
            frame[column] = pd.to_datetime(frame[column]).dt.date
        frame.to_parquet(tables / f"{name}.parquet")


def build_tables(n: int) -> dict[str, pd.DataFrame]:
    """The published tables by name, seeded."""
    rng = np.random.default_rng(7)
    customers = _customers(n, rng)
    history = _history(customers, rng)
    months = _customer_months(customers, history, rng)
    households = pd.DataFrame(
        [{"household_id": row.household_id, "customer_id": row.customer_id, "relation": row.relation,
          "is_head": row.relation == "01", "is_primary": True, "village_id": row.village_id, "group_no": "03",
          "valid_from_on": date(2019, 3, 1)}
         for row in customers.itertuples() if row.household_id]
    )
    tiers = pd.concat([_tiers(history[history["month"] == m]) for m in months_back(MONTHS)], ignore_index=True)
    links = pd.DataFrame(
        [{"src_sys": system, "cust_no": f"{system[:1]}{index:07d}", "customer_id": row.customer_id, "rule": "cert",
          "score": 1.0}
         for index, row in enumerate(customers.itertuples())
         for system in ("CORE", "LOAN", "EBANK", "ARCH")[: row.n_sources]]
    )
    homes = months.dropna(subset=["household_id"]).groupby("household_id", as_index=False)[["aum_end_fen", "loan_end_fen"]].sum()
    homes = homes.assign(month=MONTH, overdue_fen=0, maturing_fen=2_500_000,
                         credit_unused_fen=pd.array([None] * len(homes), "Int64"))
    events = pd.DataFrame([("join", "H001", row.customer_id, row.relation, date(2026, 9, 12))
                           for row in customers.iloc[2:3].itertuples()],
                          columns=["kind", "household_id", "customer_id", "relation", "valid_on"])
    village = pd.DataFrame({"village_id": ["V01", "V02"], "name": ["清溪村", "石门村"], "township": ["云溪镇"] * 2})
    return {"customers": customers.drop(columns="relation"), "customer_months": months,
            "customer_history": history, "tiers": tiers, "household_members": households, "links": links,
            "household_months": homes, "household_events": events, "village": village,
            "village_months": pd.DataFrame({"village_id": ["V01", "V02"], "is_credit_village": [True, False]}),
            "value_changes": _changes(customers),
            "watch_list": _watch(customers),
            **portfolio_tables(months, branches=(BRANCH, OTHER_BRANCH), managers=(MANAGER, OTHER_MANAGER)),
            **worklist_tables(customers, dict(zip(months["customer_id"], months["manager_id"], strict=True)))}


def _changes(customers: pd.DataFrame) -> pd.DataFrame:
    """The star rose by demand deposits, the next customer fell by a person's word."""
    rows: list[tuple[Any, ...]] = [("POTENTIAL", "QUALITY", "demand", "AUM", "2026-07", "2026-08", 4_600_000),
            ("VIP", "QUALITY", "override_ended", None, "2026-08", "2026-09", None)]
    names = ["from_tier", "to_tier", "deciding", "deciding_measure", "deciding_from", "deciding_until", "deciding_fen"]
    frame = pd.DataFrame(rows[:len(customers)], columns=names)
    frame = frame.assign(customer_id=customers["customer_id"].head(len(frame)).to_numpy(), month=MONTH)
    return frame.astype({"deciding_fen": "Int64"})


def _watch(customers: pd.DataFrame) -> pd.DataFrame:
    """The next customer keeps VIP for one month more at most."""
    row = customers["customer_id"].iloc[-1], "VIP", "QUALITY", 2, 2, "2026-11", False, "AUM", 0.1, "demand", "AUM", "2026-07", *(
        2_000_000, 18_000_000, 10_000, 120_000, -3_000_000)
    names = ["customer_id", "tier", "falls_to", "months_below", "months_left", "falls_in", "is_settled", "measure", "gap_share",
             "deciding", "deciding_measure", "deciding_from", "gap_fen", "aum_avg_fen", "comparable_fen", "stake_fen",
             "deciding_fen"]
    return pd.DataFrame([row], columns=names)


def _customers(n: int, rng: np.random.Generator) -> pd.DataFrame:
    rows = [_person(index, rng) for index in range(n)]
    rows[0] |= STAR | {"household_id": "H001", "relation": "01", "sex": "2", "birth_on": date(1978, 3, 12),
                       "village_id": "V01", "completeness": 7, "missing_elements": "occupation,cert_valid_to_on",
                       "occupation": None, "cert_valid_to_on": None, "refuses_marketing": True,
                       "address": "江西省云溪县云溪镇清溪村三组12号", "n_sources": 3, "nature": "FARM"}
    for index, (name, relation) in enumerate((("张大山", "02"), ("张晓雨", "04"), ("欧阳有福", "05")), start=1):
        rows[index] |= {"name": name, "household_id": "H001", "relation": relation, "village_id": "V01"}
    rows[4] |= {"name": SCRIPT_NAME, "party_kind": "org", "nature": "COMPANY", "sex": None, "birth_on": None,
                "cert_no": "91360199MA35XSS01X", "household_id": None, "completeness": None,
                "missing_elements": None, "customer_id": "CXSSXSSXSS2A"}
    rows[5] |= {"name": "罗冬梅", "death_on": date(2026, 8, 20), "cert_valid_to_on": date(2020, 1, 1)}
    for index in range(20, 40):
        rows[index] |= {"name": "张伟"}
    return pd.DataFrame(rows)


def _person(index: int, rng: np.random.Generator) -> dict[str, Any]:
    born = date(1940, 1, 1) + timedelta(days=int(rng.integers(0, 24_000)))
    return {
        "customer_id": f"C{index:010d}Z", "party_kind": "person", "nature": str(rng.choice(["FARM", "URBAN", "SELF"])),
        "name": SURNAMES[index % 10] + GIVEN[index // 10 % 10], "name_is_conflicting": False, "cert_type": "101",
        "cert_no": f"360199{born:%Y%m%d}{index:03d}X", "cert_grade": "A", "sex": str(rng.choice(["1", "2"])),
        "birth_on": born, "nationality": "CHN", "occupation": "1", "mobile": f"139{index:04d}{4321 + index:04d}",
        "mobile_is_shared": False, "address": "江西省云溪县云溪镇石门村二组8号", "village_id": "V02",
        "branch_id": BRANCH if index < OTHER_FROM else OTHER_BRANCH, "teller_id": "T001", "cert_valid_to_on": date(2031, 5, 1),
        "first_open_on": date(2009, 6, 1), "n_records": 2, "n_sources": 2, "completeness": 9, "missing_elements": "",
        "is_staff": False, "is_farm": True, "refuses_marketing": False, "death_on": None, "household_id": None,
        "relation": None,
    }


def _history(customers: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """One row per customer and month, fen."""
    base = np.exp(rng.normal(14, 1.6, len(customers))).astype(np.int64)
    base[0] = 21_600_000
    frames = []
    for step, month in enumerate(months_back(MONTHS)):
        wave = 1 + 0.02 * step + 0.15 * np.sin(step / 2)
        demand, time = (base * 0.3 * wave).astype(np.int64), (base * 0.6 * (1 + 0.015 * step)).astype(np.int64)
        wealth = np.where(np.arange(len(base)) % 3 == 0, (base * 0.15).astype(np.int64), 0)
        loan = np.where(np.arange(len(base)) % 4 == 0, 8_000_000 - 300_000 * step, 0)
        frames.append(pd.DataFrame({
            "customer_id": customers["customer_id"], "month": month, "n_accounts": 3, "demand_avg_fen": demand,
            "time_avg_fen": time, "wealth_avg_fen": wealth, "aum_avg_fen": demand + time + wealth,
            "aum_end_fen": demand + time + wealth, "loan_avg_fen": loan, "loan_end_fen": loan,
            "customer_in_fen": 0, "customer_out_fen": 0}))
    return pd.concat(frames, ignore_index=True).sort_values(["customer_id", "month"], ignore_index=True)


def _customer_months(customers: pd.DataFrame, history: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    now = history[history["month"] == MONTH].drop(columns=["n_accounts"])
    extra = customers[["customer_id", "party_kind", "nature", "completeness", "branch_id", "village_id", "household_id",
                       "first_open_on"]].assign(
        n_accounts=3, n_owned=2, n_co_used=1, n_products=5, has_demand=True, has_time=True, has_wealth=False,
        has_card=True, has_mobile_bank=True, has_merchant=None, has_share=True, has_payroll=False, share_fen=100_000,
        loan_amount_fen=10_000_000, manager_id=[MANAGER if i < OTHER_FROM else OTHER_MANAGER for i in range(len(customers))],
        last_active_on=[date(2026, 9, 30) - timedelta(days=int(d)) for d in rng.integers(0, 300, len(customers))])
    extra["has_merchant"] = extra["has_merchant"].astype("boolean")
    joined = extra.merge(now, on="customer_id")
    return joined.assign(has_loan=joined["loan_end_fen"] > 0)


def _tiers(history: pd.DataFrame) -> pd.DataFrame:
    floors = [row[3] * 100 for row in TIERS]
    codes = [TIERS[i][0] for i in np.searchsorted(floors, history["aum_avg_fen"], side="right") - 1]
    return pd.DataFrame({"customer_id": history["customer_id"].to_numpy(), "month": history["month"].to_numpy(),
                         "tier": codes, "natural_tier": codes, "months_below": 0, "is_watch": False, "reason": ""})
