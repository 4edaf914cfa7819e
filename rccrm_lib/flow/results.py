"""Gathers what the stages left into the frames that the report is made of. No figure is computed twice:
a frame either comes from a stage as it is, or is a count over one of its tables.
"""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd

from rccrm_lib.acrm import value
from rccrm_lib.core.engine import load_sql, read_frame
from rccrm_lib.core.errors import NotSupplied
from rccrm_lib.core.lineage import code_version
from rccrm_lib.core.privacy.folding import REST, fold_small_units
from rccrm_lib.core.privacy.small_counts import Limits
from rccrm_lib.facts.calendar import add_months
from rccrm_lib.flow.customer_frames import FARM
from rccrm_lib.flow.run import Run
from rccrm_lib.flow.service_frames import service_frames
from rccrm_lib.flow.stages import open_warehouse
from rccrm_lib.reports import FRAMES, MonthResults

SQL = "rccrm_lib.flow.sql"
CONTRIBUTION = ("contribution", "contribution_lines", "contribution_history", "ledger_items", "tier_worth")
COUNTED = ("balances", "customers", "completeness", "missing_elements", "account_roles")


def gather_results(run: Run, *, short_hash: str) -> MonthResults:
    """The month's results; a stage that has not run, or a table the bank does not supply, is None."""
    frames: dict[str, pd.DataFrame | None] = {"tier_names": tier_names(run)}
    for gather in (_ingest_frames, _view_frames, _segment_frames, _behaviour_frames, _campaign_frames, _churn_frames,
                   _lifecycle_frames, _portfolio_frames, _work_frames, service_frames):
        try:
            frames |= gather(run)
        except NotSupplied:  # the stage has not run yet: its parts read "not supplied"
            continue
    head = run.store().audit_head()
    return MonthResults(
        member_id=run.member.id, name_zh=run.member.name_zh, name_en=run.member.name_en, month=run.month,
        currency=run.member.currency, simulated=bool(run.read_facts("ingest")["simulated"]),
        code_version=code_version(), short_hash=short_hash,
        months_below_before_down=run.settings.tiers.months_below_before_down,
        confidence=run.settings.campaign.confidence, audit_head=head.short if head.seq else "",
        **{name: declared(name, frame) for name, frame in frames.items()},  # type: ignore[arg-type]
    )


def declared(name: str, frame: pd.DataFrame | None) -> pd.DataFrame | None:
    """The declared columns of a frame, in order; an empty frame is nothing to report."""
    if frame is None or frame.empty:
        return None
    return frame[[column for column in FRAMES[name].names if column in frame.columns]].reset_index(drop=True)


def tier_names(run: Run) -> pd.DataFrame:
    """One row per tier, from low to high, as the settings name them."""
    tiers, found = run.settings.tiers.of_member(run.member.id), False
    rows = []
    for tier in tiers.tiers:
        found = found or tier.code == tiers.valuable_from
        rows.append((tier.code, tier.name_zh, tier.name_en, tier.floor_yuan, tier.band, found))
    return pd.DataFrame(rows, columns=FRAMES["tier_names"].names)


def _ingest_frames(run: Run) -> dict[str, pd.DataFrame | None]:
    quarantine = run.read_frame("quarantine", "reason")
    return {
        "files": run.read_frame("ingest_files"),
        "quarantine": quarantine.groupby("reason").size().rename("n").reset_index(),
        "supplied": run.read_frame("ingest_supplied"),
    }


def _view_frames(run: Run) -> dict[str, pd.DataFrame | None]:
    run.read_facts("view")
    with run.engine() as con:
        open_warehouse(run, con)
        run.open_tables(con, "customers", "customer_months", "customer_history", "account_links", "identity_events",
                        "households")
        before = add_months(run.month, -1)
        con.execute(
            "CREATE TEMP VIEW previous_month AS SELECT customer_id, n_accounts FROM customer_history "
            f"WHERE month = '{before}'"
        )
        con.execute(f"CREATE TEMP VIEW previous_loan AS SELECT * FROM loan_history WHERE month = '{before}'")
        frames: dict[str, Any] = {name: _query(con, name) for name in COUNTED}
        frames["year_on_year"] = _compare_year(frames["balances"], run.month)
        frames["channels"] = _query(con, "channels")
        frames["loan_classes"] = _query(con, "loan_classes")
        frames["movements"] = _movements(run, _query(con, "events"))
        frames["farm_households"] = read_frame(con, FARM)
    villages = run.read_frame("village_months")
    frames |= {"villages": villages[villages["n_archived"].fillna(0) > 0], "townships": run.read_frame("township_months")}
    for name in ("merge_funnel", "merge_rules", "reconciliation"):
        frames[name] = run.read_frame(name)
    frames["holding"] = run.read_frame("holding_matrix")
    frames["completeness_branches"] = _branches(run.read_frame("completeness_units"))
    if not _has_previous(run):
        frames["customers"]["n_previous"] = None
    return frames


def _compare_year(balances: pd.DataFrame, month: str) -> pd.DataFrame:
    """The comparison with a year ago, its days as a reader writes them."""
    found = value.compare_year(balances, month=month)
    return found.assign(**{day: [one.isoformat() if one else None for one in found[day]] for day in ("from_on", "to_on")})


def _branches(units: pd.DataFrame) -> pd.DataFrame:
    """The branches of the completeness table, with the element that most of their persons lack."""
    rows = units[units["level"] == "branch"].sort_values(["share_complete", "unit"]).rename(columns={"unit": "branch_id"})
    lacks = rows[[column for column in rows.columns if column.startswith("lack_")]]
    most = lacks.idxmax(axis=1).str.removeprefix("lack_") if len(rows) else pd.Series(dtype=object)
    return rows.assign(most_lacked=most.where(lacks.max(axis=1) > 0, None))


def _query(con: duckdb.DuckDBPyConnection, name: str) -> pd.DataFrame:
    return read_frame(con, load_sql(SQL, name))


def _has_previous(run: Run) -> bool:
    return add_months(run.month, -1) in run.read_facts("view")["months"]


def _movements(run: Run, events: pd.DataFrame) -> pd.DataFrame | None:
    """Who came and went since last month, with the identity events of the month."""
    if not run.has_table("migration") or not _has_previous(run):
        return None
    migration = run.read_frame("migration")
    entered = int(migration.loc[migration["from_tier"] == "NEW", "n"].sum())
    left = int(migration.loc[migration["to_tier"] == "LEFT", "n"].sum())
    rows = pd.DataFrame([("entered", entered), ("left", left)], columns=["kind", "n"])
    return pd.concat([rows, events], ignore_index=True)


def _segment_frames(run: Run) -> dict[str, pd.DataFrame | None]:
    facts = run.read_facts("segments")
    frames: dict[str, pd.DataFrame | None] = {
        name: run.read_frame(name) for name in ("pyramid", "migration", "bridge", "concentration")}
    with run.engine() as con:
        run.open_tables(con, "near_threshold")
        frames["near_threshold"] = _query(con, "near_sums")
        if run.has_table("watch_list"):
            run.open_tables(con, "watch_list", "customers", "org")
            frames["watch_counts"] = _fold(_query(con, "watch_counts"), "branch_id", "branch", keys=["tier", "deciding"])
    # an analyst's scratch folder may still hold what an older program left
    if run.has_table("deciding_counts"):
        frames["deciding_counts"] = run.read_frame("deciding_counts")
    if not facts["has_previous"]:
        frames |= {"migration": None, "bridge": None, "deciding_counts": None}
    return frames | (_contribution_frames(run) if facts.get("has_contribution") else {})


def _fold(frame: pd.DataFrame, unit: str, name: str, *, keys: list[str]) -> pd.DataFrame:
    """The same sums with small units together; a sum of which nothing was supplied stays missing."""
    codes = fold_small_units(frame, unit=unit, n="n", k=Limits.k)
    folded = frame.assign(**{unit: codes, name: frame[name].where(codes != REST)})
    return folded.groupby([unit, name, *keys], as_index=False, dropna=False, sort=True).sum(min_count=1)


def _contribution_frames(run: Run) -> dict[str, pd.DataFrame | None]:
    with run.engine() as con:
        run.open_tables(con, "tiers", "contribution_units", "contribution_months", "ledger_ties", "contribution_fallbacks")
        frames: dict[str, pd.DataFrame | None] = {name: _query(con, name) for name in CONTRIBUTION}
        frames["contribution_fallbacks"] = read_frame(con, "SELECT * FROM contribution_fallbacks ORDER BY reason")
    return frames | {"contribution_concentration": run.read_frame("contribution_concentration")}


def _behaviour_frames(run: Run) -> dict[str, pd.DataFrame | None]:
    run.read_facts("behaviour")
    names = ("natures", "product_gaps", "near_counts", "channel_ages", "penetration", "segment_quality", "segment_sizes",
             "segment_profiles")
    tags = run.read_frame("tag_counts")
    words = [(run.settings.tags.tags[tag].name_zh, run.settings.tags.tags[tag].name_en) for tag in tags["tag"]]
    tags[["name_zh", "name_en"]] = pd.DataFrame(words, columns=["name_zh", "name_en"], index=tags.index)
    return {"tag_counts": tags, **{name: run.read_frame(name) for name in names}}


def _work_frames(run: Run) -> dict[str, pd.DataFrame | None]:
    run.read_facts("worklist")
    causes = run.read_frame("worklist_suppressed").groupby("cause", as_index=False)["n"].sum()
    return {"worklist_feedback": run.read_frame("worklist_feedback"),
            "worklist_causes": causes.sort_values(["n", "cause"], ascending=[False, True])}


def _lifecycle_frames(run: Run) -> dict[str, pd.DataFrame | None]:
    return {"lifecycle_counts": run.read_frame("lifecycle_counts")}


def _portfolio_frames(run: Run) -> dict[str, pd.DataFrame | None]:
    counts = {name: run.read_frame(table, f'"{code}"').groupby(code).size().rename("n").reset_index()
              for name, table, code in (("move_reasons", "portfolio_moves", "reason"),
                                        ("without_manager", "portfolio_unassigned", "limit"))}
    return {"manager_loads": run.read_frame("portfolio_loads"), **counts}


def _campaign_frames(run: Run) -> dict[str, pd.DataFrame | None]:
    run.read_facts("campaigns")
    return {"campaigns": run.read_frame("campaign_effects")}


def _churn_frames(run: Run) -> dict[str, pd.DataFrame | None]:
    run.read_facts("churn")
    attrition = run.read_frame("churn_attrition")
    return {
        "survival": attrition[attrition["status"] != "cannot_tell"],
        "churn_causes": run.read_frame("churn_causes"),
        "churn_sensitivity": run.read_frame("churn_sensitivity"),
    }
