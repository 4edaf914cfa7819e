"""06: service: what each tier was owed and got in the month, what is due next, what the standards ask of people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd

from rccrm_lib.core import engine
from rccrm_lib.core.errors import MonthRefused
from rccrm_lib.core.lineage import hash_text
from rccrm_lib.core.settings import Settings
from rccrm_lib.core.standard_settings import StandardVersion
from rccrm_lib.core.store import Assignments, Contacts, Decisions
from rccrm_lib.facts.calendar import add_months, month_end, month_start
from rccrm_lib.flow.prospects import link_prospects
from rccrm_lib.flow.run import Run
from rccrm_lib.flow.stages import Stage
from rccrm_lib.ocrm import service
from rccrm_lib.ocrm.service import schema

ADULT_YEARS = 18
POSTS = """
SELECT DISTINCT manager_id, branch_id FROM manager
WHERE coalesce(valid_from_on, DATE '0001-01-01') <= ? AND coalesce(valid_to_on, DATE '9999-12-31') > ?
  AND line IS NOT NULL ORDER BY manager_id, branch_id
"""


@dataclass(frozen=True)
class Told:
    """What the store and the month say: customers with who looks after them, tags, contacts, cases, leads, people at post.

    `drawn`, `checks`: visits drawn for verification, and what was found. A lead's `linked_id` is its customer, also of a
    prospect who is known as one by now.
    """

    served: pd.DataFrame
    tags: pd.DataFrame
    contacts: pd.DataFrame
    leads: pd.DataFrame
    cases: pd.DataFrame
    drawn: pd.DataFrame
    checks: pd.DataFrame
    people: pd.DataFrame
    townships: pd.DataFrame

    @property
    def requests(self) -> pd.DataFrame:
        """One row per lead about a customer: when it was sent, and answered (missing: not yet)."""
        return self.leads.assign(answered_on=self.leads["closed_on"].replace("", None))[
            ["customer_id", "opened_on", "answered_on"]]

    @property
    def text(self) -> str:
        """All that people recorded, an input of the month."""
        recorded = (self.contacts, self.leads.drop(columns="linked_id"), self.cases, self.drawn, self.checks)
        return "".join(frame.to_csv(index=False) for frame in recorded)


def measure_service(run: Run) -> Stage:
    """06: standards against what was done, by tier, branch and manager; next due days; market notes; work beside capacity."""
    version = run.settings.standards.version_on(month_start(run.month))
    told = gather_service(run)
    frames = _not_supplied() if version is None else _measure(run, version, told)
    frames |= count_service(run, told)
    for name, frame in frames.items():
        run.write_frame(name, frame)
    facts = {"has_standards": version is not None, "version": str(version.valid_from) if version else "",
             "service_sha256": hash_text(told.text), "contacts": len(told.contacts), "due": len(frames["service_actions"])}
    run.write_facts("service", facts)
    return Stage(facts, frames)


def gather_service(run: Run) -> Told:
    """Everything that service is measured from, as of the month's last day."""
    as_of, store = month_end(run.month), run.store()
    with run.engine() as con:
        run.open_tables(con, "customers", "customer_months", "tiers", "household_members")
        served = con.execute(engine.load_sql("rccrm_lib.flow.sql", "served"), {
            "month": run.month, "month_before": add_months(run.month, -1), "as_of": as_of,
            "adult_from": month_end(add_months(run.month, -12 * ADULT_YEARS))}).df()
        people, townships = _masters(run, con, as_of)
        decisions, contacts = Decisions(store.database, run.member.id), Contacts(store.database, run.member.id)
        leads = service.Leads(decisions, settings=run.settings.cases).frame(as_of=as_of)
        leads = leads.assign(linked_id=link_prospects(run, con, leads))
    tags = run.read_frame("tags", "customer_id, tag") if run.has_table("tags") else pd.DataFrame(columns=["customer_id", "tag"])
    made = contacts.since(date.min)
    cases = service.Cases(decisions, settings=run.settings.cases).frame(as_of=as_of)
    drawn = _until(service.Lots(decisions, run.member.id).drawn(), "drawn_at", run)
    return Told(_with_managers(run, served, as_of), tags, made[made["on_day"] <= f"{as_of}"].reset_index(drop=True), leads, cases,
                drawn, _until(contacts.checks(), "at", run), people, townships)


def _until(rows: pd.DataFrame, column: str, run: Run) -> pd.DataFrame:
    """The rows that were written by the end of the month's last day."""
    days = service.local_days(rows[column], settings=run.settings.cases)
    return rows[days <= f"{month_end(run.month)}"].reset_index(drop=True)


def read_work(run: Run, told: Told, version: StandardVersion, *, settings: Settings | None = None) -> pd.DataFrame:
    """One row per level, unit and role: the work of an average month under a version (WORKLOADS)."""
    standards = (settings or run.settings).standards
    owed = service.owe_actions(told.served, told.tags, standards=standards, version=version)
    return service.weigh_work(service.plan_work(owed, told.served), told.people, capacity=standards.capacity_minutes)


def count_service(run: Run, told: Told) -> dict[str, pd.DataFrame]:
    """The month's counts of cases, root causes, leads, verified visits, household forms and notes on the market."""
    days = {"first": month_start(run.month), "last": month_end(run.month)}
    return {
        "service_cases": service.tally_cases(told.cases, **days), "service_causes": service.tally_causes(told.cases, **days),
        "service_leads": service.tally_leads(told.leads, **days),
        "service_checks": service.tally_checks(told.contacts, told.drawn, told.checks, settings=run.settings.cases, **days),
        "visit_forms": service.tally_forms(told.contacts, settings=run.settings.contacts, **days),
        "market_notes": service.sum_market_notes(told.contacts, told.townships),
        "market_rates": service.sum_market_rates(told.contacts, month=run.month),
    }


def _measure(run: Run, version: StandardVersion, told: Told) -> dict[str, pd.DataFrame]:
    settings, first, last = run.settings, month_start(run.month), month_end(run.month)
    standards, rows = settings.standards, service.describe_version(version)
    refuse_rewritten(run, rows)
    credits = service.credit_contacts(told.contacts, told.served, settings=settings.contacts)
    since = recorded_since(run, told.contacts)
    owed_then = service.owe_actions(told.served, told.tags, standards=standards, version=version, tier="tier_before")
    due_then = service.find_due(owed_then, told.served, credits, seen_on=first - timedelta(days=1), recorded_from=since)
    actions = service.measure_month(due_then, told.served, credits, first=first, last=last)
    answers = service.judge_answers(told.requests, told.contacts, told.served, version=version, settings=settings.contacts,
                                    first=first, last=last)
    next_version = standards.version_on(last + timedelta(days=1)) or version
    owed = service.owe_actions(told.served, told.tags, standards=standards, version=next_version)
    due = service.find_due(owed, told.served, credits, seen_on=last, recorded_from=since)
    return {"service_standards": rows, "service_actions": actions, "service_due": service.list_due(due, as_of=last),
            "service_results": service.rate_service(actions, answers, least_n=standards.least_n),
            "service_workloads": read_work(run, told, next_version)}


def recorded_since(run: Run, contacts: pd.DataFrame) -> date:
    """The day from which contacts are recorded here; where none ever was, the month's last: then nothing is 0 %."""
    told = run.settings.contacts.recorded_from
    return told or min((date.fromisoformat(day) for day in contacts["on_day"]), default=month_end(run.month))


def refuse_rewritten(run: Run, standards: pd.DataFrame) -> None:
    """Raise MonthRefused when a version that measured last month reads otherwise now: what held once stays."""
    path = _published_standards(run)
    if not path.is_file():
        return
    before = pd.read_parquet(path)
    same_version = before["valid_from_on"].iloc[:1].equals(standards["valid_from_on"].iloc[:1])
    if same_version and not before.astype(str).equals(standards.astype(str)):
        raise MonthRefused(f"the service standards of {before['valid_from_on'].iloc[0]:%Y-%m-%d} were changed after they had "
                           f"measured {add_months(run.month, -1)}", "a version that stays as it was",
                           "put it back, and add a new version to settings/standards.toml")


def _published_standards(run: Run) -> Path:
    return run.settings.paths.outputs / run.member.id / add_months(run.month, -1) / "tables" / "service_standards.parquet"


def _with_managers(run: Run, served: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Who looks after whom at the month's end: the proposal's table where it is there, otherwise the store over the register."""
    if run.has_table("portfolio"):
        held = run.read_frame("portfolio", "customer_id, manager_id")
    else:
        held = Assignments(run.store().database, run.member.id).holding(as_of)[["customer_id", "manager_id"]]
    held = held.assign(manager_id=held["manager_id"].replace("", None)).set_index("customer_id")["manager_id"]
    said = served["customer_id"].isin(held.index)
    return served.assign(manager_id=served["customer_id"].map(held).where(said, served["manager_id"]))


def _masters(run: Run, con: duckdb.DuckDBPyConnection, as_of: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Managers at post on the day, and the township of each customer; empty where the masters are not supplied."""
    people, townships = pd.DataFrame(columns=["manager_id", "branch_id"]), pd.DataFrame(columns=["customer_id", "township"])
    if run.has_table("manager"):
        run.open_tables(con, "manager")
        people = con.execute(POSTS, [as_of, as_of]).df()
    if run.has_table("village"):
        run.open_tables(con, "village")
        townships = engine.read_frame(con, "SELECT c.customer_id, v.township FROM customers c JOIN village v USING (village_id)"
                                           " ORDER BY c.customer_id")
    return people, townships


def _not_supplied() -> dict[str, pd.DataFrame]:
    """Tables without rows, in a month before the first version."""
    tables = (schema.SERVICE_STANDARDS, schema.SERVICE_ACTIONS, schema.SERVICE_DUE, schema.SERVICE_RESULTS, schema.WORKLOADS)
    return {table.name: schema.empty_frame(table) for table in tables}
