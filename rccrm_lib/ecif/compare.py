"""Compare: for every pair of entries and every field the level that it reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np

from rccrm_lib.ecif.candidates import Field
from rccrm_lib.ecif.kinds import KINDS, ORDER

MISSING = -1
PARTS = ("", "_k", "_w", "_t")  # value, key, words as text, words as a list


@dataclass(frozen=True)
class Compared:
    """Pairs a < b (rid) with, per field, the level (-1: a value is missing) and the share of records that hold the
    common value (1 where the values differ)."""

    a: np.ndarray
    b: np.ndarray
    levels: np.ndarray
    shares: np.ndarray


def with_orders(fields: Sequence[Field]) -> list[Field]:
    """The fields, and one more for every two columns that people mix up: do they stand in the same order?"""
    return [*fields, *(Field(f"{one.name} / {two.name}", ORDER, f"{one.column}_{two.column}")
                       for one, two in _turns(fields))]


def compare_pairs(con: duckdb.DuckDBPyConnection, pairs: str, fields: Sequence[Field]) -> Compared:
    """The levels of the pairs (a, b) of a table of that name, in the order of a, b. Reads `entries`."""
    columns = ", ".join(f"{_level(one)} AS l{place}, {_share(one)} AS s{place}" for place, one in enumerate(fields))
    query = f"WITH sides AS ({_sides(fields, pairs)}) SELECT a, b, {columns} FROM sides ORDER BY a, b"
    got = con.execute(query).fetchnumpy()
    places = range(len(fields))
    return Compared(got["a"], got["b"], np.column_stack([np.asarray(got[f"l{place}"]) for place in places]),
                    np.column_stack([np.asarray(got[f"s{place}"]) for place in places]))


def _turns(fields: Sequence[Field]) -> list[tuple[Field, Field]]:
    """Columns whose values change places in real data: given and family name, neighbouring columns of an address."""
    given, family, address = ([one for one in fields if one.kind == kind] for kind in ("given_name", "family_name", "address"))
    return [*zip(given, family, strict=False), *zip(address[0::2], address[1::2], strict=False)]


def _sides(fields: Sequence[Field], pairs: str) -> str:
    """SQL of the pairs with the values of both; those of the second turned round where that fits better."""
    turns, partner = _turns(fields), {}
    for one, two in turns:
        flag = f"t.{one.column}_{two.column}"
        partner[one.column], partner[two.column] = (two.column, flag), (one.column, flag)
    columns = ["t.*"]
    for one in fields:
        if one.kind != ORDER:
            columns += _both(one.column, *partner.get(one.column, ("", "")))
    flags = [f"{_fits_turned(one.column, two.column)} AS {one.column}_{two.column}" for one, two in turns]
    join = "JOIN entries x ON x.rid = {0}.a JOIN entries y ON y.rid = {0}.b"
    return (f"SELECT {', '.join(columns)} FROM (SELECT {', '.join(['p.a, p.b', *flags])} FROM {pairs} p "
            f"{join.format('p')}) t {join.format('t')}")


def _both(column: str, partner: str, flag: str) -> list[str]:
    found = [f"x.{column}_share AS {column}_share"]
    for part in PARTS:
        second = f"CASE WHEN {flag} THEN y.{partner}{part} ELSE y.{column}{part} END" if partner else f"y.{column}{part}"
        found.append(f"x.{column}{part} AS x_{column}{part}, {second} AS y_{column}{part}")
    return found


def _fits_turned(one: str, two: str) -> str:
    def like(left: str, right: str) -> str:
        return f"coalesce(jaro_winkler_similarity(x.{left}, y.{right}), 0)"

    return f"({like(one, two)} + {like(two, one)} > {like(one, one)} + {like(two, two)} + 0.5)"


def _level(one: Field) -> str:
    if one.kind == ORDER:
        return f"{one.column}::TINYINT"
    names = {"x": f"x_{one.column}", "y": f"y_{one.column}"}
    cases = " ".join(f"WHEN {level.condition.format(**names)} THEN {place}"
                     for place, level in enumerate(KINDS[one.kind].levels))
    return f"(CASE WHEN x_{one.column} IS NULL OR y_{one.column} IS NULL THEN {MISSING} {cases} END)::TINYINT"


def _share(one: Field) -> str:
    if one.kind == ORDER:
        return "1::FLOAT"
    return f"(CASE WHEN x_{one.column} = y_{one.column} THEN {one.column}_share ELSE 1 END)::FLOAT"
