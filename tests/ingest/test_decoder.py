"""One decoder for every file."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from rccrm_lib.core.errors import MonthRefused
from rccrm_lib.ingest.decoder import BLOCK_BYTES, STANDARD_CHARACTERS, decode_file

LINE = "姓名,地址\n"


def _decode(tmp_path: Path, data: bytes, *, name: str = "a.csv", **options: object):
    source, target = tmp_path / name, tmp_path / "decoded.csv"
    source.write_bytes(data)
    decoded = decode_file(source, target, **options)  # type: ignore[arg-type]
    return decoded, target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("encoding", "bom", "expected"),
    [
        ("gb18030", b"", "gb18030"),
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
    ],
)
def test_each_encoding_gives_the_same_text(tmp_path: Path, encoding: str, bom: bytes, expected: str) -> None:
    text = LINE + "李䶮,𠮷祥路\n" * 3
    decoded, found = _decode(tmp_path, bom + text.encode(encoding))
    assert found == text
    assert decoded.encoding == expected
    assert (decoded.n_lines, decoded.n_delimiters, decoded.cut_line) == (4, 4, None)


def test_the_codes_on_which_decoders_differ_are_pinned(tmp_path: Path) -> None:
    assert len(STANDARD_CHARACTERS) == 25
    codes = b"".join(bytes.fromhex(code) for code in STANDARD_CHARACTERS)
    _, found = _decode(tmp_path, LINE.encode("gb18030") + codes + b",\xfe\x59\n")
    assert found.splitlines()[1] == "".join(STANDARD_CHARACTERS.values()) + ",\u9fb4"  # 龴, not a private-use character
    assert not any("\ue000" <= character <= "\uf8ff" for character in found)


def test_a_trail_byte_that_looks_like_the_delimiter_is_none(tmp_path: Path) -> None:
    text = "姓名|地址\n" + "亅|丼\n"  # the second byte of 亅 is that of the bar
    data = text.encode("gb18030")
    assert data.count(b"|") > text.count("|")
    decoded, found = _decode(tmp_path, data, delimiter="|")
    assert found == text
    assert decoded.n_delimiters == text.count("|")


def test_characters_split_between_blocks_survive(tmp_path: Path) -> None:
    text = LINE + "x" * (BLOCK_BYTES - len(LINE.encode("gb18030")) - 1) + "张\r\n" + "王" * BLOCK_BYTES + ",b\n"
    decoded, found = _decode(tmp_path, text.encode("gb18030"))
    assert found == text.replace("\r\n", "\n")
    assert decoded.n_lines == 3


def test_line_ends_become_line_feeds_wherever_blocks_end(tmp_path: Path) -> None:
    head = "a,b\r\n"
    body = "x" * (BLOCK_BYTES - len(head) - 1) + "\r\nlast,1\n"  # the \r is the last byte of the first block
    decoded, found = _decode(tmp_path, (head + body).encode())
    assert found == (head + body).replace("\r\n", "\n")
    assert decoded.n_lone_returns == 0
    decoded, found = _decode(tmp_path, b"a,b\n1,x\ry\n")
    assert found == "a,b\n1,x y\n"
    assert decoded.n_lone_returns == 1


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_replacement_character_is_refused_with_its_line(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(MonthRefused, match=r"a.csv, line 3: a replacement character"):
        _decode(tmp_path, (LINE + "张,b\n王\ufffd,c\n").encode(encoding))


def test_bytes_of_no_encoding_are_refused_with_their_line(tmp_path: Path) -> None:
    with pytest.raises(MonthRefused, match=r"a.csv, line 2: bytes that are no text in utf-8 or gb18030"):
        _decode(tmp_path, b"a,b\n\xff\xff,c\n")


def test_a_utf8_file_with_one_bad_byte_is_not_taken_for_gb18030(tmp_path: Path) -> None:
    data = LINE.encode() + "张三,b\n".encode() + b"\xe5\xbc,c\n"
    with pytest.raises(MonthRefused, match="line 3: bytes that are no text"):
        _decode(tmp_path, data)


def test_a_cut_last_line_is_handed_back_and_not_written(tmp_path: Path) -> None:
    data = LINE.encode("gb18030") + "张三,上村\n李四,下".encode("gb18030")
    decoded, found = _decode(tmp_path, data + "村".encode("gb18030")[:1])
    assert found == LINE + "张三,上村\n"
    assert decoded.cut_line == "李四,下"
    decoded, found = _decode(tmp_path, data, keep_cut_line=True)
    assert found.endswith("李四,下\n")
    assert decoded.cut_line is None


def test_a_packed_file_is_unpacked_and_a_damaged_one_refused(tmp_path: Path) -> None:
    packed = gzip.compress((LINE + "张三,上村\n" * 1000).encode("gb18030"))
    decoded, _ = _decode(tmp_path, packed, name="a.csv.gz")
    assert decoded.n_lines == 1001
    with pytest.raises(MonthRefused, match=r"a.csv.gz: the packed file is damaged or cut off"):
        _decode(tmp_path, packed[:-20], name="a.csv.gz")


def test_an_empty_file_and_an_unknown_encoding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MonthRefused, match="the file is empty"):
        _decode(tmp_path, b"")
    with pytest.raises(MonthRefused, match="unknown encoding 'klingon'"):
        _decode(tmp_path, b"a\n", encoding="klingon")


def test_the_decoder_agrees_with_python_on_every_block_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = LINE + "".join(f"王{i},{'ａ' * (i % 7)}𠮷{i}\r\n" for i in range(300))
    for size in (3, 5, 64, 1000):
        monkeypatch.setattr("rccrm_lib.ingest.decoder.BLOCK_BYTES", size)
        for encoding in ("gb18030", "utf-8"):
            assert _decode(tmp_path, text.encode(encoding))[1] == text.replace("\r\n", "\n")
