"""A small bank that delivers real files in GB18030 into a temporary folder."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from rccrm_lib import ingest
from rccrm_lib.core.contracts import load_contracts
from rccrm_lib.core.engine import open_engine, quote_path
from rccrm_lib.core.settings import Member, Paths, RunSettings, Settings

MEMBER, MONTH = "360199", "2026-09"
ACCOUNTS = [
    {"account_id": "6210000000000001", "src_sys": "CORE", "cust_no": "C1", "open_on": "20200131", "balance_fen": "1234.50"},
    {"account_id": "6210000000000002", "src_sys": "CORE", "cust_no": "C2", "open_on": "20210228", "balance_fen": "-0.01"},
]
PERSONS = [
    {"src_sys": "CORE", "cust_no": "C1", "name": "张三", "cert_type": "101", "mobile": "13812345678", "farm_flag": "1"},
    {"src_sys": "CORE", "cust_no": "C2", "name": "李䶮", "address": "云溪县,上村,2组", "farm_flag": "0"},
]
Row = dict[str, str]


def make_movement(seq: int, **values: str) -> Row:
    """A movement of September; each has another number."""
    return {"account_id": "6210000000000001", "txn_on": "20260915", "seq": str(seq), "dc": "C", "amount_fen": "10.00",
            "balance_after_fen": "1234.50", "channel": "CTR", "summary": "DEP", "initiator": "C", **values}


def make_balance(account_id: str = "6210000000000001", **values: str) -> Row:
    """A balance of September."""
    return {"account_id": account_id, "month_end_on": "20260930", "balance_fen": "1.00",
            "accumulation_fen_day": "30.00", **values}


@dataclass
class Bank:
    """Writes extracts of one member as the native layout has them, and loads them."""

    folder: Path
    mapping: Path | None = None
    currency: str = "CNY"
    written: dict[str, Path] = field(default_factory=dict)

    @property
    def extracts(self) -> Path:
        return self.folder / "extracts"

    @property
    def month_folder(self) -> Path:
        return self.extracts / MEMBER / MONTH

    @property
    def settings(self) -> Settings:
        member = Member(id=MEMBER, name_zh="云溪", name_en="Yunxi", currency=self.currency, mapping=self.mapping)
        paths = Paths(extracts=self.extracts, outputs=self.folder / "outputs", warehouse=self.folder / "warehouse",
                      store=self.folder / "store.sqlite", corrections=self.folder / "corrections")
        return Settings(folder=self.folder, paths=paths, run=RunSettings(memory="1GB"), members={MEMBER: member})

    def write(self, table: str, rows: list[Row], *, month: str = MONTH, columns: list[str] | None = None) -> Path:
        """Write a table with the contract's Chinese header (or some of its columns)."""
        contract = load_contracts()[table]
        names = columns or list(contract.columns)
        lines = [",".join(contract.columns[name].zh for name in names)]
        lines += [",".join(_quoted(row.get(name, "")) for name in names) for row in rows]
        return self.write_text(f"{table}_{MEMBER}.csv", "\n".join(lines) + "\n", month=month)

    def write_text(
        self, name: str, text: str, *, month: str = MONTH, encoding: str = "gb18030", packed: bool = False
    ) -> Path:
        """Write a file as it is given."""
        return self.write_bytes(name, text.encode(encoding), month=month, packed=packed)

    def write_bytes(self, name: str, data: bytes, *, month: str = MONTH, packed: bool = False) -> Path:
        """Write bytes, packed or plain."""
        path = self.extracts / MEMBER / month / (name + (".gz" if packed else ""))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(data, mtime=0) if packed else data)
        self.written[name] = path
        return path

    def write_control(self, *entries: tuple[str, int, str, str], **changes: str) -> Path:
        """Write the control file: (file, rows, sum column, sum), hashed unless `sha256` is given."""
        lines = ["文件,行数,合计列,合计值,SHA256"]
        for name, rows, column, total in entries:
            sha256 = changes.get("sha256") or hashlib.sha256((self.month_folder / name).read_bytes()).hexdigest()
            lines.append(f"{name},{rows},{column},{total},{sha256}")
        return self.write_text(f"control_{MEMBER}.csv", "\n".join(lines) + "\n")

    def load(self, month: str = MONTH) -> ingest.IngestResult:
        """Load the month and check that every row is accounted for."""
        result = ingest.load_month(settings=self.settings, member_id=MEMBER, month=month)
        for report in result.files:
            parts = report.rows_accepted + report.rows_quarantined + report.rows_other_month
            assert report.rows_read == parts, report
        assert len(self.quarantine(month)) == result.quarantined
        return result

    def table(self, name: str, month: str = MONTH) -> pd.DataFrame:
        """A table of the warehouse."""
        path = self.folder / "warehouse" / MEMBER / month / f"{name}.parquet"
        with open_engine() as con:
            return con.execute(f"SELECT * FROM read_parquet({quote_path(path)})").df()

    def quarantine(self, month: str = MONTH) -> pd.DataFrame:
        """The rows set apart."""
        return self.table("quarantine", month)


def _quoted(value: str) -> str:
    if any(character in value for character in ',"\n'):
        return '"' + value.replace('"', '""') + '"'
    return value


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    """A bank that delivered the two required tables."""
    made = Bank(tmp_path)
    made.write("acct_demand", ACCOUNTS)
    made.write("cif_person", PERSONS)
    return made


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """An engine."""
    return open_engine(memory="1GB")


@pytest.fixture
def movement() -> Callable[..., Row]:
    """`movement(seq, **values)`: a movement of September."""
    return make_movement


@pytest.fixture
def balance() -> Callable[..., Row]:
    """`balance(account_id, **values)`: a balance of September."""
    return make_balance
