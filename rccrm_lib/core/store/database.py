"""The database of the store: SQLite in a file by default, PostgreSQL by one setting; the same SQL on both.

Every write holds the store's one write lock from its first statement on, so what it read stays true until it
commits. Connections are opened for one transaction and closed: a page's process may be forked or killed at any time.
"""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from rccrm_lib.core.errors import RccrmError, StoreError

VERSIONS = ("0001", "0002", "0003", "0004", "0005")  # of the schema, oldest first
WRITE_LOCK = 8_214_360_199  # any fixed number: PostgreSQL's advisory lock that stands for "the store is written"
BUSY_SECONDS = 30


class Database:
    """A handle on one store. Opening brings an SQLite store to the present schema, with its data."""

    def __init__(self, address: str | Path, *, upgrade: bool = False) -> None:
        self.path = None if "://" in str(address) else Path(address)
        self.name = self.path.name if self.path else "(PostgreSQL)"
        self._engine = _make_engine(address if self.path is None else self.path)
        with self._says_errors():
            if self.path:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            self._bring_up_to_date(upgrade=upgrade or self.path is not None)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that sees one state of the store."""
        with self._says_errors(), self._engine.connect() as con, con.begin():
            if not self.path:
                con.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            yield con

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that writes, alone; all of it is kept or none."""
        with self._says_errors(), self._engine.connect().execution_options(is_write=True) as con, con.begin():
            if not self.path:
                con.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITE_LOCK})
            yield con

    def version(self) -> str:
        """The version of the schema: empty for a store without one."""
        with self._engine.connect() as con, con.begin():
            return schema_version(con)

    def _bring_up_to_date(self, *, upgrade: bool) -> None:
        if self._is_current():
            return
        if not upgrade:
            raise StoreError("the store has an older schema than this program, or none", f"schema {VERSIONS[-1]}",
                             "run rccrm store upgrade, after a backup")
        with self._one_upgrade_at_a_time():
            if self._is_current():
                return
            if self.path:
                self._use_wal()
            with self.write() as con:
                upgrade_schema(con)

    def _use_wal(self) -> None:
        """Readers and the one writer do not wait for each other; SQLite keeps this in the file."""
        con = self._engine.raw_connection()
        try:
            con.cursor().execute("PRAGMA journal_mode = WAL")
        finally:
            con.close()

    def _is_current(self) -> bool:
        version = self.version()
        if version and version not in VERSIONS:
            raise StoreError(f"the store was written by a newer program (schema {version})",
                             f"schema {VERSIONS[-1]} or older", "install the newer program again; nothing was changed")
        return version == VERSIONS[-1]

    @contextmanager
    def _one_upgrade_at_a_time(self) -> Iterator[None]:
        lock = self.path.with_name(f".{self.path.name}.lock") if self.path else None
        with open(lock, "w") if lock else nullcontext() as held:
            if held:
                fcntl.flock(held, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _says_errors(self) -> Iterator[None]:
        """The database's own words stay inside: they may quote an address or a row."""
        try:
            yield
        except RccrmError:
            raise
        except (SQLAlchemyError, OSError) as error:
            cause = getattr(error, "orig", None) or error
            raise StoreError(f"the store {self.name} cannot be opened or written: {_said(cause)}",
                             "a store that this account may read and write",
                             "check its rights, the free space, and that the database runs") from None


def schema_version(con: Connection) -> str:
    """The version of the schema that a connection sees."""
    if not inspect(con).has_table("alembic_version"):
        return ""
    return str(con.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def upgrade_schema(con: Connection) -> None:
    """Run the steps that this store has not had, in the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = con
    command.upgrade(config, "head")


def _make_engine(address: str | Path) -> Engine:
    if isinstance(address, Path):
        engine = create_engine(f"sqlite:///{address}", poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        url = make_url(address)
    except ArgumentError:
        url = None
    if url is None or url.drivername != "postgresql+psycopg" or url.password is not None or "password" in url.query:
        raise StoreError("the address of the store cannot be used",
                         "a path, or postgresql+psycopg://user@host/database without a password",
                         "give the password by PGPASSFILE or PGPASSWORD in the environment")
    return create_engine(url, poolclass=NullPool, hide_parameters=True)


def _said(cause: BaseException) -> str:
    """SQLite says in general words what is wrong; PostgreSQL's words may hold rows, so only their kind is told."""
    if isinstance(cause, sqlite3.OperationalError):
        return str(cause)
    return getattr(cause, "strerror", None) or type(cause).__name__


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(con: Connection) -> None:
    con.exec_driver_sql("BEGIN IMMEDIATE" if con.get_execution_options().get("is_write") else "BEGIN")
