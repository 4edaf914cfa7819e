"""A bank in small, month after month, with a real store: what the merge and the households hand on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from rccrm_lib import ecif
from rccrm_lib.core.contracts import load_contracts
from rccrm_lib.core.engine import open_engine
from rccrm_lib.core.store import Households, Store
from rccrm_lib.facts.calendar import add_months

MEMBER = "360199"
TABLES = ("cif_person", "cif_corp", "cif_cert", "household_archive")
DERIVED = ("links", "customers", "golden_fields", "golden_conflicts", "names", "contact_points", "id_documents",
           "household_links", "household_members", "households")


class Months:
    """A handle on a store and an engine; `run` merges one month and hands its result to the next."""

    def __init__(self, folder: Path) -> None:
        self.con = open_engine(threads=1, memory="1GB")
        self.store = Store(folder / "store.sqlite")
        self.homes = Households(self.store.database, MEMBER)
        self.month = "2025-12"

    def fill(self, persons: Mapping[str, Mapping[str, Any]], homes: Mapping[str, Mapping[str, Any]], *, backward: bool) -> None:
        """Persons (or organisations, where `credit_code` or `org_type` is given) by record, households by archive number."""
        for name, kinds in _columns().items():
            self.con.execute(f"CREATE OR REPLACE TABLE {name} ({kinds})")
        for record, values in sorted(persons.items(), reverse=backward):
            table = "cif_corp" if {"credit_code", "org_type"} & set(values) else "cif_person"
            self._add(table, {**key(record), **values})
        entries = [(number, record, said) for number, home in homes.items() for record, said in home.items()]
        for number, record, said in sorted(entries, key=lambda entry: entry[:2], reverse=backward):
            said = said if isinstance(said, dict) else {"relation": said}
            self._add("household_archive", {"household_id": number, **key(record), **said})

    def _add(self, table: str, values: Mapping[str, Any]) -> None:
        marks = ", ".join("?" * len(values))
        self.con.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))

    def merge(self, month: str, decisions: pd.DataFrame | None = None) -> None:
        """Merge what is filled in, on what the store knows of the months before; the store stays as it is."""
        before = ecif.HouseholdsBefore(self.homes.statements_before(month), self.homes.ids_before(month))
        ecif.merge_customers(
            self.con, member_id=MEMBER, previous=self.store.links_before(MEMBER, month), decisions=decisions, month=month,
            issued=self.store.ids_before(MEMBER, month), held=self.store.ids_held_before(MEMBER, month), households=before)

    def publish(self, month: str) -> int:
        """Hand the month on; returns how many rows the store took."""
        links, events = self.frame("links"), self.frame("identity_events")
        homes = self.frame("household_links").rename(columns={"valid_from_on": "valid_on"})
        return (self.store.append_identity_events(MEMBER, month, events, links=links)
                + self.homes.append(month, self.frame("household_events"), links=homes))

    def run(self, decisions: pd.DataFrame | None = None) -> None:
        """The next month, merged and handed on."""
        self.month = add_months(self.month, 1)
        self.merge(self.month, decisions)
        self.publish(self.month)

    def frame(self, name: str) -> pd.DataFrame:
        """A table, in the order of all its columns."""
        return self.con.execute(f"SELECT * FROM {name} ORDER BY ALL").df()

    def derived(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything that is derived of customers and households, to compare."""
        return {name: self.con.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in DERIVED}

    def groups(self, table: str, column: str) -> dict[str, list[str]]:
        """Id -> records."""
        rows: list[tuple[str, str]] = self.con.execute(
            f"SELECT {column}, src_sys || cust_no FROM {table} ORDER BY ALL").fetchall()
        found: dict[str, list[str]] = {}
        for one, record in rows:
            found.setdefault(one, []).append(record)
        return found


@cache
def _columns() -> dict[str, str]:
    """Table -> its columns and kinds, as CREATE TABLE wants them."""
    contracts = load_contracts()
    return {name: ", ".join(f"{column} {kind}" for column, kind in contracts[name].duckdb_types().items()) for name in TABLES}


def key(record: str) -> dict[str, str]:
    """CORE12 is customer 12 of CORE."""
    system = record.rstrip("0123456789")
    return {"src_sys": system, "cust_no": record[len(system):]}


def close(months: Months) -> None:
    """Let go of the engine."""
    con: duckdb.DuckDBPyConnection = months.con
    con.close()
