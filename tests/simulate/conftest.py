"""A small co-operative, simulated once for all tests of this folder, and a reader of its files."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd
import pytest

from rccrm_lib.simulate import ErrorSettings, write_extracts
from rccrm_lib.simulate.extracts import delivered_contracts

MONTHS = 9  # the campaign starts in the fourth, its outcome is in the seventh
#: No damaged rows: every cell can be read back.
READABLE = ErrorSettings(bad_date=0.0, bad_amount=0.0)


class Extracts:
    """The files of one simulation, read back as a bank's reader would."""

    def __init__(self, out: Path, member: str = "360199") -> None:
        self.out, self.member = out, member
        self.months = sorted(path.name for path in (out / "extracts" / member).iterdir() if path.is_dir())

    def raw(self, table: str, month: str) -> bytes:
        path = self.out / "extracts" / self.member / month / f"{table}_{self.member}.csv"
        return path.read_bytes() if path.exists() else gzip.decompress(path.with_name(path.name + ".gz").read_bytes())

    def has(self, table: str, month: str) -> bool:
        folder = self.out / "extracts" / self.member / month
        return any(folder.glob(f"{table}_{self.member}.csv*"))

    def read(self, table: str, month: str) -> pd.DataFrame:
        """Typed columns under their names in the library: fen as integers, dates as text yyyymmdd."""
        text = self.raw(table, month).decode("gb18030")
        contract = delivered_contracts()[table]
        from io import StringIO

        frame = pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)
        assert list(frame.columns) == [column.zh for column in contract.columns.values()]
        frame.columns = pd.Index(contract.columns)
        for name, column in contract.columns.items():
            if column.type in ("money", "money_day"):
                assert frame[name].str.fullmatch(r"-?\d+\.\d\d").all(), (table, name)
                frame[name] = frame[name].str.replace(".", "", regex=False).astype("int64")
            elif column.type == "int":
                frame[name] = frame[name].astype("int64")
        return frame

    def truth(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.out / "truth" / f"{name}.parquet")


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Extracts:
    """2,500 persons over nine months, without damaged rows."""
    out = tmp_path_factory.mktemp("simulated")
    write_extracts(out=out, n_members=1, n_persons=2500, n_months=MONTHS, start="2025-10", seed=7, errors=READABLE)
    return Extracts(out)


@pytest.fixture(scope="session")
def make_extracts(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """Simulate with other settings: `make_extracts(n_persons=..., seed=...)`."""

    def make(**kwargs: object) -> Extracts:
        out = tmp_path_factory.mktemp("other")
        settings = {"n_members": 1, "n_persons": 300, "n_months": 3, "start": "2026-01", "seed": 1,
                    "errors": ErrorSettings(), **kwargs}
        write_extracts(out=out, **settings)  # type: ignore[arg-type]
        return Extracts(out)

    return make
