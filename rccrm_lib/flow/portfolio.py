"""06: who looks after whom at the month's end, and what a better portfolio would change; what the store says goes before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from rccrm_lib.core import engine
from rccrm_lib.core.errors import SettingsError
from rccrm_lib.core.lineage import hash_text
from rccrm_lib.core.org.tree import OrgTree, parent_on, plant_tree, unit_now
from rccrm_lib.core.org.units import Post, read_posts, read_units
from rccrm_lib.core.schema import check_frame
from rccrm_lib.core.store import Contacts, Decisions
from rccrm_lib.facts.calendar import month_end
from rccrm_lib.flow.run import Run
from rccrm_lib.flow.stages import Stage
from rccrm_lib.ocrm import portfolio

MANAGER_POSTS = ("1", "")  # code list `post`; a bank that does not supply it has managers only in its register


def propose_portfolio(run: Run) -> Stage:
    """06: the portfolio as it is, the proposal, the loads before and after, and who has nobody and why."""
    as_of, settings = month_end(run.month), run.settings.portfolio
    with run.engine() as con:
        run.open_tables(con, "customers", "customer_months", "tiers", "manager", "org", "relations", "assigned_managers")
        posts = [post for post in read_posts(con, "manager") if post.holds_on(as_of) and post.post in MANAGER_POSTS]
        tree = plant_tree(read_units(con, "org"), member_id=run.member.id)
        everybody = engine.load_sql("rccrm_lib.flow.sql", "portfolio_customers")
        rows = con.execute(everybody, {"floors": _floors(run)}).df()
        assigned = con.execute("SELECT customer_id, source, from_on FROM assigned_managers ORDER BY customer_id").df()
        related = con.execute("SELECT DISTINCT from_customer_id, to_customer_id FROM relations ORDER BY ALL").df()
    managers = list_managers(posts, rows)
    rows = rows.assign(line=rows["nature"].map(dict(settings.line_of_nature)).fillna(""))
    now = check_frame(_describe_now(rows, managers, assigned), portfolio.PORTFOLIO)
    due = _due_customers(run, rows[rows["is_due"]], managers, tree, as_of=as_of)
    barred = _recusals(run, rows, related, as_of=as_of)
    found = portfolio.propose_portfolio(due, managers, barred, settings=settings, as_of=as_of)
    contacts = Contacts(run.store().database, run.member.id).since(date.min)
    contacts = contacts[contacts["on_day"] <= as_of.isoformat()]
    kept = rows.assign(tier=rows["tier"].fillna(""), manager_id=now["manager_id"]).merge(assigned, on="customer_id", how="left")
    reclaim = portfolio.find_reclaims(kept, contacts, settings=settings, as_of=as_of)
    frames = {"portfolio": now, "portfolio_moves": found.moves, "portfolio_unassigned": found.unassigned,
              "portfolio_loads": found.loads, "portfolio_clashes": found.clashes,
              "portfolio_reclaim": reclaim}
    for name, frame in frames.items():
        run.write_frame(name, frame)
    facts = {
        "due": len(due), "moves": len(found.moves), "unassigned": len(found.unassigned), "by_rule": list(found.by_rule),
        "gini_before": _rounded(portfolio.spread_within(found.loads, "n_before")),
        "gini_after": _rounded(portfolio.spread_within(found.loads, "n_after")),
        "recusals_sha256": hash_text("\n".join(
            frame.to_csv(index=False) for frame in (barred, due.loc[due["stays"], ["customer_id"]], reclaim))),
    }
    run.write_facts("portfolio", facts)
    reasons = found.moves.groupby("reason").size().rename("n").reset_index()
    return Stage(facts, {"loads": found.loads, "reasons": reasons, "unassigned": found.unassigned, "clashes": found.clashes})


def list_managers(posts: list[Post], customers: pd.DataFrame) -> pd.DataFrame:
    """One row per manager of the register; without a register, per number that customers carry, at most of their branch."""
    if posts:
        rows = [(post.manager_id, post.branch_id, post.line or None, post.valid_from) for post in posts]
        found = pd.DataFrame(rows, columns=portfolio.MANAGERS.names).drop_duplicates("manager_id", keep="last")
        return found.astype({"since_on": "object"}).reset_index(drop=True)
    carried = customers.dropna(subset=["manager_id"]).groupby("manager_id")["branch_id"].agg(lambda one: one.mode().iloc[0])
    return carried.reset_index().assign(line=None, since_on=None)[portfolio.MANAGERS.names]


def branch_with_managers(branch_id: str, tree: OrgTree, staffed: frozenset[str], *, day: date) -> str:
    """The unit with managers that a customer of a branch belongs to: its own or the next one above; else its own."""
    unit = unit_now(tree, branch_id, day=day)
    code = unit.org_id if unit else branch_id
    while code and code not in staffed:
        code = parent_on(tree, code, day=day)
    return code or branch_id


def _floors(run: Run) -> list[str]:
    codes = [tier.code for tier in run.settings.tiers.of_member(run.member.id).tiers]
    floor = run.settings.portfolio.floor_tier or codes[min(1, len(codes) - 1)]
    if floor not in codes:
        raise SettingsError(f"settings/portfolio.toml: floor_tier {floor!r} is no tier", f"one of {', '.join(codes)}",
                            "name the lowest tier whose customers have a manager")
    return codes[codes.index(floor):]


def _due_customers(run: Run, rows: pd.DataFrame, managers: pd.DataFrame, tree: OrgTree, *, as_of: date) -> pd.DataFrame:
    """The customers from the floor up as the proposal takes them."""
    staffed = frozenset(managers["branch_id"])
    placed: Mapping[str, str] = {code: branch_with_managers(code, tree, staffed, day=as_of)
                                 for code in sorted(rows["branch_id"].dropna().unique())}
    asked = set(_words_that_hold(run, portfolio.STAYS, as_of))
    return rows.assign(
        branch_id=rows["branch_id"].map(dict(placed)), stays=rows["customer_id"].isin(asked),
        minutes=rows["tier"].map(dict(run.settings.portfolio.effort_minutes)).fillna(0).astype("int64"),
        value_fen=rows["value_fen"].astype("Int64"),
    )[portfolio.CUSTOMERS.names].reset_index(drop=True)


def _words_that_hold(run: Run, kind: str, day: date) -> dict[str, dict[str, Any]]:
    """Subject -> the newest version of every word of a kind that holds on a day."""
    said = Decisions(run.store().database, run.member.id).by_subject(kind)
    newest = {subject: versions[-1].values for subject, versions in said.items()}
    return {subject: values for subject, values in newest.items() if portfolio.holds_on(values, day)}


def _recusals(run: Run, rows: pd.DataFrame, related: pd.DataFrame, *, as_of: date) -> pd.DataFrame:
    """Whom a manager must not look after: the customers that were named, their households, and those related to them."""
    named = [(one["customer_id"], one["manager_id"]) for one in _words_that_hold(run, portfolio.RECUSAL, as_of).values()]
    barred = pd.DataFrame(named, columns=portfolio.RECUSALS.names, dtype="object")
    homes = rows[["customer_id", "household_id"]].dropna()
    at_home = barred.merge(homes, on="customer_id").drop(columns="customer_id").merge(homes, on="household_id")
    kin = [barred.merge(related.set_axis(ends, axis=1), on="customer_id").assign(customer_id=lambda one: one["other"])
           for ends in (["customer_id", "other"], ["other", "customer_id"])]
    parts = [one[portfolio.RECUSALS.names] for one in (barred, at_home, *kin)]
    return pd.concat(parts).drop_duplicates().sort_values(portfolio.RECUSALS.names).reset_index(drop=True)


def _describe_now(rows: pd.DataFrame, managers: pd.DataFrame, assigned: pd.DataFrame) -> pd.DataFrame:
    """One row per customer at the month's end; a number that is no longer there looks after nobody."""
    source = rows["customer_id"].map(dict(zip(assigned["customer_id"], assigned["source"], strict=True)))
    has = rows["manager_id"].notna()
    there = has & rows["manager_id"].isin(managers["manager_id"])
    nobody = np.select([there, has, ~rows["is_due"]], ["", "left", "below_floor"], "none")
    return pd.DataFrame({
        "customer_id": rows["customer_id"], "manager_id": rows["manager_id"].where(there, None).astype("object"),
        "branch_id": rows["branch_id"], "line": rows["line"], "reason": nobody,
        "source": source.where(source.notna(), np.where(has, "register", "")),
    })[portfolio.PORTFOLIO.names].reset_index(drop=True)


def _rounded(value: float) -> float | None:
    return None if value != value else round(value, 6)
