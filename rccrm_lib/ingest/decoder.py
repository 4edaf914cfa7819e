"""The one decoder: any file of a bank becomes UTF-8 with line feeds, block by block.

Python's own codecs are used everywhere, because GB18030 decoders differ on 25 codes (fe59 龴 is one). Python reads
those as private-use characters; here they become the characters that Unicode has for them today, so that a name is
the same whether its file came in GB18030 or in UTF-8.
A delimiter or quote byte inside a two-byte character cannot mislead: characters are made before fields.
"""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from rccrm_lib.core.errors import MonthRefused

BLOCK_BYTES = 1 << 16  # small blocks: a block that is pure ASCII is copied, not decoded
MAX_LINE_BYTES = 1 << 20
PROBE_BYTES = 4096  # enough of a header to see that a file is no text
REPLACEMENT = "\ufffd".encode()
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
STANDARD_CHARACTERS = {  # GB18030 code -> character, as in GB 18030-2022 and, for extension B, in glibc
    "a6d9": "\ufe10", "a6da": "\ufe12", "a6db": "\ufe11", "a6dc": "\ufe13", "a6dd": "\ufe14", "a6de": "\ufe15",
    "a6df": "\ufe16", "a6ec": "\ufe17", "a6ed": "\ufe18", "a6f3": "\ufe19", "a8bc": "\u1e3f", "fe51": "\U00020087",
    "fe52": "\U00020089", "fe53": "\U000200cc", "fe59": "\u9fb4", "fe61": "\u9fb5", "fe66": "\u9fb6",
    "fe67": "\u9fb7", "fe6c": "\U000215d7", "fe6d": "\u9fb8", "fe76": "\U0002298f", "fe7e": "\u9fb9",
    "fe90": "\u9fba", "fe91": "\U000241fe", "fea0": "\u9fbb",
}
PRIVATE_USE = {ord(bytes.fromhex(code).decode("gb18030")): standard for code, standard in STANDARD_CHARACTERS.items()}
PRIVATE_LEAD = b"\xee"  # first byte in UTF-8 of every character in PRIVATE_USE


@dataclass(frozen=True)
class DecodedFile:
    """A file as UTF-8 with line feeds; the counts decide whether every line has the right number of fields."""

    path: Path
    encoding: str
    n_lines: int          # whole lines, the header among them
    n_delimiters: int
    cut_line: str | None  # text of a last line without a line end that was left out
    n_lone_returns: int   # carriage returns inside lines, made blanks


class _WrongEncoding(Exception):
    def __init__(self, line: int, text_before: bool) -> None:
        self.line, self.text_before = line, text_before
        super().__init__()


def open_bytes(path: Path) -> IO[bytes]:
    """The bytes of a file, unpacked where it is a .gz."""
    return gzip.open(path, "rb") if path.suffix == ".gz" else open(path, "rb")  # type: ignore[return-value]


def decode_file(
    source: Path, target: Path, *, delimiter: str = ",", encoding: str = "auto", keep_cut_line: bool = False
) -> DecodedFile:
    """Write `source` as UTF-8 to `target`: BOM, else strict UTF-8, else GB18030; refuse what is neither.

    A last line without a line end is left out and handed back, unless `keep_cut_line`.
    """
    last: _WrongEncoding | None = None
    skip, candidates = _candidates(source, encoding)
    for candidate in candidates:
        try:
            return _decode(source, target, candidate, skip, delimiter.encode(), keep_cut_line)
        except _WrongEncoding as wrong:
            last = wrong
            if wrong.text_before:  # its first line is readable non-ASCII text in this encoding: do not guess on
                break
    assert last is not None
    raise MonthRefused(
        f"{source.name}, line {last.line}: bytes that are no text in {' or '.join(candidates)}",
        "one encoding in the whole file, UTF-8 or GB18030",
        "have the file written again by the source system; do not open and save it in an editor",
    )


def _candidates(source: Path, encoding: str) -> tuple[int, list[str]]:
    with open_bytes(source) as stream:
        start = _read(stream, source, PROBE_BYTES)
    if not start:
        raise MonthRefused(f"{source.name}: the file is empty", "a header line and rows",
                           "have the file delivered again")
    for bom, name in BOMS:
        if start.startswith(bom):
            return len(bom), [name]
    if encoding == "auto":
        if b"\0" in start:
            raise MonthRefused(f"{source.name}: bytes of zero: no text, or UTF-16 without its mark",
                               "text in UTF-8 or GB18030, or in UTF-16 with a byte-order mark",
                               "have the right file delivered as text; where it is UTF-16, set `encoding` in the mapping")
        return 0, ["utf-8", "gb18030"]
    try:
        return 0, [codecs.lookup("gb18030" if encoding.lower() in ("gbk", "gb2312") else encoding).name]
    except LookupError:
        raise MonthRefused(f"{source.name}: unknown encoding {encoding!r}", "auto, utf-8, gb18030, utf-16 or latin-1",
                           "correct `encoding` of the file in the mapping") from None


def _read(stream: IO[bytes], source: Path, size: int) -> bytes:
    try:
        return stream.read(size)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise MonthRefused(f"{source.name}: the packed file is damaged or cut off ({error})", "a whole .gz file",
                           "have the file delivered again") from None


def _blocks(source: Path, skip: int) -> Iterator[bytes]:
    with open_bytes(source) as stream:
        _read(stream, source, skip)
        while block := _read(stream, source, BLOCK_BYTES):
            yield block


def _utf8_blocks(source: Path, encoding: str, skip: int) -> Iterator[bytes]:
    """Blocks of UTF-8; an incomplete last character is dropped (its line has no end, so it is seen as cut)."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    wide = encoding.startswith("utf-16")
    line, text_before = 1, False
    for block in _blocks(source, skip):
        if not wide and block.isascii() and not decoder.getstate()[0]:
            line += block.count(b"\n")
            yield block
            continue
        try:
            text = decoder.decode(block)
            data = text.encode("utf-8")
            if encoding == "gb18030" and PRIVATE_LEAD in data:
                data = text.translate(PRIVATE_USE).encode("utf-8")
        except UnicodeError as error:
            valid = block[: getattr(error, "start", 0)]
            seen = text_before or (line == 1 and b"\n" in valid and _first_line_has_text(valid))
            raise _WrongEncoding(line + valid.count(b"\n"), seen) from None
        if REPLACEMENT in data:
            _refuse_replacement(source, line + data[: data.index(REPLACEMENT)].count(b"\n"))
        text_before = text_before or (line == 1 and _first_line_has_text(data))
        line += data.count(b"\n")
        yield data


def _first_line_has_text(block: bytes) -> bool:
    return not block.split(b"\n", 1)[0].isascii()


def _refuse_replacement(source: Path, line: int) -> None:
    raise MonthRefused(
        f"{source.name}, line {line}: a replacement character (U+FFFD): an earlier program destroyed a character",
        "text as the source system holds it",
        "have the file written again with GB18030 or UTF-8 from end to end",
    )


def _refuse_long_line(source: Path, line: int) -> None:
    raise MonthRefused(
        f"{source.name}, line {line}: longer than {MAX_LINE_BYTES:,} bytes",
        "rows that end with a line feed",
        "check the line ends of the file: a lone carriage return is none",
    )


def _decode(
    source: Path, target: Path, encoding: str, skip: int, delimiter: bytes, keep_cut_line: bool
) -> DecodedFile:
    n_lines = n_delimiters = n_returns = 0
    rest, held = b"", b""  # rest: the line that is not yet ended; held: a "\r" at a block's end
    with open(target, "wb") as out:
        for block in _utf8_blocks(source, encoding, skip):
            if held or b"\r" in block:
                block = held + block
                held = b"\r" if block.endswith(b"\r") else b""
                block = (block[:-1] if held else block).replace(b"\r\n", b"\n")
                n_returns += block.count(b"\r")
                block = block.replace(b"\r", b" ")
            cut = block.rfind(b"\n") + 1
            if not cut:
                rest += block
                if len(rest) > MAX_LINE_BYTES:
                    _refuse_long_line(source, n_lines + 1)
                continue
            whole, rest = rest + block[:cut], block[cut:]
            n_lines += whole.count(b"\n")
            n_delimiters += whole.count(delimiter)
            out.write(whole)
        if rest and keep_cut_line:
            out.write(rest + b"\n")
            n_lines, n_delimiters = n_lines + 1, n_delimiters + rest.count(delimiter)
            rest = b""
    if not n_lines:
        raise MonthRefused(f"{source.name}: no whole line", "a header line and rows, each ended by a line feed",
                           "have the file delivered again")
    return DecodedFile(target, encoding, n_lines, n_delimiters, rest.decode() if rest else None, n_returns)
