"""The tree of texts: complete in both languages, and without anything that the reader may not see."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from rccrm_lib.apps.card_data import CardData
from rccrm_lib.apps.card_state import CardState, apply_event
from rccrm_lib.apps.card_view import Opened, page_view
from rccrm_lib.apps.publication import Publication, Refusal
from rccrm_lib.apps.sight import Sight
from rccrm_lib.core.words import Words

ZH = Words("zh")


@pytest.fixture
def frame(card_month: Publication, sight: Sight) -> Opened:
    return Opened(card_month, 200, sight)


def _card(reader: CardData, text: str = "欧阳春兰") -> CardState:
    return apply_event(CardState(), {"kind": "search", "text": text}, reader=reader)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _texts(value)
    elif isinstance(node, str):
        yield node


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("text", ["欧阳春兰", "张伟", "食品有限", "罗冬梅", "无此人也", "张"])
def test_no_full_name_number_or_address_is_in_the_tree(
    card_reader: CardData, card_month: Publication, frame: Opened, text: str, language: str
) -> None:
    everybody = pd.read_parquet(card_month.tables / "customers.parquet")
    people = everybody[everybody["party_kind"] == "person"]
    secrets = {*everybody["cert_no"], *everybody["mobile"], *everybody["customer_id"], *people["name"],
               *people["address"]} - {text}
    shown = "\n".join(t for t in _texts(page_view(_card(card_reader, text), frame, Words(language))) if t[:5] != "data:")
    shown = shown.replace("“张伟 5678”", "").replace(f"“{text}", "")
    assert [secret for secret in secrets if secret in shown] == []


def test_the_card_says_what_a_manager_needs_first(card_reader: CardData, frame: Opened) -> None:
    card = page_view(_card(card_reader), frame, ZH)["card"]
    assert (card["head"]["name"], card["head"]["tier"], card["head"]["nature"]) == ("欧阳**", "贵宾客户", "农户成员")
    assert card["head"]["line"] == "女 · 48 岁 · 1978 年生 · 清溪村 · 客户经理 M0007 · 客户号尾号 R84T"
    labels = [fact["label"] for fact in card["facts"]]
    assert labels == ["金融资产（月日均）", "贷款余额", "持有产品", "最近一次主动交易"]
    assert card["facts"][0]["value"] == "262,964"
    assert [(a["sign"], a["text"]) for a in card["alerts"]] == [
        ("注意", "客户已拒绝营销：只办业务，不推荐产品。"),
        ("升层", "本月由“潜力”升为“优质”：2026-07 到 2026-08，活期存款增加 4.6 万元，单靠这一项就跨过了线。"),
        ("留意", "资料缺 2 项：职业、有效期。见面时请补齐。")]


def test_products_are_words_in_three_groups(card_reader: CardData, frame: Opened) -> None:
    groups = {g["kind"]: g["items"] for g in page_view(_card(card_reader), frame, ZH)["card"]["products"]["groups"]}
    assert groups == {"has": ["活期", "定期", "贷款", "银行卡", "手机银行", "股金"], "has_not": ["理财", "代发"],
                      "unknown": ["商户收单"]}


def test_completeness_names_what_is_missing(card_reader: CardData, frame: Opened) -> None:
    panel = page_view(_card(card_reader), frame, ZH)["card"]["complete"]
    assert panel["score"] == "九要素 7 / 9"
    assert [item["name"] for item in panel["items"] if not item["ok"]] == ["职业", "有效期"]


def test_a_death_comes_first(card_reader: CardData, frame: Opened) -> None:
    alerts = page_view(_card(card_reader, "罗冬梅"), frame, ZH)["card"]["alerts"]
    assert "2026-08-20" in alerts[0]["text"] and alerts[0]["tone"] == "late"
    assert "2020-01-01" in alerts[1]["text"]


def test_an_unremarkable_customer_says_so(card_reader: CardData, frame: Opened) -> None:
    alerts = page_view(_card(card_reader, "食品有限"), frame, ZH)["card"]["alerts"]
    assert [a["tone"] for a in alerts] == ["done"]


def test_the_whole_page_changes_language(card_reader: CardData, frame: Opened) -> None:
    tree = page_view(_card(card_reader), frame, Words("en"))
    allowed = {"欧阳**", "张**", "江西省云溪县云溪镇清溪村…"}  # names and places
    chinese = {t for t in _texts(tree) if any("一" <= c <= "鿿" for c in t)}
    left = {t for t in chinese if t not in allowed and "清溪村" not in t}
    assert left == {tree["search"]["query"]}


def test_the_welcome_says_how_many_are_in_reach(frame: Opened) -> None:
    assert "200 位客户" in page_view(CardState(), frame, ZH)["welcome"]["lines"][2]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("refusal", [Refusal("nothing"), Refusal("incomplete", "云溪", "2026-09", ("tiers",))])
def test_a_refusal_says_why_and_what_to_do_and_shows_nothing_else(
    refusal: Refusal, language: str, sight: Sight
) -> None:
    tree = page_view(CardState(), Opened(refusal, 0, sight), Words(language))
    assert tree["notice"]["command"] == "make demo" and len(tree["notice"]["lines"]) >= 2
    assert not any(tree[part] for part in ("search", "results", "welcome", "card"))
    assert "{" not in "".join(_texts(tree))
