"""One delivered file on its way into DuckDB: decoded, header read, every row of the right shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import numpy as np

from rccrm_lib.core.engine import quote_path
from rccrm_lib.core.errors import MonthRefused
from rccrm_lib.ingest.corrections import Correction, apply_corrections
from rccrm_lib.ingest.decoder import DecodedFile, decode_file
from rccrm_lib.ingest.excel import is_workbook, write_csv
from rccrm_lib.ingest.header import read_header
from rccrm_lib.ingest.mapping import SourceFile
from rccrm_lib.ingest.rules import literal, quote
from rccrm_lib.ingest.shape import BrokenRow, scan_shape


@dataclass(frozen=True)
class StagedFile:
    """A file that DuckDB can read strictly; `lines` holds the line of each row where it is not simply the next one."""

    alias: str
    name: str
    source: Path
    settings: SourceFile
    decoded: DecodedFile
    path: Path
    columns: tuple[str, ...]
    n_rows: int
    lines: np.ndarray | None = None
    broken: tuple[BrokenRow, ...] = field(default=())
    n_blank: int = 0

    @property
    def first_line(self) -> int:
        """Line of the first row."""
        return 1 if self.settings.names else 2

    @property
    def cut_row(self) -> BrokenRow | None:
        """The last line, where it has no end."""
        text = self.decoded.cut_line
        return None if text is None else BrokenRow(self.decoded.n_lines + 1, "cut_line", text)

    @property
    def read_sql(self) -> str:
        """The rows as text columns, in the order of the file."""
        types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in self.columns)
        header = "false" if self.settings.names else "true"
        return (f"read_csv({quote_path(self.path)}, auto_detect=false, header={header}, new_line='\\n', "
                f"delim={literal(self.settings.delimiter)}, quote='\"', escape='\"', columns={{{types}}})")


def stage_file(
    source: Path, folder: Path, *, alias: str, file: SourceFile, name: str, known: frozenset[str],
    keep_cut_line: bool, corrections: Mapping[int, Correction] | None = None,
) -> StagedFile:
    """Decode a file into `folder` and make sure of its shape.

    DuckDB in strict mode accepts no row with fewer fields, but one empty field more. If there are in all exactly
    as many delimiters as lines with the right number of fields have, and as many rows as lines (both are
    compared), every row is whole and no value holds a delimiter or a line break. Else each row is looked at.
    """
    target = folder / f"{alias}.csv"
    decoded = decode_source(source, target, file, keep_cut_line=keep_cut_line)
    if corrections:
        above = rows_above_header(source, file)
        apply_corrections(target, {line - above: one for line, one in corrections.items()})
        decoded = replace(decoded, n_delimiters=-1)  # no longer known: every row is looked at
    columns = read_header(target, file, name, known=known)
    staged = StagedFile(alias, name, source, file, decoded, target, columns,
                        decoded.n_lines - (0 if file.names else 1))
    return staged if decoded.n_delimiters == decoded.n_lines * (len(columns) - 1) else repair(staged)


def rows_above_header(source: Path, file: SourceFile) -> int:
    """How many rows of a sheet stand above its header; a line of a text file is its own number."""
    return file.header_row - 1 if is_workbook(source) else 0


def decode_source(source: Path, target: Path, file: SourceFile, *, keep_cut_line: bool) -> DecodedFile:
    """A delivered file, text or workbook, as UTF-8 text with line feeds."""
    if is_workbook(source):
        n_lines = write_csv(source, target, sheet=file.sheet, header_row=file.header_row, delimiter=file.delimiter)
        return DecodedFile(target, "workbook", n_lines, -1, None, 0)  # delimiters unknown: every row is looked at
    return decode_file(source, target, delimiter=file.delimiter, encoding=file.encoding,
                       keep_cut_line=keep_cut_line or not file.final_line_end)


def repair(staged: StagedFile) -> StagedFile:
    """Look at every row; the broken ones are taken out of the file and kept apart."""
    target = staged.path.with_suffix(".whole.csv")
    has_header = not staged.settings.names
    shape = scan_shape(staged.path, target, delimiter=staged.settings.delimiter, n_fields=len(staged.columns),
                       has_header=has_header)
    staged.path.unlink()
    above = rows_above_header(staged.source, staged.settings)
    if above:
        shape.lines = shape.lines + above
        shape.broken = [replace(row, line=row.line + above) for row in shape.broken]
    plain = np.array_equal(shape.lines, np.arange(len(shape.lines)) + staged.first_line)
    return replace(staged, path=target, n_rows=len(shape.lines), lines=None if plain else shape.lines,
                   broken=tuple(shape.broken), n_blank=shape.n_blank)


def create_from_file(
    con: duckdb.DuckDBPyConnection, table: str, staged: StagedFile, query: str = "SELECT * FROM {rows}"
) -> StagedFile:
    """Create a table from the rows of a file, each row's `rowid` being its position; returns the file as read.

    Equal counts can hide one row with a field too many and one with a field too few: DuckDB then refuses, and
    the rows are looked at one by one.
    """
    for again in (False, True):
        try:
            con.execute(f"CREATE OR REPLACE TABLE {quote(table)} AS {query.replace('{rows}', staged.read_sql)}")
        except duckdb.InvalidInputException as error:
            if again:
                raise _unreadable(staged, str(error)) from None
            staged = repair(staged)
            continue
        found = con.execute(f"SELECT count(*) FROM {quote(table)}").fetchall()[0][0]
        if found == staged.n_rows:
            return staged
        if again:
            raise _unreadable(staged, f"{found} rows were read, {staged.n_rows} stand in the file")
        staged = repair(staged)
    raise AssertionError("unreachable")


def _unreadable(staged: StagedFile, why: str) -> MonthRefused:
    return MonthRefused(f"{staged.name}: cannot be read row by row: {why.splitlines()[0]}",
                        "a delimited file with quotes as in RFC 4180", "have the file written again at the source")


def register_lines(
    con: duckdb.DuckDBPyConnection, relation: str, name: str, staged: StagedFile, *, kept: str = ""
) -> None:
    """A view `name` over table `relation` with `src_line`, the true line of each row in the delivered file.

    `kept` may name more columns to add, such as "r.rowid AS position, ".
    """
    if staged.lines is None:
        con.execute(f"CREATE OR REPLACE VIEW {quote(name)} AS "
                    f"SELECT {kept}r.rowid + {staged.first_line} AS src_line, r.* FROM {quote(relation)} r")
        return
    lines = quote(f"lines_of_{relation}")
    con.register("new_lines", {"src_line": staged.lines, "place": np.arange(len(staged.lines))})
    con.execute(f"CREATE OR REPLACE TABLE {lines} AS SELECT * FROM new_lines")
    con.unregister("new_lines")
    con.execute(f"CREATE OR REPLACE VIEW {quote(name)} AS SELECT {kept}l.src_line, r.* FROM {quote(relation)} r "
                f"JOIN {lines} l ON l.place = r.rowid")
