"""Any table from a file: encodings, delimiters, Parquet, leading zeros."""

import pandas as pd
import pytest

from rccrm_lib.core.errors import InputError
from rccrm_lib.ingest import read_table

TEXT = "编号,姓名\n007,欧阳晓明\n010,\"王,五\"\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv(tmp_path, encoding, delimiter):
    path = tmp_path / "people.csv"
    text = TEXT if delimiter == "," else TEXT.replace('"王,五"', "王五").replace(",", delimiter)
    path.write_bytes(text.encode(encoding))
    frame = read_table(path)
    assert list(frame.columns) == ["编号", "姓名"] and frame["编号"].tolist() == ["007", "010"]
    assert frame["姓名"].tolist() == ["欧阳晓明", "王,五" if delimiter == "," else "王五"]


def test_parquet(tmp_path):
    pd.DataFrame({"id": ["007"], "n": [3]}).to_parquet(tmp_path / "people.parquet")
    assert read_table(tmp_path / "people.parquet")["id"].tolist() == ["007"]


@pytest.mark.parametrize(("name", "body", "word"), [("a.csv", None, "no such file"), ("a.csv", b"id,id\n1,2\n", "twice"),
                                                    ("a.parquet", b"nothing", "Parquet")])
def test_what_is_no_table(tmp_path, name, body, word):
    if body is not None:
        (tmp_path / name).write_bytes(body)
    with pytest.raises(InputError, match=word):
        read_table(tmp_path / name)
