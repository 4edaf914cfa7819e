"""The document model: figures have ids, ids are unique, nothing missing turns into a zero."""

from __future__ import annotations

import pandas as pd
import pytest

from rccrm_lib.reports.document import Column, Section, Table, figures, make_table, plain, tables


def test_every_figure_has_a_unique_id_and_a_label(document):
    listed = figures(document)
    ids = [entry["id"] for entry in listed]
    assert len(ids) == len(set(ids)) > 300
    assert all(entry["id"] and entry["label"] and set(entry) == {"id", "value", "unit", "label"} for entry in listed)
    numeric = sum(column.unit not in ("text", "code") for table in tables(document) for _ in table.rows
                  for column in table.columns)
    assert len(ids) == numeric + 9


def test_figures_are_raw_so_that_they_can_be_recomputed(document):
    found = {entry["id"]: entry for entry in figures(document)}
    assert found["customers.total"]["value"] == 1984
    assert found["aum.average"] == found["aum.average"] | {"value": 6_758_000_000, "unit": "fen"}
    assert found["tiers.pyramid.VIP.n"]["value"] == 66
    assert found["campaigns.primary.C2601.effect_fen"]["unit"] == "fen"


def test_an_id_used_twice_is_refused(document):
    doubled = type(document)(**{**vars(document), "sections": (*document.sections, document.sections[0])})
    with pytest.raises(ValueError, match="used twice"):
        figures(doubled)


def test_missing_values_stay_missing_and_counts_stay_whole():
    frame = pd.DataFrame({"code": ["a", "b"], "n": [1.0, None]})
    table = make_table(frame, id="t", caption="t", columns=[Column("code", "c"), Column("n", "n", "count")], key=["code"])
    assert table.rows == (("a", 1), ("b", None)) and isinstance(table.rows[0][1], int)
    assert [plain(value) for value in (pd.NA, float("nan"), None, pd.NaT)] == [None] * 4


def test_rows_that_cannot_be_told_apart_are_refused():
    with pytest.raises(ValueError, match="one key a row"):
        Table("t", "t", (Column("n", "n", "count"),), ((1,), (2,)), ("same", "same"))
    with pytest.raises(ValueError, match="unit 'furlong'"):
        Column("n", "n", "furlong")


def test_section_ids_are_unique(document):
    ids = [section.id for section in document.sections]
    assert len(ids) == len(set(ids)) and all(isinstance(section, Section) for section in document.sections)
