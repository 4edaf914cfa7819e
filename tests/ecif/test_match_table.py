"""Any table becomes customers: public files with known truth, and people and organisations of other kinds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from rccrm_lib.core.errors import InputError, SettingsError
from rccrm_lib.ecif import match_records

FEBRL = {"given_name": "given_name", "surname": "family_name", "street_number": "code", "address_1": "address",
         "address_2": "address", "suburb": "address", "postcode": "postcode", "state": "code", "date_of_birth": "date",
         "soc_sec_id": "identity"}
FAKE = {"first_name": "given_name", "surname": "family_name", "dob": "date", "city": "address", "email": "code"}
PEOPLE = pd.DataFrame({
    "id": ["007", "010", "3", "4", "5"],
    "first": ["John", "Jon", "Smith", "Mary", "Peter"],
    "last": ["Smith", "Smith", "John", "Smith", "Jones"],
    "born": ["1971-06-24", "24/06/1971", "24 Jun 1971", "1973-01-02", "1980-12-11"],
    "street": ["12 High Street", "12 High St", "12 High Street", "12 High Street", "4 Mill Lane"],
})
FIRST = "Ana João Maria José Pedro Lucas Beatriz Larissa Mateus Rafael Camila Júlia Thiago Bruna Felipe Letícia"
LAST = "Silva Santos Oliveira Souza Rodrigues Ferreira Alves Pereira Lima Gomes Costa Ribeiro Martins Carvalho"
HEADS = "Acme Borealis Cobalt Delphi Everest Falcon Granite Harbor Indigo Juniper"
TRADES = "Steel Foods Logistics Textiles Farming Printing Motors Dairy Timber Glass"
TOLD = {"id": "id", "columns": {"first": "given_name", "last": "family_name", "born": "date", "street": "address"}}


def f1(links: pd.DataFrame, truth: pd.Series) -> float:
    """Pairwise F1 of links against the truth, row by row."""

    def pairs(sizes: pd.Series) -> int:
        return int((sizes * (sizes - 1) // 2).sum())

    frame = pd.DataFrame({"c": links["customer_id"].to_numpy(), "t": truth.to_numpy()})
    both = pairs(frame.groupby(["c", "t"]).size())
    return 2 * both / (pairs(frame.groupby("c").size()) + pairs(frame.groupby("t").size()))


def groups(links: pd.DataFrame) -> list[list[str]]:
    return sorted(sorted(ids) for ids in links.groupby("customer_id")["record_id"].agg(list))


@pytest.fixture(scope="module")
def read_people(shared_data: Path):
    """`read_people("dataset3.csv")`: a public file of people, all text."""

    def read(name: str) -> pd.DataFrame:
        path = shared_data / "people" / name
        if not path.is_file():
            pytest.skip(f"the shared data have no people/{name}")
        return pd.read_csv(path, dtype=str, skipinitialspace=True, keep_default_na=False).rename(columns=str.strip)

    return read


@pytest.mark.shared
@pytest.mark.slow
def test_febrl3(read_people):
    people = read_people("dataset3.csv")
    links = match_records(people, settings={"id": "rec_id", "columns": FEBRL})
    assert f1(links, people["rec_id"].str.extract(r"rec-(\d+)-")[0]) >= 0.9989


@pytest.mark.shared
@pytest.mark.slow
def test_febrl4_links_two_files(read_people):
    files = {name: read_people(name) for name in ("dataset4a.csv", "dataset4b.csv")}
    links = match_records(files, settings={"id": "rec_id", "columns": FEBRL, "link_only": True})
    assert f1(links, pd.concat(files.values())["rec_id"].str.extract(r"rec-(\d+)-")[0]) >= 0.9990
    assert not links.duplicated(["file", "customer_id"]).any()


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["code", "identity"])
def test_fake_1000_whatever_the_email_is_called(read_people, kind):
    people = read_people("fake_1000.csv")
    links = match_records(people, settings={"id": "unique_id", "columns": FAKE | {"email": kind}})
    assert f1(links, people["cluster"]) >= 0.93


def test_a_small_table_of_western_names():
    links = match_records(PEOPLE, settings=TOLD)
    assert list(links) == ["file", "record_id", "customer_id", "score", "rule"]
    assert links["record_id"].tolist() == ["007", "010", "3", "4", "5"], "input order, leading zeros"
    assert groups(links) == [["007", "010", "3"], ["4"], ["5"]]
    assert links["rule"].tolist() == ["EVIDENCE"] * 3 + ["SINGLE"] * 2 and links["score"].between(0.5, 1).all()


def test_a_small_table_of_chinese_names():
    frame = pd.DataFrame(
        [("1", "张晓明", "1980-01-02", "13912345678", "石塘镇上坪村3组12号"),
         ("2", "张小明", "1980年1月2日", "139 1234 5678", "上坪村三组12号"),
         ("3", "张晓红", "1983-05-06", "13912345678", "上坪村3组12号"), ("4", "欧阳建国", "19700304", "", "石塘镇"),
         ("5", "欧阳建国", "1970/3/4", "13987654321", "")],
        columns=["号", "姓名", "生日", "手机", "地址"])
    columns = {"姓名": "name", "生日": "date", "手机": "phone", "地址": "address"}
    assert groups(match_records(frame, settings={"id": "号", "columns": columns})) == [["1", "2"], ["3"], ["4", "5"]]


def test_two_valid_numbers_never_meet():
    frame = pd.DataFrame({"id": ["1", "2"], "name": ["张三", "张三"], "born": ["1980-01-01"] * 2, "phone": ["13912345678"] * 2,
                          "number": ["34052419800101001X", "340524198001010036"]})
    columns = {"name": "name", "born": "date", "phone": "phone", "number": "identity"}
    assert groups(match_records(frame, settings={"id": "id", "columns": columns})) == [["1"], ["2"]]
    blank = frame.assign(number=["34052419800101001X", ""])
    assert groups(match_records(blank, settings={"id": "id", "columns": columns})) == [["1", "2"]]


def brazilians(n: int, seed: int) -> pd.DataFrame:
    """People of another culture: two family names, households that share a street and a phone, typing errors."""
    rng = np.random.default_rng(seed)
    first, last = (words.split(" ") for words in (FIRST, LAST))
    house = rng.integers(0, n // 3, n)
    family = np.array(last)[rng.integers(0, len(last), n // 3 + 1)]
    frame = pd.DataFrame({
        "person": np.arange(n),
        "name": [f"{rng.choice(first)} {rng.choice(first)} {rng.choice(last)} {family[h]}" for h in house],
        "born": (np.datetime64("1950-01-01") + rng.integers(0, 20000, n)).astype(str),
        "street": [f"Rua {family[h * 7 % len(family)]} {h % 400 + 1}" for h in house],
        "phone": [f"21{70000000 + (h if rng.random() < 0.4 else 500000 + i) * 13}" for i, h in enumerate(house)]})
    rows = frame.loc[np.repeat(np.arange(n), 1 + (rng.random(n) < 0.5))].reset_index(drop=True)
    for row in np.flatnonzero(rng.random(len(rows)) < 0.3):
        kind, name = rng.integers(0, 5), rows.at[row, "name"]
        place = int(rng.integers(1, len(name) - 1))
        if kind == 0:
            rows.at[row, "name"] = name[:place] + name[place + 1:]
        elif kind == 1:
            rows.at[row, "name"] = " ".join([name.split()[0], name.split()[-1]])
        elif kind == 2:
            rows.at[row, "street"] = f"Avenida Nova {rng.integers(1, 900)}"
        elif kind == 3:
            rows.at[row, "born"] = "/".join(reversed(rows.at[row, "born"].split("-")))
        else:
            rows.at[row, "phone"] = ""
    rows["id"] = [f"{number:05d}" for number in range(len(rows))]
    return rows


def test_people_of_another_culture_and_any_order_of_rows():
    people = brazilians(1200, seed=4)
    told = {"id": "id", "columns": {"name": "name", "born": "date", "street": "address", "phone": "phone"}}
    links = match_records(people, settings=told)
    assert f1(links, people["person"]) >= 0.985
    shuffled = match_records(people.sample(frac=1, random_state=1), settings=told)
    pd.testing.assert_frame_equal(links, shuffled.sort_values("record_id", ignore_index=True))


def test_organisations():
    rng = np.random.default_rng(8)
    heads, trades = (words.split(" ") for words in (HEADS, TRADES))
    names = [f"{heads[i % 10]} {heads[i // 10 % 10][:4]} {trades[i // 30]} {i}" for i in range(300)]
    firms = pd.DataFrame({"firm": range(300), "name": names, "phone": [f"44{rng.integers(10**8, 10**9)}" for _ in names],
                          "street": [f"{i % 97} Dock Road" for i in range(300)]})
    again = firms.sample(150, random_state=3).assign(
        name=lambda frame: [f"THE {name.upper()} COMPANY LTD." for name in frame["name"]],
        phone=lambda frame: [phone if i % 3 else "" for i, phone in enumerate(frame["phone"])])
    table = pd.concat([firms, again], ignore_index=True)
    table["id"] = range(len(table))
    columns = {"name": "organisation", "phone": "phone", "street": "address"}
    assert f1(match_records(table, settings={"id": "id", "columns": columns}), table["firm"]) >= 0.97


def test_link_only_joins_no_two_records_of_one_file():
    twin = PEOPLE.iloc[[0, 1]].assign(id=["a", "b"])
    links = match_records([PEOPLE, twin], settings=TOLD | {"link_only": True})
    assert not links.duplicated(["file", "customer_id"]).any()
    assert (links.groupby("customer_id").size() == 2).sum() == 2


@pytest.mark.parametrize(("frame", "told", "word"), [
    (PEOPLE.assign(id=["1", "1", "2", "3", "4"]), TOLD, "repeat"),
    (PEOPLE.assign(id=["1", " ", "2", "3", "4"]), TOLD, "without an id"),
    (PEOPLE, TOLD | {"columns": {"nick": "given_name"}}, "nick"),
    (PEOPLE, TOLD | {"link_only": True}, "link_only"),
])
def test_wrong_tables_are_named(frame, told, word):
    with pytest.raises(InputError, match=word):
        match_records(frame, settings=told)


@pytest.mark.parametrize("told", [{"id": "id", "columns": {"first": "nickname"}}, {"columns": {"first": "name"}},
                                  {"id": "id", "columns": {}}, {"id": "id", "columns": {"first": "name"}, "treshold": 1}])
def test_wrong_settings_are_named(told):
    with pytest.raises(SettingsError):
        match_records(PEOPLE, settings=told)


def test_an_empty_table_and_one_row():
    assert match_records(PEOPLE.iloc[:0], settings=TOLD).empty
    assert match_records(PEOPLE.iloc[:1], settings=TOLD)["rule"].tolist() == ["SINGLE"]
