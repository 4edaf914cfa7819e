"""Columns to the bytes of an extract, a block of rows at a time, without a loop over rows."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rccrm_lib.core.contracts import Contract, ContractColumn
from rccrm_lib.simulate.world import yyyymmdd

ENCODING = "gb18030"
ROWS = 200_000  # rows rendered and encoded at a time
NEEDS_QUOTES = '[",\\r\\n]'


def decimal_text(values: np.ndarray, decimals: int) -> pa.Array:
    """Integers with the point moved `decimals` places to the left, as text: 123450 with 2 is '1234.50'."""
    low = np.ascontiguousarray(values, dtype=np.int64)
    words = np.column_stack([low, low >> 63])
    numbers = pa.Array.from_buffers(pa.decimal128(38, decimals), len(low), [None, pa.py_buffer(words)])
    return pc.cast(numbers, pa.string())


def number_text(values: np.ndarray) -> pa.Array:
    """Whole numbers as text."""
    return pc.cast(pa.array(np.asarray(values, dtype=np.int64)), pa.string())


def date_text(days: np.ndarray) -> pa.Array:
    """Days as yyyymmdd, empty where not known."""
    numbers = yyyymmdd(days)
    return pc.cast(pa.array(numbers, mask=numbers == 0), pa.string()).fill_null("")


def running_text(head: str, numbers: np.ndarray, width: int) -> pa.Array:
    """Numbers of a fixed width behind a head: 'JJ' and 12 in 4 digits is 'JJ0012'."""
    return pc.binary_join_element_wise(head, pc.utf8_lpad(number_text(numbers), width, "0"), "")


def pick(words: np.ndarray | pa.Array, rows: np.ndarray) -> pa.Array:
    """The words at the positions given, as a text column."""
    table = words if isinstance(words, pa.Array) else pa.array(words, pa.string())
    return table.take(pa.array(rows))


def column_text(column: ContractColumn, values: Any) -> pa.Array:
    """One column as an extract writes it: days, fen, hundredths of a percent, masks and words."""
    if isinstance(values, pa.Array):
        return values
    if column.type == "date":
        return date_text(values)
    if column.type in ("money", "money_day"):
        return decimal_text(values, 2)
    if column.type == "rate":
        return decimal_text(np.asarray(values) * 100, 4)
    if column.type == "int":
        return number_text(values)
    if column.type == "flag":
        return pick(np.array(["0", "1"], dtype=object), np.asarray(values).astype(np.int64))
    return pa.array(np.asarray(values, dtype=object), pa.string())


def quoted(texts: pa.Array) -> pa.Array:
    """The texts, those with a comma or a quote in quotes."""
    marks = pc.match_substring_regex(texts, NEEDS_QUOTES)
    if not pc.any(marks).as_py():
        return texts
    safe = pc.binary_join_element_wise('"', pc.replace_substring(texts, '"', '""'), '"', "")
    return pc.if_else(marks, safe, texts)


def lines_of(texts: list[pa.Array]) -> bytes:
    """The rows as CSV text in the encoding of the extracts."""
    joined = pc.binary_join_element_wise(pc.binary_join_element_wise(*texts, ","), "", "\n")
    offsets = np.frombuffer(joined.buffers()[1], dtype=np.int32)[joined.offset: joined.offset + len(joined) + 1]
    data = joined.buffers()[2].slice(int(offsets[0]), int(offsets[-1] - offsets[0])).to_pybytes()
    return data if data.isascii() else data.decode("utf-8").encode(ENCODING)


class _Hashing:
    """A file that knows the SHA-256 of what was written to it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.digest = stream, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return self.stream.write(data)

    def flush(self) -> None:
        self.stream.flush()


@dataclass
class ExtractFile:
    """One extract being written: header first, then blocks; `close` hands back its line of the control file."""

    path: Path
    contract: Contract
    compress: bool
    n_rows: int = 0
    total: int = 0  # of the first money column, fen
    raw: Any = field(init=False)
    out: Any = field(init=False)
    hashing: _Hashing = field(init=False)

    def __post_init__(self) -> None:
        if self.compress:
            self.path = self.path.with_name(self.path.name + ".gz")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.raw = self.path.open("wb")
        self.hashing = _Hashing(self.raw)
        self.out = gzip.GzipFile("", "wb", 9, self.hashing, mtime=0) if self.compress else self.hashing
        self.out.write((",".join(column.zh for column in self.contract.columns.values()) + "\n").encode(ENCODING))

    def write(self, texts: dict[str, pa.Array], money: np.ndarray | None) -> None:
        """Rows as text columns; `money` are the true values of the column that the control file sums."""
        columns = [quoted(texts[name]) if column.type == "text" else texts[name]
                   for name, column in self.contract.columns.items()]
        n = len(columns[0])
        for low in range(0, n, ROWS):
            self.out.write(lines_of([column.slice(low, ROWS) for column in columns]))
        self.n_rows += n
        self.total += int(money.sum()) if money is not None else 0

    def close(self) -> tuple[str, int, str, str, str]:
        """File, rows, column summed, sum, SHA-256."""
        if self.compress:
            self.out.close()
        self.raw.close()
        summed = first_money(self.contract)
        amount = decimal_text(np.array([self.total]), 2)[0].as_py() if summed else ""
        return self.path.name, self.n_rows, self.contract.columns[summed].zh if summed else "", amount, \
            self.hashing.digest.hexdigest()


def first_money(contract: Contract) -> str:
    """The column that the control file sums, or ''."""
    return next((name for name, column in contract.columns.items() if column.type == "money"), "")
