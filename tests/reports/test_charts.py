"""Charts: the same bytes twice, every kind is drawn, what no font has is written as its code point."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.words import Words
from rccrm_lib.reports.charts import draw_chart, picture_of
from rccrm_lib.reports.document import Chart, Document
from rccrm_lib.reports.drawings import DRAWINGS
from rccrm_lib.reports.formats import Formats


def charts(document: Document) -> list[Chart]:
    return [block for section in document.sections for block in section.blocks if isinstance(block, Chart)]


def formats(document: Document) -> Formats:
    return Formats(Words(document.language), document.currency)


def test_every_kind_of_drawing_is_used_and_the_same_twice(document):
    kinds = set()
    for chart in charts(document):
        first = draw_chart(chart, formats=formats(document))
        kinds.add(chart.kind)
        if chart.kind in {"waterfall", "survival", "matrix"}:
            assert first == draw_chart(chart, formats=formats(document))
        assert "<dc:date>" not in first and first.startswith("<?xml")
    assert kinds == set(DRAWINGS) - {"evidence"}, "the evidence between two records is drawn by `rccrm why`, not in a report"


def test_every_chart_says_what_it_found_and_has_a_table(document):
    for chart in charts(document):
        assert chart.title and chart.unit and chart.source and chart.alt and chart.table.rows, chart.id
        assert any(letter.isdigit() for letter in chart.title), chart.title


def test_a_label_that_no_font_has_is_drawn_as_its_code_point(document):
    chart = next(chart for chart in charts(document) if chart.kind == "bars")
    drawn = {}
    for label in ("𠮷祥村", "[U+20BB7]祥村"):
        data = chart.data.assign(label=[label, *chart.data["label"].iloc[1:]])
        drawn[label] = draw_chart(replace(chart, data=data), formats=formats(document))
    assert drawn["𠮷祥村"] == drawn["[U+20BB7]祥村"]


def test_an_unknown_kind_is_refused(document):
    with pytest.raises(RccrmError, match="pie"):
        draw_chart(replace(charts(document)[0], kind="pie"), formats=formats(document))


def test_drawing_leaves_the_data_alone(document):
    chart = next(chart for chart in charts(document) if chart.kind == "survival")
    before = chart.data.copy(deep=True)
    draw_chart(chart, formats=formats(document))
    assert before.equals(chart.data)


def test_a_picture_is_drawn_once_for_all_writers_and_anew_in_another_currency(document):
    chart = next(chart for chart in charts(document) if chart.value_unit == "fen")
    first = picture_of(chart, formats=formats(document))
    assert first == draw_chart(chart, formats=formats(document))
    assert picture_of(chart, formats=formats(document)) is first
    other = Formats(Words(document.language), "CZK")
    assert picture_of(chart, formats=other) == draw_chart(chart, formats=other)
    assert picture_of(replace(chart, data=chart.data.iloc[:1]), formats=formats(document)) != first
