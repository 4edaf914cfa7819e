"""The organisation as it was on a day: a merger and a move are new rows, and the past reads as it did."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.conftest import PublishedSample, RunRccrm


def _codes(run_rccrm: RunRccrm, sample: PublishedSample, month: str, *words: str) -> list[str]:
    done = run_rccrm("org", "tree", "--month", month, "--config", str(sample.config), *words)
    assert done.returncode == 0, done.stderr
    return [line.split()[0] for line in done.stdout.splitlines()]


@pytest.mark.req("D2.9")
def test_a_reorganisation_changes_the_tree_from_its_day_on_and_no_day_before(
    run_rccrm: RunRccrm, published_sample: PublishedSample
) -> None:
    before, after = (_codes(run_rccrm, published_sample, "2026-09", "--on", day) for day in ("2026-02-28", "2026-03-01"))
    assert set(before) - set(after) == {"360199018"} and set(after) <= set(before), "merged into its neighbour on that day"
    assert _codes(run_rccrm, published_sample, "2026-01") == before, "as the month's own register had it"
    days = ("2014-01-01", "2018-01-01", "2026-09-30")
    reused = {day: _codes(run_rccrm, published_sample, "2026-09", "--on", day) for day in days}
    assert ["360199019" in codes for codes in reused.values()] == [True, False, True]
    old, new = reused["2014-01-01"], reused["2026-09-30"]
    assert old.index("360199019") < old.index("36019902") and new.index("360199019") > new.index("36019906")


def test_the_registers_of_the_sample_are_sound_and_the_month_says_so(
    run_rccrm: RunRccrm, published_sample: PublishedSample
) -> None:
    done = run_rccrm("org", "check", "--month", "2026-09", "--config", str(published_sample.config))
    assert (done.returncode, done.stdout) == (0, "18 units, 16 posts\n")
    assert pd.read_parquet(published_sample.table("org_faults")).empty
