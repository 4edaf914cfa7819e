import os

import pandas as pd
import pytest

from rccrm_lib.core import engine
from rccrm_lib.core.errors import RccrmError


def test_the_same_rows_give_the_same_bytes_in_any_order(tmp_path):
    with engine.open_engine() as con:
        con.execute("CREATE TABLE a AS SELECT range AS id, range * 7 % 13 AS x FROM range(300000)")
        con.execute("CREATE TABLE b AS SELECT * FROM a ORDER BY hash(id)")
        engine.write_parquet(con, "FROM a", tmp_path / "a.parquet", order_by=["id"])
        engine.write_parquet(con, "FROM b", tmp_path / "b.parquet", order_by=["id"])
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_a_sum_that_would_become_a_float_is_refused(tmp_path):
    with engine.open_engine() as con, pytest.raises(RccrmError, match="HUGEINT"):
        engine.write_parquet(con, "SELECT sum(range) AS total FROM range(3)", tmp_path / "x.parquet", order_by=[])


def test_nothing_is_written_into_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    with engine.open_engine() as con:
        con.execute("SELECT 1").fetchall()
        with pytest.raises(Exception, match=r"(?i)extension|http"):
            con.execute("LOAD spatial")
    assert os.listdir(tmp_path) == []


def test_a_path_with_a_quote(tmp_path):
    folder = tmp_path / "it's"
    folder.mkdir()
    with engine.open_engine() as con:
        engine.write_parquet(con, "SELECT 1 AS one", folder / "x.parquet", order_by=["one"])
        engine.create_view(con, "x", folder / "x.parquet")
        assert engine.read_frame(con, "FROM x ORDER BY one")["one"].tolist() == [1]


def test_rows_without_an_order_are_not_shown():
    with engine.open_engine() as con, pytest.raises(RccrmError, match="ORDER BY"):
        engine.read_frame(con, "SELECT range AS id FROM range(3)")


def test_a_coded_frame_keeps_each_text_once_and_says_the_same(tmp_path):
    query = ("SELECT 'C' || (range % 3) AS customer, DATE '2026-01-31' + (range % 2)::INT AS day, range AS fen, "
             "CASE WHEN range % 4 = 0 THEN NULL ELSE 'x' END AS tier FROM range(12) ORDER BY range")
    with engine.open_engine() as con:
        coded, plain = engine.read_coded(con, query), engine.read_frame(con, query)
        engine.write_parquet(con, query, tmp_path / "x.parquet", order_by=["fen"])
    pd.testing.assert_frame_equal(engine.read_coded_file(tmp_path / "x.parquet", list(coded.columns)), coded)
    assert coded["customer"].cat.categories.tolist() == ["C0", "C1", "C2"]
    assert coded["tier"].isna().tolist() == plain["tier"].isna().tolist()
    assert coded["day"].dt.day.tolist() == plain["day"].dt.day.tolist()
    for name in ("customer", "fen"):
        assert coded[name].astype(object).tolist() == plain[name].astype(object).tolist()
    with engine.open_engine() as con, pytest.raises(RccrmError, match="order"):
        engine.read_coded(con, "SELECT 1 AS x")
