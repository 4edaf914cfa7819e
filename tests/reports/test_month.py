"""The month's report: complete words, honest judgements, what is not supplied is said and never zero."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import rccrm_lib.reports
from rccrm_lib.core.errors import SchemaError
from rccrm_lib.core.words import Words, load_catalogue
from rccrm_lib.reports import FRAMES, compose_month, compose_sections, figures, render_html
from rccrm_lib.reports.document import KeyFigures, NotSupplied, Points
from rccrm_lib.reports.head import key_figures
from rccrm_lib.reports.month import SECTIONS
from rccrm_lib.reports.results import tidy_results


def compose(results, language="zh"):
    return compose_month(results, words=Words(language))


def panels(document):
    return [block for block in document.sections[0].blocks if isinstance(block, Points)]


def text_of(document) -> str:
    return re.sub(r"<[^>]+>", " ", re.sub(r"base64,[A-Za-z0-9+/=]+", "",
                                          render_html(document, words=Words(document.language))))


def test_page_one_has_nine_figures_and_three_of_each(document):
    head = document.sections[0]
    keys = next(block for block in head.blocks if isinstance(block, KeyFigures))
    assert len(keys.figures) == 9 and all(key.meaning for key in keys.figures)
    assert [len(panel.items) for panel in panels(document)] == [3, 3, 3]


def test_a_section_alone_is_the_report_s(results, document):
    whole = {section.id: section for section in document.sections}
    for name in SECTIONS:
        alone = compose_sections(results(), name, words=Words(document.language))
        assert [section.id for section in alone] == [name] * (name in whole), name
        assert figures(replace(document, sections=tuple(alone))) == figures(
            replace(document, sections=tuple(whole[one.id] for one in alone))), name


def test_both_languages_hold_the_same_figures(results):
    zh, en = (figures(compose(results(), language)) for language in ("zh", "en"))
    assert [(f["id"], f["value"], f["unit"]) for f in zh] == [(f["id"], f["value"], f["unit"]) for f in en]


def test_the_catalogue_is_complete_and_no_word_is_idle():
    catalogue = {key: entry for key, entry in load_catalogue().items() if key.startswith("report.")}
    assert all(set(entry) == {"zh", "en"} and all(entry.values()) for entry in catalogue.values())
    for key, entry in catalogue.items():
        assert set(re.findall(r"\{(\w+)\}", entry["zh"])) == set(re.findall(r"\{(\w+)\}", entry["en"])), key
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(rccrm_lib.reports.__file__).parent.rglob("*.*")
                      if path.suffix in (".py", ".j2"))
    # sections that are looked up by a code of the data
    by_code = {"nature", "measure_near", "lift_rule", "tier", "tier_cause", "movement", "bridge",
               "product", "kind", "cause", "element", "measure", "outcome", "control",
               "verdict", "method", "input", "village_rate", "village_rule", "farm_reason", "contribution_part",
               "contribution_owner", "contribution_fallback", "contribution_used",
               "cluster_verdict", "segmenter", "segment", "stage", "tag_kind", "tag_status", "year_measure"}
    parts = [key.split(".", 2)[1:] for key in catalogue]
    idle = [(section, key) for section, key in parts if section not in by_code and not key.endswith("_remedy")
            and not key.startswith("bridge_") and f"{section}.{key}" not in sources and f'"{key}"' not in sources]
    assert not idle


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("part", [name for name in FRAMES if name != "tier_names"])
def test_any_part_may_be_missing(results, part, language):
    document = compose(results(**{part: None}), language)
    assert figures(document)


def test_a_missing_part_says_what_to_supply(bare_results):
    document = compose(bare_results())
    missing = [block for section in document.sections for block in section.blocks if isinstance(block, NotSupplied)]
    assert len(missing) >= 12 and all("提供" in block.remedy or "运行" in block.remedy for block in missing)
    assert [key.value for key in key_figures_of(document)] == [None] * 9
    assert "未提供" in text_of(document) and panels(document)[0].items == ()
    assert "not supplied" in text_of(compose(bare_results(), "en"))


def key_figures_of(document):
    return next(block for block in document.sections[0].blocks if isinstance(block, KeyFigures)).figures


def test_a_missing_value_is_not_zero(results):
    made = results()
    holding = made.holding.assign(n=made.holding["n"].where(made.holding["product"] != "payroll"))
    document = compose(results(holding=holding))
    found = {entry["id"]: entry["value"] for entry in figures(document)}
    assert found["use.holding.payroll.rate"] is None and found["use.holding.payroll.n"] is None
    assert found["use.holding.wealth.rate"] > 0


def test_without_an_earlier_month_nothing_is_compared(results):
    made = results()
    document = compose(results(customers=made.customers.assign(n_previous=None), bridge=None, migration=None,
                               pyramid=made.pyramid.assign(n_previous=None), balances=made.balances.tail(1)))
    text = text_of(document)
    assert "上月无可比数" in text and "这是第一个月" in text


def test_empty_frames_are_no_error(results):
    made = results()
    empty = {name: getattr(made, name).iloc[:0] for name in FRAMES if name != "tier_names"}
    assert figures(compose(results(**empty)))


def worries(results, **changes):
    return " ".join(panels(compose(results(**changes)))[1].items)


def test_a_deviation_over_the_line_is_a_worry_and_asks_for_a_decision(results):
    made = results()
    balances = made.balances.assign(deposit_end_fen=(made.balances["deposit_avg_fen"] * 1.05).round().astype("int64"))
    document = compose(results(balances=balances))
    assert "超过 4% 监管线" in panels(document)[1].items[0] and "时点考核" in panels(document)[2].items[0]
    assert "监管线" not in worries(results)


def test_a_campaign_whose_interval_holds_zero_is_not_judged(results):
    made = results()
    rows = made.campaigns.assign(low_fen=made.campaigns["low_fen"].where(made.campaigns["low_fen"] < 0, -1.0))
    document = compose(results(campaigns=rows))
    text = text_of(document)
    assert "0 项有效，0 项有害，3 项无法判断" in text and "确有效果" not in text


def test_the_highest_tier_is_only_named_when_its_interval_says_so(results):
    made = results()
    wide = made.survival.assign(high=1.0)
    assert "明显高于" in worries(results) and "明显高于" not in worries(results, survival=wide)


def test_fewer_good_things_are_said_to_be_fewer(bare_results, results):
    document = compose(bare_results(reconciliation=results().reconciliation))
    assert len(panels(document)[0].items) == 1 and "只有 1 项" in panels(document)[0].remark


def test_key_figures_keep_their_place_and_ids(bare_results):
    from rccrm_lib.reports.formats import Formats
    from rccrm_lib.reports.voice import Voice

    words = Words("en")
    made = key_figures(Voice(tidy_results(bare_results()), words, Formats(words, "CNY")))
    assert [key.id for key in made] == ["customers.total", "customers.valuable", "aum.average", "contribution.customers",
                                        "deposits.deviation", "loans.balance", "loans.bad_rate", "churn.six_months",
                                        "campaigns.gain"]


def test_a_bridge_that_does_not_sum_is_refused(results):
    with pytest.raises(SchemaError, match="does not sum"):
        compose(results(bridge=results().bridge.assign(n=lambda frame: frame["n"] + (frame["part"] == "current"))))


def test_a_frame_that_lacks_a_column_is_refused(results):
    with pytest.raises(SchemaError, match="n_watch"):
        compose(results(pyramid=results().pyramid.drop(columns="n_watch")))


def test_the_results_are_not_changed(results):
    made = results()
    before = {name: getattr(made, name).copy(deep=True) for name in FRAMES}
    compose(made)
    assert all(before[name].equals(getattr(made, name)) for name in FRAMES)


def test_another_currency_is_named_everywhere(results):
    text = text_of(compose(results(currency="CZK"), "en"))
    assert "10k CZK" in text and "m CZK" in text and "yuan" not in text


def test_curves_by_age_since_opening_are_refused(results):
    curve = results().survival
    with pytest.raises(SchemaError, match="left within 6 months"):
        compose(results(survival=curve.assign(survival=curve["survival"] ** 2)))


def test_losses_of_valuable_customers_are_told_with_what_made_up_for_them(results):
    bridge = results().bridge.assign(n=[300, 23, 1, -37, 0, 0, 287])
    assert "净减 13 户，剩 287 户：下降 37 户、离开 0 户，提升和新增只有 24 户" in worries(results, bridge=bridge)
