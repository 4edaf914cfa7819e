"""Who is close to the next tier: by which measure, what is missing, and what would lift."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.reports.document import Block, Chart, Note, Paragraph, Table, make_table
from rccrm_lib.reports.voice import Voice

#: What is missing is a daily average or a month's contribution: sums of one measure only.
SAID = {"AUM": "value.near_by_aum", "CONTRIBUTION": "value.near_by_contribution"}


def near_blocks(voice: Voice) -> list[Block]:
    """The customers within reach of a tier, and the products that would lift them."""
    near = voice.results.near_threshold
    if near is None:
        return [voice.missing("near_threshold")]
    if near.empty:
        return [Paragraph(voice("value.near_none"))]
    blocks: list[Block] = [Paragraph(_finding(voice, near), "finding"), _chart(voice, near)]
    counts = voice.results.near_counts
    if counts is not None:
        blocks += [Paragraph(_lift_finding(voice, counts)), _products(voice, counts)]
    return [*blocks, Note(voice("value.near_note"))]


def _finding(voice: Voice, near: pd.DataFrame) -> str:
    said = [voice("value.near_finding", n=int(near["n"].sum()))]
    for measure, key in SAID.items():
        rows = near[near["measure"] == measure]
        if len(rows):
            said.append(voice(key, n=int(rows["n"].sum()), gap=voice.fen(int(rows["gap_fen"].sum()))))
    stays = int(near["n_stays"].sum())
    return "".join([*said, voice("value.near_stays", n=stays)] if stays else said)


def _chart(voice: Voice, near: pd.DataFrame) -> Chart:
    order = {code: place for place, code in enumerate(voice.results.tier_names["tier"])}
    rows = near.assign(
        name=[voice.tier(code) for code in near["tier"]], _order=near["tier"].map(order),
        measure_name=[voice.name("measure_near", code) for code in near["measure"]])
    rows = rows.assign(label=[voice("value.near_bar", tier=name, measure=measure)
                              for name, measure in zip(rows["name"], rows["measure_name"], strict=True)])
    rows = rows.sort_values(["_order", "measure"], ascending=[False, True])
    most = rows.sort_values(["n", "_order"], ascending=[False, True]).iloc[0]
    columns = voice.columns(("name", "next_tier", "text"), ("measure_name", "near_measure", "text"), ("n", "n", "count"),
                            ("gap_fen", "gap", "fen"), ("n_stays", "n_stays", "count"))
    table = make_table(rows, id="value.near", caption=voice("value.near_table"), columns=columns, key=["tier", "measure"])
    data = pd.DataFrame({"label": rows["label"], "value": rows["n"], "is_marked": rows["label"] == most["label"]})
    return voice.chart("bars", data, table, id="chart.value.near", alt=voice("value.near_alt"),
                       title=voice("value.near_chart", n=int(most["n"]), tier=most["name"]),
                       unit=voice("unit.customers"), source="value")


def _lift_finding(voice: Voice, counts: pd.DataFrame) -> str:
    """For how many a product can be named, which one most often, and for how many none."""
    named = counts[counts["product"].notna()]
    silent = int(counts["n"].sum() - named["n"].sum())
    if named.empty:
        return voice("value.lift_none", n=silent)
    sums = named.groupby("product")["n"].sum().sort_index().sort_values(ascending=False, kind="stable")
    return voice("value.lift_finding", n=int(named["n"].sum()), product=voice.name("product", str(sums.index[0])),
                 most=int(sums.iloc[0]), silent=silent)


def _products(voice: Voice, counts: pd.DataFrame) -> Table:
    rows = counts.assign(
        measure_name=[voice.name("measure_near", code) for code in counts["measure"]],
        label=[_product(voice, code) for code in counts["product"]],
        why=[voice.name("lift_rule", code) for code in counts["rule"]], key=counts["product"].fillna("none"))
    columns = voice.columns(("measure_name", "near_measure", "text"), ("label", "lift_product", "text"),
                            ("why", "lift_why", "text"), ("n", "n", "count"))
    return make_table(rows, id="value.lift", caption=voice("value.lift_table"), columns=columns, key=["measure", "key", "rule"])


def _product(voice: Voice, code: object) -> str:
    return voice.name("product", code) if isinstance(code, str) else voice("value.lift_unnamed")
