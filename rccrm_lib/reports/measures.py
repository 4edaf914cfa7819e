"""The few numbers that page one and the sections share: sums, shares and differences of the frames, no model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from rccrm_lib.facts.calendar import add_months
from rccrm_lib.reports.document import plain
from rccrm_lib.reports.results import MonthResults

BAD_CLASSES = ("3", "4", "5")
ATTRITION_MONTH = 6
ORGS = ("COMPANY", "COOP", "PUBLIC", "VILLAGE", "SELF")


@dataclass(frozen=True)
class Interval:
    """An estimate with its interval; low and high are None where none could be made."""

    value: Any = None
    low: Any = None
    high: Any = None


def ratio(part: Any, whole: Any) -> float | None:
    """part / whole, or None where either is missing or the whole is zero."""
    return None if part is None or not whole else float(part) / float(whole)


def difference(now: Any, before: Any) -> Any:
    """now - before, or None where either is missing."""
    return None if now is None or before is None else now - before


def total(frame: pd.DataFrame | None, column: str) -> int | None:
    """The sum of a column, or None where the frame or one of its values is missing."""
    if frame is None or frame.empty or frame[column].isna().any():
        return None
    return round(float(frame[column].sum())) if frame[column].dtype.kind == "f" else int(frame[column].sum())


def balance(results: MonthResults, column: str, *, months_back: int = 0) -> int | None:
    """A column of the month's balances, or of an earlier month's."""
    if results.balances is None:
        return None
    month = add_months(results.month, -months_back)
    found = results.balances.loc[results.balances["month"] == month, column]
    value = plain(found.iloc[0]) if len(found) else None
    return None if value is None else int(value)


def growth(results: MonthResults, column: str, *, months_back: int) -> float | None:
    """The change of a balance against an earlier month, as a share of it."""
    before = balance(results, column, months_back=months_back)
    return ratio(difference(balance(results, column), before), before)


def deviation(results: MonthResults, *, months_back: int = 0) -> float | None:
    """Month-end deviation: (deposits at the end - their average) / average."""
    average = balance(results, "deposit_avg_fen", months_back=months_back)
    end = balance(results, "deposit_end_fen", months_back=months_back)
    return ratio(difference(end, average), average)


def bad_loans(results: MonthResults, column: str = "balance_fen") -> int | None:
    """Loans classed substandard, doubtful or loss; a supplied ledger without such a row holds a real zero."""
    loans = results.loan_classes
    if loans is None:
        return None
    bad = loans[loans["class5"].isin(BAD_CLASSES)]
    return 0 if bad.empty else total(bad, column)


def bad_loan_rate(results: MonthResults, column: str = "balance_fen") -> float | None:
    """Bad loans as a share of all loans; column previous_fen gives last month's."""
    return ratio(bad_loans(results, column), total(results.loan_classes, column))


def attrition(results: MonthResults, group: str = "ALL") -> Interval:
    """1 - S(6) of a group with its interval turned round."""
    curve = results.survival
    if curve is None:
        return Interval()
    row = curve[(curve["group"] == group) & (curve["month"] == ATTRITION_MONTH)]
    if row.empty:
        return Interval()
    value, low, high = (plain(row.iloc[0][name]) for name in ("survival", "low", "high"))
    if value is None:
        return Interval()
    return Interval(1 - value, None if high is None else 1 - high, None if low is None else 1 - low)


def worst_tier(results: MonthResults) -> tuple[str, Interval] | None:
    """The tier with the highest 6-month attrition, if its whole interval lies above that of everybody.

    The highest of several estimates is always some tier's; without that condition chance would be reported.
    """
    everybody = attrition(results).value
    if everybody is None:
        return None
    found = {code: attrition(results, code) for code in results.tier_names["tier"]}
    clear = {code: part for code, part in found.items() if part.low is not None and part.low > everybody}
    if not clear:
        return None
    worst = max(clear, key=lambda code: clear[code].value)
    return worst, clear[worst]


def bridge_part(results: MonthResults, part: str) -> int | None:
    """One part of the bridge of valuable customers."""
    if results.bridge is None:
        return None
    found = results.bridge.loc[results.bridge["part"] == part, "n"]
    return int(found.iloc[0]) if len(found) else None


def valuable(results: MonthResults, column: str) -> int | None:
    """The sum of a column of the pyramid over the valuable tiers."""
    if results.pyramid is None:
        return None
    codes = results.tier_names.loc[results.tier_names["is_valuable"], "tier"]
    return total(results.pyramid[results.pyramid["tier"].isin(codes)], column)


def top_share(results: MonthResults, top: float) -> float | None:
    """The share of assets that the top share of customers hold."""
    curve = results.concentration
    if curve is None:
        return None
    found = curve.loc[(curve["customers_share"] - top).abs() < 1e-9, "aum_share"]
    return float(found.iloc[0]) if len(found) else None


def contribution(results: MonthResults, *, months_back: int = 0, comparable: bool = False) -> int | None:
    """What customers brought in a month, all parts or only those that every month has."""
    frame = results.contribution_history
    if frame is None:
        return None
    month = add_months(results.month, -months_back)
    found = frame.loc[frame["month"] == month, "comparable_fen" if comparable else "contribution_fen"]
    return int(found.iloc[0]) if len(found) else None


def contribution_share(results: MonthResults, top: float) -> float | None:
    """The share of the contribution that the top share of customers bring."""
    curve = results.contribution_concentration
    if curve is None:
        return None
    found = curve.loc[(curve["customers_share"] - top).abs() < 1e-9, "contribution_share"]
    return float(found.iloc[0]) if len(found) else None


def primary_campaigns(results: MonthResults) -> pd.DataFrame:
    """The campaigns' primary outcomes with `verdict` (gain, loss, unknown, absent); empty where there are none."""
    if results.campaigns is None:
        return pd.DataFrame()
    rows = named(results.campaigns)
    rows = rows[rows["is_primary"].astype(bool)].reset_index(drop=True)
    return rows.assign(verdict=verdicts(rows))


def waiting_campaigns(results: MonthResults) -> pd.DataFrame:
    """One row per campaign without an evaluated primary outcome; verdict says why."""
    if results.campaigns is None:
        return pd.DataFrame()
    rows = named(results.campaigns)
    done = rows.loc[rows["is_primary"].astype(bool), "campaign_id"]
    rows = rows[~rows["campaign_id"].isin(done)].sort_values(["campaign_id", "horizon_months"], ascending=[True, False])
    rows = rows.drop_duplicates("campaign_id").reset_index(drop=True)
    return rows.assign(verdict=rows["status"].replace("evaluated", "absent"))


def named(campaigns: pd.DataFrame) -> pd.DataFrame:
    """The campaigns, those without a name called by their number."""
    return campaigns.assign(name=campaigns["name"].fillna(campaigns["campaign_id"]))


def verdicts(rows: pd.DataFrame) -> list[str]:
    """One verdict per row, by the interval alone."""
    made = []
    for low, high in zip(rows["low_fen"], rows["high_fen"], strict=True):
        absent = pd.isna(low) or pd.isna(high)
        made.append("absent" if absent else "gain" if low > 0 else "loss" if high < 0 else "unknown")
    return made


def campaign_gain(results: MonthResults) -> int | None:
    """Assets that all evaluated campaigns brought, fen; a balance, so that no cost is taken off it."""
    rows = primary_campaigns(results)
    return None if rows.empty else total(rows, "incremental_fen")


def quarantine_rate(results: MonthResults) -> float | None:
    """Rows set apart as a share of the rows read."""
    return ratio(total(results.files, "rows_quarantined"), total(results.files, "rows_read"))


def complete_share(results: MonthResults) -> float | None:
    """Persons with all nine elements, as a share of persons."""
    frame = results.completeness
    if frame is None:
        return None
    return ratio(int(frame.loc[frame["elements"] == 9, "n"].sum()), total(frame, "n"))


def unallocated(results: MonthResults) -> tuple[int, float] | None:
    """Month-end balances without a customer: fen and share; None where nothing was reconciled."""
    frame = results.reconciliation
    if frame is None:
        return None
    rows = frame[(frame["month"] == results.month) & frame["measure"].str.endswith("_end")]
    share = ratio(total(rows, "unallocated_fen"), total(rows, "source_fen"))
    return None if share is None else (int(rows["unallocated_fen"].sum()), share)


def absent_tables(results: MonthResults) -> list[str]:
    """Contract tables that were not supplied at all."""
    if results.supplied is None:
        return []
    return results.supplied.loc[~results.supplied["is_supplied"].astype(bool), "table"].tolist()
