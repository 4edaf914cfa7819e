"""One run of one member's month: where its tables lie, and how stages hand them on."""

from __future__ import annotations

import atexit
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from rccrm_lib.core import engine
from rccrm_lib.core.errors import NotSupplied, RccrmError
from rccrm_lib.core.lineage import canonical_json
from rccrm_lib.core.settings import Member, Settings, load_settings
from rccrm_lib.core.store import Store
from rccrm_lib.facts.calendar import add_months, parse_month

SCRATCH = ".scratch"  # where a notebook that an analyst opens by hand leaves its tables


@dataclass(frozen=True)
class Run:
    """A handle: settings, member, month and the folder that the stages write into."""

    settings: Settings
    member: Member
    month: str
    folder: Path

    @property
    def tables(self) -> Path:
        """The folder of the derived tables."""
        return self.folder / "tables"

    @property
    def is_by_hand(self) -> bool:
        """Whether an analyst steps through the notebooks, rather than a scheduled run."""
        return SCRATCH in self.folder.parts

    @property
    def months(self) -> list[str]:
        """The months of the history, oldest first, the run's month last."""
        back = self.settings.run.history_months
        return [add_months(self.month, -n) for n in range(back - 1, -1, -1)]

    def engine(self) -> duckdb.DuckDBPyConnection:
        """An empty engine with the run's limits."""
        run = self.settings.run
        return engine.open_engine(threads=run.threads, memory=run.memory)

    def store(self) -> Store:
        """The store of decisions."""
        return Store(self.settings.paths.store)

    def write_table(self, con: duckdb.DuckDBPyConnection, name: str, *, order_by: list[str]) -> None:
        """Write a table of the engine as `tables/<name>.parquet`, the same rows to the same bytes."""
        self.tables.mkdir(parents=True, exist_ok=True)
        engine.write_parquet(con, f"SELECT * FROM {name}", self.tables / f"{name}.parquet", order_by=order_by)

    def write_frame(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        """Write a small frame as `tables/<name>.parquet` in the order it has, and hand it back."""
        self.tables.mkdir(parents=True, exist_ok=True)
        frame.reset_index(drop=True).to_parquet(self.tables / f"{name}.parquet", index=False)
        return frame

    def read_frame(self, name: str, columns: str = "*") -> pd.DataFrame:
        """A table that an earlier stage left."""
        return _reader().execute(f"SELECT {columns} FROM read_parquet({self._path(name)})").df()

    def read_coded(self, name: str, columns: list[str]) -> pd.DataFrame:
        """A table of customers and months that an earlier stage left, in its order, each text kept once."""
        self._path(name)  # says which stage is missing
        return engine.read_coded_file(self.tables / f"{name}.parquet", columns)

    def open_tables(self, con: duckdb.DuckDBPyConnection, *names: str) -> None:
        """Make tables of earlier stages visible to an engine under their names."""
        for name in names:
            con.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet({self._path(name)})")

    def has_table(self, name: str) -> bool:
        """Whether an earlier stage left this table."""
        return (self.tables / f"{name}.parquet").exists()

    def _path(self, name: str) -> str:
        path = self.tables / f"{name}.parquet"
        if not path.exists():
            raise NotSupplied(f"table {name} is not there", "the notebooks run in the order of their numbers",
                              "run the notebooks with lower numbers first, for the same member and month")
        return engine.quote_path(path)

    def write_facts(self, stage: str, facts: dict[str, Any]) -> None:
        """Small results of a stage (counts, flags) that the report and the manifest read."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{stage}.json").write_text(canonical_json(facts), encoding="utf-8")

    def read_facts(self, stage: str) -> dict[str, Any]:
        """The small results of a stage."""
        path = self.folder / f"{stage}.json"
        if not path.exists():
            raise NotSupplied(f"stage {stage} has not run", "the notebooks run in the order of their numbers",
                              "run the notebooks with lower numbers first")
        return json.loads(path.read_text(encoding="utf-8"))


@cache
def _reader() -> duckdb.DuckDBPyConnection:
    """One engine for reading small tables: opening one takes longer than reading them. Closed when Python ends."""
    con = engine.open_engine(threads=1)
    atexit.register(con.close)
    return con


def open_run(*, config: str, member: str = "", month: str, folder: str = "") -> Run:
    """A run by its settings file, member, month and working folder.

    An empty member means the only one configured; an empty folder is a scratch folder under outputs,
    so that an analyst can step through the notebooks without touching what is published.
    """
    settings = load_settings(config)
    member_id = member or only_member(settings)
    checked = check_month_text(month)
    place = Path(folder) if folder else settings.paths.outputs / SCRATCH / member_id / checked
    return Run(settings, settings.member(member_id), checked, place)


def check_month_text(month: str) -> str:
    """The month as 'YYYY-MM', or an error that shows the right form."""
    try:
        return parse_month(month)
    except ValueError as error:
        raise RccrmError(str(error), "a month such as 2026-09", "write year, hyphen, two-digit month") from None


def only_member(settings: Settings) -> str:
    """The one member of the configuration; with several, one must be named."""
    if len(settings.members) != 1:
        raise RccrmError("no member was named", f"one of {sorted(settings.members)}", "add --member")
    return next(iter(settings.members))
