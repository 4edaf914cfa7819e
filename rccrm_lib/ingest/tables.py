"""One contract table of one month: stage its file, check its rows, set apart the faulty ones, count them all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from rccrm_lib.core.contracts import Contract
from rccrm_lib.core.errors import MonthRefused
from rccrm_lib.core.settings import IngestSettings
from rccrm_lib.ingest import control
from rccrm_lib.ingest.arrival import check_reach, measure_reach
from rccrm_lib.ingest.checking import CheckedTable, accepted_sql, check_table, mark_duplicates
from rccrm_lib.ingest.corrections import corrections_of
from rccrm_lib.ingest.delivery import Delivery
from rccrm_lib.ingest.header import check_columns, known_names, unknown_columns
from rccrm_lib.ingest.quarantine import quarantine_broken, quarantine_faults, quarantine_repeats
from rccrm_lib.ingest.result import FileReport
from rccrm_lib.ingest.rules import quote
from rccrm_lib.ingest.staging import StagedFile, create_from_file, register_lines, stage_file


@dataclass(frozen=True)
class LoadedTable:
    """A contract table of the month: its checked rows, those that repeat a key, the accepted ones, the counts."""

    checked: CheckedTable
    repeats: str
    query: str
    report: FileReport


class TableLoader:
    """Holds the engine, the delivery and what was staged while the tables of a month are loaded one by one."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, delivery: Delivery, folder: Path, as_of: date, limits: IngestSettings
    ) -> None:
        self.con, self.delivery, self.folder, self.as_of, self.limits = con, delivery, folder, as_of, limits
        self.notes: list[dict[str, Any]] = []
        self.entries: dict[str, control.ControlEntry] = {}
        self.staged: dict[str, StagedFile] = {}
        self.seen: dict[str, StagedFile] = {}  # every file that was opened, also those read as a stream

    def open_files(self) -> None:
        """Read the control file; where expressions need raw files as tables, make them."""
        if self.delivery.control:
            self.entries = control.read_control(self.delivery.control, self.folder)
            delivered = {path.name for path in self.delivery.files.values()}
            control.check_presence(self.entries, delivered, self.delivery.control.name)
        if not self.delivery.mapping.is_plain:
            for alias in self.delivery.files:
                staged = create_from_file(self.con, f"raw_{alias}", self.stage(alias))
                register_lines(self.con, f"raw_{alias}", alias, staged)
                self.staged[alias] = staged

    def stage(self, alias: str) -> StagedFile:
        """The file of an alias, decoded and of sure shape."""
        if alias in self.staged:
            return self.staged[alias]
        path, file = self.delivery.files[alias], self.delivery.mapping.files[alias]
        entry = self.entries.get(path.name)
        if entry:
            control.check_hash(entry, self.delivery.sha256_of(path))
        elif self.delivery.control:
            self.notes.append({"key": "not_in_control", "file": path.name})
        known = known_names(file, list(self.delivery.mapping.tables.values()))
        corrected = corrections_of(self.delivery.corrections, file=path.name, sha256=self.delivery.hash_of(path))
        staged = stage_file(path, self.folder, alias=alias, file=file, name=path.name, known=known,
                            keep_cut_line=entry is not None, corrections=corrected)
        if corrected:
            self.notes.append({"key": "corrected", "file": path.name, "n": len(corrected)})
        self.seen[alias] = staged
        self._refuse_cut_file(alias, staged)
        tables = [table for table in self.delivery.mapping.tables.values() if table.file == alias]
        for column in unknown_columns(staged.columns, tables) if self.delivery.mapping.is_plain else ():
            self.notes.append({"key": "unknown_column", "file": path.name, "column": column})
        if staged.decoded.n_lone_returns:
            self.notes.append({"key": "lone_return", "file": path.name, "n": staged.decoded.n_lone_returns})
        return staged

    def _refuse_cut_file(self, alias: str, staged: StagedFile) -> None:
        """Only a cumulative file of movements may be cut off: its earlier months are still whole."""
        tables = [table for table in self.delivery.mapping.tables.values() if table.file == alias]
        is_movements = any(table.is_movement for table in tables) and not staged.settings.has_month
        if staged.cut_row is None or is_movements:
            return
        raise MonthRefused(
            f"{staged.name}: half arrived: the last line, {staged.cut_row.line}, does not end with a line feed; "
            "rows may be missing after it",
            "a whole file, its last line ended by a line feed",
            "deliver the file again; if the source never ends its last line, set final_line_end = false in the "
            "mapping or deliver a control file",
        )

    def load(self, contract: Contract) -> LoadedTable | None:
        """Check one table and count its rows; None where the bank does not deliver it."""
        table = self.delivery.mapping.tables.get(contract.name)
        if table is None or table.file not in self.delivery.files:
            return None
        staged = self.stage(table.file)
        required = {name for name, column in contract.columns.items() if column.required}
        supplied = check_columns(contract.name, table, staged.columns, required, file=staged.name,
                                 delimiter=staged.settings.delimiter,
                                 known=known_names(staged.settings, list(self.delivery.mapping.tables.values())))
        checked = check_table(self.con, contract, self.delivery.mapping, staged, supplied=supplied, as_of=self.as_of)
        if table.is_movement and not staged.settings.has_month:
            self._check_reach(checked, table.month_column)
        repeats = mark_duplicates(self.con, checked)
        report, n_repeats = self._count(checked, repeats)
        if report.rows_quarantined > n_repeats:
            quarantine_faults(self.con, checked)
        if n_repeats:
            quarantine_repeats(self.con, checked, repeats)
        quarantine_broken(self.con, self._broken(checked), file=staged.name, table=contract.name,
                          n_fields=len(staged.columns))
        self._check_counts(checked, report)
        self._note_sentinels(checked)
        return LoadedTable(checked, repeats, accepted_sql(checked, repeats, self.delivery.member_id), report)

    def _check_reach(self, checked: CheckedTable, column: str) -> None:
        staged, month = checked.staged, self.delivery.month
        reach = measure_reach(self.con, checked, column)
        line = staged.cut_row.line if staged.cut_row else 0
        check_reach(reach, staged.name, line, month)
        assert reach is not None
        if reach.is_cut:
            self.notes.append({"key": "cut_after_month", "file": staged.name, "line": line,
                               "day": str(reach.last_on.replace(day=1))})
        elif month == f"{reach.last_on:%Y-%m}" and reach.last_on < self.as_of:
            self.notes.append({"key": "last_movement", "file": staged.name, "day": str(reach.last_on)})

    def _broken(self, checked: CheckedTable) -> tuple:
        cut = checked.staged.cut_row
        return (*checked.staged.broken, *((cut,) if cut else ()))

    def _count(self, checked: CheckedTable, repeats: str) -> tuple[FileReport, int]:
        """The counts of a file, and how many rows of the month repeat a key."""
        n_all, n_other, n_faulty = self.con.execute(
            f"SELECT count(*), count(*) FILTER (is_other_month), "
            f"count(*) FILTER (fault IS NOT NULL AND NOT is_other_month) FROM {checked.name}"
        ).fetchall()[0]
        n_repeats = self.con.execute(
            f"SELECT count(*) FROM {checked.name} JOIN {repeats} USING (position) WHERE NOT is_other_month"
        ).fetchall()[0][0]
        staged, n_broken = checked.staged, len(self._broken(checked))
        report = FileReport(
            file=staged.name, table=checked.contract.name, sha256=self.delivery.sha256_of(staged.source),
            bytes=staged.source.stat().st_size, encoding=staged.decoded.encoding,
            rows_in_file=staged.n_rows + n_broken, rows_read=n_all + n_broken,
            rows_accepted=n_all - n_other - n_faulty - n_repeats, rows_quarantined=n_faulty + n_repeats + n_broken,
            rows_other_month=n_other, control="ok" if staged.name in self.entries else "absent",
        )
        return report, n_repeats

    def _check_counts(self, checked: CheckedTable, report: FileReport) -> None:
        """Compare with the control file; refuse a table of which nothing usable is left."""
        entry = self.entries.get(report.file)
        if entry:
            control.check_rows(entry, report.rows_in_file)
            if not self._sum_is_checked(entry, checked):
                self.notes.append({"key": "sum_not_checked", "file": report.file})
        if not report.rows_read:
            self.notes.append({"key": "no_rows", "file": report.file})
        self._refuse_too_many(report)
        if report.rows_accepted or not (checked.contract.required or (checked.is_movement and report.rows_read)):
            return
        raise MonthRefused(
            f"{report.file}: of {report.rows_read} rows none can be used for {self.delivery.month}: "
            f"{report.rows_quarantined} faulty{self._first_fault(report)}, {report.rows_other_month} of other months",
            f"rows of {self.delivery.month} that keep the contract {report.table}",
            "check that the right file was delivered, and date_format and units of the mapping",
        )

    def _sum_is_checked(self, entry: control.ControlEntry, checked: CheckedTable) -> bool:
        """Compare the control file's sum; where corrected rows take part in it, they may be what is wrong."""
        try:
            return control.check_sum(self.con, entry, checked)
        except MonthRefused as error:
            if not any(note["key"] == "corrected" and note["file"] == entry.file for note in self.notes):
                raise
            raise MonthRefused(error.what, error.expected, "rows of this file were corrected: run rccrm quarantine export, "
                               "mend their amounts and replay them; or have the file delivered again") from None

    def _refuse_too_many(self, report: FileReport) -> None:
        """Refuse a file of which more rows were set apart than the settings allow."""
        limits, bad = self.limits.limits_of(report.table), report.rows_quarantined
        if bad <= limits.free_rows or bad <= limits.max_share * report.rows_read:
            return
        found = self.con.execute(
            'SELECT reason, "column", count(*) AS n FROM quarantine WHERE file = ? AND table_name = ? '
            "GROUP BY ALL ORDER BY n DESC, reason, \"column\" LIMIT 3", [report.file, report.table],
        ).fetchall()
        reasons = "; ".join(f"{column + ': ' if column else ''}{reason} in {n:,} rows" for reason, column, n in found)
        raise MonthRefused(
            f"{report.file}: {bad:,} of {report.rows_read:,} rows are faulty ({bad / report.rows_read:.1%}): {reasons}"
            f"{self._first_fault(report)}",
            f"at most {limits.max_share:.1%} of the rows of {report.table} (settings/ingest.toml)",
            "have the file corrected at the source; if one kind of fault is in every row, correct the mapping; to accept "
            "the month as it is, raise max_share for this table",
        )

    def _first_fault(self, report: FileReport) -> str:
        found = self.con.execute(
            'SELECT reason, line, "column" FROM quarantine WHERE file = ? AND table_name = ? ORDER BY line LIMIT 1',
            [report.file, report.table],
        ).fetchall()
        return f" (first: line {found[0][1]}, column {found[0][2]}, {found[0][0]})" if found else ""

    def _note_sentinels(self, checked: CheckedTable) -> None:
        found = self.con.execute(
            f"SELECT sentinels, count(*) FROM {checked.name} WHERE sentinels <> 0 AND NOT is_other_month GROUP BY sentinels"
        ).fetchall()
        for position, rule in enumerate(checked.rules):
            n = sum(count for bits, count in found if bits & (1 << position))
            if n:
                self.notes.append({"key": "sentinel", "file": checked.staged.name, "column": rule.source, "n": n})

    def forget(self, loaded: LoadedTable) -> None:
        """Free the memory and the disk that a written table no longer needs."""
        self.con.execute(f"DROP VIEW {loaded.checked.name}")
        self.con.execute(f"DROP TABLE {quote('checked_' + loaded.checked.contract.name)}")
        if self.delivery.mapping.is_plain:
            loaded.checked.staged.path.unlink(missing_ok=True)
