"""Trying floors by widget: the table says what the command line says; what cannot be is told with its remedy."""

from __future__ import annotations

import re

import pytest

from rccrm_lib.desk.floors import FloorTrial
from rccrm_lib.flow import try_each_floor
from rccrm_lib.flow.tier_trial import try_thresholds
from rccrm_lib.flow.why import published_run


@pytest.fixture(scope="module")
def run(published_sample):
    return published_run(config=str(published_sample.config), member=published_sample.member, month=published_sample.month,
                         needs="tiers")


def test_a_higher_floor_is_tried(run):
    trial = FloorTrial(run, language="en")
    assert "Nothing is set" in trial.shown.value
    trial.floors["QUALITY.floor_yuan"].value = 80_000
    trial.go.click()
    _, tiers = try_thresholds(run, {"QUALITY.floor_yuan": 80_000})
    quality = tiers.set_index("tier").loc["QUALITY"]
    assert quality["n_after"] < quality["n_before"]
    row = re.search(r"<td>Quality</td>\s*<td>([\d,]+)</td>\s*<td>([\d,]+)</td>", trial.shown.value)
    assert [int(n.replace(",", "")) for n in row.groups()] == [quality["n_before"], quality["n_after"]]
    assert "settings/tiers.toml" in trial.shown.value and not trial.go.disabled


def test_floors_that_do_not_rise_are_refused_in_words(run):
    trial = FloorTrial(run, language="zh")
    trial.floors["VIP.floor_yuan"].value = 10
    trial.go.click()
    assert "floor_yuan" in trial.shown.value and "VIP 10" in trial.shown.value
    assert not trial.go.disabled


def test_each_floor_lower_lifts_and_higher_drops(run):
    tried = try_each_floor(run, share=0.1)
    lower, higher = tried[tried["to_yuan"] < tried["from_yuan"]], tried[tried["to_yuan"] > tried["from_yuan"]]
    assert len(lower) == len(higher) == len(run.settings.tiers.tiers) - 1  # the lowest has no floor to move
    assert (lower["n_down"] == 0).all() and (higher["n_up"] == 0).all() and lower["n_up"].sum() > 0
    one = lower.set_index("tier").loc["QUALITY"]
    moves, tiers = try_thresholds(run, {"QUALITY.floor_yuan": int(one["to_yuan"])})
    assert one["n_up"] == moves.loc[moves["before"] != moves["after"], "n"].sum()
    assert one["hours_change"] == pytest.approx((tiers["hours_after"] - tiers["hours_before"]).sum())


def test_a_floor_that_would_pass_its_neighbour_is_left_out(run):
    tried = try_each_floor(run, share=0.9)
    assert "QUALITY" not in set(tried.loc[tried["to_yuan"] < tried["from_yuan"], "tier"])
