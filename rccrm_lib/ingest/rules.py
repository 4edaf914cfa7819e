"""The rule of every kind of column: text is tested by a pattern and only then cast; nothing is guessed.

A DuckDB cast would turn '10.019' into 10.02, '1e2' into 100 and '2026093' into 3 September.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rccrm_lib.core.contracts import Contract, ContractColumn, load_codes
from rccrm_lib.ingest.mapping import DATE_FORMATS, RATE_DECIMALS, Constant, Expression, SourceMapping, money_decimals

FIRST_DAY = date(1850, 1, 1)  # no living fact of a bank is older
LAST_DAY = date(2199, 12, 31)
SENTINELS = (date(1900, 1, 1), date(2099, 12, 31), date(9999, 12, 31))
WITHOUT_END = (date(2099, 12, 31), date(9999, 12, 31))
END_OF_TIME = "DATE '9999-12-31'"
FUTURE_ENDINGS = ("valid_to_on", "valid_from_on", "mature_on", "due_on", "end_on")
# a price list may say today what will hold from next month on
FUTURE_COLUMNS = {("campaign", "start_on"), ("ftp_curve", "from_on"), ("unit_cost", "from_on")}
REASONS = (  # the position is the number that a row carries while it is checked
    "required_missing", "bad_date", "bad_money", "bad_rate", "bad_int", "bad_number", "bad_flag", "bad_code",
    "bad_text", "excel_number", "future_date", "other_month", "negative_amount", "not_month_end", "duplicate_row",
    "duplicate_key", "too_few_fields", "too_many_fields", "broken_quotes", "cut_line",
)
BAD_KIND = {"money": "bad_money", "money_day": "bad_money", "text": "bad_text"}
EXCEL_NUMBER = r"[0-9]([.][0-9]+)?[eE][+][0-9]{1,2}|[0-9]{9,}[.]0+"  # a long number after a spreadsheet had it
CONTROL_CHARACTERS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


@dataclass(frozen=True)
class ColumnRule:
    """One contract column of one source: its text, its typed value and the ways in which it can be wrong (SQL)."""

    column: ContractColumn
    source: str            # name of the column in the file, for messages
    text: str              # expression over the raw columns
    value: str             # expression over `t_<name>`
    sentinel: str          # condition over `t_<name>`, "" where there is none
    faults: tuple[tuple[str, str], ...]  # (condition, reason), first match wins
    detail: str            # what was expected, free of language
    month: str             # the month that the file is for

    def detail_of(self, reason: str) -> str:
        """What was expected where this reason holds, free of language."""
        return self.month if reason == "other_month" else self.detail


def quote(name: str) -> str:
    """A name as a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as a SQL string."""
    return "'" + text.replace("'", "''") + "'"


def column_rules(
    contract: Contract, mapping: SourceMapping, *, supplied: list[str], as_of: date, future_is_other: bool
) -> list[ColumnRule]:
    """One rule per supplied contract column, in the order of the contract.

    `future_is_other`: rows dated after `as_of` belong to a later month, so the month column cannot be in the future.
    """
    rules = []
    for name in supplied:
        column = contract.columns[name]
        source = mapping.tables[contract.name].columns[name]
        label = source if isinstance(source, str) else name
        value, sentinel, detail = _value(column, contract.name, mapping)
        text = _text(source, mapping.tables[contract.name].codes.get(name, {}), as_of)
        is_of_month = name == mapping.file_month_column(contract.name)
        is_later = future_is_other and name == mapping.tables[contract.name].month_column
        no_future = is_of_month or (not is_later and _must_be_past(contract.name, name))
        faults = _faults(column, as_of=as_of, no_future=no_future, one_month=is_of_month)
        rules.append(ColumnRule(column, label, text, value, sentinel, faults, detail, f"{as_of:%Y-%m}"))
    return rules


def _text(source: str | Expression | Constant, codes: dict[str, str], as_of: date) -> str:
    if isinstance(source, Constant):
        return literal(source.constant)
    raw = quote(source) if isinstance(source, str) else f"CAST(({fill_dates(source.sql, as_of)}) AS VARCHAR)"
    text = f"nullif(trim({raw}), '')"
    if not codes:
        return text
    pairs = " ".join(f"WHEN {literal(old)} THEN {literal(new)}" for old, new in codes.items() if old not in ("", "*"))
    empty = f" WHEN '' THEN {literal(codes[''])}" if "" in codes else " WHEN '' THEN NULL"
    other = literal(codes["*"]) if "*" in codes else text
    return f"nullif(CASE coalesce({text}, '') {pairs}{empty} ELSE {other} END, '')"


def fill_dates(sql: str, as_of: date) -> str:
    """{as_of} and {month_start} in an expression of a mapping become dates."""
    return sql.replace("{as_of}", f"DATE '{as_of}'").replace("{month_start}", f"DATE '{as_of.replace(day=1)}'")


def _when(text: str, pattern: str, value: str) -> str:
    return f"CASE WHEN regexp_full_match({text}, '{pattern}') THEN {value} END"


def _value(column: ContractColumn, table: str, mapping: SourceMapping) -> tuple[str, str, str]:
    """(typed value, condition of a sentinel date, detail for the message) of one column."""
    text, kind = quote(f"t_{column.name}"), column.type
    if kind == "date":
        return _date_value(column, text, mapping.date_format_of(table))
    if kind in ("money", "money_day"):
        unit = mapping.unit_of(table, column.name)
        return _money_value(text, money_decimals(unit)), "", f"1234.50 ({unit})"
    if kind == "rate":
        unit = mapping.unit_of(table, column.name)
        return _rate_value(text, unit), "", f"3.2500 ({unit})"
    if kind == "int":
        return _when(text, "-?[0-9]{1,18}", f"CAST({text} AS BIGINT)"), "", "123"
    if kind == "number":
        return _when(text, "-?[0-9]{1,14}([.][0-9]{1,4}0*)?", f"CAST({text} AS DECIMAL(18,4))"), "", "12.5"
    if kind == "flag":
        return f"CASE {text} WHEN '1' THEN true WHEN '0' THEN false END", "", "1, 0"
    if column.codes:
        codes = load_codes()[column.codes]
        return f"CASE WHEN {text} IN ({', '.join(map(literal, codes))}) THEN {text} END", "", ", ".join(codes)
    return f"CASE WHEN NOT regexp_matches({text}, '{CONTROL_CHARACTERS}') THEN {text} END", "", ""


def _date_value(column: ContractColumn, text: str, name: str) -> tuple[str, str, str]:
    """Sentinels are no dates; but '99991231' as the end of a validity means 'without end' and stays."""
    pattern, form, century = DATE_FORMATS[name]
    whole = f"{literal(century)} || {text}" if century else text
    texts = {day: _written(day, form, century) for day in SENTINELS if str(day.year).startswith(century)}
    zeros = form.replace("%Y", "0000").replace("%m", "00").replace("%d", "00").replace("%H:%M:%S", "00:00:00")[len(century):]
    short = [_unpadded(written) for written in texts.values() if "/" in written]  # 1/1/1900 beside 01/01/1900
    sentinel = f"coalesce({text} IN ({', '.join(map(literal, [zeros, *texts.values(), *short]))}), false)"
    endless = [literal(texts[day]) for day in WITHOUT_END if day in texts]
    parsed = f"CAST(try_strptime({whole}, {literal(form)}) AS DATE)"
    value = f"CASE WHEN {sentinel} THEN NULL WHEN regexp_full_match({text}, '{pattern}') THEN {parsed} END"
    if column.name.endswith("valid_to_on") and endless:
        value = f"CASE WHEN {text} IN ({', '.join(endless)}) THEN {END_OF_TIME} ELSE {value} END"
        sentinel = f"coalesce({text} IN ({', '.join(map(literal, [zeros, texts.get(SENTINELS[0], zeros)]))}), false)"
    return value, sentinel, name


def _written(day: date, form: str, century: str) -> str:
    text = form.replace("%Y", f"{day.year:04d}").replace("%m", f"{day.month:02d}").replace("%d", f"{day.day:02d}")
    return text.replace("%H:%M:%S", "00:00:00").removeprefix(century)


def _unpadded(written: str) -> str:
    return "/".join(part.lstrip("0") or "0" for part in written.split("/"))


def _money_value(text: str, decimals: int) -> str:
    if decimals == 0:
        return _when(text, "-?[0-9]{1,15}([.]0+)?", f"CAST(CAST({text} AS DECIMAL(18,0)) AS BIGINT)")
    digits = 15 - decimals if decimals > 2 else 13
    amount = f"CAST({text} AS DECIMAL(18,{decimals}))"
    return _when(text, f"-?[0-9]{{1,{digits}}}([.][0-9]{{1,{decimals}}}0*)?",
                 f"CAST({amount} * {10 ** decimals} AS BIGINT)")


def _rate_value(text: str, unit: str) -> str:
    shift = RATE_DECIMALS[unit]
    decimals = 8 - shift
    number = f"CAST({text} AS DECIMAL({4 + decimals},{decimals}))"
    factor = f"CAST('{10 ** -shift:.{shift}f}' AS DECIMAL({shift + 1},{shift}))" if shift else "1"
    share = f"CAST({number} * {factor} AS DECIMAL(18,8))"
    return _when(text, f"[0-9]{{1,4}}([.][0-9]{{1,{decimals}}}0*)?",
                 f"CASE WHEN {share} <= 1 THEN CAST({share} AS DECIMAL(10,8)) END")


def _faults(column: ContractColumn, *, as_of: date, no_future: bool, one_month: bool) -> tuple[tuple[str, str], ...]:
    text, value, faults = quote(f"t_{column.name}"), quote(f"v_{column.name}"), []
    is_code = column.type == "code" and column.codes
    if column.type == "date":
        known = f"{value} BETWEEN DATE '{FIRST_DAY}' AND DATE '{LAST_DAY}' OR {value} = {END_OF_TIME}"
        faults.append((f"{text} IS NOT NULL AND NOT {quote('s_' + column.name)} AND ({known}) IS NOT TRUE", "bad_date"))
    else:
        bad = "bad_code" if is_code else BAD_KIND.get(column.type, "bad_text" if column.type == "code"
                                                     else f"bad_{column.type}")
        faults.append((f"{text} IS NOT NULL AND {value} IS NULL", bad))
    if column.required:
        faults.append((f"{value} IS NULL", "required_missing"))
    if _joins_tables(column):
        faults.append((f"regexp_full_match({value}, '{EXCEL_NUMBER}')", "excel_number"))
    if column.type == "date" and no_future:
        faults.append((f"{value} > DATE '{as_of}'", "future_date"))
    if one_month:
        faults.append((f"{value} < DATE '{as_of.replace(day=1)}'", "other_month"))
    if column.name == "amount_fen":
        faults.append((f"{value} < 0", "negative_amount"))
    if column.name == "month_end_on":
        faults.append((f"{value} <> last_day({value})", "not_month_end"))
    return tuple(faults)


def _joins_tables(column: ContractColumn) -> bool:
    """Numbers that tables are joined by. A damaged certificate number is kept: no number alone rejects a record."""
    return column.type == "text" and column.name.endswith(("_id", "_no")) and "cert" not in column.name


def _must_be_past(table: str, column: str) -> bool:
    return not column.endswith(FUTURE_ENDINGS) and (table, column) not in FUTURE_COLUMNS
