"""Corrected rows: what an analyst wrote in the place of rows that were set apart, by whom and why.

The extracts stay as they were delivered. A correction takes the place of a row while its file is read, and then passes
every check like any other row. It holds for the very file it was made for (SHA-256): a new delivery begins anew.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import pandas as pd

from rccrm_lib.core.errors import InputError, RccrmError
from rccrm_lib.core.settings import Settings

SHOWN = ("file", "line", "author", "reason")  # what is published of a correction: never the row itself


@dataclass(frozen=True)
class Correction:
    """One row of one delivered file as it should have been; `n_lines` is how many lines the wrong one took."""

    file: str
    sha256: str
    line: int
    n_lines: int
    row: str
    author: str
    reason: str


COLUMNS = [field.name for field in fields(Correction)]


def corrections_path(settings: Settings, *, member_id: str, month: str) -> Path:
    """Where the corrections of a member's month are kept; for this account's eyes only, they hold customers' data."""
    return settings.paths.corrections / settings.member(member_id).id / f"{month}.csv"


def read_corrections(path: Path) -> list[Correction]:
    """The corrections of a month in the order in which they were made; none where there is no file."""
    if not path.exists():
        return []
    with open(path, encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    try:
        return [Correction(row["file"], row["sha256"], int(row["line"]), int(row["n_lines"]), row["row"], row["author"],
                           row["reason"]) for row in rows]
    except (TypeError, ValueError, KeyError) as error:
        raise RccrmError(f"{path.name}: not a file of corrections: {type(error).__name__}", f"columns {', '.join(COLUMNS)}",
                         "restore it from the backup; it is written by `rccrm quarantine replay` only") from None


def append_corrections(path: Path, corrections: Iterable[Correction]) -> int:
    """Add corrections at the end of the file; those that stand there already are not added twice. Returns how many."""
    known = set(read_corrections(path))
    fresh = [one for one in dict.fromkeys(corrections) if one not in known]
    if not fresh:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    is_new = not path.exists()
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        if is_new:
            writer.writeheader()
        writer.writerows(asdict(one) for one in fresh)
        stream.flush()
        os.fsync(stream.fileno())
    return len(fresh)


def corrections_of(corrections: Iterable[Correction], *, file: str, sha256: str) -> dict[int, Correction]:
    """Line -> the newest correction of it, for one delivered file."""
    return {one.line: one for one in corrections if one.file == file and one.sha256 == sha256}


def frame_of(corrections: Iterable[Correction]) -> pd.DataFrame:
    """One row per corrected row that holds: file, line, author, reason."""
    newest = {(one.file, one.sha256, one.line): one for one in corrections}
    rows = [[getattr(one, name) for name in SHOWN] for _, one in sorted(newest.items())]
    return pd.DataFrame(rows, columns=list(SHOWN)).astype({"line": "int64"})


def apply_corrections(decoded: Path, corrections: Mapping[int, Correction]) -> None:
    """Write the corrected rows into a decoded file, in the place of the wrong ones; every other line keeps its number."""
    target = decoded.with_suffix(".corrected")
    with open(decoded, encoding="utf-8", newline="") as source, open(target, "w", encoding="utf-8", newline="") as out:
        skip = 0
        for number, line in enumerate(source, start=1):
            correction = corrections.get(number)
            if correction:
                out.write(correction.row + "\n" * (correction.n_lines - correction.row.count("\n")))
                skip = correction.n_lines - 1
            elif skip:
                skip -= 1
            else:
                out.write(line)
    os.replace(target, decoded)


def check_row(row: str, *, file: str, line: int, n_lines: int) -> None:
    """Refuse a corrected row that cannot take the place of the wrong one."""
    if not row.strip():
        raise InputError("the corrected row is empty", "the whole row as it should have been",
                         "write the row, or delete this line from the file to leave the row in quarantine", file=file, row=line)
    if row.count("\n") + 1 > n_lines:
        raise InputError("the corrected row has more lines than the wrong one", f"at most {n_lines}",
                         "write the row without line breaks", file=file, row=line)
