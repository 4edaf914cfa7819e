"""A published month of invented customers, with registers of units and managers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tests.apps.published_month import MEMBER, MONTH, build_published
from tests.apps.service_month import write_service


@dataclass(frozen=True)
class Month:
    """A month as a scope asks for it."""

    tables: Path
    member_id: str = MEMBER
    month: str = MONTH
    as_of: date = date(2026, 9, 30)


@pytest.fixture(scope="session")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    """The month, with both registers."""
    tables = build_published(tmp_path_factory.mktemp("org") / "outputs") / "tables"
    write_service(tables, today=date(2026, 10, 12))
    return Month(tables)
