"""Rows that were set apart: where they stand, what is wrong, what was expected, what to do.

Values of sensitive columns (C2) are masked. `detail` is the language-free part of what was expected, so that
`describe_quarantine` can say the rest in Chinese or English.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from rccrm_lib.core.contracts import ContractColumn
from rccrm_lib.core.privacy import mask_sql, mask_words
from rccrm_lib.core.words import Words
from rccrm_lib.ingest.checking import FAULT_BASE, CheckedTable
from rccrm_lib.ingest.rules import REASONS, literal, quote
from rccrm_lib.ingest.shape import BrokenRow

COLUMNS = ("file VARCHAR, line BIGINT, \"column\" VARCHAR, value VARCHAR, reason VARCHAR, expected VARCHAR, "
           "remedy VARCHAR, record VARCHAR, table_name VARCHAR, detail VARCHAR")
ORDER = ["file", "line", "table_name", '"column"', "reason", "record"]
MAX_TEXT = 200
STORED_LANGUAGE = "en"
NUMBER_ENDINGS = ("_no", "_id", "mobile", "phone")


def mask_column_sql(text: str, column: ContractColumn) -> str:
    """A value of a contract column: what stands in a faulty row need not be what the column is called."""
    is_number = column.type == "text" and column.name.endswith(NUMBER_ENDINGS)
    return mask_sql("number" if is_number else "text", text)


def create_quarantine(con: duckdb.DuckDBPyConnection) -> None:
    """An empty quarantine: one row per row of a file that was set apart."""
    con.execute(f"CREATE OR REPLACE TABLE quarantine ({COLUMNS})")


def _words(reason: str, detail: str, language: str) -> tuple[str, str]:
    words = Words(language)
    expected = words(f"ingest.expected.{reason}", detail=detail or words("ingest.expected.any"))
    return expected, words(f"ingest.remedy.{reason}")


def _reason_table(con: duckdb.DuckDBPyConnection, checked: CheckedTable) -> None:
    """What to say about every fault of a table that can occur."""
    con.execute("CREATE OR REPLACE TABLE reason_words (fault INTEGER, place INTEGER, col VARCHAR, "
                "reason VARCHAR, expected VARCHAR, remedy VARCHAR, detail VARCHAR)")
    rows = []
    for position, rule in enumerate(checked.rules):
        for reason in dict.fromkeys(reason for _, reason in rule.faults):
            detail = rule.detail_of(reason)
            expected, remedy = _words(reason, detail, STORED_LANGUAGE)
            rows.append((position * FAULT_BASE + REASONS.index(reason), position + 1, rule.source,
                         reason, expected, remedy, detail))
    con.executemany("INSERT INTO reason_words VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def _shown(column: ContractColumn, position: int) -> str:
    """The text of a column as the quarantine shows it."""
    text = f"texts[{position + 1}]"
    return mask_column_sql(text, column) if column.sensitivity == "C2" else f"left({text}, {MAX_TEXT})"


def _record(checked: CheckedTable) -> str:
    """The row as 'column=value' of all that is filled, sensitive values masked."""
    parts = []
    for position, rule in enumerate(checked.rules):
        parts.append(f"{literal(rule.source + '=')} || {_shown(rule.column, position)}")
    return f"concat_ws('; ', {', '.join(parts)})"


def quarantine_faults(con: duckdb.DuckDBPyConnection, checked: CheckedTable) -> None:
    """Set apart the faulty rows of the month."""
    _reason_table(con, checked)
    values = " ".join(f"WHEN {position + 1} THEN {_shown(rule.column, position)}"
                      for position, rule in enumerate(checked.rules))
    con.execute(
        f"INSERT INTO quarantine SELECT {literal(checked.staged.name)}, src_line, w.col, "
        f"CASE w.place {values} END, "
        f"w.reason, w.expected, w.remedy, {_record(checked)}, {literal(checked.contract.name)}, w.detail "
        f"FROM {checked.name} c JOIN reason_words w ON w.fault = c.fault WHERE NOT is_other_month"
    )


def quarantine_repeats(con: duckdb.DuckDBPyConnection, checked: CheckedTable, repeats: str) -> None:
    """Set apart the rows of the month whose key an earlier row has."""
    rules = {rule.column.name: rule for rule in checked.rules}
    parts = []
    for name in checked.key:
        text = f"CAST({quote(name)} AS VARCHAR)"
        shown = mask_column_sql(text, rules[name].column) if rules[name].column.sensitivity == "C2" else text
        parts.append(f"{literal(rules[name].source + '=')} || {shown}")
    record = f"concat_ws('; ', {', '.join(parts)})"
    label = ", ".join(rules[name].source for name in checked.key)
    for reason, condition in (("duplicate_row", "is_same_row"), ("duplicate_key", "NOT is_same_row")):
        expected, remedy = _words(reason, label, STORED_LANGUAGE)
        con.execute(
            f"INSERT INTO quarantine SELECT {literal(checked.staged.name)}, src_line, {literal(label)}, {record}, "
            f"{literal(reason)}, {literal(expected)}, {literal(remedy)}, {record}, {literal(checked.contract.name)}, "
            f"{literal(label)} FROM {checked.name} c JOIN {repeats} d USING (position) "
            f"WHERE {condition} AND NOT is_other_month"
        )


def quarantine_broken(
    con: duckdb.DuckDBPyConnection, broken: tuple[BrokenRow, ...], *, file: str, table: str, n_fields: int
) -> None:
    """Set apart the rows that do not have the fields of the header; their text is masked word by word."""
    if not broken:
        return
    frame = pd.DataFrame({"line": [row.line for row in broken], "reason": [row.reason for row in broken],
                          "text": [mask_words(row.text[:MAX_TEXT]) for row in broken]})
    words = {reason: _words(reason, str(n_fields), STORED_LANGUAGE) for reason in set(frame["reason"])}
    frame["expected"] = frame["reason"].map({reason: pair[0] for reason, pair in words.items()})
    frame["remedy"] = frame["reason"].map({reason: pair[1] for reason, pair in words.items()})
    con.register("broken_rows", frame)
    con.execute(
        f"INSERT INTO quarantine SELECT {literal(file)}, line, NULL, NULL, reason, expected, remedy, text, "
        f"{literal(table)}, '{n_fields}' FROM broken_rows"
    )
    con.unregister("broken_rows")


def describe_quarantine(frame: pd.DataFrame, *, language: str) -> pd.DataFrame:
    """The same rows with reason, expected and remedy in words of one language."""
    words, shown = Words(language), frame.copy()
    pairs = frame[["reason", "detail"]].drop_duplicates()
    texts = {(reason, detail): _words(reason, detail or "", language)
             for reason, detail in pairs.itertuples(index=False)}
    keys = list(zip(frame["reason"], frame["detail"], strict=True))
    shown["expected"] = [texts[key][0] for key in keys]
    shown["remedy"] = [texts[key][1] for key in keys]
    shown["reason"] = [words(f"ingest.reason.{reason}") for reason in frame["reason"]]
    return shown
