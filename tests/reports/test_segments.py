"""The sections on relationships, segments and needs: what is found is portrayed, what is not is said."""

from __future__ import annotations

import pytest

from rccrm_lib.core.words import Words
from rccrm_lib.reports import compose_month
from rccrm_lib.reports.document import Chart, NotSupplied, Paragraph


def section(results, name, language="en"):
    return next(one for one in compose_month(results, words=Words(language)).sections if one.id == name)


def said(found) -> str:
    return " ".join(block.text for block in found.blocks if isinstance(block, Paragraph))


def test_found_segments_are_portrayed_and_others_are_not(results):
    found = section(results(), "segments")
    text = said(found)
    assert "finds 2 stable segments" in text and "96.1% of last month's customers" in text
    assert "publishes none" in text and "Too few customers for harvest" in text
    titles = [block.title for block in found.blocks if isinstance(block, Chart) and block.kind == "deviations"]
    assert titles == ["kmeans-1: much the same",
                      "kmeans-4: Assets, daily average higher, Movements in 3 months lower, Kinds of product higher"]


def test_without_found_clusters_the_rules_are_portrayed(results):
    made = results()
    quality = made.segment_quality.assign(status=made.segment_quality["status"].replace("found", "cannot_tell"))
    sizes = made.segment_sizes.head(1).assign(segmenter="rfm", segment="core")
    found = section(results(segment_quality=quality, segment_sizes=sizes), "segments", "zh")
    assert any(isinstance(block, Chart) and "核心客户" in block.title for block in found.blocks)


@pytest.mark.parametrize("part", ["lifecycle_counts", "segment_quality", "tag_counts"])
def test_what_is_missing_says_what_to_do(results, part):
    blocks = [block for name in ("segments", "needs") for block in section(results(**{part: None}), name).blocks]
    assert [block for block in blocks if isinstance(block, NotSupplied)]


def test_tags_that_cannot_be_told_are_no_zero(results):
    table = next(block.table for block in section(results(), "needs").blocks if isinstance(block, Chart))
    rows = dict(zip(table.keys, table.rows, strict=True))
    assert rows["payroll"][2] is None and rows["payroll"][-1] == "not supplied"
    assert rows["new_baby"][-1] == "data cannot show it" and rows["maturity_near"][2] == 207
