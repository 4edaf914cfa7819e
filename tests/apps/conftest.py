"""A small published month, built once, and a reader over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rccrm_lib.apps.card_data import CardData
from rccrm_lib.apps.publication import Publication, find_publication
from rccrm_lib.apps.sight import Sight
from rccrm_lib.core.people import People
from rccrm_lib.core.settings import AppsSettings
from tests.apps.published_month import build_published, write_registers
from tests.apps.sights import make_sight


@pytest.fixture(scope="session")
def card_outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An outputs folder with one simulated month of 200 customers."""
    outputs = tmp_path_factory.mktemp("published") / "outputs"
    build_published(outputs)
    return outputs


@pytest.fixture(scope="session")
def card_month(card_outputs: Path) -> Publication:
    """The month of `card_outputs`."""
    found = find_publication(card_outputs)
    assert isinstance(found, Publication)
    return found


@pytest.fixture(scope="session")
def sight(card_outputs: Path) -> Sight:
    """What somebody of the customer department sees: the whole member, masked."""
    return make_sight(card_outputs, "department")


@pytest.fixture(scope="session")
def card_reader(card_month: Publication, sight: Sight) -> Iterator[CardData]:
    """The reader over `card_month` for the department."""
    reader = CardData(card_month, sight)
    yield reader
    reader.close()


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An outputs folder with a month and its registers, one for each file of tests."""
    folder = tmp_path_factory.mktemp("registered") / "outputs"
    write_registers(build_published(folder) / "tables")
    return folder


@pytest.fixture
def people(tmp_path: Path) -> People:
    """The accounts of an empty store."""
    return People(tmp_path / "store.sqlite", settings=AppsSettings())
