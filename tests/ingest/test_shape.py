"""Rows that do not have the fields of the header, and the true lines of those that do."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rccrm_lib.ingest.shape import scan_shape


def _scan(folder: Path, text: str, *, delimiter: str = ",", n_fields: int = 3):
    source, target = folder / "in.csv", folder / "out.csv"
    source.write_text(text, encoding="utf-8", newline="")
    shape = scan_shape(source, target, delimiter=delimiter, n_fields=n_fields, has_header=True)
    return shape, target.read_text(encoding="utf-8")


def test_broken_rows_are_taken_out_and_named(tmp_path: Path) -> None:
    shape, kept = _scan(tmp_path, 'a,b,c\n1,2,3\n4,5\n\n6,7,8,9\n1,"x"y,3\n"1,2",3,4\n')
    assert kept == 'a,b,c\n1,2,3\n"1,2",3,4\n'
    assert shape.lines.tolist() == [2, 7]
    assert [(row.line, row.reason) for row in shape.broken] == [
        (3, "too_few_fields"), (5, "too_many_fields"), (6, "broken_quotes")]
    assert shape.n_blank == 1


def test_a_trailing_delimiter_is_one_field_too_many(tmp_path: Path) -> None:
    shape, _ = _scan(tmp_path, "a,b,c\n1,2,3,\n")
    assert [row.reason for row in shape.broken] == ["too_many_fields"]


def test_lines_stay_true_after_a_quoted_line_break(tmp_path: Path) -> None:
    shape, kept = _scan(tmp_path, 'a,b,c\n1,"x\n\ny, z",3\n4,5,6\n')
    assert kept == 'a,b,c\n1,"x\n\ny, z",3\n4,5,6\n'
    assert shape.lines.tolist() == [2, 5]
    assert not shape.broken


def test_an_unclosed_quote_costs_its_own_line_only(tmp_path: Path) -> None:
    shape, kept = _scan(tmp_path, 'a,b,c\n1,"x,3\n4,5,6\n7,"y",9\n')
    assert kept == 'a,b,c\n4,5,6\n7,"y",9\n'
    assert [(row.line, row.reason) for row in shape.broken] == [(2, "broken_quotes")]


def test_a_quote_inside_a_plain_value_is_a_character(tmp_path: Path) -> None:
    shape, kept = _scan(tmp_path, 'a,b,c\n1,5" pipe,3\n')
    assert kept.endswith('1,5" pipe,3\n')
    assert not shape.broken


def test_a_long_delimiter(tmp_path: Path) -> None:
    shape, kept = _scan(tmp_path, 'a|+|b|+|c\n1|+|"x|+|y"|+|3\n1|+|2\n', delimiter="|+|")
    assert kept == 'a|+|b|+|c\n1|+|"x|+|y"|+|3\n'
    assert [row.line for row in shape.broken] == [3]


def test_blocks_may_end_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a,b,c\n" + "".join(f'{i},"x\n{"y" * (i % 5)}",3\n4,5\n' for i in range(40))
    whole, kept = _scan(tmp_path, text)
    for size in (7, 16, 50):
        monkeypatch.setattr("rccrm_lib.ingest.shape.BLOCK_BYTES", size)
        again, kept_again = _scan(tmp_path, text)
        assert kept_again == kept
        assert again.lines.tolist() == whole.lines.tolist()
        assert again.broken == whole.broken
    assert len(whole.lines) == len(whole.broken) == 40


@given(st.lists(st.lists(st.text(alphabet='ab,"\n村', max_size=6), min_size=3, max_size=3), max_size=20))
@settings(max_examples=60)
def test_whatever_is_written_as_csv_is_whole(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *rows])
    shape, kept = _scan(tmp_path_factory.mktemp("shape"), stream.getvalue())
    assert kept == stream.getvalue()
    assert not shape.broken
    assert len(shape.lines) == len(rows)
