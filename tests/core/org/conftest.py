"""A published month of invented customers, with registers of units and managers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from tests.apps.published_month import BRANCH, MANAGER, MEMBER, MONTH, OTHER_BRANCH, OTHER_MANAGER, build_published

UNITS = [
    (MEMBER, "行社", None, "2", "2006-01-01", None, None), ("36019901", "一支行", MEMBER, "3", "2006-01-01", None, None),
    ("36019902", "二支行", MEMBER, "3", "2006-01-01", None, None), (BRANCH, "营业部", "36019901", "4", "2006-01-01", None, None),
    (OTHER_BRANCH, "老街", "36019902", "4", "2006-01-01", "2026-05-01", "360199009"),  # merged; its customers keep the code
    ("360199009", "新街", "36019902", "4", "2006-01-01", None, None),
]
POSTS = [
    (MANAGER, "甲", BRANCH, "1", "1", "2018-01-01", None),
    (OTHER_MANAGER, "乙", "36019901", "1", "1", "2018-01-01", "2026-01-01"),
    (OTHER_MANAGER, "乙", "36019902", "1", "1", "2026-01-01", None),
    ("M0009", "丙", BRANCH, "1", "1", "2018-01-01", "2026-09-01"),
]


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
    for name, columns, rows in (
        ("org", "org_id name parent_id level valid_from_on valid_to_on merged_into_id", UNITS),
        ("manager", "manager_id name branch_id line post valid_from_on valid_to_on", POSTS),
    ):
        frame = pd.DataFrame(rows, columns=columns.split())
        for column in ("valid_from_on", "valid_to_on"):
            frame[column] = pd.to_datetime(frame[column]).dt.date
        frame.to_parquet(tables / f"{name}.parquet")
    return Month(tables)
