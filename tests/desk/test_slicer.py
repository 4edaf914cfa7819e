"""The widgets of notebook 03: what is chosen is what is shown; a scheduled run shows none."""

from __future__ import annotations

import re
import shutil

import pytest

from rccrm_lib import desk
from rccrm_lib.desk.slicer import VIEWS, Slicer
from rccrm_lib.flow import Run
from rccrm_lib.flow.run import SCRATCH
from rccrm_lib.flow.slices import Slice
from rccrm_lib.flow.why import published_run


@pytest.fixture(scope="module")
def run(published_sample):
    return published_run(config=str(published_sample.config), member=published_sample.member, month=published_sample.month,
                         needs="value_changes")


@pytest.fixture(scope="module")
def slicer(run):
    return Slicer(run, language="zh")


def count_of(slicer: Slicer) -> int:
    found = re.search(r"所选客户 ([\d,]+) 户", slicer.shown.value)
    assert found, slicer.shown.value[:200]
    return int(found[1].replace(",", ""))


def test_what_is_chosen_is_what_is_shown(slicer):
    everybody = count_of(slicer)
    branch = slicer.chosen["branch"].options[1][1]
    slicer.chosen["branch"].value = branch
    cut = slicer._month.cut(Slice(branch=branch))
    assert 0 < count_of(slicer) == cut.pyramid["n"].sum() < everybody
    assert slicer.shown.value.count("<svg") == 1
    slicer.view.value = "movement"
    assert slicer.shown.value.count("<svg") == 2
    slicer.chosen["branch"].value = ""
    assert count_of(slicer) == everybody


def test_a_township_offers_its_villages_alone(slicer):
    villages = len(slicer.chosen["village"].options)
    slicer.chosen["village"].value = slicer.chosen["village"].options[1][1]
    of_the_village = count_of(slicer)
    slicer.chosen["township"].value = slicer.chosen["township"].options[1][1]
    assert 1 < len(slicer.chosen["village"].options) < villages
    assert slicer.chosen["village"].value == ""  # the village that was chosen may lie elsewhere
    assert count_of(slicer) > of_the_village
    slicer.chosen["township"].value = ""
    assert len(slicer.chosen["village"].options) == villages


def test_nobody_is_said_and_what_to_do(slicer):
    slicer.chosen["line"].value = "1"
    slicer.chosen["tier"].value = "PRIVATE"
    assert "请放宽条件" in slicer.shown.value
    slicer.chosen["line"].value = slicer.chosen["tier"].value = ""


def test_every_view_has_its_charts(slicer):
    for view in VIEWS:
        slicer.view.value = view
        assert "<svg" in slicer.shown.value, view


def test_another_member_is_looked_at_as_it_was_published(run, published_sample, tmp_path):
    settings = run.settings.model_copy(update={
        "members": {**run.settings.members, "360733": run.member.model_copy(update={"id": "360733", "name_zh": "邻县联社"}),
                    "360999": run.member.model_copy(update={"id": "360999"})},
        "paths": run.settings.paths.model_copy(update={"outputs": tmp_path}),
    })
    shutil.copytree(published_sample.folder, tmp_path / "360733" / run.month)
    warehouse = run.settings.paths.warehouse
    shutil.copytree(warehouse / run.member.id, warehouse / "360733")
    two = Slicer(Run(settings, run.member, run.month, run.folder), language="en")
    assert [code for _, code in two.member.options] == [run.member.id, "360733"]  # nothing is published of the third
    two.chosen["tier"].value = "VIP"
    two.member.value = "360733"
    assert two.chosen["tier"].value == ""
    assert two._month.run.folder == tmp_path / "360733" / run.month


@pytest.mark.parametrize("show", [desk.slice_month, desk.try_floors])
def test_a_scheduled_run_shows_no_widgets(run, show, tmp_path):
    assert show(run) is None
    scratch = tmp_path / SCRATCH / run.member.id / run.month
    shutil.copytree(run.folder, scratch)
    assert show(Run(run.settings, run.member, run.month, scratch)).children
