"""The evidence between two records as a picture: a waterfall of bits from the start to the sum."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.core.settings import load_settings
from rccrm_lib.core.words import Words
from rccrm_lib.ecif.why import Why, say_why
from rccrm_lib.flow.run import only_member
from rccrm_lib.flow.show import Charts
from rccrm_lib.flow.why import weigh_published
from rccrm_lib.reports.document import Chart, Column, make_table
from rccrm_lib.reports.formats import Formats

ALONE = ("kin", "prior")  # their words say all; they have no level


def draw_why(a: str, b: str, *, config: str, member: str = "", month: str, language: str = "zh") -> Charts:
    """One chart: why two records ("SYSTEM:NUMBER") or customers of a published month are one, or not."""
    words, settings = Words(language), load_settings(config)
    why = weigh_published(a, b, config=config, member=member, month=month)
    chart = _compose(why, words)
    currency = settings.member(member or only_member(settings)).currency
    return Charts((chart,), Formats(words, currency))


def _compose(why: Why, words: Words) -> Chart:
    steps = why.evidence.iloc[::-1]  # the start comes first
    labels = [_label(str(field), str(level), words) for field, level in zip(steps["field"], steps["level"], strict=True)]
    data = pd.DataFrame({"label": [*labels, words("ecif.why.total")], "value": [*steps["bits"], why.bits]})
    columns = [Column("label", words("ecif.why.evidence")), Column("said", words("ecif.why.bits"))]
    title = say_why(why, words).splitlines()[0]
    said = data.assign(said=[f"{value:+.1f}" for value in data["value"]])
    table = make_table(said, id="why.evidence", caption=words("ecif.why.evidence"), columns=columns, key=["label"])
    return Chart("chart.why.evidence", "evidence", title, words("ecif.why.bits"), "match_weights", title, data, table,
                 labels={"zero": words("ecif.why.zero")})


def _label(field: str, level: str, words: Words) -> str:
    name = words(f"ecif.field.{field}")
    return name if field in ALONE else words("ecif.why.step", field=name, level=words(f"ecif.level.{level}"))
