"""`rccrm match`: files in, links out; no project configuration, no store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rccrm_lib.core.errors import InputError
from rccrm_lib.ecif import match_records
from rccrm_lib.ecif.match_settings import load_table_settings
from rccrm_lib.ingest import read_table


def match_files(files: Sequence[Path], *, settings: Path, out: Path) -> str:
    """Write one row per record of the files, in input order, to `out`; hands back a sentence of counts."""
    told = load_table_settings(settings)
    links = match_records({name: read_table(path) for name, path in _names(files).items()}, settings=told)
    out.parent.mkdir(parents=True, exist_ok=True)
    links.to_csv(out, index=False, encoding="utf-8", lineterminator="\n", float_format="%.6f")
    return f"{len(links)} records, {links['customer_id'].nunique()} customers: {out}"


def _names(files: Sequence[Path]) -> dict[str, Path]:
    """Files by their name, by their whole path where two have one name."""
    twice = {path.name for path in files if [other.name for other in files].count(path.name) > 1}
    named = {str(path) if path.name in twice else path.name: path for path in files}
    if len(named) < len(files):
        raise InputError("one file is named twice", "every file once", "leave one out", file=min(twice))
    return named
