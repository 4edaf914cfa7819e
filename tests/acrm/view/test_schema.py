"""The declared tables: what the room leaves is exactly what it declares, with words in both languages."""

from __future__ import annotations

import pytest

from rccrm_lib.acrm.view import TABLES


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_columns_come_out_exactly_as_declared_and_in_order(warehouse, table) -> None:
    warehouse.customer("C1")
    warehouse.account("D1", "C1")
    warehouse.balance("D1", 1)
    warehouse.build()
    found = [row[0] for row in warehouse.con.execute(f"DESCRIBE {table.name}").fetchall()]
    assert found == table.names


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_has_a_chinese_and_an_english_name(table) -> None:
    for column in table.columns:
        assert any("一" <= letter <= "鿿" for letter in column.zh), column
        assert column.en.isascii() and column.en, column
    assert table.grain.startswith("One row per ")


def test_every_amount_of_a_customer_is_sensitive() -> None:
    open_amounts = [c.name for table in TABLES for c in table.columns if c.dtype == "fen" and c.sensitivity != "C2"]
    assert not open_amounts
