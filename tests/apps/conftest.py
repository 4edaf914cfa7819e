"""A small published month, built once, and a reader over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rccrm_lib.apps.card_data import CardData
from rccrm_lib.apps.publication import Publication, find_publication
from tests.apps.published_month import build_published


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
def card_reader(card_month: Publication) -> Iterator[CardData]:
    """The reader over `card_month`."""
    reader = CardData(card_month)
    yield reader
    reader.close()
