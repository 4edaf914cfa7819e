"""The months, days and settings as small tables that the statements of the contribution read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

import duckdb

from rccrm_lib.core.contribution_settings import RATE_UNITS, TAX_UNITS, ContributionSettings, ListedRate, rate_units
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.facts.calendar import days_in_month, month_end, month_start, parse_month
from rccrm_lib.facts.money import FEN_PER_YUAN


def create_months(con: duckdb.DuckDBPyConnection, *, month: str, months: Collection[str]) -> list[str]:
    """One row per month with balances (`value_months`) and per day (`value_days`); returns the months, oldest first."""
    wanted = sorted({parse_month(one) for one in [*months, month]})
    if wanted[-1] != month:
        raise RccrmError(f"history month {wanted[-1]} lies after the month {month}", f"months up to {month}",
                         "hand over the months of the history only")
    delivered = {row[0] for row in con.execute("SELECT DISTINCT month FROM bal_month_history").fetchall()}
    listed = [one for one in wanted if one == month or one in delivered]
    _create(con, "value_months",
            "month VARCHAR, month_no UTINYINT, month_start_on DATE, month_end_on DATE, n_days BIGINT, is_current BOOLEAN",
            [(one, number, month_start(one), month_end(one), days_in_month(one), one == month)
             for number, one in enumerate(listed)])
    _create(con, "value_days", "month VARCHAR, day_on DATE",
            [(one, day) for one in listed for day in _days(month_start(one), month_end(one))])
    return listed


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def create_parameters(con: duckdb.DuckDBPyConnection, *, settings: ContributionSettings, set_apart: Mapping[str, int]) -> None:
    """The settings in whole units: `value_settings` (one row) and lists by product, class, kind, nature and item."""
    tax, loss = settings.tax, settings.loss
    capital = None if settings.capital_rate is None else rate_units(settings.capital_rate)
    row: dict[str, tuple[str, Any]] = {
        "year_parts": ("BIGINT", settings.days_in_year * RATE_UNITS),
        "is_linear": ("BOOLEAN", settings.between_terms == "linear"),
        "term_when_missing": ("BIGINT", settings.term_when_missing),
        "class_when_missing": ("VARCHAR", loss.class_when_missing),
        "vat_rate": ("BIGINT", int(tax.vat_rate * TAX_UNITS)),
        "surcharge_rate": ("BIGINT", int(tax.surcharge_rate * TAX_UNITS)),
        "tax_parts": ("BIGINT", TAX_UNITS),
        "farm_exempt_fen": ("BIGINT", tax.farm_exempt_up_to_yuan * FEN_PER_YUAN),
        "small_exempt_fen": ("BIGINT", tax.small_exempt_up_to_yuan * FEN_PER_YUAN),
        "capital_rate": ("BIGINT", capital),
    }
    _create(con, "value_settings", ", ".join(f"{name} {kind}" for name, (kind, _) in row.items()),
            [tuple(value for _, value in row.values())])
    _create(con, "value_losses", "class5 VARCHAR, product_id VARCHAR, loss_rate BIGINT",
            [(code, product, rate_units(rate * share))
             for code, rate in loss.default_rates.items() for product, share in loss.lost_shares.items()])
    _create(con, "value_wealth_fees", "kind VARCHAR, fee_rate BIGINT",
            [(kind, rate_units(rate)) for kind, rate in settings.wealth_fee_rates.items()])
    _create(con, "value_lines", "nature VARCHAR, line VARCHAR", list(settings.lines.items()))
    _create(con, "value_tolerances", "item VARCHAR, fen BIGINT, reason VARCHAR",
            [(one.item, one.fen, one.reason) for one in settings.tolerances])
    _create(con, "value_set_apart", "table_name VARCHAR, n BIGINT", list(set_apart.items()))
    _create(con, "value_listed", "product_id VARCHAR, rate BIGINT", _listed_rates(con, settings.listed_rates))


def _listed_rates(con: duckdb.DuckDBPyConnection, rates: tuple[ListedRate, ...]) -> list[tuple[str, int]]:
    """The listed rate of each product at this month's end."""
    end = con.execute("SELECT month_end_on FROM value_months WHERE is_current").fetchall()[0][0]
    known = sorted((one for one in rates if one.from_on <= end), key=lambda one: one.from_on)
    return list({one.product_id: rate_units(one.annual_rate) for one in known}.items())


def _create(con: duckdb.DuckDBPyConnection, name: str, columns: str, rows: list[tuple[Any, ...]]) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({columns})")
    if rows:
        con.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' for _ in rows[0])})", rows)
