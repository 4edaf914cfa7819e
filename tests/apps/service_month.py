"""What the service room published of an invented month, and what people recorded since, for tests of the branch board."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd

from rccrm_lib.core.people import People, Person
from rccrm_lib.core.settings import Settings, load_settings
from rccrm_lib.core.store import Contact, Contacts, Decisions
from rccrm_lib.ocrm.service import Act, Cases, NewCase
from rccrm_lib.ocrm.service.schema import SERVICE_ACTIONS, SERVICE_DUE, finish
from tests.apps.published_month import BRANCH, MANAGER, MEMBER, MONTH, OTHER_FROM, write_registers

STANDARD = {"channel": "phone", "role": "manager", "minutes": 30, "standard_id": "call"}
N_DUE, N_OTHER = 30, 4
#: Stands beside MANAGER at the branch, with no customers yet.
COLLEAGUE = "M0012"


def write_service(tables: Path, *, today: date) -> None:
    """Publish what is due and was done: of N_DUE customers of one branch and N_OTHER of the other, every third is overdue."""
    write_registers(tables, (COLLEAGUE, "丁", BRANCH, "1", "1", "2018-01-01", None))
    ids = pd.read_parquet(tables / "customers.parquet")["customer_id"].tolist()
    tiers = pd.read_parquet(tables / "tiers.parquet").query("month == @MONTH").set_index("customer_id")["tier"]
    picked = [*ids[:N_DUE], *ids[OTHER_FROM: OTHER_FROM + N_OTHER]]
    due = pd.DataFrame([{**STANDARD, "customer_id": one, "action": "call", "last_contact_on": None, "is_overdue": n % 3 == 0,
                         "due_on": pd.Timestamp(today + timedelta(days=-3 if n % 3 == 0 else 9))}
                        for n, one in enumerate(picked)])
    finish(due, SERVICE_DUE).to_parquet(tables / "service_due.parquet")
    done = pd.DataFrame([{**STANDARD, "customer_id": one, "action": "call", "month": MONTH, "tier": tiers[one], "branch_id": "",
                          "manager_id": MANAGER, "due_on": pd.Timestamp(f"{MONTH}-10"), "done_on": None, "is_done": n % 2 == 0,
                          "is_in_time": n % 2 == 0} for n, one in enumerate(picked)])
    finish(done, SERVICE_ACTIONS).to_parquet(tables / "service_actions.parquet")


def at(day: date, hour: int = 3) -> float:
    """A moment of a day in UTC."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC).timestamp()


def record_visits(contacts: Contacts, customers: list[str], *, today: date, manager: str = MANAGER, by: str = "wang") -> None:
    """Visits of the week before this one, each recorded on its day."""
    day = today - timedelta(days=today.weekday() + 4)
    for customer in customers:
        visit = Contact(customer, manager, day, "visit", "met")
        contacts.write(visit, key=f"{by} {customer} {day}", person_id=by, role="manager", now=at(day), seen=0)


def open_case(decisions: Decisions, settings: Settings, customer: str, *, opened: date, key: str = "case-1") -> str:
    """A complaint about waiting of a day; its number."""
    teller = Person("sun", "孙柜员", "teller", MEMBER, "")
    new = NewCase("complaint", "waiting", "排队两小时", customer_id=customer)
    return Cases(decisions, settings=settings.cases).open(new, Act(teller, at(opened), key), tasks=("take_complaints",)).subject



def begin_morning(tables: Path, config: Path, *, today: date) -> None:
    """A morning: service that is due, a complaint whose time is nearly over, visits of last week to verify: of four at one
    branch one, and at the other one of each of two managers.
    """
    write_service(tables, today=today)
    settings = load_settings(config)
    people = People(settings.paths.store, settings=settings.apps)
    customers = pd.read_parquet(tables / "customers.parquet")["customer_id"].tolist()
    contacts = people.open_part(Contacts, MEMBER)
    record_visits(contacts, customers[10:14], today=today, by="zhao")
    for manager, customer in (("M0008", customers[OTHER_FROM + 2]), ("M0010", customers[OTHER_FROM + 9])):
        record_visits(contacts, [customer], today=today, manager=manager, by="li")
    open_case(people.open_part(Decisions, MEMBER), settings, customers[3], opened=today - timedelta(days=13), key="morning")
