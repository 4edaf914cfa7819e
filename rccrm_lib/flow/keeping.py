"""Keeping the store: the audit log checked against what was published, backup, restore, upgrade."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from rccrm_lib.core.errors import RccrmError, StoreError
from rccrm_lib.core.settings import Settings, load_settings
from rccrm_lib.core.store import Database, Head, broken_row, read_head
from rccrm_lib.core.store.backup import back_up, restore
from rccrm_lib.core.store.exports import find_exported
from rccrm_lib.flow.manifest import MANIFEST

SHOWN = ("seq", "at", "person_id", "role", "action", "subject", "field", "reason")
SHOW = text(f"""SELECT * FROM (
  SELECT {', '.join(SHOWN)} FROM audit_event
  WHERE (:person = '' OR person_id = :person) AND (:action = '' OR action = :action) AND (:subject = '' OR subject = :subject)
  ORDER BY seq DESC LIMIT :most) AS newest ORDER BY seq""")


def verify_audit(config: str | Path) -> str:
    """Recompute the chain and compare it with the heads in published manifests. Raises StoreError at a broken row."""
    settings = load_settings(config)
    heads = published_heads(settings)
    with Database(settings.paths.store).read() as con:
        broken, head = broken_row(con, heads), read_head(con)
    if broken is not None:
        raise StoreError(f"the audit log is not as it was written: row {broken} is changed, moved or missing",
                         f"the rows that {len(heads)} published months were printed with",
                         "keep the store as evidence, and compare it with the last backup")
    return f"{head.seq} rows in order, {len(heads)} published heads met: {head.short}"


def published_heads(settings: Settings) -> list[Head]:
    """The audit log's head in every published manifest, of versions that were replaced too."""
    found = []
    for path in sorted(settings.paths.outputs.rglob(MANIFEST)):
        printed = json.loads(path.read_text(encoding="utf-8")).get("audit_head")
        if printed:
            found.append(Head(printed["seq"], printed["seal"]))
    return found


def show_audit(config: str | Path, *, person: str = "", action: str = "", subject: str = "", most: int = 50) -> list[str]:
    """The newest rows that fit, oldest first, one line each; times in UTC."""
    with Database(load_settings(config).paths.store).read() as con:
        rows = con.execute(SHOW, {"person": person, "action": action, "subject": subject, "most": most}).all()
    return ["\t".join(SHOWN), *("\t".join([str(row[0]), _utc(row[1]), *map(str, row[2:])]) for row in rows)]


def whose_export(config: str | Path, file: Path) -> list[str]:
    """Who took this file out of the pages: a line for each time that its very bytes left. Raises RccrmError for no such file."""
    if not file.is_file():
        raise RccrmError(f"{file.name} is not a file", "a workbook that came from a page", "name an existing file")
    found = find_exported(Database(load_settings(config).paths.store), hashlib.sha256(file.read_bytes()).hexdigest())
    if not found:
        return ["not in the log 日志中没有这个文件: it did not come from these pages, or it was changed since; "
                "the sheet itself says who took it 表内写有导出人"]
    return [f"{_utc(one.at)}\t{one.person_id}\t{one.role}\t{one.subject}\t{one.n_rows} rows 行\t{one.reason}\t"
            f"{', '.join(one.columns)}" for one in found]


def _utc(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def back_up_store(config: str | Path, to: Path) -> Head:
    """Back the store up into one file and its checksum."""
    return back_up(Database(load_settings(config).paths.store), to)


def restore_store(config: str | Path, file: Path, *, replace: bool) -> Head:
    """Put a backup in the place of the store."""
    return restore(Database(load_settings(config).paths.store, upgrade=True), file, replace=replace)


def upgrade_store(config: str | Path) -> str:
    """Bring the store to the present schema; returns the schema's version."""
    return Database(load_settings(config).paths.store, upgrade=True).version()
