"""Fixtures of the merge: an engine with empty contract tables, one row at a time, and a small bank with known truth."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from rccrm_lib import ecif
from rccrm_lib.core.contracts import load_contracts
from rccrm_lib.core.engine import open_engine
from rccrm_lib.facts.identity import check_character

TABLES = ("cif_person", "cif_corp", "cif_cert", "household_archive")
SURNAMES = list("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕")
GIVEN = list("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华玉英文辉建国秀珍小红春梅志海东林云波")


def empty_bank(con: duckdb.DuckDBPyConnection) -> None:
    for name in TABLES:
        kinds = ", ".join(f"{column} {kind}" for column, kind in load_contracts()[name].duckdb_types().items())
        con.execute(f"CREATE OR REPLACE TABLE {name} ({kinds})")


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine with the empty tables of the contract."""
    with open_engine(threads=2, memory="1500MB") as engine:
        empty_bank(engine)
        yield engine


@pytest.fixture
def add(con: duckdb.DuckDBPyConnection) -> Callable[..., None]:
    """`add("cif_person", src_sys=…, cust_no=…, …)`: one row; what is not named is not supplied."""

    def insert(table: str, **values: Any) -> None:
        marks = ", ".join("?" * len(values))
        con.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))

    return insert


@pytest.fixture
def merge(con: duckdb.DuckDBPyConnection) -> Callable[..., pd.DataFrame]:
    """`merge(previous=…)`: the links of the bank in `con`."""

    def run(previous: pd.DataFrame | None = None, issued: Collection[str] = ()) -> pd.DataFrame:
        ecif.merge_customers(con, member_id="360199", previous=previous, issued=issued)
        return con.execute("SELECT * FROM links ORDER BY src_sys, cust_no").df()

    return run


@pytest.fixture
def fill(con: duckdb.DuckDBPyConnection) -> Callable[[pd.DataFrame], None]:
    """`fill(frame)`: replace cif_person by a frame; columns that are not there are NULL."""

    def insert(frame: pd.DataFrame) -> None:
        fill_persons(con, frame)

    return insert


def fill_persons(con: duckdb.DuckDBPyConnection, frame: pd.DataFrame) -> None:
    empty_bank(con)
    columns = [column for column in frame.columns if column in load_contracts()["cif_person"].columns]
    con.register("filled_frame", frame)
    con.execute(f"INSERT INTO cif_person ({', '.join(columns)}) SELECT {', '.join(columns)} FROM filled_frame")
    con.unregister("filled_frame")


def _ids(rng: np.random.Generator, born: np.ndarray, sex: np.ndarray) -> np.ndarray:
    areas = [f"36{city:02d}{county:02d}" for city, county in rng.integers([1, 1], [12, 31], (len(born), 2))]
    seq = rng.integers(0, 499, len(born)) * 2 + np.where(sex == "1", 1, 2)
    days = pd.to_datetime(born).strftime("%Y%m%d")
    firsts = [f"{a}{d}{s:03d}" for a, d, s in zip(areas, days, seq, strict=True)]
    return np.array([first + check_character(first) for first in firsts], dtype=object)


def _people(n: int, rng: np.random.Generator) -> pd.DataFrame:
    """Families of one to five in houses of villages: shared surnames, phones and addresses."""
    house = np.sort(rng.integers(0, max(1, n // 3), n))
    surname = np.array(SURNAMES)[rng.integers(0, len(SURNAMES), house.max() + 1)][house]
    given = np.char.add(
        np.array(GIVEN)[rng.integers(0, len(GIVEN), n)],
        np.where(rng.random(n) < 0.8, np.array(GIVEN)[rng.integers(0, len(GIVEN), n)], ""),
    )
    sex = np.where(rng.random(n) < 0.5, "1", "2")
    born = np.datetime64("1940-01-01") + rng.integers(0, 25000, n)
    own = np.array([f"1{x}" for x in rng.integers(30_000_000_00, 39_999_999_99, n)], dtype=object)
    first = np.searchsorted(house, house)
    return pd.DataFrame(
        {
            "person": np.arange(n),
            "name": np.char.add(surname, given).astype(object),
            "sex": sex,
            "birth_on": born,
            "cert_no": _ids(rng, born, sex),
            "mobile": np.where(rng.random(n) < 0.3, own[first], own),
            "address": [f"石塘镇{SURNAMES[h % 40]}家村{h % 9 + 1}组{h // 40 + 1}号" for h in house],
            "spouse": np.where(np.arange(n) > first, first, -1),
        }
    )


def _distort(records: pd.DataFrame, people: pd.DataFrame, rng: np.random.Generator, scale: float) -> None:
    """Errors of the sources, in place; rates per record at scale 1."""
    n = len(records)

    def hit(rate: float) -> np.ndarray:
        return np.flatnonzero(rng.random(n) < rate * scale)

    number = records["cert_no"].to_numpy(dtype=object)
    for row in hit(0.03):
        if number[row][6:8] == "19":
            number[row] = number[row][:6] + number[row][8:17]
    for row in hit(0.02):
        place = int(rng.integers(6, len(number[row]) - 1))
        number[row] = number[row][:place] + str((int(number[row][place]) + 3) % 10) + number[row][place + 1 :]
    spouse = records["spouse"].to_numpy()
    for row in hit(0.01):
        if spouse[row] >= 0:
            number[row] = people["cert_no"].iat[spouse[row]]
    number[hit(0.05)] = None
    number[hit(0.01)] = "360102199001010000"
    records["cert_no"] = number
    for column, rate in (("mobile", 0.1), ("address", 0.1), ("birth_on", 0.03), ("sex", 0.05)):
        records.loc[hit(rate), column] = None
    records.loc[hit(0.02), "mobile"] = "13955550000"
    for row in hit(0.01):
        name = records["name"].iat[row]
        records.iat[row, records.columns.get_loc("name")] = name[:-1] + str(rng.choice(GIVEN))
    stale = hit(0.05)
    records.loc[stale, "address"] = rng.permutation(people["address"].to_numpy())[: len(stale)]


@pytest.fixture(scope="session")
def make_bank() -> Callable[..., pd.DataFrame]:
    """`make_bank(n, seed=…, scale=…)`: one row per record, as in cif_person, with the truth in `person`."""

    def build(n: int, *, seed: int, scale: float = 1.0) -> pd.DataFrame:
        rng = np.random.default_rng(seed)
        people = _people(n, rng)
        copies = 1 + (rng.random(n) < 0.4).astype(int) + (rng.random(n) < 0.2)
        records = people.loc[np.repeat(people.index, copies)].reset_index(drop=True)
        _distort(records, people, rng, scale)
        records["src_sys"] = np.array(["CORE", "LOAN", "EBANK", "ARCH"])[rng.integers(0, 4, len(records))]
        records["cust_no"] = [f"{x:09d}" for x in rng.permutation(len(records))]
        records["cert_type"] = np.where(records["cert_no"].isna(), None, "101")
        records["open_on"] = np.datetime64("2005-01-01") + rng.integers(0, 7000, len(records))
        return records.drop(columns="spouse").sample(frac=1, random_state=seed).reset_index(drop=True)

    return build


@pytest.fixture(scope="session")
def score() -> Callable[[pd.DataFrame, pd.DataFrame], tuple[float, float]]:
    """`score(links, truth)`: pairwise precision and recall; truth has src_sys, cust_no, person."""

    def pairs(sizes: pd.Series) -> int:
        return int((sizes * (sizes - 1) // 2).sum())

    def measure(links: pd.DataFrame, truth: pd.DataFrame) -> tuple[float, float]:
        joined = links.merge(truth, on=["src_sys", "cust_no"], validate="one_to_one")
        both = pairs(joined.groupby(["customer_id", "person"]).size())
        return (both / pairs(joined.groupby("customer_id").size()), both / pairs(joined.groupby("person").size()))

    return measure
