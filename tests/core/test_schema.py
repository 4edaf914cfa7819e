import datetime as dt

import pandas as pd
import pytest

from rccrm_lib.core.engine import open_engine
from rccrm_lib.core.errors import SchemaError
from rccrm_lib.core.schema import Column, Table, check_frame, check_relation

TABLE = Table(
    "demo",
    "One row per customer.",
    ("customer_id",),
    (
        Column("customer_id", "text", "客户号", "Customer", nullable=False),
        Column("aum_fen", "fen", "资产", "AUM", "fen"),
        Column("open_on", "date", "开户", "Opened"),
        Column("is_valuable", "bool", "价值客户", "Valuable"),
    ),
)


def frame(**changes):
    rows = {
        "customer_id": ["C1", "C2"], "aum_fen": [100, 5], "open_on": [dt.date(2026, 1, 1), None], "is_valuable": [True, None],
    }
    return pd.DataFrame(rows | changes)


def test_a_right_frame_passes_and_comes_back():
    right = frame()
    assert check_frame(right, TABLE) is right


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"customer_id": ["C1", "C1"]}, "not unique"),
        ({"customer_id": ["C1", None]}, "missing values"),
        ({"aum_fen": [1.5, 2]}, "aum_fen"),
        ({"is_valuable": ["yes", "no"]}, "is_valuable"),
        ({"customer_id": [1, 2]}, "customer_id"),
    ],
)
def test_a_wrong_frame_is_named(changes, says):
    with pytest.raises(SchemaError, match=says):
        check_frame(frame(**changes), TABLE)


def test_a_missing_column_is_named():
    with pytest.raises(SchemaError, match="open_on"):
        check_frame(frame().drop(columns="open_on"), TABLE)


def test_relations_are_checked_in_place():
    with open_engine() as con:
        con.execute(
            "CREATE TABLE good AS SELECT 'C1' AS customer_id, 1::BIGINT AS aum_fen, "
            "DATE '2026-01-01' AS open_on, true AS is_valuable"
        )
        check_relation(con, "good", TABLE)
        con.execute("CREATE TABLE bad AS SELECT * REPLACE (aum_fen::DOUBLE AS aum_fen) FROM good")
        with pytest.raises(SchemaError, match="DOUBLE"):
            check_relation(con, "bad", TABLE)
        con.execute("CREATE TABLE twice AS FROM good UNION ALL FROM good")
        with pytest.raises(SchemaError, match="not unique"):
            check_relation(con, "twice", TABLE)
