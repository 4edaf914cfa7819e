"""The contracts of the extracts: which files a bank delivers and what each column means.

One declaration serves the simulator, the ingest checks, masking and the data dictionary.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rccrm_lib.core.errors import SettingsError

DUCKDB_TYPES = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "date": "DATE",
    "money": "BIGINT",
    "money_day": "BIGINT",
    "rate": "DECIMAL(10,8)",
    "int": "BIGINT",
    "number": "DECIMAL(18,4)",
    "flag": "BOOLEAN",
}
SENSITIVITIES = ("C1", "C2")  # C3 (authentication data) may not stand in any contract: JR/T 0171-2020
CODES_FILE = "codes.toml"


@dataclass(frozen=True)
class ContractColumn:
    """One column of an extract: its name in the library and in the file, type, unit, sensitivity."""

    name: str
    zh: str
    type: str
    unit: str
    sensitivity: str
    required: bool
    codes: str
    meaning: str

    @property
    def duckdb_type(self) -> str:
        """The type of the column in the warehouse."""
        return DUCKDB_TYPES[self.type]


@dataclass(frozen=True)
class Contract:
    """One extract file: its grain, key, owner and columns."""

    name: str
    zh: str
    grain: str
    key: tuple[str, ...]
    owner: str
    required: bool
    columns: dict[str, ContractColumn]

    def duckdb_types(self) -> dict[str, str]:
        """Column name -> DuckDB type, in the order of the contract."""
        return {name: column.duckdb_type for name, column in self.columns.items()}


def _read(name: str) -> dict:
    text = resources.files(__package__).joinpath("contracts", name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _column(table: str, name: str, entry: dict) -> ContractColumn:
    column = ContractColumn(
        name=name,
        zh=entry["zh"],
        type=entry["type"],
        unit=entry.get("unit", ""),
        sensitivity=entry["sensitivity"],
        required=entry["required"],
        codes=entry.get("codes", ""),
        meaning=entry["meaning"],
    )
    if column.type not in DUCKDB_TYPES or column.sensitivity not in SENSITIVITIES:
        raise SettingsError(
            f"contract {table}, column {name}: type {column.type!r}, sensitivity {column.sensitivity!r}",
            f"a type of {sorted(DUCKDB_TYPES)} and a sensitivity of {list(SENSITIVITIES)}",
            "correct the contract file",
        )
    return column


@cache
def load_contracts() -> dict[str, Contract]:
    """All contracts by table name, in alphabetical order."""
    folder = resources.files(__package__).joinpath("contracts")
    contracts = {}
    for name in sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml")):
        if name == CODES_FILE:
            continue
        table, body = name.removesuffix(".toml"), _read(name)
        contracts[table] = Contract(
            name=table,
            zh=body["zh"],
            grain=body["grain"],
            key=tuple(body["key"]),
            owner=body["owner"],
            required=body["required"],
            columns={key: _column(table, key, entry) for key, entry in body["columns"].items()},
        )
    return contracts


@cache
def load_codes() -> dict[str, dict[str, dict[str, str]]]:
    """Code list -> code -> {"zh", "en"}."""
    return _read(CODES_FILE)
