"""What customers bring, on the sample: it ties with the ledger, stands in report and pages, and decides tiers."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from rccrm_lib.core.notebook import StageFailed
from tests.conftest import write_config


def table(folder: Path, name: str):
    return duckdb.sql(f"SELECT * FROM read_parquet('{folder / 'tables' / f'{name}.parquet'}')").df()


def figures(folder: Path) -> dict[str, float]:
    """Id -> value of every figure of the report."""
    listed = json.loads((folder / "figures.json").read_text(encoding="utf-8"))["en"]
    return {entry["id"]: entry["value"] for entry in listed}


@dataclass(frozen=True)
class Workbench:
    """The published month copied, with warehouse and store, so that a stage can run again."""

    config: Path
    folder: Path
    gl_branch: Path
    parameters: dict[str, str]


@pytest.fixture
def workbench(published_sample, sample_extracts, tmp_path) -> Workbench:
    home = published_sample.config.parent
    for part in ("warehouse", "store"):
        shutil.copytree(home / part, tmp_path / part)
    folder = tmp_path / "again"
    shutil.copytree(published_sample.folder, folder)
    config = write_config(tmp_path, extracts=sample_extracts)
    month = tmp_path / "warehouse" / published_sample.member / published_sample.month
    parameters = {"config": str(config), "member": published_sample.member, "month": published_sample.month,
                  "folder": str(folder)}
    return Workbench(config, folder, month / "gl_branch.parquet", parameters)


@pytest.mark.req("D1.5")
@pytest.mark.req("B5")
@pytest.mark.req("C2.2")
def test_the_contribution_of_every_branch_is_what_its_ledger_books(published_sample) -> None:
    ties = table(published_sample.folder, "ledger_ties")
    assert (ties["difference_fen"] == 0).all()
    assert (ties["booked_fen"] == ties["customers_fen"] + ties["unallocated_fen"] + ties["explained_fen"]).all()
    exact = ties[ties["reason"].isna()]
    assert set(exact["item"]) == {"DEP", "LOAN", "FEE", "COST"} and (exact["booked_fen"] != 0).sum() >= 20
    assert set(ties["reason"].dropna()) <= {"ledger_adjustment", "set_apart"}
    months = table(published_sample.folder, "contribution_months")
    now = months[months["month"] == published_sample.month]
    parts = [name for name in now if name.endswith("_spread_fen") or name in (
        "expected_loss_fen", "interest_tax_fen", "fee_fen", "service_cost_fen")]
    assert (now[parts].sum(axis=1) == now["contribution_fen"]).all() and now["capital_charge_fen"].isna().all()
    units = table(published_sample.folder, "contribution_units")
    levels = units[units["part"] == "customers"].groupby("level")["contribution_fen"].sum()
    assert len(levels) == 6 and set(levels) == {now["contribution_fen"].sum()}
    shown = figures(published_sample.folder)
    assert shown["contribution.customers"] == now["contribution_fen"].sum()
    assert shown["contribution.part.customers.loan_spread_fen"] == now["loan_spread_fen"].sum()


@pytest.mark.req("A2")
def test_the_curve_of_the_contribution_has_an_interval_and_agrees_with_the_customers(published_sample) -> None:
    curve = table(published_sample.folder, "contribution_concentration").set_index("customers_share")
    months = table(published_sample.folder, "contribution_months")
    brought = months.loc[months["month"] == published_sample.month, "contribution_fen"].clip(lower=0).sort_values(ascending=False)
    top = brought.iloc[: round(len(brought) * 0.2)].sum() / brought.sum()
    assert curve.loc[0.20, "contribution_share"] == pytest.approx(top, abs=0.002)
    assert (curve["low"] < curve["contribution_share"]).all() and (curve["contribution_share"] < curve["high"]).all()
    for language in ("zh", "en"):
        assert "chart.contribution.concentration" in (published_sample.folder / f"report.{language}.html").read_text("utf-8")


@pytest.mark.req("A4")
def test_the_pyramid_says_what_every_tier_brings_and_costs(published_sample) -> None:
    months, tiers = (table(published_sample.folder, name) for name in ("contribution_months", "tiers"))
    worth = tiers.merge(months, on=["customer_id", "month"])
    worth = worth[worth["month"] == published_sample.month].groupby("tier")[["contribution_fen", "service_cost_fen"]].sum()
    shown = figures(published_sample.folder)
    for tier in ("MASS", "WEALTH"):
        for column in ("contribution_fen", "service_cost_fen"):
            assert shown[f"tiers.pyramid.{tier}.{column}"] == worth.loc[tier, column]
        assert {f"tiers.pyramid.{tier}.{column}" for column in ("n", "change", "aum_avg_fen")} <= set(shown)


@pytest.mark.req("D4.2")
def test_tiers_are_the_better_of_assets_and_contribution_with_the_reason(published_sample) -> None:
    tiers = table(published_sample.folder, "tiers")
    now = tiers[tiers["month"] == published_sample.month]
    order = ["MASS", "POTENTIAL", "QUALITY", "VIP", "WEALTH", "PRIVATE"]
    aum, worth = now["aum_tier"].map(order.index).astype(int), now["contribution_tier"].map(order.index).astype(int)
    assert (now["natural_tier"].map(order.index) == aum.where(aum > worth, worth)).all()
    assert ((worth > aum) == (now["tier_reason"] == "CONTRIBUTION")).all() and (worth > aum).sum() > 50
    bands = table(published_sample.folder, "value_bands").set_index("band")["n"]
    assert bands.sum() == len(now) and (bands > 0).all()
    households = table(published_sample.folder, "household_tiers")
    assert households["household_id"].is_unique and len(households) > 50


def test_one_fen_in_the_ledger_stops_the_month(workbench, run_notebook) -> None:
    duckdb.execute(f"""
        CREATE OR REPLACE TABLE ledger AS
        SELECT * REPLACE (booked_fen + (item = 'LOAN' AND org_id LIKE '%011')::INT AS booked_fen)
        FROM read_parquet('{workbench.gl_branch}');
        COPY ledger TO '{workbench.gl_branch}' (FORMAT parquet)""")
    with pytest.raises(StageFailed, match=r"gl_branch: unit \d+011, item LOAN .* the difference is 1 fen"):
        run_notebook("03_segmentation", **workbench.parameters)


@pytest.mark.req("E5.05")
def test_a_tier_set_by_a_person_counts_when_the_month_is_run_again(workbench, run_notebook, run_rccrm) -> None:
    tiers = table(workbench.folder, "tiers")
    customer = tiers.loc[(tiers["month"] == "2026-09") & (tiers["tier"] == "MASS"), "customer_id"].iloc[0]

    def override(*more: str, who: str = customer):
        return run_rccrm("tier", "override", who, "--config", str(workbench.config), "--from", "2026-09", "--author", "wang",
                         *more)

    assert override("--tier", "GOLD", "--until", "2026-12", "--reason", "board").returncode == 1
    assert "within 12 months" in override("--tier", "VIP", "--until", "2027-09", "--reason", "board").stderr
    assert "no customer" in override("--tier", "VIP", "--until", "2026-12", "--reason", "board", who="C999").stderr
    done = override("--tier", "VIP", "--until", "2026-12", "--reason", "head of the co-operative of the county")
    assert done.returncode == 0 and "version 1" in done.stdout, done.stderr
    run_notebook("03_segmentation", **workbench.parameters)
    now = table(workbench.folder, "tiers").set_index(["customer_id", "month"]).loc[(customer, "2026-09")]
    assert (now["tier"], now["natural_tier"], now["tier_reason"]) == ("VIP", "MASS", "OVERRIDE")
    assert "version 2" in override("--until", "2026-12", "--reason", "taken back").stdout
    shown = run_rccrm("audit", "show", "--config", str(workbench.config), "--subject", customer).stdout
    assert shown.count("tier_override") == 2 and "wang" in shown
