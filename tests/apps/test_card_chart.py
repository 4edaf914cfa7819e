"""The chart panel: a finding in words, the same drawing twice, a table with every number."""

import base64

import pytest

from rccrm_lib.apps.card_chart import chart_panel, finding
from rccrm_lib.core.words import Words
from tests.apps.published_month import months_back

ZH = Words("zh")


def _history(values: list[int | None], loan: int | None = 0) -> list[dict[str, object]]:
    return [
        {"month": month, "aum_avg_fen": v, "demand_avg_fen": v, "time_avg_fen": 0, "wealth_avg_fen": None,
         "loan_avg_fen": loan}
        for month, v in zip(months_back(len(values)), values, strict=True)
    ]


@pytest.mark.parametrize(
    ("values", "text"),
    [([10_000_000] * 12 + [26_000_000], "金融资产 26.0 万元，一年来增加 16.0 万元"),
     ([26_000_000] * 12 + [10_000_000], "金融资产 10.0 万元，一年来减少 16.0 万元"),
     ([10_000_000] * 12 + [10_060_000], "金融资产 10.1 万元，一年来基本没变"),
     ([10_000_000] * 3, "金融资产 10.0 万元，只有 3 个月的记录"),
     ([None] * 13, "没有余额记录"), ([], "没有余额记录")],
)
def test_the_title_says_the_finding(values: list[int | None], text: str) -> None:
    assert finding(_history(values), ZH) == text


def test_without_balances_the_panel_says_why_it_is_empty() -> None:
    panel = chart_panel(_history([None] * 13, loan=None), ZH)
    assert (panel["svg"], panel["table"]) == ("", None) and "所以没有图" in panel["empty"]


def test_the_same_history_gives_the_same_bytes_and_real_glyphs() -> None:
    history = _history([10_000_000 + n for n in range(13)], loan=5_000_000)
    first, second = chart_panel(history, ZH), chart_panel(history, ZH)
    assert first["svg"] == second["svg"]
    svg = base64.b64decode(first["svg"].split(",", 1)[1]).decode("utf-8")
    assert "<text" not in svg and "/work" not in svg and "dc:date" not in svg
    assert chart_panel(history, Words("en"))["svg"] != first["svg"]


def test_the_table_holds_every_month_newest_first_and_says_not_supplied() -> None:
    table = chart_panel(_history([10_000_000] * 13), ZH)["table"]
    assert [row[0] for row in table["rows"]] == months_back(13)[::-1]
    assert table["rows"][0][1:] == ["100,000", "100,000", "0", "未提供", "0"]
