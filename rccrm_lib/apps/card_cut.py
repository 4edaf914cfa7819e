"""What of a customer a role is shown: the rest is cut off here, before anything of it can reach a page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from rccrm_lib.apps.card_home import HOME_COLUMNS
from rccrm_lib.apps.card_record import CardRecord, Row
from rccrm_lib.apps.sight import Sight
from rccrm_lib.core.privacy import mask_address, mask_cert, mask_mobile, mask_name

TAIL = 4
MASKS = {"name": mask_name, "cert_no": mask_cert, "mobile": mask_mobile, "address": mask_address}
#: Columns of `customers` that a card words, by the field of settings/roles.toml that gives them; what is not here stays out.
COLUMNS = {
    "": ("party_kind", "nature", "sex"),
    "cert_no": ("cert_type", "cert_no_source"),
    "mobile": ("mobile_source",),
    "address": ("address_source",),
    "alerts": ("name_is_conflicting", "mobile_is_shared", "is_staff", "refuses_marketing", "death_on", "cert_valid_to_on"),
    "details": ("nationality", "occupation", "cert_valid_to_on", "first_open_on", "nationality_source", "occupation_source",
                "village_id_source", "name_source"),
    "completeness": ("completeness", "missing_elements"),
}
ALL_COLUMNS = tuple(column for columns in COLUMNS.values() for column in columns)
MONTH_COLUMNS = {
    "assets": ("aum_avg_fen", "aum_end_fen", "demand_avg_fen", "time_avg_fen", "wealth_avg_fen"),
    "loans": ("loan_avg_fen", "loan_end_fen", "loan_amount_fen", "has_loan"),
    "products": ("n_products", "n_accounts", "n_co_used", "has_demand", "has_time", "has_wealth", "has_loan", "has_card",
                 "has_mobile_bank", "has_merchant", "has_share", "has_payroll"),
    "activity": ("last_active_on",),
}


def shown(person: Row, field: str, sight: Sight, *, masked_always: bool = False) -> str:
    """One of the maskable fields as this role sees it; organisations keep their name."""
    level, value = sight.level(field), str(person.get(field) or "")
    if level == "hidden":
        return ""
    if field == "name" and person.get("party_kind") == "org":
        return value
    return value if level == "full" and not masked_always else MASKS[field](value)


def person_shown(person: Row, sight: Sight, *, as_of: date) -> Row:
    """The columns that this role is given, the maskable ones as it sees them, the birthday as year and age."""
    given = {column for field, columns in COLUMNS.items() if not field or sight.level(field) != "hidden"
             for column in columns}
    birth = person.get("birth_on") if sight.level("birth") != "hidden" else None
    return {column: person.get(column) if column in given else None for column in ALL_COLUMNS} | {
        **{field: shown(person, field, sight) for field in MASKS},
        "tail": str(person["customer_id"])[-TAIL:],
        "birth_year": birth.year if birth else None,
        "age": as_of.year - birth.year - ((as_of.month, as_of.day) < (birth.month, birth.day)) if birth else None,
    }


def cut_record(record: CardRecord, sight: Sight) -> CardRecord:
    """The record without what this role is not given; what is gone is not there, rather than empty."""
    sees = {field: sight.level(field) != "hidden" for field in (*MONTH_COLUMNS, "tier", "household", "details", "manager",
                                                                "address")}
    keep = {column for field, columns in MONTH_COLUMNS.items() if sees[field] for column in columns}
    family = tuple(one if sees["tier"] else replace(one, tier="") for one in record.household)
    return replace(
        record,
        month=_only(record.month, keep),
        tier=record.tier if sees["tier"] else {},
        history=tuple(_only(row, keep | {"month"}) for row in record.history) if sees["assets"] or sees["loans"] else (),
        household=family if sees["household"] else (),
        beyond=record.beyond if sees["household"] else 0,
        home=_only(record.home, {column for field, columns in HOME_COLUMNS.items() if sees[field] for column in columns})
        if sees["household"] else {},
        sources=record.sources if sees["details"] else {},
        place=record.place if sees["address"] else "",
        village=record.village if sees["address"] else "",
        manager=record.manager if sees["manager"] else "",
        branch=record.branch if sees["manager"] else "",
    )


def _only(row: Row, columns: set[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name in columns}
