"""Which field of a post gives which column of the published tables. A table or column that is not here, no page can read."""

from __future__ import annotations

from rccrm_lib.core.privacy import mask_sql
from rccrm_lib.core.roles import MASKABLE, Role

#: What is always given to whoever reaches a customer.
ALWAYS = "always"
#: Table -> field -> columns. A column under two fields is given by either; a table is empty for a post that gets none of them.
FIELD_COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "customers": {
        ALWAYS: ("customer_id", "party_kind", "nature", "sex", "is_farm"),
        "name": ("name",),
        "cert_no": ("cert_no", "cert_type", "cert_grade", "cert_no_source"),
        "mobile": ("mobile", "mobile_source"),
        "address": ("address", "address_source", "village_id"),
        "birth": ("birth_on",),
        "alerts": ("name_is_conflicting", "mobile_is_shared", "is_staff", "refuses_marketing", "death_on", "cert_valid_to_on"),
        "household": ("household_id",),
        "details": ("nationality", "occupation", "cert_valid_to_on", "first_open_on", "teller_id", "n_records", "n_sources",
                    "nationality_source", "occupation_source", "village_id_source", "name_source"),
        "completeness": ("completeness", "missing_elements"),
        "manager": ("branch_id",),
    },
    "customer_months": {
        ALWAYS: ("customer_id", "month", "party_kind", "nature"),
        "assets": ("demand_avg_fen", "time_avg_fen", "wealth_avg_fen", "aum_avg_fen", "aum_end_fen", "share_fen",
                   "customer_in_fen", "customer_out_fen"),
        "loans": ("loan_avg_fen", "loan_end_fen", "loan_amount_fen", "has_loan"),
        "products": ("n_accounts", "n_owned", "n_co_used", "n_products", "has_demand", "has_time", "has_wealth", "has_loan",
                     "has_card", "has_mobile_bank", "has_merchant", "has_share", "has_payroll"),
        "activity": ("last_active_on", "n_txn", "n_txn_counter", "n_txn_self", "n_txn_mobile", "n_txn_web", "n_txn_pos",
                     "n_txn_agent"),
        "household": ("household_id",),
        "address": ("village_id",),
        "details": ("first_open_on", "tenure_months"),
        "completeness": ("completeness",),
        "manager": ("manager_id", "branch_id"),
    },
    "customer_history": {
        ALWAYS: ("customer_id", "month"),
        "assets": ("demand_avg_fen", "time_avg_fen", "wealth_avg_fen", "aum_avg_fen", "demand_end_fen", "time_end_fen",
                   "wealth_end_fen", "aum_end_fen", "customer_in_fen", "customer_out_fen"),
        "loans": ("loan_avg_fen", "loan_end_fen"),
        "products": ("n_accounts", "n_owned", "n_co_used"),
    },
    "tiers": {
        ALWAYS: ("customer_id", "month"),
        "tier": ("tier", "natural_tier", "months_below", "is_watch", "reason", "aum_tier", "contribution_tier", "tier_reason",
                 "band"),
        "assets": ("aum_avg_fen", "comparable_fen"),
    },
    "value_changes": {
        ALWAYS: ("customer_id", "month"),
        "tier": ("from_tier", "to_tier", "deciding", "deciding_measure", "deciding_from", "deciding_until"),
        "assets": ("deciding_fen",),
    },
    "watch_list": {
        ALWAYS: ("customer_id",),
        "tier": ("tier", "falls_to", "months_below", "months_left", "falls_in", "is_settled", "measure", "gap_share", "deciding",
                 "deciding_measure", "deciding_from"),
        "assets": ("gap_fen", "aum_avg_fen", "comparable_fen", "stake_fen", "deciding_fen"),
    },
    "household_members": {
        ALWAYS: ("customer_id",),
        "household": ("household_id", "relation", "is_head", "is_primary", "valid_from_on"),
        "address": ("village_id", "group_no"),
    },
    "household_events": {ALWAYS: ("customer_id",), "household": ("household_id", "kind", "relation", "valid_on")},
    # whoever may not see what a customer has gets no item: the evidence says it
    "worklist_items": {
        ALWAYS: ("customer_id",),
        "assets": ("item_id", "household_id", "manager_id", "reason", "evidence", "from_on", "due_on", "until_on", "value_fen",
                   "minutes", "kind", "source", "action"),
    },
    "portfolio_moves": {
        ALWAYS: ("customer_id",),
        "manager": ("branch_id", "from_manager_id", "to_manager_id", "reason", "evidence", "minutes"),
        "household": ("household_id",),
        "assets": ("value_fen",),
    },
    "portfolio_unassigned": {ALWAYS: ("customer_id",), "manager": ("branch_id", "from_manager_id", "limit")},
    "portfolio_reclaim": {
        ALWAYS: ("customer_id",),
        "manager": ("manager_id", "branch_id", "tier", "last_contact_on", "days", "limit_days", "state"),
    },
    "lifecycle": {ALWAYS: ("customer_id",), "activity": ("stage", "entry_on")},
    "service_due": {
        ALWAYS: ("customer_id", "action"),
        "activity": ("channel", "role", "minutes", "standard_id", "due_on", "last_contact_on", "is_overdue"),
    },
    "service_actions": {
        ALWAYS: ("customer_id", "action", "month"),
        "activity": ("role", "minutes", "standard_id", "due_on", "done_on", "is_done", "is_in_time"),
        "tier": ("tier",),
        "manager": ("manager_id", "branch_id"),
    },
    "links": {ALWAYS: ("customer_id",), "details": ("src_sys", "cust_no", "rule", "score")},
}
#: Columns of `household_months` by the field that gives them, besides "household" itself.
HOME_COLUMNS = {
    "assets": ("aum_end_fen", "maturing_fen"),
    "loans": ("loan_end_fen", "overdue_fen", "credit_unused_fen", "guaranteed_given_fen", "guaranteed_received_fen"),
}
#: A table that is empty for a post without this field, whatever else of it the post might get.
NEEDS = {"tiers": "tier", "value_changes": "tier", "watch_list": "tier", "household_members": "household",
         "household_events": "household", "links": "details",
         "portfolio_moves": "manager", "portfolio_unassigned": "manager",
         "portfolio_reclaim": "manager", "lifecycle": "activity", "service_due": "activity",
         "service_actions": "activity", "worklist_items": "assets"}
#: Tables that a month need not have: it was published before there were any, or the bank has no such thing.
OPTIONAL = frozenset({"value_changes", "watch_list", "household_events", "portfolio_moves", "portfolio_unassigned",
                      "portfolio_reclaim", "lifecycle", "worklist_items", "service_due", "service_actions"})


def given_columns(table: str, role: Role) -> frozenset[str]:
    """The columns of a published table that a post is given, whole or masked."""
    return frozenset(column for field, columns in FIELD_COLUMNS[table].items()
                     if field == ALWAYS or role.level(field) != "hidden" for column in columns)


def given_home_columns(role: Role) -> tuple[str, ...]:
    """The sums over a household that a post is given."""
    return tuple(column for field, columns in HOME_COLUMNS.items() if role.level(field) != "hidden" for column in columns)


def is_given(table: str, role: Role) -> bool:
    """Whether a post gets any row of a table."""
    return table not in NEEDS or role.level(NEEDS[table]) != "hidden"


def column_sql(table: str, column: str, role: Role, *, always_masked: bool = False) -> str:
    """One known column as a post sees it: as it is, masked, or missing."""
    if column not in given_columns(table, role):
        return f'CASE WHEN FALSE THEN "{column}" END AS "{column}"'  # missing, of the same type
    if table != "customers" or column not in MASKABLE or (role.level(column) == "full" and not always_masked):
        return f'"{column}"'
    masked = mask_sql(column, column)
    # organisations are known by their name
    return f"CASE WHEN party_kind = 'org' THEN name ELSE {masked} END AS name" if column == "name" else f"{masked} AS {column}"


def known_columns(table: str) -> frozenset[str]:
    """Every column of a table that some field gives."""
    return frozenset(column for columns in FIELD_COLUMNS[table].values() for column in columns)
