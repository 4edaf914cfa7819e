"""The section on service: what was due and done, complaints by the clock, leads, and who has more to do than hours."""

from __future__ import annotations

import pytest

from rccrm_lib.core.words import Words
from rccrm_lib.reports import compose_month
from rccrm_lib.reports.document import Chart, NotSupplied, Paragraph, Table


def section(results, language="en"):  # type: ignore[no-untyped-def]
    return next(one for one in compose_month(results, words=Words(language)).sections if one.id == "service")


def said(results, language="en") -> str:  # type: ignore[no-untyped-def]
    return " ".join(block.text for block in section(results, language).blocks if isinstance(block, Paragraph))


@pytest.mark.parametrize(("language", "texts"), [
    ("en", ["47 actions were due by the standards and 31 were done: 66.0% (95 % interval 51.6% to 77.8%)",
            "7 complaints were open this month: 3 closed in time, 2 late, 2 open and in time. Of 2 suggestions 1 are followed.",
            "64 visits were recorded and 5 drawn for verification: 3 as recorded, 1 not so, 0 not reached, 1 still to ask.",
            "won: 3. Prospects among them: 3, customers by now: 1; the rest are not linked."]),
    ("zh", ["应做 47 次，做了 31 次", "在办投诉 7 件：按时办结 3 件，超期 2 件", "建议 2 条，采纳 1 条", "抽中 5 次核实"])])
def test_each_part_says_first_what_it_found(results, language, texts):  # type: ignore[no-untyped-def]
    text = said(results(), language)
    assert all(one in text for one in texts), text


def test_titles_name_who_is_behind_and_what_cannot_be_told(results):  # type: ignore[no-untyped-def]
    charts = {block.id: block for block in section(results()).blocks if isinstance(block, Chart)}
    assert charts["chart.service.tier"].title == "VIP customers get the least of what they are owed: 75.0%", "seven say nothing"
    assert charts["chart.service.branch"].title == "Of 16 actions not done, most (14) fall to 3602"
    assert charts["chart.service.manager"].title.startswith("1 of 2 managers have more to do than hours")
    assert charts["chart.service.cause"].title == "Of 4 complaints closed, 3 came from: Not told clearly"
    assert charts["chart.service.market"].title == "Time deposit, 1 year: 邮储 offers the most, median 1.52 %"
    wealth = dict(zip(charts["chart.service.tier"].table.keys, charts["chart.service.tier"].table.rows, strict=True))["WEALTH"]
    assert wealth[4] is None and wealth[-1] == "cannot tell"


def test_every_figure_stands_in_a_table(results):  # type: ignore[no-untyped-def]
    blocks = section(results()).blocks
    ids = {block.id if isinstance(block, Table) else block.table.id for block in blocks if isinstance(block, Table | Chart)}
    assert ids == {f"service.{name}" for name in ("tier", "kind", "branch", "case", "cause", "lead", "form", "answer", "market",
                                                  "manager")}


def test_a_month_without_records_says_so_and_not_nought_per_cent(results):  # type: ignore[no-untyped-def]
    nothing = dict.fromkeys(("service_tiers", "service_kinds", "service_branches", "service_cases", "service_causes",
                             "service_leads", "visit_forms", "market_rates"))
    checks = results().service_checks.assign(n=0)
    text = said(results(**nothing, service_checks=checks))
    assert "Nothing was due yet" in text and "0%" not in text
    assert all(one in text for one in ("No visit is on record", "No complaint or suggestion", "No lead is on record"))
    undrawn = results().service_checks.assign(n=[64, 0, 0, 0, 0, 0])
    assert "none was drawn" in said(results(service_checks=undrawn))


def test_too_few_in_all_say_no_rate(results):  # type: ignore[no-untyped-def]
    frame = results().service_tiers.assign(is_told=False, done_rate=None, low=None, high=None)
    assert "too few to tell a rate" in said(results(service_tiers=frame))


def test_a_month_that_was_not_measured_says_what_to_run(bare_results):  # type: ignore[no-untyped-def]
    assert isinstance(section(bare_results()).blocks[0], NotSupplied)
