"""Who is owed what: by tier, need and version; nonsense in the settings is refused with a sentence."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from pydantic import ValidationError

from rccrm_lib.core.standard_settings import StandardSettings, default_standards
from rccrm_lib.ocrm import service
from rccrm_lib.ocrm.service.owed import begun_on
from tests.ocrm.service.conftest import CALL, MATURITY, NO_TAGS, TAGS, VISIT, make_standards, make_version


def _owed(served: pd.DataFrame, standards: StandardSettings, tags: pd.DataFrame = TAGS) -> dict[tuple[str, str], str]:
    rows = service.owe_actions(served, tags, standards=standards, version=standards.versions[-1])
    return {(row.customer_id, row.action): row.standard_id for row in rows.itertuples()}


def test_every_adult_is_owed_what_the_tier_is_and_the_most_frequent_of_several(served: pd.DataFrame) -> None:
    assert _owed(served, make_standards()) == {
        ("CA", "visit"): "vip_visit", ("CA", "call"): "maturity_call", ("CB", "visit"): "vip_visit", ("CB", "call"): "all_call",
        ("CD", "call"): "all_call", ("CE", "visit"): "vip_visit", ("CE", "call"): "all_call"}
    assert _owed(served, make_standards(), NO_TAGS)["CA", "call"] == "all_call"


def test_a_standard_for_some_natures_is_for_them_only(served: pd.DataFrame) -> None:
    standards = make_standards(make_version({**VISIT, "natures": ["COMPANY"]}))
    assert _owed(served, standards) == {("CE", "visit"): "vip_visit"}


def test_the_order_of_the_customers_does_not_matter(served: pd.DataFrame) -> None:
    standards = make_standards()
    one, other = (service.owe_actions(rows, TAGS, standards=standards, version=standards.versions[0])
                  for rows in (served, served.iloc[::-1]))
    pd.testing.assert_frame_equal(one, other)


def test_a_past_month_is_measured_by_the_version_that_held_then() -> None:
    standards = make_standards(make_version(VISIT), make_version({**VISIT, "every_days": 60}, CALL, valid_from=date(2026, 7, 1)))
    assert [len(standards.version_on(day).standards) for day in (date(2026, 6, 30), date(2026, 7, 1))] == [1, 2]
    assert standards.version_on(date(2025, 12, 31)) is None


def test_a_standard_that_a_new_version_leaves_alone_does_not_begin_anew() -> None:
    often = {**CALL, "per_year": 12}
    standards = make_standards(make_version(VISIT, CALL), make_version(VISIT, often, valid_from=date(2026, 7, 1)))
    newest = standards.versions[-1]
    assert [begun_on(standards, newest, one) for one in newest.standards] == [date(2026, 1, 1), date(2026, 7, 1)]


@pytest.mark.parametrize(("versions", "word"), [
    ([make_version({**VISIT, "minutes": 0})], "minutes"),
    ([make_version({**VISIT, "per_year": 4})], "every_days or per_year"),
    ([make_version(VISIT, {**CALL, "id": "vip_visit"})], "one id"),
    ([make_version(VISIT, {**VISIT, "id": "again"})], "keep one"),
    ([make_version(VISIT), make_version(CALL)], "later day"),
    ([make_version(VISIT, valid_from=date(2026, 1, 15))], "first of a month"),
    ([{**make_version(VISIT), "author": ""}], "author"),
])
def test_standards_that_make_no_sense_are_refused(versions: list[dict[str, object]], word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        StandardSettings(versions=versions)


def test_a_tier_of_which_nothing_is_said_is_a_gap() -> None:
    version = make_standards(make_version(VISIT)).versions[0]
    with pytest.raises(ValueError, match="a gap: nothing is said of MASS"):
        version.check_tiers(["MASS", "VIP"])
    with pytest.raises(ValueError, match="no such tier: VIP"):
        version.check_tiers(["MASS"])
    version.model_copy(update={"without": ("MASS",)}).check_tiers(["MASS", "VIP"])


def test_the_minutes_of_a_tier_follow_from_the_settings_alone() -> None:
    rows = service.minutes_by_tier(make_standards(), date(2026, 5, 1)).set_index(["tier", "action"])["minutes"]
    assert rows["VIP", "visit"] == pytest.approx(365 / 12 / 90 * 45)
    assert ("VIP", "call") in rows.index and len(rows) == 3, "a standard for a need is not in it: how many have it, none can say"
    assert len(service.minutes_by_tier(default_standards(), date(2026, 5, 1))) > 10
    assert MATURITY["needs"] and service.minutes_by_tier(make_standards(), date(2020, 1, 1)).empty
