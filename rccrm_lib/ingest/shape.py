"""The shape of a file: which lines make one row, and which rows do not have the fields of the header.

Only files need this whose counts of line feeds and delimiters do not already prove every row whole.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from rccrm_lib.ingest.decoder import MAX_LINE_BYTES

BLOCK_BYTES = 1 << 23
MAX_ROW_LINES = 20  # a quoted value with more line breaks than that is an unclosed quote
LF, QUOTE = 10, 34


@dataclass(frozen=True)
class BrokenRow:
    """A row that does not have the fields of the header."""

    line: int
    reason: str
    text: str


@dataclass
class Shape:
    """The whole rows of a file (written to a file of their own), their first lines, and the broken rows."""

    lines: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    broken: list[BrokenRow] = field(default_factory=list)
    n_blank: int = 0


@dataclass
class _Block:
    """Some lines as bytes, with what was counted per line."""

    data: np.ndarray
    starts: np.ndarray
    ends: np.ndarray  # position of the line feed

    def line(self, first: int, last: int | None = None) -> str:
        """The text of lines first..last."""
        stop = self.ends[first if last is None else last]
        return self.data[self.starts[first]: stop].tobytes().decode("utf-8")


def scan_shape(source: Path, target: Path, *, delimiter: str, n_fields: int, has_header: bool) -> Shape:
    """Copy the header and the whole rows of `source` to `target`; say where each row begins and which are broken."""
    shape, all_lines, line, rest = Shape(), [], 1, b""
    with open(source, "rb") as stream, open(target, "wb") as out:
        while text := rest + (new := stream.read(BLOCK_BYTES)):
            block = _split_lines(text)
            keep = np.zeros(len(block.starts), dtype=bool)
            first = np.zeros(len(block.starts), dtype=bool)
            settled = _judge_block(block, keep, first, shape, line=line, delimiter=delimiter, n_fields=n_fields,
                                   is_last=not new)
            size = int(block.ends[settled - 1]) + 1 if settled else 0
            lengths = (block.ends - block.starts + 1)[:settled]
            out.write(block.data[:size][np.repeat(keep[:settled], lengths)].tobytes())
            all_lines.append(np.flatnonzero((keep & first)[:settled]) + line)
            line, rest = line + settled, text[size:]
            if not new:
                break
    lines = np.concatenate(all_lines) if all_lines else np.empty(0, dtype=np.int64)
    shape.lines = lines[1:] if has_header else lines
    return shape


def _split_lines(text: bytes) -> _Block:
    data = np.frombuffer(text, dtype=np.uint8)
    ends = np.flatnonzero(data == LF)
    return _Block(data, np.concatenate(([0], ends[:-1] + 1))[: len(ends)], ends)


def _judge_block(
    block: _Block, keep: np.ndarray, first: np.ndarray, shape: Shape, *, line: int, delimiter: str, n_fields: int,
    is_last: bool,
) -> int:
    """Mark the lines that belong to whole rows (`keep`) and those that begin one (`first`).

    Returns how many lines are settled: a quote that opens near the end may be closed in the next block.
    """
    n_lines = len(block.starts)
    counts, doubtful = _count_fields(block, delimiter.encode())
    blank = block.starts == block.ends
    fine = (counts == n_fields) & ~doubtful & ~blank
    keep |= fine
    first |= fine
    done = -1
    for index in map(int, np.flatnonzero(~fine & ~blank)):
        if index <= done:
            continue
        last = _row_end(block, index, doubtful, delimiter, n_fields)
        if last is not None:
            keep[index: last + 1] = True
            first[index + 1: last + 1] = False
            first[index] = True
            done = last
        elif doubtful[index] and index + MAX_ROW_LINES > n_lines and not is_last:
            n_lines = index
            break
        else:
            reason = "broken_quotes" if doubtful[index] else (
                "too_few_fields" if counts[index] < n_fields else "too_many_fields")
            shape.broken.append(BrokenRow(line + index, reason, block.line(index)))
    shape.n_blank += int((blank & ~keep)[:n_lines].sum())
    return n_lines


def _count_fields(block: _Block, delimiter: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Fields per line if no row spans lines, and whether its quotes (or its length) leave a doubt."""
    if not len(block.ends):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool)
    data = block.data[: block.ends[-1] + 1]
    marks, quotes = _positions(data, delimiter), np.flatnonzero(data == QUOTE)
    doubtful = (block.ends - block.starts) > MAX_LINE_BYTES
    if not len(quotes):
        return np.diff(np.searchsorted(marks, block.ends), prepend=0) + 1, doubtful
    before_line = np.searchsorted(quotes, block.starts)
    per_line = np.searchsorted(quotes, block.ends) - before_line
    line_of_mark = np.searchsorted(block.ends, marks)
    outside = (np.searchsorted(quotes, marks) - before_line[line_of_mark]) % 2 == 0
    counts = np.bincount(line_of_mark[outside], minlength=len(block.ends)) + 1
    line_of_quote = np.searchsorted(block.ends, quotes)
    opens = (np.arange(len(quotes)) - before_line[line_of_quote]) % 2 == 0
    neighbour = np.where(opens, quotes - 1, quotes + 1)
    byte = data[np.clip(neighbour, 0, len(data) - 1)]
    border = np.where(opens, delimiter[-1], delimiter[0])
    placed = (byte == border) | (byte == LF) | (byte == QUOTE) | (neighbour < 0)
    doubtful = doubtful | (per_line % 2 == 1)
    doubtful[line_of_quote[~placed]] = True
    return counts, doubtful


def _positions(data: np.ndarray, delimiter: bytes) -> np.ndarray:
    found = np.flatnonzero(data == delimiter[0])
    for offset in range(1, len(delimiter)):
        found = found[found + offset < len(data)]
        found = found[data[found + offset] == delimiter[offset]]
    return found


def _row_end(block: _Block, index: int, doubtful: np.ndarray, delimiter: str, n_fields: int) -> int | None:
    """The last line of the row that begins here, or None where no reading gives the right number of fields."""
    if not doubtful[index]:
        return None
    for last in range(index, min(index + MAX_ROW_LINES, len(block.starts))):
        if block.ends[last] - block.starts[index] > MAX_LINE_BYTES:
            return None
        if (last == index or doubtful[last]) and _fields(block.line(index, last), delimiter) == n_fields:
            return last
    return None


def _fields(text: str, delimiter: str) -> int:
    """How many fields a row has; 0 where its quotes are broken."""
    single = delimiter
    if len(delimiter) > 1:  # the csv module knows one character only: take one that no text holds
        single, text = "\x1f", text.replace(delimiter, "\x1f")
    try:
        rows = list(csv.reader([text], delimiter=single, strict=True))
    except csv.Error:
        return 0
    return len(rows[0]) if len(rows) == 1 else 0
