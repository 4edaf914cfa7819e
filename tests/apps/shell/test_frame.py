"""The bar of the frame: how old the month is, by the day that the pages go by."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rccrm_lib.apps.shell.frame import month_shown
from tests.apps.published_month import MEMBER, build_published

DAY = date(2026, 10, 12)


@pytest.mark.parametrize(("simulated", "goes_by"), [(True, DAY), (False, date.today())])
def test_a_simulated_month_ages_by_the_simulated_day_and_a_real_one_by_the_clock(
    tmp_path: Path, simulated: bool, goes_by: date
) -> None:
    build_published(tmp_path, manifest={"simulated": simulated})
    shown = month_shown(tmp_path, MEMBER, simulated_today=DAY)
    assert shown is not None and shown["age"] == (goes_by - date.fromisoformat(shown["as_of"])).days
    assert (shown["as_of"], shown["simulated"]) == ("2026-09-30", simulated)


def test_nothing_is_shown_of_no_month(tmp_path: Path) -> None:
    assert month_shown(tmp_path, MEMBER, simulated_today=DAY) is None
