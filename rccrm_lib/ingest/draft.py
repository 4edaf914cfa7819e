"""A first mapping, drafted from the files that a bank delivers: what was seen, and guesses that are marked as guesses.

Nothing is decided here: columns are matched by their names alone, and everything else waits for a person.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rccrm_lib.core.contracts import Contract, load_contracts
from rccrm_lib.ingest.decoder import open_bytes
from rccrm_lib.ingest.excel import is_workbook, sheet_names, sheet_rows
from rccrm_lib.ingest.mapping import DATE_FORMATS

PROBE_BYTES, PROBE_ROWS = 1 << 16, 50
DELIMITERS = ("|+|", "\x01", "\x1b", "\t", "|", ";", ",")
TEXT_SUFFIXES = (".csv", ".txt", ".dat", ".asc", ".tsv", ".del")
MONTHS = (("{month}", re.compile(r"(?<!\d)(19|20)\d{2}-(0[1-9]|1[0-2])(?!\d)")),
          ("{yyyymm}", re.compile(r"(?<!\d)(19|20)\d{2}(0[1-9]|1[0-2])(?!\d)")))
ENOUGH = 2  # columns that must match before a table is guessed


@dataclass(frozen=True)
class Seen:
    """One file (or one sheet) as it lies there."""

    alias: str
    pattern: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    delimiter: str = ","
    encoding: str = ""
    sheet: str = ""


def draft_mapping(extracts: Path) -> str:
    """The text of a mapping for the files below a folder; TOML that loads once the marked places are filled in."""
    seen = list(_look_at(extracts))
    formats = Counter(name for file in seen for name in _date_formats(file))
    lines = [
        "# Drafted from the files of the extracts folder. GUESS marks what was matched by name only: check it, line by line.",
        "# The contract's tables and columns, with their meaning: docs/data-dictionary.md. A column may also be an SQL",
        "# expression over the raw columns:  name = { sql = \"trim(first) || ' ' || trim(last)\" }  or  { constant = \"CORE\" }.",
        "",
        'unit = "yuan"                 # of money: yuan, fen, cents, 10k_yuan, or a currency code such as USD',
        f"# date formats: {', '.join(DATE_FORMATS)}",
        f'date_format = "{formats.most_common(1)[0][0] if formats else "yyyymmdd"}"       # GUESS',
        "",
    ]
    for file in seen:
        lines += [*_file_lines(file), ""]
    taken: set[str] = set()
    for file in seen:
        found = _guess_table(file, taken)
        if found:
            taken.add(found.name)
        lines += [*(_table_lines(file, found) if found else _unknown_lines(file)), ""]
    return "\n".join(lines)


def _look_at(extracts: Path) -> Iterator[Seen]:
    """One `Seen` per file pattern and sheet, from the newest file of each pattern."""
    newest: dict[str, Path] = {}
    for path in sorted(extracts.rglob("*")):
        shown = path.relative_to(extracts)
        if path.is_file() and not any(part.startswith(".") for part in shown.parts):
            newest[_with_placeholders(shown.as_posix())] = path
    used: Counter[str] = Counter()
    for pattern, path in newest.items():
        if is_workbook(path):
            for sheet in sheet_names(path):
                rows = list(sheet_rows(path, sheet=sheet, header_row=1))[: PROBE_ROWS + 1]
                if rows and rows[0]:
                    yield _seen(used, pattern, path.stem, rows, sheet=sheet)
        elif Path(path.name.removesuffix(".gz")).suffix.lower() in TEXT_SUFFIXES:
            text, encoding = _probe(path)
            if text:
                delimiter = max(DELIMITERS, key=lambda mark: (text.split("\n", 1)[0].count(mark), len(mark)))
                yield _seen(used, pattern.removesuffix(".gz"), path.name.split(".")[0], _rows(text, delimiter),
                            delimiter=delimiter, encoding=encoding)


def _seen(used: Counter[str], pattern: str, stem: str, rows: list[list[str]], **more: str) -> Seen:
    base = re.sub(r"[^A-Za-z0-9]+", "_", f"{stem}_{more.get('sheet', '')}").strip("_").lower() or "file"
    base = base if base[0].isalpha() else f"f_{base}"
    used[base] += 1
    alias = base if used[base] == 1 else f"{base}_{used[base]}"
    return Seen(alias, pattern, tuple(rows[0]), tuple(tuple(row) for row in rows[1:] if row), **more)


def _with_placeholders(path: str) -> str:
    for word, month in MONTHS:
        path = month.sub(word, path)
    return path


def _probe(path: Path) -> tuple[str, str]:
    """The first lines of a text file, and its encoding."""
    with open_bytes(path) as stream:
        data = stream.read(PROBE_BYTES)
    data = data[: data.rfind(b"\n") + 1] or data
    for encoding in ("utf-8-sig", "gb18030", "latin-1"):
        try:
            return data.decode(encoding).replace("\r\n", "\n"), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    return "", ""


def _rows(text: str, delimiter: str) -> list[list[str]]:
    single = delimiter if len(delimiter) == 1 else "\x1f"
    rows = csv.reader(io.StringIO(text.replace(delimiter, single)), delimiter=single)
    return [[cell.strip() for cell in row] for _, row in zip(range(PROBE_ROWS + 1), rows, strict=False)]


def _date_formats(file: Seen) -> Iterator[str]:
    """The date format of every column that holds dates only."""
    for at in range(len(file.columns)):
        values = [row[at] for row in file.rows if at < len(row) and row[at]]
        for name, (pattern, _, century) in DATE_FORMATS.items():
            if values and not century and all(re.fullmatch(pattern, value) for value in values):
                yield name
                break


def _same(left: str, right: str) -> bool:
    return re.sub(r"\W+|_", "", left).casefold() == re.sub(r"\W+|_", "", right).casefold()


def _match(file: Seen, contract: Contract) -> dict[str, str]:
    """Contract column -> the file's column of the same name, Chinese or English."""
    found = {}
    for name, column in contract.columns.items():
        words = (column.zh, name, name.removesuffix("_fen").removesuffix("_on"), column.meaning)
        for own in file.columns:
            if any(_same(own, word) for word in words):
                found[name] = own
                break
    return found


def _guess_table(file: Seen, taken: set[str]) -> Contract | None:
    """The contract table that shares most column names with the file."""
    scores = {name: len(_match(file, contract)) for name, contract in load_contracts().items() if name not in taken}
    best = max(scores, key=lambda name: (scores[name], name)) if scores else ""
    return load_contracts()[best] if best and scores[best] >= ENOUGH else None


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\x01", "\\u0001").replace(
        "\x1b", "\\u001b") + '"'


def _file_lines(file: Seen) -> list[str]:
    lines = [f"[files.{file.alias}]", f"path = {_quoted(file.pattern)}"]
    if file.sheet:
        lines += [f"sheet = {_quoted(file.sheet)}", "header_row = 1"]
    else:
        lines += [f"delimiter = {_quoted(file.delimiter)}           # seen; encoding seen: {file.encoding}"]
    return [*lines, 'owner = ""                    # who delivers it',
            "due_day = 0                   # day of the next month by which it should be there; 0: not agreed",
            f"# columns: {', '.join(file.columns)}"]


def _table_lines(file: Seen, contract: Contract) -> list[str]:
    matched = _match(file, contract)
    lines = [f"# {contract.zh}: {contract.grain} GUESS: {len(matched)} columns have the same name.", f"[tables.{contract.name}]",
             f"file = {_quoted(file.alias)}", f"[tables.{contract.name}.columns]"]
    for name, column in contract.columns.items():
        need = "required" if column.required else column.type
        if name in matched:
            lines.append(f"{name} = {_quoted(matched[name])}    # GUESS; {need}: {column.meaning}")
        else:
            lines.append(f"# {name} = \"\"    # {need}: {column.zh}, {column.meaning}")
    return lines


def _unknown_lines(file: Seen) -> list[str]:
    return [f"# No table was guessed for {file.alias}. Choose one from docs/data-dictionary.md:", "# [tables.<table>]",
            f"# file = {_quoted(file.alias)}", "# [tables.<table>.columns]"]
