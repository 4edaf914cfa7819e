"""06: what the customer managers' work is made of: what to do next, for whom, why."""

from __future__ import annotations

import json
from datetime import date

import duckdb
import pandas as pd

from rccrm_lib.core.lineage import hash_text
from rccrm_lib.core.store import Contacts, Decisions, ItemAnswers
from rccrm_lib.flow.prospects import NUMBERS, link_prospects
from rccrm_lib.flow.run import Run
from rccrm_lib.flow.stages import Stage, open_warehouse
from rccrm_lib.ocrm import worklist

NEEDED = ("customers", "customer_months", "customer_history", "account_links", "links", "lifecycle", "churn_spells",
          "near_threshold", "tiers")
IF_THERE = ("contribution_months", "service_due", "portfolio", "near_products")
#: Small registers of the store that are handed over as tables: kind of decision -> declared table.
REGISTERS = {"lead": worklist.LEADS, "case": worklist.CASES}


def list_work(run: Run) -> Stage:
    """06: every item that may come on a list before the next month, what kept others off, and what the answers tell."""
    database = run.store().database
    answers = ItemAnswers(database, run.member.id).newest()
    told_dead = _told_dead(Contacts(database, run.member.id), run)
    with run.engine() as con:
        open_warehouse(run, con)
        run.open_tables(con, *NEEDED, *(name for name in IF_THERE if run.has_table(name)))
        registers = [_open_register(con, Decisions(database, run.member.id), kind, run) for kind in REGISTERS]
        worklist.build_items(con, answers, settings=run.settings.worklist, member_id=run.member.id, month=run.month,
                             told_dead=told_dead)
        run.write_table(con, "worklist_items", order_by=["manager_id", "customer_id", "item_id"])
        run.write_table(con, "worklist_suppressed", order_by=["manager_id", "reason", "cause"])
        counts = worklist.count_items(con)
    feedback = run.write_frame("worklist_feedback", worklist.measure_feedback(counts, answers, settings=run.settings.worklist))
    suppressed = run.read_frame("worklist_suppressed")
    facts = {
        "items": int(counts["n"].sum()), "suppressed": int(suppressed["n"].sum()), "answers": len(answers),
        "answers_sha256": hash_text(answers.to_csv(index=False) + "".join(registers) + ",".join(told_dead)),
    }
    run.write_facts("worklist", facts)
    causes = suppressed.groupby("cause", as_index=False)["n"].sum().sort_values(["n", "cause"], ascending=[False, True])
    return Stage(facts, {"items": counts, "suppressed": causes.reset_index(drop=True), "feedback": feedback})


def _told_dead(contacts: Contacts, run: Run) -> list[str]:
    """The customers of whom a contact told that they died; the registers may learn it much later."""
    made = contacts.since(date.min)
    return sorted(made.loc[made["result"].isin(run.settings.contacts.deaths), "customer_id"].unique())


def _open_register(con: duckdb.DuckDBPyConnection, decisions: Decisions, kind: str, run: Run) -> str:
    """The newest version of each subject of a register as a table; hands back its text, an input of the month.

    A prospect who is a customer by now comes on the list as that customer.
    """
    table = REGISTERS[kind]
    rows = [{table.key[0]: subject, **versions[-1].values} for subject, versions in sorted(decisions.by_subject(kind).items())]
    if rows:
        frame = pd.DataFrame(rows)
        if kind == "lead":
            tokens = frame.reindex(columns=["customer_id", *NUMBERS.values()]).fillna("")
            frame = frame.assign(customer_id=link_prospects(run, con, tokens))
        frame = frame.reindex(columns=table.names)
        con.register("register_frame", frame)
        casts = ", ".join(f"{c.name}::{'DATE' if c.dtype == 'date' else 'VARCHAR'} AS {c.name}" for c in table.columns)
        con.execute(f"CREATE TEMP TABLE {table.name} AS SELECT {casts} FROM register_frame")
        con.unregister("register_frame")
    return json.dumps(rows, sort_keys=True, ensure_ascii=False, default=str)
