"""What was delivered for one month: which files are there, their hashes, and the fingerprint of it all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rccrm_lib.core.contracts import load_contracts
from rccrm_lib.core.errors import MonthRefused
from rccrm_lib.core.lineage import canonical_json, hash_text, sha256_file
from rccrm_lib.core.settings import Settings
from rccrm_lib.ingest.arrival import find_file
from rccrm_lib.ingest.code import code_hash
from rccrm_lib.ingest.corrections import Correction, corrections_path, read_corrections
from rccrm_lib.ingest.mapping import SourceFile, SourceMapping, load_mapping

SIMULATED = "SIMULATED.toml"


@dataclass(frozen=True)
class Delivery:
    """The files of one member's month; `hashes` by path below the extracts folder."""

    member_id: str
    month: str
    extracts: Path
    mapping: SourceMapping
    files: dict[str, Path]
    control: Path | None
    marker: Path | None
    hashes: dict[str, str]
    corrections: tuple[Correction, ...] = ()
    limits: str = ""  # of bad rows, as text: another limit is another judgement of the same files

    def name_of(self, alias: str) -> str:
        """File name as delivered."""
        return self.files[alias].name

    def sha256_of(self, path: Path) -> str:
        """Hash of a delivered file."""
        return self.hashes[_below(path, self.extracts)]

    def hash_of(self, path: Path) -> str:
        """Hash of a delivered file, or "" where the delivery was not hashed."""
        return self.hashes.get(_below(path, self.extracts), "")

    def corrections_that_hold(self) -> list[Correction]:
        """The corrections that were made for the very files of this delivery."""
        delivered = set(self.hashes.values())
        return [one for one in self.corrections if one.sha256 in delivered]

    @property
    def fingerprint(self) -> str:
        """The same inputs, contracts, mapping and code give the same fingerprint."""
        body = {
            "member": self.member_id, "month": self.month, "inputs": self.hashes,
            "mapping": self.mapping.model_dump(by_alias=True), "code": code_hash(), "limits": self.limits,
        }
        return hash_text(canonical_json(body))

    def unknown_files(self) -> list[Path]:
        """Files in the month's own folders that the mapping does not name."""
        monthly = [path for alias, path in self.files.items() if self.mapping.files[alias].has_month]
        folders = {path.parent for path in monthly if self.month in path.parent.parts}
        known = {*self.files.values(), self.control, self.marker}
        return sorted(path for folder in folders for path in folder.iterdir()
                      if path.is_file() and path not in known and not path.name.startswith("."))

    def notes_on_unknown_files(self) -> list[dict[str, str]]:
        """What to say of them: a second copy of a file that was read is told apart from a file of another kind."""
        names = {digest: Path(name).name for name, digest in self.hashes.items()}
        return [{"key": "same_content", "file": path.name, "other": names[digest]} if (digest := sha256_file(path)) in names
                else {"key": "unknown_file", "file": path.name} for path in self.unknown_files()]


def _below(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def find_delivery(settings: Settings, *, member_id: str, month: str, hashed: bool = True) -> Delivery:
    """Look for the files of a month and hash them (unless `hashed` is False); nothing is refused yet."""
    mapping = load_mapping(settings.member(member_id).mapping)
    extracts, where = settings.paths.extracts, {"member_id": member_id, "month": month}
    found = {alias: find_file(extracts, file, **where) for alias, file in mapping.files.items()}
    files = {alias: path for alias, path in found.items() if path}
    control = find_file(extracts, SourceFile(path=mapping.control), **where) if mapping.control else None
    marker = extracts / member_id / SIMULATED
    inputs = [*files.values(), *filter(None, [control]), *([marker] if marker.is_file() else [])]
    hashes = {_below(path, extracts): sha256_file(path) for path in inputs} if hashed else {}
    corrected = corrections_path(settings, member_id=member_id, month=month)
    corrections = tuple(read_corrections(corrected))
    if corrections and hashed:
        hashes[f"corrections/{member_id}/{month}.csv"] = sha256_file(corrected)
    return Delivery(member_id, month, extracts, mapping, files, control, marker if marker.is_file() else None, hashes,
                    corrections, settings.ingest.model_dump_json())


def check_complete(delivery: Delivery) -> None:
    """Refuse a month without a required table, or with a file of the mapping missing that other tables need."""
    mapping = delivery.mapping
    lacking = []
    for name, contract in load_contracts().items():
        table = mapping.tables.get(name)
        if contract.required and (table is None or table.file not in delivery.files):
            wanted = mapping.files[table.file].path if table else "no source in the mapping"
            lacking.append(f"{name} {contract.zh} ({_filled(wanted, delivery)})")
    if lacking:
        raise MonthRefused(f"{delivery.member_id} {delivery.month}: required table missing: {', '.join(lacking)}",
                           "all required tables of the contract",
                           "wait until the delivery is complete, then run again; earlier results stay as they were")
    if not mapping.is_plain:
        gone = [file.path for alias, file in mapping.files.items() if alias not in delivery.files]
        if gone:
            names = ", ".join(_filled(path, delivery) for path in gone)
            raise MonthRefused(f"files of the mapping are not there: {names}",
                               "every file that the mapping declares", "deliver them, or take them out of the mapping")


def _filled(pattern: str, delivery: Delivery) -> str:
    return pattern.format(member=delivery.member_id, month=delivery.month, yyyymm=delivery.month.replace("-", ""))
