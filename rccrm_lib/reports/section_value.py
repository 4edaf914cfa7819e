"""Who holds the assets, what customers bring, and who is close to the next tier."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.reports import measures as m
from rccrm_lib.reports.document import Block, Chart, Note, Paragraph, Section, make_table
from rccrm_lib.reports.section_contribution import contribution_blocks
from rccrm_lib.reports.section_near import near_blocks
from rccrm_lib.reports.voice import Voice

TABLE_POINTS = (0.01, 0.05, 0.1, 0.2, 0.5)


def compose_value(voice: Voice) -> Section:
    """Concentration of assets, contribution, and customers near the next tier."""
    curve = voice.results.concentration
    blocks: list[Block] = []
    if curve is None or curve.empty:
        blocks.append(voice.missing("concentration"))
    else:
        blocks += [Paragraph(_finding(voice, curve), "finding"), _concentration(voice, curve), Note(voice("value.note"))]
    blocks += contribution_blocks(voice)
    blocks += near_blocks(voice)
    return Section("value", voice("section.value"), tuple(blocks))


def _percent(top: float) -> str:
    return f"{round(top * 100, 2):g}%"


def _point(voice: Voice, curve: pd.DataFrame) -> dict[str, str]:
    """The top 10 %, or the point of the curve that comes nearest."""
    place = (curve["customers_share"] - 0.1).abs().idxmin()
    row = curve.loc[place]
    return {"top": _percent(row["customers_share"]), "share": voice.share(float(row["aum_share"]))}


def _finding(voice: Voice, curve: pd.DataFrame) -> str:
    top1, top10 = m.top_share(voice.results, 0.01), m.top_share(voice.results, 0.1)
    if top1 is None or top10 is None:
        return voice("value.finding_plain", **_point(voice, curve))
    return voice("value.finding", top1=voice.share(top1), top10=voice.share(top10))


def _concentration(voice: Voice, curve: pd.DataFrame) -> Chart:
    chosen = curve[curve["customers_share"].round(6).isin(TABLE_POINTS)]
    chosen = (curve if chosen.empty else chosen).sort_values("customers_share")
    rows = chosen.assign(label=[_percent(top) for top in chosen["customers_share"]])
    columns = voice.columns(("label", "top", "text"), ("aum_share", "aum_share", "share"), ("low", "low", "share"),
                            ("high", "high", "share"))
    if rows[["low", "high"]].isna().all(axis=None):
        columns = columns[:2]
    table = make_table(rows, id="value.concentration", caption=voice("value.table"), columns=columns, key=["label"])
    labels = {"equal": voice("value.equal"), "x": voice("value.x"),
              "point": voice.words("report.value.point")}
    return voice.chart("concentration", curve, table, id="chart.value.concentration", alt=voice("value.alt"),
                       title=voice("value.chart", **_point(voice, curve)), unit=voice("unit.curve"), source="value",
                       labels=labels)
