"""What `match_records` is told: which column identifies a record and which columns mean what, from a TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from rccrm_lib.core.errors import SettingsError
from rccrm_lib.ecif.kinds import COLUMN_KINDS


class TableSettings(BaseModel):
    """One table or several of the same columns: `id` names a record, `columns` give each compared column its kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    columns: dict[str, str]
    link_only: bool = False

    @field_validator("columns")
    @classmethod
    def _known_kinds(cls, columns: dict[str, str]) -> dict[str, str]:
        wrong = {name: kind for name, kind in columns.items() if kind not in COLUMN_KINDS}
        if wrong:
            raise ValueError(f"unknown kind {wrong}: expected one of {', '.join(COLUMN_KINDS)}")
        if not columns:
            raise ValueError("[columns] names no column to compare")
        return columns


def load_table_settings(settings: str | Path | Mapping[str, Any] | TableSettings) -> TableSettings:
    """The settings of a TOML file, of a mapping with the same keys, or as they are."""
    if isinstance(settings, TableSettings):
        return settings
    where = "the match settings"
    if isinstance(settings, str | Path):
        where, settings = Path(settings).name, _read(Path(settings))
    try:
        return TableSettings(**settings)
    except (ValidationError, TypeError) as error:
        raise SettingsError(f"{where}: {_say(error)}", 'id = "…", optionally link_only, and [columns] column = "kind"',
                            "correct what is named; docs/rooms/ecif.md shows an example") from None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SettingsError(f"{path.name}: no such file", "a TOML file", "check --config") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name}: {error}", "TOML in UTF-8", "correct the line that is named") from None


def _say(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
