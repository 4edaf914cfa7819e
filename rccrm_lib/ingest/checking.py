"""Raw text rows become checked rows: typed values, and for each row at most one fault, the first in contract order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import duckdb

from rccrm_lib.core.contracts import Contract
from rccrm_lib.core.errors import SettingsError
from rccrm_lib.ingest.mapping import SourceMapping
from rccrm_lib.ingest.rules import FIRST_DAY, LAST_DAY, REASONS, ColumnRule, column_rules, fill_dates, literal, quote
from rccrm_lib.ingest.staging import StagedFile, create_from_file, register_lines

MAPPING_ERRORS = (  # what a wrong expression of a mapping raises; a full disk, say, is something else
    duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException, duckdb.ConversionException,
    duckdb.InvalidInputException, duckdb.OutOfRangeException,
)
FAULT_BASE = 32  # a fault is column * FAULT_BASE + reason


@dataclass(frozen=True)
class CheckedTable:
    """The relation `name`: position, src_line, typed columns, fault, texts (if faulty), sentinels, is_other_month."""

    name: str
    contract: Contract
    rules: tuple[ColumnRule, ...]
    staged: StagedFile
    is_movement: bool

    @property
    def supplied(self) -> list[str]:
        """The supplied contract columns in contract order."""
        return [rule.column.name for rule in self.rules]

    @property
    def key(self) -> list[str]:
        """The supplied columns of the contract's key: without its days, a register has one row per code."""
        return [name for name in self.contract.key if name in self.supplied]


def check_table(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    mapping: SourceMapping,
    staged: StagedFile,
    *,
    supplied: list[str],
    as_of: date,
) -> CheckedTable:
    """Make the checked relation of one contract table.

    A plain file is read as a stream; a file that expressions need already stands as a table named by its alias.
    """
    table = mapping.tables[contract.name]
    is_cumulative = not staged.settings.has_month
    rules = column_rules(contract, mapping, supplied=[name for name in contract.columns if name in supplied],
                         as_of=as_of, future_is_other=is_cumulative)
    other = _other_month(table.month_column, table.is_movement, as_of, is_cumulative)
    relation, name = f"checked_{contract.name}", f"rows_of_{contract.name}"
    if mapping.is_plain:
        staged = create_from_file(con, relation, staged, _query(rules, "{rows}", "", other))
        register_lines(con, relation, name, staged, kept="r.rowid AS position, ")
    else:
        source = fill_dates(table.from_ or quote(staged.alias), as_of)
        where = f"WHERE {fill_dates(table.where, as_of)}" if table.where else ""
        line = f"{quote(staged.alias)}.src_line AS src_line, "
        _create(con, contract.name,
                f"CREATE OR REPLACE TABLE {relation} AS {_query(rules, f'{source} {where}', line, other)}")
        con.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT rowid AS position, * FROM {relation}")
    is_movement = table.is_movement or bool(mapping.file_month_column(contract.name))
    return CheckedTable(name, contract, tuple(rules), staged, is_movement)


def _create(con: duckdb.DuckDBPyConnection, table: str, sql: str) -> None:
    try:
        con.execute(sql)
    except MAPPING_ERRORS as error:
        text = str(error).splitlines()[0]
        if not isinstance(error, (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException)):
            text = re.sub("'.*'", "'***'", text)  # a value of the data, which may be a person's
        raise SettingsError(
            f"mapping, tables.{table}: {text}",
            "expressions over the raw columns; every file is a table named by its alias; src_line is the line",
            "correct from, where or the column's sql in the mapping",
        ) from None


def _other_month(column: str, is_movement: bool, as_of: date, is_cumulative: bool) -> str:
    """The condition under which a row belongs to another month (or, in a master, to a later one).

    An impossible date belongs to no month: such a row is a fault of every month, or none would ever report it.
    """
    if not column:
        return "false"
    value = quote(f"v_{column}")
    parts = [f"{value} < DATE '{as_of.replace(day=1)}'"] if is_movement else []
    parts += [f"{value} > DATE '{as_of}'"] if is_cumulative else []
    possible = f"{value} BETWEEN DATE '{FIRST_DAY}' AND DATE '{LAST_DAY}'"
    return f"coalesce(({' OR '.join(parts)}) AND {possible}, false)" if parts else "false"


def _query(rules: list[ColumnRule], source: str, line: str, other: str) -> str:
    """Text, then value, then fault: three steps, each written once."""
    texts = ", ".join(f"{rule.text} AS {quote('t_' + rule.column.name)}" for rule in rules)
    values = [f"{rule.value} AS {quote('v_' + rule.column.name)}" for rule in rules]
    values += [f"{rule.sentinel} AS {quote('s_' + rule.column.name)}" for rule in rules if rule.sentinel]
    bits = [f"CASE WHEN {quote('s_' + rule.column.name)} THEN {1 << position} ELSE 0 END"
            for position, rule in enumerate(rules) if rule.sentinel]
    typed = ", ".join(f"{quote('v_' + rule.column.name)} AS {quote(rule.column.name)}" for rule in rules)
    raw = ", ".join(quote("t_" + rule.column.name) for rule in rules)
    kept = "src_line, " if line else ""
    return (
        f"SELECT {kept}{typed}, fault, CASE WHEN fault IS NOT NULL THEN [{raw}] END AS texts, "
        f"{' + '.join(bits) or '0'} AS sentinels, {other} AS is_other_month "
        f"FROM (SELECT *, {_fault(rules)} AS fault FROM (SELECT *, {', '.join(values)} "
        f"FROM (SELECT {line}{texts} FROM {source})))"
    )


def _fault(rules: list[ColumnRule]) -> str:
    cases = [
        f"WHEN {condition} THEN {position * FAULT_BASE + REASONS.index(reason)}"
        for position, rule in enumerate(rules)
        for condition, reason in rule.faults
    ]
    return f"CAST(CASE {' '.join(cases)} END AS INTEGER)"


def mark_duplicates(con: duckdb.DuckDBPyConnection, checked: CheckedTable) -> str:
    """A table of the rows that repeat a key (the first row of a key is kept): position, is_same_row.

    Rows that are already faulty, and rows after the month, take no part.
    """
    name = f"repeats_of_{checked.contract.name}"
    keys = ", ".join(map(quote, checked.key))
    same = " AND ".join(f"usable.{quote(name)} IS NOT DISTINCT FROM twice.{quote(name)}" for name in checked.key)
    columns = ", ".join(map(quote, checked.supplied))
    usable = f"{checked.name} WHERE fault IS NULL" + ("" if checked.is_movement else " AND NOT is_other_month")
    found = con.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {usable} GROUP BY hash({keys}) HAVING count(*) > 1 LIMIT 1)"
    ).fetchall()[0][0]
    if not found:
        con.execute(f"CREATE OR REPLACE TABLE {name} (position BIGINT, is_same_row BOOLEAN)")
        return name
    con.execute(
        f"CREATE OR REPLACE TABLE {name} AS WITH usable AS (SELECT * FROM {usable}), "
        f"twice AS (SELECT {keys} FROM usable GROUP BY ALL HAVING count(*) > 1), "
        f"placed AS (SELECT position, row_number() OVER same AS place, row({columns}) AS whole, "
        f"first_value(row({columns})) OVER same AS first_row FROM usable SEMI JOIN twice ON ({same}) "
        f"WINDOW same AS (PARTITION BY {keys} ORDER BY src_line, position)) "
        "SELECT position, whole IS NOT DISTINCT FROM first_row AS is_same_row FROM placed WHERE place > 1"
    )
    return name


def accepted_sql(checked: CheckedTable, repeats: str, member_id: str, *, all_months: bool = False) -> str:
    """The accepted rows with the contract's columns and types; `all_months` adds the movements of other months."""
    columns = []
    for name, column in checked.contract.columns.items():
        value = quote(name) if name in checked.supplied else "NULL"
        columns.append(f"CAST({value} AS {column.duckdb_type}) AS {quote(name)}")
    month = "" if all_months else " AND NOT is_other_month"
    return (f"SELECT {literal(member_id)} AS member_id, {', '.join(columns)} FROM {checked.name} "
            f"WHERE fault IS NULL{month} AND position NOT IN (SELECT position FROM {repeats})")


def empty_sql(contract: Contract) -> str:
    """No rows, with the contract's columns and types."""
    columns = ", ".join(f"CAST(NULL AS {kind}) AS {quote(name)}" for name, kind in contract.duckdb_types().items())
    return f"SELECT CAST(NULL AS VARCHAR) AS member_id, {columns} WHERE false"
