"""The quarantine's way back: list it, export its raw rows, read the corrected ones, load the month again."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from rccrm_lib.core.engine import open_engine, quote_path
from rccrm_lib.core.errors import InputError, RccrmError
from rccrm_lib.core.settings import Settings
from rccrm_lib.ingest.corrections import (
    Correction,
    append_corrections,
    apply_corrections,
    check_row,
    corrections_of,
    corrections_path,
)
from rccrm_lib.ingest.delivery import Delivery, find_delivery
from rccrm_lib.ingest.month import load_month
from rccrm_lib.ingest.result import IngestResult
from rccrm_lib.ingest.staging import decode_source, rows_above_header
from rccrm_lib.ingest.warehouse import month_folder, stored_result

EXPORT = ["file", "sha256", "line", "n_lines", "table", "column", "reason", "expected", "remedy", "row"]
MAX_LINES = 20  # of one row, as in shape.py
BEYOND_CORRECTION = ("cut_line",)  # what follows a cut line is not known


@dataclass(frozen=True)
class Replayed:
    """What a replay did: rows taken over, rows left as they were, and the month as it was loaded afterwards."""

    n_new: int
    n_unchanged: int
    before: int
    result: IngestResult


def list_quarantine(settings: Settings, *, member_id: str, month: str) -> pd.DataFrame:
    """One row per file, column and reason: how many rows wait, from which line on."""
    return _query(settings, member_id, month,
                  'SELECT file, table_name AS "table", "column", reason, count(*)::BIGINT AS n, min(line) AS first_line '
                  "FROM {quarantine} GROUP BY ALL ORDER BY n DESC, file, reason, first_line")


def export_quarantine(settings: Settings, *, member_id: str, month: str, out: Path) -> int:
    """Write the rows in quarantine as they were delivered, one a line, into a CSV of this account's eyes only.

    Returns the number of rows. The file opens in a spreadsheet; the column to correct is `row`.
    """
    waiting = _waiting(settings, member_id, month)
    delivery = find_delivery(settings, member_id=member_id, month=month)
    rows = []
    for (file, sha256), part in waiting.groupby(["file", "sha256"], sort=True):
        texts = _raw_rows(delivery, str(file), str(sha256), set(part["line"]))
        for one in part.itertuples(index=False):
            row, n_lines = texts[one.line]
            rows.append([one.file, one.sha256, one.line, n_lines, one.table, one.column, one.reason, one.expected,
                         one.remedy, row])
    try:
        place = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(place, "w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows([EXPORT, *rows])
    except FileExistsError:
        raise RccrmError(f"{out.name} exists already", "a new file",
                         "choose another name, so that no correction is lost") from None
    return len(rows)


def replay_quarantine(
    settings: Settings, *, member_id: str, month: str, corrected: Path, author: str, reason: str
) -> Replayed:
    """Take over the corrected rows and load the month again.

    Only rows that are in quarantine can be corrected. Rows that were left as they are stay there; rows that are
    wrong again go back there. Raises InputError naming file and line, and then takes over nothing.
    """
    for what, text in (("author", author), ("reason", reason)):
        if not text.strip():
            raise RccrmError(f"no {what} was given", "who corrected the rows, and why", f"add --{what}")
    waiting = _waiting(settings, member_id, month)
    delivery = find_delivery(settings, member_id=member_id, month=month)
    before, fresh, n_unchanged = len(waiting), [], 0
    places = {(one.file, one.sha256, one.line) for one in waiting.itertuples(index=False)}
    for (file, sha256), rows in _read_export(corrected).items():
        _refuse_unknown(file, sha256, rows, places)
        raw = _raw_rows(delivery, file, sha256, set(rows))
        for line, row in rows.items():
            n_lines = raw[line][1]
            if row == raw[line][0]:
                n_unchanged += 1
                continue
            check_row(row, file=file, line=line, n_lines=n_lines)
            fresh.append(Correction(file, sha256, line, n_lines, row, author.strip(), reason.strip()))
    n_new = append_corrections(corrections_path(settings, member_id=member_id, month=month), fresh)
    return Replayed(n_new, n_unchanged, before, load_month(settings=settings, member_id=member_id, month=month))


def _query(settings: Settings, member_id: str, month: str, query: str) -> pd.DataFrame:
    folder = month_folder(settings, member_id=member_id, month=month)
    if stored_result(folder) is None:
        raise RccrmError(f"{member_id} {month} is not in the warehouse", "a month that was loaded",
                         f"run: rccrm ingest --member {member_id} --month {month}")
    with open_engine(threads=1) as con:
        return con.execute(query.replace("{quarantine}", f"read_parquet({quote_path(folder / 'quarantine.parquet')})")).df()


def _waiting(settings: Settings, member_id: str, month: str) -> pd.DataFrame:
    """One row per line in quarantine that can be corrected, with the hash of its file."""
    result = stored_result(month_folder(settings, member_id=member_id, month=month))
    rows = _query(settings, member_id, month,
                  'SELECT file, line, min(table_name) AS "table", min("column") AS "column", min(reason) AS reason, '
                  "min(expected) AS expected, min(remedy) AS remedy FROM {quarantine} GROUP BY file, line ORDER BY file, line")
    hashes = {report.file: report.sha256 for report in result.files} if result else {}
    rows.insert(1, "sha256", rows["file"].map(hashes))
    return rows[~rows["reason"].isin(BEYOND_CORRECTION)].reset_index(drop=True)


def _raw_rows(delivery: Delivery, file: str, sha256: str, lines: set[int]) -> dict[int, tuple[str, int]]:
    """Line -> (the row as it stands, corrections made so far included; how many lines it takes)."""
    named = [(alias, path) for alias, path in delivery.files.items() if path.name == file]
    if not named or delivery.sha256_of(named[0][1]) != sha256:
        raise InputError("the file is no longer the one that was loaded", "the delivery that the rows come from",
                         "load the month again and export the quarantine anew", file=file)
    alias, path = named[0]
    source = delivery.mapping.files[alias]
    with tempfile.TemporaryDirectory(prefix=".quarantine-") as name:
        target = Path(name) / "file.csv"
        decode_source(path, target, source, keep_cut_line=True)
        made = corrections_of(delivery.corrections, file=file, sha256=sha256)
        if made:
            apply_corrections(target, made)
        above = rows_above_header(path, source)
        with open(target, encoding="utf-8", newline="") as stream:
            found = dict(_pick_rows(stream, {line - above for line in lines}))
        return {line + above: row for line, row in found.items()}


def _pick_rows(stream: Iterator[str], lines: set[int]) -> Iterator[tuple[int, tuple[str, int]]]:
    """The rows that begin at the lines; a row goes on while its quotes are open."""
    numbered = enumerate(stream, start=1)
    for number, text in numbered:
        if number not in lines:
            continue
        parts = [text]
        while "".join(parts).count('"') % 2 and len(parts) < MAX_LINES and (number + len(parts)) not in lines:
            following = next(numbered, None)
            if following is None:
                break
            parts.append(following[1])
        yield number, ("".join(parts).removesuffix("\n"), len(parts))


def _read_export(path: Path) -> dict[tuple[str, str], dict[int, str]]:
    """(file, hash) -> line -> corrected row, of a corrected export."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            missing = {"file", "sha256", "line", "row"} - set(reader.fieldnames or ())
            if missing:
                raise InputError(f"columns {sorted(missing)} are missing", f"the columns {', '.join(EXPORT)}",
                                 "correct the file that `rccrm quarantine export` wrote, and keep its header", file=path.name)
            found: dict[tuple[str, str], dict[int, str]] = {}
            for number, row in enumerate(reader, start=2):
                if not (row["line"] or "").isdigit():
                    raise InputError("no line number", "the line as it was exported", "restore the column `line`",
                                     file=path.name, row=number)
                text = (row["row"] or "").replace("\r\n", "\n").replace("\r", "\n")
                found.setdefault((row["file"], row["sha256"]), {})[int(row["line"])] = text
            return found
    except FileNotFoundError:
        raise InputError("no such file", "a corrected export of the quarantine", "run `rccrm quarantine export` first",
                         file=path.name) from None
    except UnicodeDecodeError:
        raise InputError("not in UTF-8", "UTF-8, as it was exported", "save it as CSV UTF-8 in the spreadsheet",
                         file=path.name) from None


def _refuse_unknown(file: str, sha256: str, rows: dict[int, str], places: set[tuple[str, str, int]]) -> None:
    unknown = sorted(line for line in rows if (file, sha256, line) not in places)
    if unknown:
        raise InputError("this row is not in quarantine", "a row that was exported from the quarantine of this month",
                         "delete it from the file; good rows cannot be changed here", file=file, row=unknown[0])

