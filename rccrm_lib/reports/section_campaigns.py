"""What campaigns caused, told by intervals."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.reports import measures as m
from rccrm_lib.reports.document import Block, Chart, Note, Paragraph, Section, Table, make_table, plain
from rccrm_lib.reports.voice import Voice


def compose_campaigns(voice: Voice) -> Section:
    """Effects on the outcome fixed beforehand, and all outcomes in a table."""
    frame = voice.results.campaigns
    if frame is None:
        return Section("campaigns", voice("section.campaigns"), (voice.missing("campaigns"),))
    rows, waiting = m.primary_campaigns(voice.results), m.waiting_campaigns(voice.results)
    if rows.empty:
        blocks: tuple[Block, ...] = (Paragraph(voice("campaigns.none"), "finding"),)
        blocks += (_table(voice, waiting),) if len(waiting) else ()
        return Section("campaigns", voice("section.campaigns"), blocks)
    count = rows["verdict"].value_counts()
    finding = voice("campaigns.finding", n=len(rows), gain=int(count.get("gain", 0)), loss=int(count.get("loss", 0)),
                    unknown=int(count.get("unknown", 0)) + int(count.get("absent", 0)))
    blocks = (Paragraph(finding, "finding"), _effects(voice, rows, waiting))
    if len(waiting):
        blocks = (*blocks, Paragraph(voice("campaigns.pending", n=len(waiting))))
    evaluated = m.named(frame[frame["effect_fen"].notna()])
    if len(evaluated) > len(rows):
        blocks = (*blocks, _outcomes(voice, evaluated))
    return Section("campaigns", voice("section.campaigns"), (*blocks, Note(voice("campaigns.note"))))


def _amounts(voice: Voice, rows: pd.DataFrame) -> pd.DataFrame:
    """Effects and verdicts as text."""
    texts = [_signed(voice, plain(value)) for value in rows["effect_fen"]]
    return rows.assign(text=texts, verdict_text=[voice(f"verdict.{verdict}") for verdict in rows["verdict"]])


def _signed(voice: Voice, value: float | None) -> str:
    return ("+" if value is not None and value > 0 else "") + voice.each(value)


def _table(voice: Voice, rows: pd.DataFrame) -> Table:
    columns = voice.columns(
        ("name", "campaign", "text"), ("n_treated", "treated", "count"), ("n_held_out", "held_out", "count"),
        ("effect_fen", "effect", "fen_each"), ("low_fen", "low", "fen_each"), ("high_fen", "high", "fen_each"),
        ("incremental_fen", "incremental", "fen"), ("cost_fen", "cost", "fen"), ("verdict_text", "verdict", "text"))
    return make_table(_amounts(voice, rows), id="campaigns.primary", caption=voice("campaigns.table"), columns=columns,
                      key=["campaign_id"])


def _effects(voice: Voice, rows: pd.DataFrame, waiting: pd.DataFrame) -> Chart:
    table = _table(voice, pd.concat([rows, waiting], ignore_index=True) if len(waiting) else rows)
    rows = _amounts(voice, rows)
    data = rows.rename(columns={"name": "label", "effect_fen": "effect", "low_fen": "low", "high_fen": "high"})
    sure = int(rows["verdict"].isin(["gain", "loss"]).sum())
    money = voice.formats.each_unit()
    return voice.chart("effects", data[["label", "effect", "low", "high", "text"]], table, id="chart.campaigns.effect",
                       title=voice("campaigns.chart", n=len(rows), sure=sure), source="campaigns",
                       unit=voice("unit.effect", money=money, confidence=f"{voice.results.confidence:.0%}"),
                       alt=voice("campaigns.alt"), value_unit="fen",
                       labels={"x": voice("campaigns.x", unit=money)})


def _outcomes(voice: Voice, frame: pd.DataFrame) -> Table:
    rows = frame.assign(verdict=m.verdicts(frame))
    rows = rows.assign(verdict_text=[voice(f"verdict.{verdict}") for verdict in rows["verdict"]],
                       label=[voice.name("outcome", code) for code in rows["outcome"]],
                       method=[voice.name("method", code) for code in rows["method"]])
    columns = voice.columns(("name", "campaign", "text"), ("label", "outcome", "text"),
                            ("horizon_months", "horizon", "months"), ("effect_fen", "effect", "fen_each"),
                            ("low_fen", "low", "fen_each"), ("high_fen", "high", "fen_each"), ("p_value", "p_value", "p"),
                            ("method", "method", "text"), ("verdict_text", "verdict", "text"))
    return make_table(rows, id="campaigns.outcome", caption=voice("campaigns.all_table"), columns=columns,
                      key=["campaign_id", "horizon_months", "outcome"])
