"""Source mappings: how a bank's own files become the contract tables. TOML, no code.

The native layout (Chinese header names, one folder per month) is only the mapping that is built in.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from rccrm_lib.core.contracts import Contract, load_contracts
from rccrm_lib.core.errors import SettingsError

# contract tables of which a row is of one month
MONTH_COLUMNS = {"txn": "txn_on", "bal_month": "month_end_on", "gl_branch": "month_end_on"}
MONTH_PLACEHOLDERS = ("{month}", "{yyyymm}")
DATE_FORMATS = {  # name in a mapping -> (pattern, DuckDB format, prefix that completes the year)
    "yyyymmdd": ("[0-9]{8}", "%Y%m%d", ""),
    "yyyy-mm-dd": ("[0-9]{4}-[0-9]{2}-[0-9]{2}", "%Y-%m-%d", ""),
    "yyyy/mm/dd": ("[0-9]{4}/[0-9]{2}/[0-9]{2}", "%Y/%m/%d", ""),
    "dd.mm.yyyy": ("[0-9]{2}[.][0-9]{2}[.][0-9]{4}", "%d.%m.%Y", ""),
    "19yymmdd": ("[0-9]{6}", "%Y%m%d", "19"),
    "20yymmdd": ("[0-9]{6}", "%Y%m%d", "20"),
    "yyyy.mm.dd": ("[0-9]{4}[.][0-9]{2}[.][0-9]{2}", "%Y.%m.%d", ""),
    "dd/mm/yyyy": ("[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}", "%d/%m/%Y", ""),
    "mm/dd/yyyy": ("[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}", "%m/%d/%Y", ""),
    "yyyy-mm-dd hh:mm:ss": ("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}", "%Y-%m-%d %H:%M:%S", ""),
}
MONEY_DECIMALS = {  # unit -> how many decimals one unit has down to the fen (a hundredth of the currency unit)
    "fen": 0, "分": 0, "cents": 0, "yuan": 2, "元": 2, "k_yuan": 5, "千元": 5, "10k_yuan": 6, "万元": 6,
}
RATE_DECIMALS = {"fraction": 0, "percent": 2, "permille": 3}
ALIAS = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
CURRENCY = re.compile(r"[A-Z]{3}\Z")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class SourceFile(_Part):
    """One file of the bank: where it lies below the extracts folder and how it is written."""

    path: str
    encoding: str = "auto"
    delimiter: str = Field(",", min_length=1, max_length=4)
    names: tuple[str, ...] = ()        # column names of a file without a header line
    final_line_end: bool = True        # False where the source never ends its last line
    sheet: str = ""                    # of a workbook; needed where it has several
    header_row: int = Field(1, ge=1)   # of the sheet
    owner: str = ""                    # who delivers it, for messages
    due_day: int = Field(0, ge=0, le=31)  # day of the next month by which it should be there

    @property
    def has_month(self) -> bool:
        """Whether there is one such file per month (otherwise it is cumulative)."""
        return any(placeholder in self.path for placeholder in MONTH_PLACEHOLDERS)


class Expression(_Part):
    """A DuckDB expression over the raw text columns."""

    sql: str


class Constant(_Part):
    """The same value in every row."""

    constant: str


class TableMapping(_Part):
    """How one contract table is read from one file (and, by `from`, from others joined to it)."""

    file: str
    from_: str = Field("", alias="from")
    where: str = ""
    columns: dict[str, str | Expression | Constant]
    units: dict[str, str] = Field(default_factory=dict)
    date_format: str = ""
    codes: dict[str, dict[str, str]] = Field(default_factory=dict)
    month_column: str = ""
    months: Literal["same", "until"] = "same"

    @property
    def is_plain(self) -> bool:
        """Whether every column is a column of the file, so that the file can be read as a stream."""
        expressions = any(isinstance(source, Expression) for source in self.columns.values())
        return not (self.from_ or self.where or expressions)

    @property
    def is_movement(self) -> bool:
        """Whether a row belongs to exactly one month (and not to every month from then on)."""
        return bool(self.month_column) and self.months == "same"


class SourceMapping(_Part):
    """All files and tables of one bank."""

    unit: str = "yuan"
    rate_unit: str = "percent"
    date_format: str = "yyyymmdd"
    control: str = ""
    files: dict[str, SourceFile]
    tables: dict[str, TableMapping]

    @model_validator(mode="after")
    def _names_exist(self) -> SourceMapping:
        contracts = load_contracts()
        for alias in self.files:
            if not ALIAS.match(alias) or alias == "quarantine":
                raise ValueError(f"files.{alias!r}: an alias is a table name of letters, digits and _, not quarantine")
        for name, table in self.tables.items():
            _check_table(name, table, contracts, self)
        return self

    @cached_property
    def is_plain(self) -> bool:
        """Whether no table needs raw files as tables of their own."""
        return all(table.is_plain for table in self.tables.values())

    def file_month_column(self, table: str) -> str:
        """The column whose date must lie in the month of the file; "" where the file may hold other months.

        A file per month holds its month only, unless the mapping names a `month_column`: then it is read like a
        cumulative file, and the rows of earlier months are counted, not set apart.
        """
        source = self.tables[table]
        is_monthly = self.files[source.file].has_month and not source.month_column
        return MONTH_COLUMNS.get(table, "") if is_monthly else ""

    def unit_of(self, table: str, column: str) -> str:
        """The unit of a money or rate column as the source writes it."""
        kind = load_contracts()[table].columns[column].type
        return self.tables[table].units.get(column, self.rate_unit if kind == "rate" else self.unit)

    def date_format_of(self, table: str) -> str:
        """The date format of a table's columns."""
        return self.tables[table].date_format or self.date_format


def _check_table(name: str, table: TableMapping, contracts: dict[str, Contract], mapping: SourceMapping) -> None:
    if name not in contracts:
        raise ValueError(f"tables.{name}: no such contract table{_hint(name, contracts)}; there are {', '.join(contracts)}")
    if table.file not in mapping.files:
        raise ValueError(f"tables.{name}: file {table.file!r} is not declared under [files]{_hint(table.file, mapping.files)}")
    columns = contracts[name].columns
    named = [*table.columns, *table.units, *table.codes, *filter(None, [table.month_column])]
    for column in named:
        if column not in columns:
            raise ValueError(f"tables.{name}: {column!r} is no column of the contract{_hint(column, columns)}; "
                             f"there are {', '.join(columns)}")
    missing = [key for key, column in columns.items() if column.required and key not in table.columns]
    if missing:
        raise ValueError(f"tables.{name}: required columns without a source: {', '.join(missing)}")
    if mapping.date_format_of(name) not in DATE_FORMATS:
        found = mapping.date_format_of(name)
        raise ValueError(f"tables.{name}: date format {found!r}{_hint(found, DATE_FORMATS)}; "
                         f"there are {', '.join(DATE_FORMATS)}")
    for column in table.columns:
        _check_unit(name, column, columns[column].type, mapping.unit_of(name, column))


def _check_unit(table: str, column: str, kind: str, unit: str) -> None:
    if kind == "rate" and unit not in RATE_DECIMALS:
        raise ValueError(f"tables.{table}.{column}: rate unit {unit!r}; there are {', '.join(RATE_DECIMALS)}")
    if kind in ("money", "money_day"):
        money_decimals(unit)


def money_decimals(unit: str) -> int:
    """Decimals of a money unit down to the fen; a currency code such as CZK means its main unit."""
    if unit in MONEY_DECIMALS:
        return MONEY_DECIMALS[unit]
    if CURRENCY.match(unit):
        return 2
    raise ValueError(f"unit {unit!r}; there are {', '.join(MONEY_DECIMALS)} and currency codes such as CZK")


def native_mapping() -> SourceMapping:
    """The built-in mapping: Chinese names of the contracts, one folder per member and month."""
    contracts = load_contracts()
    files = {name: SourceFile(path=f"{{member}}/{{month}}/{name}_{{member}}.csv") for name in contracts}
    tables = {
        name: TableMapping(
            file=name,
            columns={key: column.zh for key, column in contract.columns.items()},
        )
        for name, contract in contracts.items()
    }
    return SourceMapping(control="{member}/{month}/control_{member}.csv", files=files, tables=tables)


def _hint(word: str, known: Iterable[str]) -> str:
    """What the word may have been meant to be."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (did you mean {near[0]!r}?)" if near else ""


def load_mapping(path: Path | None) -> SourceMapping:
    """The mapping of a TOML file, or the native one; errors name the key."""
    if path is None:
        return native_mapping()
    try:
        body: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return SourceMapping(**body)
    except FileNotFoundError:
        raise SettingsError(f"{path.name}: no such mapping file", "a source mapping in TOML",
                            "correct `mapping` of the member in config.toml") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError, TypeError) as error:
        raise SettingsError(f"{path.name}: {_said(error)}", "[files.<alias>] and [tables.<contract table>] as documented",
                            "correct the key that is named") from None


def _said(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    places = [(".".join(map(str, item["loc"])), item["msg"].removeprefix("Value error, ")) for item in error.errors()]
    return "; ".join(f"{place}: {text}" if place else text for place, text in places)
