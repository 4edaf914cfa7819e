"""The tables of who looks after whom for the invented month: a proposal with moves of both branches, loads, stages."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd

#: Who takes over at the first branch: a manager without an account.
SECOND = "M0010"
N_MOVES = 12


def portfolio_tables(months: pd.DataFrame, *, branches: tuple[str, str], managers: tuple[str, str]) -> dict[str, pd.DataFrame]:
    """Of the first branch every tenth customer moves to SECOND; one of the other branch comes from the pool; two have nobody."""
    (branch, other), (first, second) = branches, managers
    here = months[months["manager_id"] == first]
    there = months[months["manager_id"] == second]
    moved = here.iloc[6:6 + 10 * N_MOVES:10]
    evidence = json.dumps({"from": {"after": 138, "before": 150, "share": 80}, "to": {"after": 12, "before": 0, "share": 80}})
    moves = pd.DataFrame({
        "customer_id": moved["customer_id"], "household_id": None, "branch_id": branch, "from_manager_id": first,
        "to_manager_id": SECOND, "reason": ["balance" if place % 2 else "line" for place in range(len(moved))],
        "evidence": evidence, "value_fen": moved["aum_avg_fen"], "minutes": 10})
    last = there.head(1)
    moves = pd.concat([moves, pd.DataFrame({
        "customer_id": last["customer_id"], "household_id": None, "branch_id": other, "from_manager_id": "",
        "to_manager_id": second, "reason": "new", "evidence": "{}", "value_fen": last["aum_avg_fen"], "minutes": 20})])
    nobody = pd.DataFrame({"customer_id": here["customer_id"].iloc[[7, 8]], "branch_id": branch, "from_manager_id": "",
                           "limit": ["customers", "recusal"]})
    loads = pd.DataFrame(
        [(first, branch, 150, 138, 9_000_000_00, 8_000_000_00, 1_500, 1_380, 0, 12, 400, 7_200),
         (SECOND, branch, 0, 12, 0, 1_000_000_00, 0, 120, 12, 0, 200, 3_600),
         (second, other, 50, 51, 3_000_000_00, 3_100_000_00, 520, 540, 1, 0, 400, 7_200)],
        columns=["manager_id", "branch_id", "n_before", "n_after", "value_before_fen", "value_after_fen", "minutes_before",
                 "minutes_after", "n_in", "n_out", "capacity_customers", "capacity_minutes"])
    reclaim = pd.DataFrame({
        "customer_id": here["customer_id"].iloc[[9, 10]], "manager_id": first, "branch_id": branch, "tier": "VIP",
        "last_contact_on": [date(2026, 5, 1), date(2026, 6, 10)], "days": [152, 112], "limit_days": 120,
        "state": ["due", "notice"]})
    stages = pd.DataFrame({"customer_id": months["customer_id"], "stage": "active", "entry_on": date(2025, 9, 1)})
    return {"portfolio_moves": moves, "portfolio_unassigned": nobody, "portfolio_loads": loads, "portfolio_reclaim": reclaim,
            "lifecycle": stages}
