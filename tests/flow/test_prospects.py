"""Prospects who are customers by now: known by the token of a number, one customer or nobody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from rccrm_lib.core.engine import open_engine
from rccrm_lib.core.privacy.tokens import make_token, new_key, purpose_key, read_key
from rccrm_lib.core.settings import Settings, load_settings
from rccrm_lib.flow.prospects import link_prospects
from rccrm_lib.flow.run import Run, open_run
from rccrm_lib.ocrm.service import PROSPECTS
from tests.conftest import write_config

CERT, MOBILE, SHARED = "360199197803124527", "13870195678", "13970195679"
PEOPLE = pd.DataFrame([("CA", "person", CERT, SHARED), ("CB", "person", None, MOBILE), ("CC", "person", None, SHARED),
                       ("CO", "org", "91360199MA0000000X", MOBILE)], columns=["customer_id", "party_kind", "cert_no", "mobile"])
LEADS = ["customer_id", "cert_token", "mobile_token"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A run whose settings name a key."""
    config = write_config(tmp_path, extracts=tmp_path)
    text = config.read_text(encoding="utf-8")
    config.write_text(f'{text}\n[union]\nkey_file = "{(tmp_path / "union.key").as_posix()}"\n', encoding="utf-8")
    new_key(tmp_path / "union.key")
    return open_run(config=str(config), month="2026-09", member=next(iter(load_settings(config).members)))


def _token(settings: Settings, number: str) -> str:
    return make_token(number, key=purpose_key(read_key(settings.union.key_file), PROSPECTS))


def _linked(run: Run, *rows: tuple[str, str, str]) -> list[str]:
    with open_engine(threads=1, memory="500MB") as con:
        con.register("people", PEOPLE)
        con.execute("CREATE TEMP TABLE customers AS SELECT * FROM people")
        return link_prospects(run, con, pd.DataFrame(rows, columns=LEADS)).tolist()


def test_a_number_of_one_person_links_and_of_a_family_nobody(run: Run) -> None:
    cert, mobile, shared = (_token(run.settings, number) for number in (CERT, MOBILE, SHARED))
    assert _linked(run, ("", cert, ""), ("", "", mobile), ("", "", shared), ("", cert, shared), ("", "", ""), ("CX", "", "")) == [
        "CA", "CB", "", "CA", "", "CX"]
    assert _linked(run, ("", _token(run.settings, "360199197803124528"), "")) == [""]


def test_without_the_key_nobody_is_linked_and_the_month_goes_on(run: Run) -> None:
    mobile = _token(run.settings, MOBILE)
    keyless = run.settings.model_copy(update={"union": run.settings.union.model_copy(update={"key_file": None})})
    assert _linked(replace(run, settings=keyless), ("", "", mobile), ("CX", "", "")) == ["", "CX"]
