"""Backup and restore: one SQLite file with its checksum, whichever database the store is in.

Sessions are left out: a restored store must not open doors that were closed since.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, text

from rccrm_lib.core.errors import StoreError
from rccrm_lib.core.lineage import sha256_file
from rccrm_lib.core.store.audit import Head, broken_row, read_head
from rccrm_lib.core.store.database import Database, upgrade_schema

GROWING = ("identity_event", "household_event", "decision", "cover", "assignment", "contact", "contact_check", "item_answer",
           "audit_event")
KEPT = ("person", *GROWING)
ALL = ("session", *KEPT, "alembic_version")


def back_up(database: Database, to: Path) -> Head:
    """Write the store as it is at one moment into `to`, while others go on writing; returns the audit log's head."""
    if to.exists():
        raise StoreError(f"{to.name} exists", "a new file", "name another file: a backup is never overwritten")
    with _scratch(to.parent) as folder:
        copy = folder / "copy.sqlite"
        if database.path:
            _copy_sqlite(database.path, copy)
        else:
            _copy_rows_out(database, copy)
        with closing(sqlite3.connect(copy)) as con:
            con.execute("DELETE FROM session")
            con.commit()
            con.execute("PRAGMA journal_mode = DELETE")
        head = _check_content(Database(copy))
        with closing(sqlite3.connect(copy)) as con:
            con.execute("PRAGMA journal_mode = DELETE")  # one file, no companions
        _checksum_file(to).write_text(f"{sha256_file(copy)}  {to.name}\n", encoding="utf-8")
        os.replace(copy, to)
    return head


def restore(database: Database, file: Path, *, replace: bool = False) -> Head:
    """Put a backup in the place of the store's content; returns the audit log's head.

    Raises StoreError when the file is damaged, or when the store holds rows that the backup does not (`replace` gives them up).
    """
    checksum = _checksum_file(file)
    if not file.exists() or not checksum.exists() or checksum.read_text("utf-8").split()[:1] != [sha256_file(file)]:
        raise StoreError(f"{file.name} is not there whole, or is not the file that was backed up",
                         "the file and its .sha256 as rccrm backup wrote them", "copy both again, or take another backup")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.sqlite"
        shutil.copyfile(file, copy)
        backup = Database(copy)  # an older backup is brought to the present schema here
        head = _check_content(backup)
        if not replace:
            _refuse_to_lose(database, backup)
        if database.path:
            _copy_sqlite(copy, database.path)
        else:
            _copy_rows_in(database, backup)
    return head


def _check_content(database: Database) -> Head:
    with database.read() as con:
        broken = broken_row(con)
        if broken is not None:
            raise StoreError(f"the audit log is broken at row {broken}", "a log as it was written",
                             "rccrm audit verify says more; take a backup from before")
        return read_head(con)


def _refuse_to_lose(database: Database, backup: Database) -> None:
    with database.read() as now, backup.read() as then:
        head = read_head(now)
        lost = [table for table in GROWING if _count(now, table) > _count(then, table)]
        if lost or (head.seq and broken_row(then, [head]) is not None):
            raise StoreError(f"the store holds rows that the backup does not: {', '.join(lost) or 'another audit log'}",
                             "a backup that is newer than the store",
                             "back the store up first; --replace gives its newer rows up")


def _count(con: Connection, table: str) -> int:
    return int(con.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def _copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's own online copy: one moment of the source, the target's readers and writers kept off meanwhile."""
    with closing(sqlite3.connect(source, timeout=30)) as old, closing(sqlite3.connect(target, timeout=30)) as new:
        old.backup(new)


def _copy_rows_out(database: Database, to: Path) -> None:
    with database.read() as source, Database(to).write() as target:
        _copy_rows(source, target)


def _copy_rows_in(database: Database, backup: Database) -> None:
    with backup.read() as source, database.write() as target:
        for table in ALL:
            target.execute(text(f"DROP TABLE IF EXISTS {table}"))
        upgrade_schema(target)
        _copy_rows(source, target)


def _copy_rows(source: Connection, target: Connection) -> None:
    for table in KEPT:
        rows = source.execute(text(f"SELECT * FROM {table}"))
        names = list(rows.keys())
        insert = text(f"INSERT INTO {table} ({', '.join(names)}) VALUES (:{', :'.join(names)})")
        for part in rows.mappings().partitions(10_000):
            target.execute(insert, [dict(row) for row in part])


def _checksum_file(file: Path) -> Path:
    return file.with_name(file.name + ".sha256")


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """A folder beside the target: the finished file takes its name in one step."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".backup-") as scratch:
        yield Path(scratch)
