"""What loading a month gave: counts per file, what was supplied, what was set apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from rccrm_lib.core.contracts import load_contracts

COUNTS = ("rows_read", "rows_accepted", "rows_quarantined", "rows_other_month")


@dataclass(frozen=True)
class FileReport:
    """One file as one contract table: rows_read = rows_accepted + rows_quarantined + rows_other_month.

    `rows_in_file` differs from `rows_read` only where the mapping reads some rows of the file (`where`, `from`).
    """

    file: str
    table: str
    sha256: str
    bytes: int
    encoding: str
    rows_in_file: int
    rows_read: int
    rows_accepted: int
    rows_quarantined: int
    rows_other_month: int
    control: str  # "ok" or "absent" (no control file, or one that does not list this file)


@dataclass(frozen=True)
class IngestResult:
    """One loaded month; `skipped` where the inputs were the same as last time and nothing was done."""

    member_id: str
    month: str
    folder: Path
    fingerprint: str
    files: tuple[FileReport, ...]
    supplied: dict[str, list[str]]
    derived: dict[str, str]
    inputs: dict[str, str]
    simulated: bool
    notes: tuple[dict[str, Any], ...] = ()
    skipped: bool = field(default=False, compare=False)

    @property
    def quarantined(self) -> int:
        """Rows set apart, over all files."""
        return sum(file.rows_quarantined for file in self.files)

    def input_hashes(self) -> dict[str, str]:
        """Path below the extracts folder -> SHA-256, for every file that was read."""
        return dict(self.inputs)

    def files_frame(self) -> pd.DataFrame:
        """One row per input file (and table, where one file feeds several); control is 'ok' or 'absent'."""
        shared = Counter(report.file for report in self.files)
        rows = [
            {
                **asdict(report),
                "file": report.file if shared[report.file] == 1 else f"{report.file} ({report.table})",
            }
            for report in self.files
        ]
        columns = ["file", "table", *COUNTS, "rows_in_file", "sha256", "bytes", "encoding", "control"]
        return pd.DataFrame(rows, columns=columns)

    def supplied_frame(self) -> pd.DataFrame:
        """One row per contract table; `missing` lists its columns that were not supplied, by comma."""
        rows = []
        for name, contract in load_contracts().items():
            columns = self.supplied.get(name, [])
            missing = [column for column in contract.columns if column not in columns] if columns else []
            rows.append({"table": name, "is_supplied": bool(columns), "missing": ", ".join(missing)})
        return pd.DataFrame(rows, columns=["table", "is_supplied", "missing"])

    def describe(self) -> str:
        """A short text for a terminal: one line per file, then the total."""
        lines = [f"{self.member_id} {self.month}" + ("  (unchanged, nothing to do)" if self.skipped else "")]
        for report in self.files:
            lines.append(
                f"  {report.table:<17} {report.file}: read {report.rows_read:,}, accepted {report.rows_accepted:,}, "
                f"quarantined {report.rows_quarantined:,}, other months {report.rows_other_month:,}, "
                f"control {report.control}"
            )
        lines += [f"  {table:<17} derived from {source}" for table, source in self.derived.items()]
        missing = [name for name in load_contracts() if name not in self.supplied]
        lines += [f"  not supplied: {', '.join(missing)}"] if missing else []
        lines.append(f"  in all {self.quarantined:,} row(s) quarantined")
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """Everything but the folder, for ingest.json."""
        body = asdict(self)
        body.pop("folder"), body.pop("skipped")
        return {**body, "notes": list(self.notes), "files": [asdict(report) for report in self.files]}

    @classmethod
    def from_json(cls, body: dict[str, Any], folder: Path) -> IngestResult:
        """The result that an ingest.json holds, as a skipped one."""
        files = tuple(FileReport(**report) for report in body["files"])
        known = {**body, "files": files, "notes": tuple(body["notes"])}
        return cls(folder=folder, skipped=True, **known)
