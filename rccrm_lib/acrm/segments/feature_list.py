"""The features that tag rules and segmenters may read: name, kind, and the columns of the extracts that each needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["count", "fen", "days", "months", "years", "share", "flag", "code"]
DUCKDB_TYPES = {"count": "BIGINT", "fen": "BIGINT", "days": "BIGINT", "months": "BIGINT", "years": "BIGINT",
                "share": "DOUBLE", "flag": "BOOLEAN", "code": "VARCHAR"}


@dataclass(frozen=True)
class Feature:
    """One column of `customer_features`; `needs` lists table.column of the extracts, all of which must be supplied.

    `none_is_no`: of a customer without any (no deposit, no movement) a condition is false, not unknown.
    """

    name: str
    kind: Kind
    needs: tuple[str, ...] = ()
    none_is_no: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it can be compared with a number."""
        return self.kind not in ("flag", "code")


_MOVED = ("txn.initiator",)
_CHANNEL = ("txn.initiator", "txn.channel")
_SUMMARY = ("txn.initiator", "txn.summary")
_OTHER_BANK = ("txn.initiator", "txn.summary", "txn.counter_bank")
_IN, _OUT = ("bal_month.customer_in_fen",), ("bal_month.customer_out_fen",)
_PAID = ("payroll.account_id", "payroll.kind")

FEATURES = (
    Feature("nature", "code"),
    Feature("party_kind", "code"),
    Feature("occupation", "code", ("cif_person.occupation",)),
    Feature("age_years", "years", ("cif_person.birth_on",)),
    Feature("is_away", "flag", ("household_archive.away_since_on",)),
    Feature("tenure_months", "months"),
    Feature("n_products", "count"),
    Feature("has_time", "flag"),
    Feature("has_wealth", "flag"),
    Feature("has_loan", "flag"),
    Feature("has_card", "flag"),
    Feature("has_mobile_bank", "flag"),
    Feature("has_merchant", "flag"),
    Feature("aum_fen", "fen"),
    Feature("demand_fen", "fen"),
    Feature("loan_fen", "fen"),
    Feature("aum_year_ago_fen", "fen"),
    Feature("months_since_active", "months"),
    Feature("active_months_12m", "months", _IN),
    Feature("months_seen_12m", "months"),
    Feature("in_month_fen", "fen", _IN),
    Feature("in_usual_fen", "fen", _IN),
    Feature("out_usual_fen", "fen", _OUT),
    Feature("in_festival_fen", "fen", _IN),
    Feature("in_harvest_fen", "fen", _IN),
    Feature("out_school_fen", "fen", _OUT),
    Feature("n_txn_3m", "count", _MOVED),
    Feature("n_counter_3m", "count", _CHANNEL),
    Feature("n_self_3m", "count", _CHANNEL),
    Feature("n_mobile_3m", "count", _CHANNEL),
    Feature("n_pos_3m", "count", _CHANNEL),
    Feature("n_agent_3m", "count", _CHANNEL),
    Feature("n_pos_in_3m", "count", _CHANNEL),
    Feature("n_counter_before_3m", "count", _CHANNEL),
    Feature("n_mobile_before_3m", "count", _CHANNEL),
    Feature("mobile_share_3m", "share", _CHANNEL, none_is_no=True),
    Feature("spend_3m_fen", "fen", _SUMMARY),
    Feature("cash_share_3m", "share", _SUMMARY, none_is_no=True),
    Feature("other_out_3m_fen", "fen", _OTHER_BANK),
    Feature("other_in_3m_fen", "fen", _OTHER_BANK),
    Feature("n_repay_3m", "count", ("txn.summary",)),
    Feature("n_wage_3m", "count", _PAID),
    Feature("wage_3m_fen", "fen", (*_PAID, "payroll.amount_fen")),
    Feature("n_pension_3m", "count", _PAID),
    Feature("n_subsidy_12m", "count", _PAID),
    Feature("first_wage_months_ago", "months", _PAID, none_is_no=True),
    Feature("first_pension_months_ago", "months", _PAID, none_is_no=True),
    Feature("n_time_renewed_12m", "count", ("acct_time.mature_on",)),
    Feature("days_to_maturity", "days", ("acct_time.mature_on",), none_is_no=True),
    Feature("maturing_90d_fen", "fen", ("acct_time.mature_on", "acct_time.balance_fen")),
    Feature("days_to_loan_due", "days", ("loan.due_on",), none_is_no=True),
    Feature("overdue_days", "days", ("loan.overdue_days",), none_is_no=True),
)
BY_NAME = {feature.name: feature for feature in FEATURES}


def missing_sources(feature: Feature, supplied: Mapping[str, Collection[str]]) -> list[str]:
    """The table.column that the feature needs and the bank does not supply; an empty list: it can be computed."""
    places = (need.split(".") for need in feature.needs)
    return [f"{table}.{column}" for table, column in places if column not in supplied.get(table, ())]
