"""What customers need and do: tags, the next product, and how far the bank reaches."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.reports.document import Block, Column, Note, Paragraph, Section, Table, make_table
from rccrm_lib.reports.voice import Voice

MOST_BARS = 8


def compose_needs(voice: Voice) -> Section:
    """Tags, next products, channels by age, townships."""
    results = voice.results
    blocks: list[Block] = []
    if results.tag_counts is None or results.tag_counts.empty:
        blocks.append(voice.missing("tag_counts"))
    else:
        blocks += _tags(voice, results.tag_counts)
    if results.product_gaps is not None and not results.product_gaps.empty:
        gaps = _gap_rows(voice, results.product_gaps)
        top = gaps.iloc[0]
        blocks += [Paragraph(voice("segments.gap_finding", product=top["label"], n=int(top["n"])), "finding"),
                   _gaps(voice, gaps), Note(voice("segments.gap_note"))]
    if results.channel_ages is not None and not results.channel_ages.empty:
        blocks.append(_ages(voice, results.channel_ages))
    if results.penetration is not None and not results.penetration.empty:
        blocks += _reach(voice, results.penetration)
    return Section("needs", voice("section.needs"), tuple(blocks))


def _tags(voice: Voice, frame: pd.DataFrame) -> list[Block]:
    rows = frame.assign(
        label=[voice.words.pick(zh, en) for zh, en in zip(frame["name_zh"], frame["name_en"], strict=True)],
        kind_label=[voice.name("tag_kind", kind) for kind in frame["kind"]],
        status_label=[voice.name("tag_status", status) for status in frame["status"]])
    rows = rows.sort_values(["n", "tag"], ascending=[False, True], na_position="last").reset_index(drop=True)
    told = rows[rows["status"] == "told"]
    columns = voice.columns(("label", "tag", "text"), ("kind_label", "tag_kind", "text"), ("n", "n", "count"),
                            ("n_new", "n_new", "count"), ("n_unknown", "n_unknown", "count"),
                            ("status_label", "tag_status", "text"))
    table = make_table(rows, id="needs.tags", caption=voice("segments.tag_table"), columns=columns, key=["tag"])
    if told.empty:
        return [Paragraph(voice("segments.tag_none", tags=len(rows)), "finding"), table]
    most = told.iloc[0]
    finding = voice("segments.tag_finding", tags=len(rows), told=len(told), tag=most["label"], n=int(most["n"]))
    needs = told[(told["kind"] == "need") & (told["n"] > 0)].head(MOST_BARS)
    shown: Block = table
    if len(needs):
        data = pd.DataFrame({"label": needs["label"], "value": needs["n"], "is_marked": needs.index == needs.index[0]})
        shown = voice.chart("bars", data, table, id="chart.needs.tags", unit=voice("unit.customers"), source="segments",
                            title=voice("segments.tag_chart", tag=needs.iloc[0]["label"], n=int(needs.iloc[0]["n"])),
                            alt=voice("segments.tag_alt"))
    return [Paragraph(finding, "finding"), shown, Note(voice("segments.tag_note"))]


def _gap_rows(voice: Voice, frame: pd.DataFrame) -> pd.DataFrame:
    """One row per product: customers to whom it is suggested first, and the natures' median lifts, weighed."""
    rows = frame.assign(weighed=frame["n"] * frame["lift"]).groupby("product", as_index=False)[["n", "weighed"]].sum()
    rows = rows.assign(lift=rows["weighed"] / rows["n"], label=[voice.name("product", code) for code in rows["product"]])
    return rows.sort_values(["n", "product"], ascending=[False, True]).reset_index(drop=True)


def _gaps(voice: Voice, rows: pd.DataFrame) -> Table:
    columns = voice.columns(("label", "product", "text"), ("n", "n", "count"), ("lift", "lift", "ratio"))
    return make_table(rows, id="needs.gaps", caption=voice("segments.gap_table"), columns=columns, key=["product"])


def _ages(voice: Voice, frame: pd.DataFrame) -> Table:
    """Rows age bands, columns three months of the history, cells the share by mobile or web."""
    mobile = frame[frame["channel"] == "MOB"]
    months = sorted(mobile["month"].unique())
    shown = list(dict.fromkeys([months[0], months[len(months) // 2], months[-1]]))
    wide = mobile.pivot(index="age_band", columns="month", values="share")[shown].reset_index()
    columns = [*voice.columns(("age_band", "age_band", "text")), *[Column(month, month, "share") for month in shown]]
    return make_table(wide, id="needs.ages", caption=voice("segments.age_table"), columns=columns, key=["age_band"])


def _reach(voice: Voice, frame: pd.DataFrame) -> list[Block]:
    columns = voice.columns(("township", "township", "text"), ("n_villages", "villages", "count"), ("n_customers", "n", "count"),
                            ("households", "households", "count"), ("customers_per_household", "per_household", "ratio"))
    table = make_table(frame, id="needs.reach", caption=voice("segments.reach_table"), columns=columns, key=["township"])
    known = frame.dropna(subset=["customers_per_household"])
    if known.empty:
        return [table]
    least = known.sort_values(["customers_per_household", "township"]).iloc[0]
    value = voice.formats.value(float(least["customers_per_household"]), "ratio")
    return [Paragraph(voice("segments.reach_finding", township=least["township"], value=value)), table]


