"""Match any table of people or organisations: which records are one customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import numpy as np
import pandas as pd

from rccrm_lib.core.engine import open_engine
from rccrm_lib.core.errors import InputError
from rccrm_lib.ecif.candidates import Field, find_candidates
from rccrm_lib.ecif.compare import compare_pairs, with_orders
from rccrm_lib.ecif.entries import build_entries, stack_tables
from rccrm_lib.ecif.ids import mint_ids
from rccrm_lib.ecif.joining import Joined, join_by_evidence
from rccrm_lib.ecif.match_settings import TableSettings, load_table_settings
from rccrm_lib.ecif.weights import chance_of, learn_weights, pair_bits

LINK_COLUMNS = ["file", "record_id", "customer_id", "score", "rule"]
EVIDENCE, SINGLE = "EVIDENCE", "SINGLE"
Tables: TypeAlias = pd.DataFrame | Sequence[pd.DataFrame] | Mapping[str, pd.DataFrame]


def match_records(
    tables: Tables, *, settings: str | Path | Mapping[str, Any] | TableSettings, threads: int = 2, memory: str = "3GB"
) -> pd.DataFrame:
    """One row per record, in input order: file, record_id, customer_id, score, rule.

    `tables`: a frame, several frames (files "1", "2", …) or frames by file name. `score` is the chance that the
    record's best link is right (1 for a record alone); `rule` is EVIDENCE or SINGLE. The order of rows changes nothing.
    """
    told = load_table_settings(settings)
    with open_engine(threads=threads, memory=memory) as con:
        return match_in_engine(con, name_tables(tables), told)


def name_tables(tables: Tables) -> dict[str, pd.DataFrame]:
    """Frames by file name; frames without a name are "1", "2", …"""
    if isinstance(tables, pd.DataFrame):
        tables = [tables]
    named: dict[str, pd.DataFrame] = (
        dict(tables) if isinstance(tables, Mapping) else {str(at): one for at, one in enumerate(tables, start=1)})
    if not named:
        raise InputError("no table to match", "one frame or more", "hand over a frame, a list or a mapping of frames")
    return named


def match_in_engine(con: duckdb.DuckDBPyConnection, tables: Mapping[str, pd.DataFrame], told: TableSettings) -> pd.DataFrame:
    """The same in a given engine; leaves entries and candidates there."""
    if told.link_only and len(tables) < 2:
        raise InputError(f"link_only with {len(tables)} file", "two files or more: records of one file are never linked",
                         "add a file, or set link_only = false")
    stacked = stack_tables(tables, told)
    n = len(stacked)
    if n == 0:
        return pd.DataFrame({name: pd.Series(dtype=float if name == "score" else object) for name in LINK_COLUMNS})
    fields = build_entries(con, stacked, told.columns)
    find_candidates(con, fields, where="x.file <> y.file" if told.link_only else "TRUE")
    fields = with_orders(fields)
    compared = compare_pairs(con, "candidates", fields)
    weights = learn_weights(con, compared, fields, n_records=n, n_pairs=_count_pairs(stacked["file"], told))
    bits = pair_bits(compared, weights)
    good = bits > 0
    joined = join_by_evidence(con, compared.a[good], compared.b[good], bits[good], weights=weights,
                              settled=np.arange(1, n + 1), numbers=_numbers(con, fields, stacked, told))
    return _make_links(stacked, joined)


def _count_pairs(files: pd.Series, told: TableSettings) -> int:
    sizes = files.value_counts().to_numpy(dtype=object)
    inside = 0 if not told.link_only else sum(int(size) * (int(size) - 1) for size in sizes)
    return max(1, (len(files) * (len(files) - 1) - inside) // 2)


def _numbers(con: duckdb.DuckDBPyConnection, fields: Sequence[Field], stacked: pd.DataFrame, told: TableSettings
             ) -> dict[int, tuple[Any, ...]]:
    """What a customer holds at most one each of: checked numbers of an identity column; records of a file (link_only)."""
    columns = [f"CASE WHEN {one.column}_valid THEN {one.column} END" for one in fields if one.kind == "identity"]
    if told.link_only:
        names = sorted(stacked["file"].unique())
        con.register("file_names", pd.DataFrame({"file": names, "file_no": range(len(names))}))
        columns += [f"CASE WHEN file_no = {at} THEN rid END" for at in range(len(names))]
        source = "entries JOIN file_names USING (file)"
    else:
        source = "entries"
    if not columns:
        return {}
    rows = con.execute(f"SELECT rid, {', '.join(columns)} FROM {source} ORDER BY rid").fetchall()
    return {row[0]: row[1:] for row in rows}


def _make_links(stacked: pd.DataFrame, joined: Joined) -> pd.DataFrame:
    """One row per record in input order; a customer's id comes from its first record by file and record id."""
    n = len(stacked)
    score = np.zeros(n)
    for end in (joined.a, joined.b):
        np.maximum.at(score, end[joined.accepted] - 1, chance_of(joined.bits[joined.accepted]))
    sizes = np.bincount(joined.labels, minlength=n + 1)[joined.labels]
    anchors, group = np.unique(joined.labels, return_inverse=True)
    first = stacked.iloc[anchors - 1]
    ids = np.array(mint_ids("", zip(first["file"], first["record_id"], strict=True)), dtype=object)
    links = stacked[["file", "record_id", "place"]].assign(
        customer_id=ids[group], score=np.where(sizes > 1, score, 1.0), rule=np.where(sizes > 1, EVIDENCE, SINGLE))
    return links.sort_values("place", ignore_index=True)[LINK_COLUMNS]
