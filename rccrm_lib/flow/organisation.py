"""The organisation of a month: what is wrong with its registers, and the tree on a day as lines of text."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd

from rccrm_lib import ingest
from rccrm_lib.core.org.faults import Fault, count_faults, find_post_faults, require_sound
from rccrm_lib.core.org.tree import OrgTree, parent_on, plant_tree
from rccrm_lib.core.org.units import Post, read_posts, read_units
from rccrm_lib.core.words import Words
from rccrm_lib.facts.calendar import month_end
from rccrm_lib.flow.run import Run

COLUMNS = ["register", "rule", "code", "valid_from_on", "other"]


def judge_registers(run: Run, con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Write one row per faulty row of the registers of units and posts; returns how many, by rule. The month goes on."""
    tree, posts = read_registers(run, con)
    found = {"org": tree.faults, "manager": tuple(find_post_faults(posts))}
    rows = [(register, f.rule, f.code, f.valid_from, f.other) for register, faults in found.items() for f in faults]
    run.write_frame("org_faults", pd.DataFrame(rows, columns=COLUMNS).astype({"valid_from_on": "object"}))
    return count_faults([fault for faults in found.values() for fault in faults])


def read_registers(run: Run, con: duckdb.DuckDBPyConnection) -> tuple[OrgTree, tuple[Post, ...]]:
    """The tree and the posts of the tables `org` and `manager` that the engine holds."""
    return plant_tree(read_units(con, "org"), member_id=run.member.id), read_posts(con, "manager")


def check_organisation(run: Run) -> str:
    """How many units and posts there are. Raises RccrmError that names the faulty rows."""
    tree, posts = _from_warehouse(run)
    require_sound(tree.faults, "org")
    require_sound(tuple(find_post_faults(posts)), "manager")
    return f"{len(tree.units)} units, {len(posts)} posts"


def describe_tree(run: Run, *, day: date | None = None, language: str = "zh") -> list[str]:
    """One line per unit that is there on a day (the month's last one), indented by its place, with its faults below."""
    tree, on = _from_warehouse(run)[0], day or month_end(run.month)
    words = Words(language)
    lines = [f"{'  ' * depth}{code}  {name}" for depth, code, name in _walk(tree, on)]
    return [*lines, *(_say(fault, words) for fault in tree.faults)]


def _walk(tree: OrgTree, day: date) -> list[tuple[int, str, str]]:
    there = {unit.org_id: unit for unit in tree.units if unit.holds_on(day)}
    above = {code: parent_on(tree, code, day=day) for code in there}

    def below(parent: str, depth: int) -> list[tuple[int, str, str]]:
        found = []
        for code in sorted(code for code, up in above.items() if up == parent):
            found += [(depth, code, there[code].name), *below(code, depth + 1)]
        return found

    return below("", 0)


def _say(fault: Fault, words: Words) -> str:
    since = str(fault.valid_from) if fault.valid_from else words("posts.fault.beginning")
    return words("posts.fault.line", what=words(f"posts.fault.{fault.rule}"), code=fault.code, since=since, other=fault.other)


def _from_warehouse(run: Run) -> tuple[OrgTree, tuple[Post, ...]]:
    with run.engine() as con:
        ingest.read_warehouse(con, settings=run.settings, member_id=run.member.id, month=run.month)
        return read_registers(run, con)
