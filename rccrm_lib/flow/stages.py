"""The stages of the month, one verb a notebook: each takes the run and hands back what the notebook shows.

03 stands in segments.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import duckdb
import pandas as pd

from rccrm_lib import ecif, ingest
from rccrm_lib.acrm import campaign, churn, view
from rccrm_lib.core import engine
from rccrm_lib.core.errors import MonthRefused
from rccrm_lib.core.lineage import hash_text
from rccrm_lib.flow.answers import gather_answers
from rccrm_lib.flow.assigned import create_assigned, read_assigned
from rccrm_lib.flow.completeness import count_units
from rccrm_lib.flow.customer_frames import read_shown
from rccrm_lib.flow.departed import keep_departed
from rccrm_lib.flow.history import load_with_history
from rccrm_lib.flow.known import households_before
from rccrm_lib.flow.merge_checks import check_merge
from rccrm_lib.flow.organisation import judge_registers
from rccrm_lib.flow.run import Run

# masters too: a holding that matured is in no later master, and its owner must still be known
HISTORY_TABLES = (
    "bal_month", "txn", "acct_demand", "acct_time", "wealth", "loan", "cif_person", "cif_corp", "cif_cert",
    "ftp_curve", "unit_cost",
)
VIEW_TABLES = {
    "records": ["src_sys", "cust_no"],
    "links": ["src_sys", "cust_no"],
    "identity_events": ["src_sys", "cust_no", "kind"],
    "suspected_customers": ["customer_id"],
    "review_pairs": [],
    "rule_samples": [],
    "decided_pairs": ["a_src_sys", "a_cust_no", "b_src_sys", "b_cust_no"],
    "match_weights": ["party_kind", "place", "level_no"],
    "scored_links": ["a", "b"],
    "customers": ["customer_id"],
    "golden_fields": ["customer_id", "field"],
    "golden_conflicts": ["customer_id", "field", "lost_value"],
    "names": ["customer_id", "name_key"],
    "contact_points": ["customer_id", "type", "value_key"],
    "id_documents": ["customer_id", "cert_type", "one_number"],
    "completeness_units": ["level", "unit"],
    "household_members": ["household_id", "customer_id"],
    "household_links": ["household_id", "src_sys", "cust_no"],
    "household_periods": ["customer_id", "valid_from_on", "household_id"],
    "household_events": ["household_id", "src_sys", "cust_no", "kind"],
    "households": ["household_id"],
    "assigned_managers": ["customer_id"],
    "account_links": ["account_id", "role", "customer_id"],
    "customer_months": ["customer_id"],
    "household_months": ["household_id"],
    "village_months": ["village_id"],
    "township_months": ["township"],
    "customer_history": ["customer_id", "month"],
    "reconciliation": ["month", "measure"],
    "holding_matrix": [],
    "relations": ["from_customer_id", "to_customer_id"],
    "village": ["village_id"],
    "manager": ["manager_id", "valid_from_on"],
    "org": ["org_id", "valid_from_on"],
}


@dataclass(frozen=True)
class Stage:
    """What a stage hands to its notebook: small frames to show and counts to say."""

    counts: dict[str, Any] = field(default_factory=dict)
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.frames[name]


def ingest_month(run: Run) -> Stage:
    """01: load the month, and the months of its history that are not in the warehouse yet."""
    loaded = load_with_history(run)
    result = loaded[-1]
    with run.engine() as con:
        ingest.read_warehouse(con, settings=run.settings, member_id=run.member.id, month=run.month)
        quarantine = engine.read_frame(con, "SELECT * FROM quarantine ORDER BY file, line, \"column\"")
    run.write_frame("quarantine", quarantine)
    files = run.write_frame("ingest_files", result.files_frame())
    supplied = run.write_frame("ingest_supplied", result.supplied_frame())
    facts = {
        "simulated": result.simulated,
        "supplied": result.supplied,
        "derived": list(result.derived),
        "history": [one.month for one in loaded[:-1]],
        "inputs": {one.month: one.input_hashes() for one in loaded},
        "notes": list(result.notes),
    }
    run.write_facts("ingest", facts)
    return Stage(facts, {"files": files, "quarantine": quarantine, "supplied": supplied})


def open_warehouse(run: Run, con: duckdb.DuckDBPyConnection) -> list[str]:
    """Make the typed tables of the month and the history of balances visible; returns the months there are."""
    months = [*run.read_facts("ingest")["history"], run.month]
    settings, member_id = run.settings, run.member.id
    ingest.read_warehouse(con, settings=settings, member_id=member_id, month=run.month)
    for table in HISTORY_TABLES:
        ingest.history_view(con, table, settings=settings, member_id=member_id, months=months)
    return months


def view_customers(run: Run) -> Stage:
    """02: merge the records into customers, and build the customer month, exact to the fen."""
    store = run.store()
    previous = store.links_before(run.member.id, run.month)
    homes, answers, assigned = households_before(run), gather_answers(run), read_assigned(run)
    held = store.ids_held_before(run.member.id, run.month)
    with run.engine() as con:
        months = open_warehouse(run, con)
        departed = keep_departed(con, month=run.month)
        merged = ecif.merge_customers(
            con, settings=run.settings.match, member_id=run.member.id, previous=previous, decisions=answers.frame,
            issued=store.ids_before(run.member.id, run.month), golden=run.settings.golden, month=run.month,
            held=held, households=homes, farm=run.settings.villages.farm,
        )
        checks = check_merge(run, con)
        ecif.sample_rules(con, salt=run.month)
        compared, answered = count_units(run, con), answers.count(con)
        create_assigned(con, assigned, previous=previous, held=held)
        view.build_customer_months(
            con, settings=run.settings.view, month=run.month, months=months,
            supplied=run.read_facts("ingest")["supplied"],
        )
        faults = judge_registers(run, con)
        view.build_village_months(con, settings=run.settings.villages, month=run.month,
                                  supplied=run.read_facts("ingest")["supplied"])
        reconciliation = engine.read_frame(con, "SELECT * FROM reconciliation ORDER BY month, measure")
        _refuse_difference(reconciliation)
        for name, order in VIEW_TABLES.items():
            run.write_table(con, name, order_by=order)
        frames = {
            "reconciliation": reconciliation, "funnel": merged.funnel, "rules": merged.rules, "checks": checks,
            "sizes": ecif.count_sizes(con), "duplicates": ecif.count_duplicates(con), "examples": ecif.show_examples(con),
            **read_shown(con),
        }
    run.write_frame("merge_funnel", merged.funnel)
    run.write_frame("merge_rules", merged.rules)
    facts = {
        "customers": int(frames["natures"]["n"].sum()), "months": months, "first_month": previous.empty,
        "departed_records": departed, "completeness_compared_with": compared,
        "org_faults": faults,
        "previous_households_sha256": hash_text(homes.statements.to_csv(index=False)),
        "decisions_sha256": hash_text(answers.frame.to_csv(index=False)), "decisions": answered,
        "assignments_sha256": hash_text(assigned.to_csv(index=False)),
    }
    run.write_facts("view", facts)
    return Stage(facts, frames)


def _refuse_difference(reconciliation: pd.DataFrame) -> None:
    wrong = reconciliation[reconciliation["difference_fen"] != 0]
    if not wrong.empty:
        row = wrong.iloc[0]
        raise MonthRefused(
            f"{row['measure']} of {row['month']}: customers and unallocated differ from the source by "
            f"{row['difference_fen']} fen",
            "a difference of 0", "report this: no extract should be able to cause it",
        )


def evaluate_campaigns(run: Run) -> Stage:
    """04: what the campaigns caused, by intention to treat."""
    with run.engine() as con:
        open_warehouse(run, con)
        run.open_tables(con, "links", "customer_history", "customers")
        members = engine.read_frame(con, engine.load_sql("rccrm_lib.flow.sql", "campaign_members"))
        outcomes = engine.read_frame(con, engine.load_sql("rccrm_lib.flow.sql", "campaign_outcomes"))
    result = campaign.evaluate_itt(members, outcomes, settings=run.settings.campaign, month=run.month,
                                   seed=run.settings.run.seed, margin_rate=run.settings.campaign.margin_rate)
    frames = {"effects": result.effects, "balance": result.balance, "campaigns": result.campaigns}
    for name, frame in frames.items():
        run.write_frame(f"campaign_{name}", frame)
    facts = {"campaigns": len(frames["campaigns"])}
    run.write_facts("campaigns", facts)
    return Stage(facts, frames)


def assess_churn(run: Run) -> Stage:
    """05: who leaves, and when: spells with entry times, Kaplan-Meier by the tier at entry."""
    settings = run.settings.churn
    with run.engine() as con:
        run.open_tables(con, "customer_history", "customers", "customer_months", "tiers")
        history = engine.read_coded(con, engine.load_sql("rccrm_lib.flow.sql", "churn_history"))
    months = run.read_facts("view")["months"]
    spells = churn.build_spells(history, settings=settings, months=months)
    frames = {
        "spells": spells,
        "survival": churn.kaplan_meier_by(spells, "tier_at_entry", settings=settings),
        "attrition": pd.concat([
            churn.kaplan_meier_by(spells, group, settings=settings, since="entry") for group in ("tier_at_entry", None)
        ], ignore_index=True),
        "sensitivity": churn.sensitivity(history, settings=settings, months=months),
        "causes": churn.count_causes(spells),
    }
    for name, frame in frames.items():
        run.write_frame(f"churn_{name}", frame)
    facts = {"spells": len(spells), "events": int(spells["event"].sum())}
    run.write_facts("churn", facts)
    return Stage(facts, frames)
