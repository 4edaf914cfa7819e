"""Which month a page shows: the newest, whole or not at all; and what counts as simulated."""

import json
from datetime import date
from pathlib import Path

import pytest

from rccrm_lib.apps.publication import Publication, Refusal, find_publication
from tests.apps.published_month import MEMBER, MONTH, build_published


def test_nothing_published_is_said_and_not_raised(tmp_path: Path) -> None:
    assert find_publication(tmp_path / "outputs") == Refusal("nothing")
    (tmp_path / "outputs" / MEMBER).mkdir(parents=True)
    assert find_publication(tmp_path / "outputs") == Refusal("nothing")


def test_a_simulated_month_is_shown_with_its_names_and_tiers(card_outputs: Path) -> None:
    found = find_publication(card_outputs)
    assert isinstance(found, Publication)
    assert (found.member_id, found.month, found.as_of) == (MEMBER, MONTH, date(2026, 9, 30))
    assert found.simulated is True
    assert [tier.code for tier in found.tiers] == ["MASS", "POTENTIAL", "QUALITY", "VIP", "WEALTH", "PRIVATE"]


@pytest.mark.parametrize("mark", [False, None, "true", 1, "yes"])
def test_anything_but_a_plain_true_is_treated_as_real_data(tmp_path: Path, mark: object) -> None:
    build_published(tmp_path, n=60, manifest={"simulated": mark})
    found = find_publication(tmp_path)
    assert isinstance(found, Publication) and found.simulated is False


def test_an_unreadable_manifest_is_refused(tmp_path: Path) -> None:
    folder = build_published(tmp_path, n=60)
    (folder / "manifest.json").write_text("{ not json", encoding="utf-8")
    found = find_publication(tmp_path)
    assert isinstance(found, Refusal) and found.reason == "incomplete"


def test_a_refused_newest_month_is_not_passed_over_for_an_older_one(tmp_path: Path) -> None:
    folder = build_published(tmp_path, n=60)
    newer = folder.parent / "2026-10"
    newer.mkdir()
    (newer / "manifest.json").write_text(json.dumps({"simulated": False, "month": "2026-10"}), encoding="utf-8")
    found = find_publication(tmp_path)
    assert isinstance(found, Refusal) and (found.reason, found.month) == ("incomplete", "2026-10")


def test_scratch_and_staging_folders_are_not_published_months(tmp_path: Path) -> None:
    for place in (f".scratch/{MEMBER}", MEMBER):
        folder = tmp_path / place / (".2026-10.staging-7" if place == MEMBER else "2026-10")
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text("{}", encoding="utf-8")
    assert find_publication(tmp_path) == Refusal("nothing")


def test_a_missing_table_or_key_is_named(tmp_path: Path) -> None:
    folder = build_published(tmp_path, n=60, manifest={"currency": None})
    (folder / "tables" / "tiers.parquet").unlink()
    found = find_publication(tmp_path)
    assert isinstance(found, Refusal)
    assert (found.reason, found.missing) == ("incomplete", ("currency", "tiers.parquet"))


def test_a_month_in_the_wrong_folder_is_refused(tmp_path: Path) -> None:
    folder = build_published(tmp_path, n=60)
    folder.rename(folder.parent / "2026-11")
    found = find_publication(tmp_path)
    assert isinstance(found, Refusal) and found.reason == "incomplete"


def test_only_the_asked_member_is_opened(card_outputs: Path) -> None:
    assert isinstance(find_publication(card_outputs, member_id=MEMBER), Publication)
    assert find_publication(card_outputs, member_id="999999") == Refusal("nothing")
