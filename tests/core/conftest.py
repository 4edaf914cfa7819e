"""A store on each of the two databases. PostgreSQL is a private cluster on a socket, started once and ended afterwards."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

COUNT = itertools.count()


def _find_postgres() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) + [Path(p) for p in [shutil.which("initdb")] if p]
    return found[-1].parent if found else None


@pytest.fixture(scope="session")
def postgres_socket() -> Iterator[str]:
    """The folder of the socket of a running PostgreSQL that nobody else uses."""
    programs = _find_postgres()
    if programs is None:
        pytest.skip("POSTGRESQL ABSENT: install Debian's postgresql to test the store on it too")
    # the server refuses to run as root: there its package's own account runs it
    account = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="rccrm-pg-"))  # a socket's path may have 107 bytes: not in pytest's folder
    try:
        if account:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        data = folder / "data"
        run = {"check": True, "capture_output": True, "timeout": 120, "cwd": folder, **account}
        subprocess.run([programs / "initdb", "-D", data, "-U", "rccrm", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"], **run)
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c max_connections=60 -c fsync=off"
        subprocess.run([programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"], **run)
        try:
            yield str(folder)
        finally:
            subprocess.run([programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"], **run)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new store with the present schema."""
    from rccrm_lib.core.store import Database

    if request.param == "sqlite":
        place = str(tmp_path / "store" / "s.sqlite")
    else:
        place = new_postgres(request.getfixturevalue("postgres_socket"))
    Database(place, upgrade=True)
    return place


def new_postgres(socket: str) -> str:
    """The address of an empty database."""
    import psycopg

    name = f"store{next(COUNT)}"
    with psycopg.connect(host=socket, user="rccrm", dbname="postgres", autocommit=True) as con:
        con.execute(f"CREATE DATABASE {name}")
    return f"postgresql+psycopg://rccrm@/{name}?host={socket}"
