"""The header of a file: compared with the contract, and refused where it holds authentication data."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from rccrm_lib.core.errors import MonthRefused
from rccrm_lib.ingest.mapping import Constant, SourceFile, TableMapping

# C3 of JR/T 0171-2020: what proves an identity or releases a payment; it must never enter an analytical system.
C3_CHINESE = ("密码", "口令", "磁道", "验证码", "安全码", "指纹", "掌纹", "虹膜", "声纹", "人脸", "面部特征",
              "生物特征", "生物识别", "动态令牌", "密钥", "私钥", "芯片等效")
C3_PARTS = ("password", "passwd", "passphrase", "passcode", "biometric", "fingerprint", "voiceprint", "magstripe")
C3_WORDS = re.compile(
    r"pin\d?|pwd|pswd|otp|cvv\d?|cvn\d?|cvc\d?|cav2|track[123]|track[123]?data|iris|irisscan|iriscode|pinblock|pincode"
    r"|pinnumber|faceid|faceimage|facetemplate|facefeature|faceprint|magneticstripe|privatekey|secretkey|securitycode"
    r"|cardverification|onetimecode|smscode"
)


def read_header(path: Path, file: SourceFile, name: str) -> tuple[str, ...]:
    """The column names of a decoded file; refuses authentication data, empty and double names."""
    names = list(file.names) or _first_row(path, file.delimiter, name)
    for column in names:
        if is_authentication_data(column):
            raise MonthRefused(
                f"{name}, column {column}: authentication data (C3: passwords, PIN, CVV, card tracks, biometrics)",
                "an extract without this column",
                "have the column left out at the source, destroy this copy, and deliver the file again",
            )
    folded = [column.casefold() for column in names]
    for column in names:
        if not column or folded.count(column.casefold()) > 1:
            raise MonthRefused(
                f"{name}: the column name {column!r} stands in the header {folded.count(column.casefold())} time(s)",
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


def is_authentication_data(column: str) -> bool:
    """Whether a column name, Chinese or English, speaks of C3 data."""
    if any(word in column for word in C3_CHINESE):
        return True
    words = [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])\d?|[A-Z]?[a-z]+\d?", column)]
    phrases = ["".join(words[start: start + n]) for n in (1, 2, 3) for start in range(len(words))]
    joined = re.sub(r"[^a-z0-9]", "", column.lower())
    return any(part in joined for part in C3_PARTS) or any(C3_WORDS.fullmatch(phrase) for phrase in phrases)


def check_columns(
    table: str, mapping: TableMapping, names: tuple[str, ...], required: set[str], *, file: str, delimiter: str
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
            f"the columns of the contract {table}; the file has: {', '.join(names)[:300]}",
            "have the column added at the source, or name its column in the mapping",
        )
    return supplied


def unknown_columns(names: tuple[str, ...], tables: list[TableMapping]) -> list[str]:
    """Columns of a file that no table reads; where expressions are used any column may be read."""
    if any(not table.is_plain for table in tables):
        return []
    used = {source for table in tables for source in table.columns.values() if not isinstance(source, Constant)}
    return [name for name in names if name not in used]
