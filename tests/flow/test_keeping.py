"""Keeping the store on either database, as a configuration names it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rccrm_lib.core.errors import StoreError
from rccrm_lib.core.store.database import VERSIONS
from rccrm_lib.flow.keeping import back_up_store, restore_store, show_audit, upgrade_store, verify_audit
from tests.core.conftest import address, postgres_socket  # noqa: F401 - fixtures
from tests.core.stores import note


@pytest.fixture
def config(tmp_path: Path, address: str) -> Path:  # noqa: F811
    """A configuration of this store."""
    config = tmp_path / "config.toml"
    config.write_text(f'[paths]\nstore = "{address}"\n[members.A1]\nname_zh = "甲"\nname_en = "A"\n', encoding="utf-8")
    return config


def test_the_log_is_filtered_and_checked_against_what_was_published(config: Path, address: str) -> None:  # noqa: F811
    note(address, 3)
    note(address, 1, person_id="li")
    assert show_audit(config, person="li")[1:] == ["4\t1970-01-01T00:00:01Z\tli\t\tunmasked\tC0\t\t电话核实"]
    assert [line.split("\t")[0] for line in show_audit(config, most=2)] == ["seq", "3", "4"]
    assert len(show_audit(config, subject="C0")) == 3 and len(show_audit(config, action="signed in")) == 1
    assert verify_audit(config).startswith("4 rows in order, 0 published heads")
    month = config.parent / "outputs" / "A1" / "2026-09"
    month.mkdir(parents=True)
    (month / "manifest.json").write_text(json.dumps({"audit_head": {"seq": 5, "seal": "x"}}), encoding="utf-8")
    with pytest.raises(StoreError, match="row 5"):
        verify_audit(config)


def test_a_store_is_backed_up_and_restored_by_its_configuration(config: Path, address: str) -> None:  # noqa: F811
    note(address, 2)
    assert back_up_store(config, config.parent / "b.sqlite").seq == 2
    assert restore_store(config, config.parent / "b.sqlite", replace=False).seq == 2
    assert upgrade_store(config) == VERSIONS[-1] and len(show_audit(config)) == 3
