"""A published proposal from the command line: said in lines, accepted by an account; the same desk as the page."""

from __future__ import annotations

import time
from datetime import date

import pandas as pd

from rccrm_lib.core.errors import NotSupplied, RccrmError
from rccrm_lib.core.org.tree import plant_tree, subtree_on
from rccrm_lib.core.org.units import read_units
from rccrm_lib.core.people import People, Person
from rccrm_lib.core.store import Assignments, Database, Decisions
from rccrm_lib.core.words import Words
from rccrm_lib.facts.calendar import month_end
from rccrm_lib.flow.run import Run, open_run
from rccrm_lib.ocrm.portfolio import Actor, ProposalDesk, Seen

TASK = "assign_customers"


def open_published(config: str, *, month: str, member: str = "") -> Run:
    """The published month of a member. Raises NotSupplied for one without a proposal."""
    run = open_run(config=config, month=month, member=member)
    run = open_run(config=config, month=month, member=member,
                   folder=str(run.settings.paths.outputs / run.member.id / run.month))
    if not run.has_table("portfolio_moves"):
        raise NotSupplied(f"{run.month} has no published proposal", "a month that was run and published",
                          f"run: rccrm run --month {run.month}")
    return run


def describe_proposal(run: Run, *, language: str) -> list[str]:
    """One line per manager whose load would change, one per reason, and how many moves are in which state."""
    words, moves = Words(language), _looked(run)[0]
    loads = run.read_frame("portfolio_loads")
    lines = [f"{row.branch_id}  {row.manager_id}  {row.n_before} -> {row.n_after}" for row in loads.itertuples()
             if row.n_in or row.n_out]
    for column, group in (("reason", "reason"), ("state", "state")):
        lines += [f"{words(f'assignment.{group}.{code}')}: {n}" for code, n in moves[column].value_counts().sort_index().items()]
    nobody = run.read_frame("portfolio_unassigned")["limit"].value_counts().sort_index()
    return [*lines, *(f"{words(f'assignment.limit.{code}')}: {n}" for code, n in nobody.items())]


def accept_proposal(run: Run, *, person_id: str, branch_id: str, reason: str, day: date) -> int:
    """Accept what is open of a branch (all branches for an empty code) for an account that may; returns how many.

    Raises RccrmError for an account without the task or whose post does not reach the branch.
    """
    people = People(run.settings.paths.store, settings=run.settings.apps)
    person = people.find_person(person_id)
    moves, seen, desk = _looked(run)
    moves = moves[(moves["state"] == "open") & (moves["branch_id"].isin(reached_branches(run, person, set(moves["branch_id"]))))]
    if branch_id:
        moves = moves[moves["branch_id"] == branch_id]
    if moves.empty:
        return 0
    now = time.time()
    actor = Actor(person_id, person.role if person else "", now, day, f"cli:{person_id}:{run.month}:{branch_id}:{now}")
    return desk.accept(moves, actor=actor, reason=reason, seen=seen)


def describe_history(run: Run, customer_id: str) -> list[str]:
    """One line per day from which somebody else looks after a customer, oldest first, with who said so and why."""
    found = Assignments(Database(run.settings.paths.store), run.member.id).history(customer_id)
    return [f"{one.from_on}  {one.manager_id or '-'}  {one.source}  {one.person_id}  {one.reason}" for one in found]


def _looked(run: Run) -> tuple[pd.DataFrame, Seen, ProposalDesk]:
    database = Database(run.settings.paths.store)
    desk = ProposalDesk(Decisions(database, run.member.id), Assignments(database, run.member.id), month=run.month,
                        as_of=month_end(run.month))
    return *desk.look(run.read_frame("portfolio_moves")), desk


def reached_branches(run: Run, person: Person | None, branches: set[str]) -> set[str]:
    """Those of some branches whose proposals an account may answer. Raises RccrmError for an account that may answer none."""
    role = run.settings.roles.role(person.role) if person else None
    if person is None or role is None or TASK not in role.tasks or person.member_id != run.member.id:
        raise RccrmError("this account may not answer proposals", f"an open account of the member with the task {TASK}",
                         "rccrm people list shows the accounts, settings/roles.toml the tasks")
    if role.reach == "member":
        return branches
    with run.engine() as con:
        run.open_tables(con, "org")
        tree = plant_tree(read_units(con, "org"), member_id=run.member.id)
    return branches & ({person.org_id} | subtree_on(tree, person.org_id, day=month_end(run.month)))
