"""Any table of a file: CSV in the encodings that extracts come in, or Parquet; every value as text, as it is written."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from rccrm_lib.core.errors import InputError
from rccrm_lib.ingest.decoder import decode_file

DELIMITERS = (",", ";", "\t", "|")


def read_table(path: str | Path) -> pd.DataFrame:
    """One row per row of the file, all text: leading zeros stay; names of columns without blanks at the ends."""
    path = Path(path)
    if not path.is_file():
        raise InputError("no such file", "a .csv, .csv.gz or .parquet file", "check the name", file=path.name)
    frame = _read_parquet(path) if path.suffix == ".parquet" else _read_csv(path)
    frame.columns = [str(name).strip() for name in frame.columns]
    return frame


def _read_parquet(path: Path) -> pd.DataFrame:
    try:
        return pq.read_table(path).to_pandas()
    except pa.ArrowInvalid as error:
        raise InputError(f"not readable as Parquet ({str(error)[:80]})", "a whole Parquet file", "write it again",
                         file=path.name) from None


def _read_csv(path: Path) -> pd.DataFrame:
    with tempfile.TemporaryDirectory() as folder:
        decoded = decode_file(path, Path(folder) / "table.csv", keep_cut_line=True)
        with open(decoded.path, encoding="utf-8") as stream:
            header = stream.readline()
        delimiter = max(DELIMITERS, key=lambda one: (len(next(csv.reader([header], delimiter=one))), one == ","))
        names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter))]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise InputError(f"columns {twice} stand there twice", "every name once", "rename one of them", file=path.name)
        try:
            return pd.read_csv(decoded.path, sep=delimiter, dtype=str, keep_default_na=False, skipinitialspace=True,
                               encoding="utf-8", index_col=False)
        except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
            raise InputError(f"not readable as a table ({str(error).strip()[:100]})",
                             "a header line and rows with as many fields", "correct the row that is named",
                             file=path.name) from None
