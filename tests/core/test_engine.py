import os

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
