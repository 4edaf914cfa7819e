"""Entries: the rows of any table in the standard forms that the match compares, one row per record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import pandas as pd

from rccrm_lib.core.errors import InputError
from rccrm_lib.ecif.candidates import Field
from rccrm_lib.ecif.kinds import KINDS
from rccrm_lib.ecif.match_forms import make_forms
from rccrm_lib.ecif.match_settings import TableSettings

NO_VALUE = ("", "NULL", "\\N", "NaN", "nan", "None", "N/A", "#N/A", "<NA>")
SHARE_RECORDS = 300.0  # what a kind expects of a value's share counts as so many records


def stack_tables(tables: Mapping[str, pd.DataFrame], settings: TableSettings) -> pd.DataFrame:
    """One row per record of all tables, all text: rid (by file and record id, so that row order does not matter), file,
    record_id, place (input order), and the compared columns."""
    wanted = list(settings.columns)
    stacked = pd.concat([_read_columns(frame, name, settings, wanted) for name, frame in tables.items()], ignore_index=True)
    stacked["place"] = range(len(stacked))
    stacked = stacked.sort_values(["file", "record_id"], kind="stable").reset_index(drop=True)
    stacked.insert(0, "rid", range(1, len(stacked) + 1))
    return stacked


def _read_columns(frame: pd.DataFrame, name: str, settings: TableSettings, wanted: list[str]) -> pd.DataFrame:
    absent = [column for column in (settings.id, *wanted) if column not in frame.columns]
    if absent:
        raise InputError(f"no column {', '.join(absent)}", f"the columns {', '.join(map(str, frame.columns))}",
                         "correct the names under `id` and [columns]", file=name)
    texts = pd.DataFrame({f"c{place}": as_text(frame[column]) for place, column in enumerate(wanted)})
    texts.insert(0, "file", name)
    texts.insert(1, "record_id", as_text(frame[settings.id]))
    missing = texts["record_id"].isna().to_numpy()
    if missing.any():
        raise InputError(f"{missing.sum()} records without an id", "a value in every row",
                         "give every record an id of its own", file=name, row=int(missing.argmax()) + 2, column=settings.id)
    twice = texts["record_id"].duplicated().to_numpy()
    if twice.any():
        raise InputError(f"{twice.sum()} records repeat an id", "every id once in a file", "make the ids unique",
                         file=name, row=int(twice.argmax()) + 2, column=settings.id)
    return texts


def as_text(values: pd.Series) -> pd.Series:
    """Text without blanks at the ends, None for no value; whole numbers without a point, days as year-month-day."""
    if values.dtype.kind == "M":
        return values.dt.strftime("%Y-%m-%d").astype(object).where(values.notna(), None)
    if values.dtype.kind == "f":
        whole = values.map(lambda value: str(int(value)) if value == value and value == int(value) else str(value))
        return whole.astype(object).where(values.notna(), None)
    texts = values.astype(object).where(values.notna(), None).map(lambda value: None if value is None else str(value).strip())
    return texts.astype(object).where(~texts.isin(NO_VALUE) & texts.notna(), None)


def build_entries(con: duckdb.DuckDBPyConnection, stacked: pd.DataFrame, columns: Mapping[str, str]) -> list[Field]:
    """One row per record: leaves `entries` (rid, file, and per column value, _k key, _w and _t words, _valid, _share)."""
    fields = [Field(name, kind, f"f{place}") for place, (name, kind) in enumerate(columns.items())]
    con.register("stacked_frame", stacked)
    for place, one in enumerate(fields):
        con.register("forms_frame", make_forms(stacked[f"c{place}"], one.kind))
        con.execute(FORMS.format(place=place))
        con.unregister("forms_frame")
    picked = ", ".join(PICKED.format(place=place) for place in range(len(fields)))
    joins = " ".join(f"LEFT JOIN forms_{place} v{place} ON v{place}.raw = s.c{place}" for place in range(len(fields)))
    con.execute(f"CREATE OR REPLACE TEMP TABLE plain_entries AS SELECT s.rid::BIGINT AS rid, s.file::VARCHAR AS file, {picked} "
                f"FROM stacked_frame s {joins}")
    con.unregister("stacked_frame")
    add_shares(con, "plain_entries", fields)
    return fields


FORMS = """
CREATE OR REPLACE TEMP TABLE forms_{place} AS
SELECT raw::VARCHAR AS raw, value::VARCHAR AS value, key::VARCHAR AS key, words::VARCHAR[] AS words,
       is_valid::BOOLEAN AS is_valid FROM forms_frame
"""
PICKED = """v{place}.value AS f{place}, v{place}.key AS f{place}_k, array_to_string(list_sort(v{place}.words), ' ') AS f{place}_w,
v{place}.words AS f{place}_t, coalesce(v{place}.is_valid, FALSE) AS f{place}_valid"""


def add_shares(con: duckdb.DuckDBPyConnection, plain: str, fields: Sequence[Field], *,
               expected: Mapping[str, float] | None = None, needed: str | None = None) -> None:
    """The table `entries`: `plain` with, per field, the share of other records that hold the same value.

    The pair that is looked at does not count itself, and in a small table the expectation speaks: of the kind, or by
    column in `expected`. Only the records of the table `needed` are kept, if it is named; all are counted.
    """
    known = {one.column: KINDS[one.kind].levels[0].strangers for one in fields} | dict(expected or {})
    con.execute("CREATE OR REPLACE TEMP TABLE kept_entries AS SELECT * FROM " + plain
                + (f" SEMI JOIN {needed} USING (rid)" if needed else ""))
    totals = ", ".join(f"count({one.column}) AS n_{one.column}" for one in fields)
    shares = ", ".join(f"{_share(one.column, known[one.column])} AS {one.column}_share" for one in fields)
    held = " ".join(HELD.format(column=one.column, plain=plain) for one in fields)
    con.execute(f"CREATE OR REPLACE TABLE entries AS SELECT e.*, {shares} FROM kept_entries e CROSS JOIN "
                f"(SELECT {totals} FROM {plain}) t {held} ORDER BY rid")


HELD = """LEFT JOIN (
    SELECT {column}, count(*) AS held FROM {plain} SEMI JOIN kept_entries USING ({column}) GROUP BY {column}
) h_{column} ON h_{column}.{column} = e.{column}"""


def _share(column: str, expected: float) -> str:
    held, n = f"h_{column}.held", f"t.n_{column}"
    return (f"greatest((greatest({held} - 2, 0) + {SHARE_RECORDS * expected}) / ({n} + {SHARE_RECORDS}), "
            f"least({expected}, 2.0 / greatest({n}, 1)))::DOUBLE")
