"""Needs, behaviour, lifecycle and segments, as the month publishes them; and a researcher's own segmenter."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[2]


def table(sample, name):
    return duckdb.sql(f"SELECT * FROM read_parquet('{sample.table(name)}')").df()


@pytest.mark.req("D4.3")
def test_customers_carry_tags_with_evidence_and_dates(published_sample):
    tags, counts = table(published_sample, "tags"), table(published_sample, "tag_counts").set_index("tag")
    declared = tomllib.loads((ROOT / "settings" / "tags.toml").read_text(encoding="utf-8"))["tags"]
    assert set(counts.index) == set(declared) and set(tags["kind"]) == {"need", "behaviour", "life_event", "channel"}
    assert (tags["start_on"] <= tags["end_on"]).all() and tags["confidence"].between(0, 1).all()
    assert tags["evidence"].str.contains("=").all()
    assert counts.loc[["new_baby", "moved_house"], "status"].tolist() == ["cannot_tell"] * 2
    assert counts.loc[tags["tag"].unique(), "status"].eq("told").all()


def test_tags_agree_with_the_customer_month(published_sample):
    """Another road to the same figure: who is paid through the bank, and who signed up as a merchant."""
    months, tags = table(published_sample, "customer_months").set_index("customer_id"), table(published_sample, "tags")
    for tag, flag in (("payroll_receiver", "has_payroll"), ("merchant", "has_merchant")):
        assert months.loc[tags.loc[tags["tag"] == tag, "customer_id"], flag].mean() > 0.95


@pytest.mark.req("B3")
def test_each_relationship_has_a_stage_that_agrees_with_churn(published_sample):
    lifecycle, spells = table(published_sample, "lifecycle"), table(published_sample, "churn_spells")
    customers = table(published_sample, "customers")
    assert sorted(lifecycle["customer_id"]) == sorted(customers["customer_id"])
    last = spells.sort_values("spell_no").drop_duplicates("customer_id", keep="last")
    left = set(last.loc[last["event"], "customer_id"]) - set(customers.loc[customers["death_on"].notna(), "customer_id"])
    lost = lifecycle[(lifecycle["stage"] == "lost") & (lifecycle["rule"] == "churn")]
    assert set(lost["customer_id"]) == left and len(left) > 50
    assert {"new", "active", "growing", "declining", "dormant"} <= set(lifecycle["stage"])


@pytest.mark.req("B5")
@pytest.mark.req("A8")
def test_loyalty_and_share_of_wallet(published_sample):
    loyalty = table(published_sample, "loyalty")
    assert loyalty["loyalty"].between(0, 100).all() and loyalty["loyalty"].std() > 5
    assert loyalty["wallet_rate"].dropna().between(0, 1).all() and (loyalty["wallet_rate"] < 0.9).any()


@pytest.mark.req("C1.6")
def test_next_products_are_what_the_customer_lacks_and_nobody_who_refuses_gets_one(published_sample):
    found, months = table(published_sample, "next_products"), table(published_sample, "customer_months").set_index("customer_id")
    customers = table(published_sample, "customers").set_index("customer_id")
    assert len(found) > 100 and (found["low"] > 1).all() and (found["n_similar"] >= 30).all()
    assert not customers.loc[found["customer_id"], "refuses_marketing"].fillna(False).any()
    assert customers["refuses_marketing"].any()
    held = [bool(months.at[who, f"has_{what}"]) for who, what in zip(found["customer_id"], found["product"], strict=True)]
    assert not any(held)


@pytest.mark.req("D1.3")
@pytest.mark.req("C1.4")
def test_channels_by_age_and_reach_by_township(published_sample):
    ages, reach = table(published_sample, "channel_ages"), table(published_sample, "penetration")
    mobile = ages[(ages["channel"] == "MOB") & (ages["month"] == published_sample.month)].set_index("age_band")["share"]
    assert mobile["25-34"] > 1.5 * mobile["60+"]
    assert (reach["customers_per_household"] > 0.5).all() and len(reach) > 3


def test_every_customer_is_in_one_segment_and_what_is_not_there_is_not_published(published_sample):
    segments, quality = table(published_sample, "segments"), table(published_sample, "segment_quality").set_index("segmenter")
    features = table(published_sample, "customer_features")
    for segmenter, rows in segments.groupby("segmenter"):
        assert sorted(rows["customer_id"]) == sorted(features["customer_id"]), segmenter
    usable = quality.index[quality["status"].isin(["found", "by_rule"])]
    assert set(segments["segmenter"]) == set(usable) and {"rfm", "kmeans"} == set(quality.index)
    report = (published_sample.folder / "report.zh.html").read_text(encoding="utf-8")
    assert "chart.segments.portrait" in report and "近度、频度、金额分群" in report


def test_a_segmenter_of_ones_own_is_written_installed_and_checked(tmp_path, run_rccrm):
    """From nothing to a model that passes: the very steps of the page, into a folder apart."""
    written = run_rccrm("new-segmenter", "rain", cwd=tmp_path)
    assert written.returncode == 0, written.stderr
    checked = run_rccrm("check", "rccrm_segmenter_rain:RainSegmenter",
                        env={"PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path / 'rccrm-segmenter-rain'}"})
    assert checked.returncode == 0 and checked.stdout.count("kept") == 7, checked.stdout + checked.stderr


@pytest.fixture
def installed_harvest(tmp_path):
    """The worked example, installed as a person installs it, but into a folder of its own."""
    source, target = tmp_path / "source", tmp_path / "site"
    shutil.copytree(ROOT / "examples" / "segmenter_harvest", source)
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--target", target,
         source], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return target


def test_the_worked_example_is_found_by_its_name_and_segments_the_sample(installed_harvest, published_sample, run_rccrm):
    path = {"PYTHONPATH": f"{ROOT}{os.pathsep}{installed_harvest}"}
    checked = run_rccrm("check", "rccrm_segmenter_harvest:HarvestSegmenter", env=path)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    code = (
        "import pandas as pd; from rccrm_lib.acrm.segments import make_segmenter, segment; "
        "from rccrm_lib.core.segment_settings import SegmentSettings as S; "
        f"customers = pd.read_parquet({str(published_sample.table('customer_features'))!r}).set_index('customer_id'); "
        "done = segment(make_segmenter('harvest', settings=S(), seed=1), customers, settings=S(), month='2026-09', seed=1); "
        "print(done.quality.status[0], done.segments.segment.value_counts().to_dict())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, **path})
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("by_rule") and "'harvest'" in done.stdout and "'festival'" in done.stdout
