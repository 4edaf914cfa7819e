"""The header of a file: compared with the contract, and refused where it holds authentication data."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from rccrm_lib.core.contracts import load_contracts
from rccrm_lib.core.errors import MonthRefused
from rccrm_lib.ingest.mapping import Constant, Expression, SourceFile, TableMapping

# C3 of JR/T 0171-2020: what proves an identity or releases a payment; it must never enter an analytical system.
C3_CHINESE = ("密码", "口令", "磁道", "验证码", "安全码", "指纹", "掌纹", "虹膜", "声纹", "人脸", "面部特征",
              "生物特征", "生物识别", "动态令牌", "密钥", "私钥", "芯片等效")
C3_PARTS = ("password", "passwd", "passphrase", "passcode", "biometric", "fingerprint", "voiceprint", "magstripe")
C3_WORDS = re.compile(
    r"pin\d?|pwd|pswd|otp|cvv\d?|cvn\d?|cvc\d?|cav2|track[123]|track[123]?data|iris|irisscan|iriscode|pinblock|pincode"
    r"|pinnumber|faceid|faceimage|facetemplate|facefeature|faceprint|magneticstripe|privatekey|secretkey|securitycode"
    r"|cardverification|onetimecode|smscode"
)
SQL_NAME = re.compile(r'"([^"]+)"|\b([^\W\d]\w*)')


def known_names(file: SourceFile, tables: list[TableMapping]) -> frozenset[str]:
    """The column names that the contracts or the mapping know: only these may stand in a message.

    Where the header line is missing, the cells of the first row take its place, and they are a customer's.
    """
    names = set(file.names)
    for contract in load_contracts().values():
        names |= {*contract.columns, *(column.zh for column in contract.columns.values())}
    for table in tables:
        texts = [source.sql for source in table.columns.values() if isinstance(source, Expression)]
        names |= {source for source in table.columns.values() if isinstance(source, str)}
        names |= {a or b for text in (*texts, table.from_, table.where) for a, b in SQL_NAME.findall(text)}
    return frozenset(names)


def _listed(names: tuple[str, ...], known: frozenset[str]) -> str:
    """What a file has, told without its unknown names."""
    found = [name for name in names if name in known]
    if not found:
        return f"{len(names)} columns, none of them known: is the header line missing?"
    others = f" and {len(names) - len(found)} unknown" if len(found) < len(names) else ""
    return ", ".join(found)[:300] + others


def read_header(path: Path, file: SourceFile, name: str, *, known: frozenset[str]) -> tuple[str, ...]:
    """The column names of a decoded file; refuses authentication data, empty and double names.

    `known` are the names that a message may repeat.
    """
    names = list(file.names) or _first_row(path, file.delimiter, name)
    for place, column in enumerate(names, start=1):
        if word := authentication_word(column):
            raise MonthRefused(
                f"{name}, column {place} ({word}): authentication data (C3: passwords, PIN, CVV, card tracks, biometrics)",
                "an extract without this column",
                "have the column left out at the source, destroy this copy, and deliver the file again",
            )
    folded = [column.casefold() for column in names]
    for place, column in enumerate(names, start=1):
        if not column or folded.count(column.casefold()) > 1:
            shown = repr(column) if not column or column in known else f"of column {place}"
            hint = "" if known.intersection(names) else "; no name is known: is the header line missing?"
            raise MonthRefused(
                f"{name}: the column name {shown} stands in the header {folded.count(column.casefold())} time(s){hint}",
                "one name for every column, each once", "correct the header at the source")
    return tuple(names)


def _first_row(path: Path, delimiter: str, name: str) -> list[str]:
    with open(path, encoding="utf-8", newline="") as stream:
        text = stream.readline()
        while text.count('"') % 2 and (more := stream.readline()):
            text += more
    if len(delimiter) > 1:
        text, delimiter = text.replace(delimiter, "\x1f"), "\x1f"
    try:
        rows = list(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise MonthRefused(f"{name}: the header cannot be read: {error}", "column names in the first line",
                           "correct the header at the source") from None
    return [column.strip() for column in rows[0]] if rows else [""]


def authentication_word(column: str) -> str:
    """The word by which a column name, Chinese or English, speaks of C3 data; "" where it does not."""
    chinese = [word for word in C3_CHINESE if word in column]
    words = [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])\d?|[A-Z]?[a-z]+\d?", column)]
    phrases = ["".join(words[start: start + n]) for n in (1, 2, 3) for start in range(len(words))]
    joined = re.sub(r"[^a-z0-9]", "", column.lower())
    found = [*chinese, *(part for part in C3_PARTS if part in joined), *filter(C3_WORDS.fullmatch, phrases)]
    return found[0] if found else ""


def check_columns(
    table: str, mapping: TableMapping, names: tuple[str, ...], required: set[str], *, file: str, delimiter: str,
    known: frozenset[str],
) -> list[str]:
    """The contract columns that the file supplies; refuses the month where a required one is missing."""
    supplied, missing = [], []
    for column, source in mapping.columns.items():
        if not isinstance(source, str) or source in names or mapping.from_:
            supplied.append(column)
        elif column in required:
            missing.append(f"{source} ({column})")
    if missing:
        hint = f"; the header has one column only: is {delimiter!r} the delimiter?" if len(names) == 1 else ""
        raise MonthRefused(
            f"{file}: required column missing: {', '.join(missing)}{hint}",
            f"the columns of the contract {table}; the file has: {_listed(names, known)}",
            "have the column added at the source, or name its column in the mapping",
        )
    return supplied


def unknown_columns(names: tuple[str, ...], tables: list[TableMapping]) -> list[str]:
    """Columns of a file that no table reads; where expressions are used any column may be read."""
    if any(not table.is_plain for table in tables):
        return []
    used = {source for table in tables for source in table.columns.values() if not isinstance(source, Constant)}
    return [name for name in names if name not in used]
