"""Villages and households: how far archive, limits and use reach, and which are credit villages."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.reports import measures as m
from rccrm_lib.reports.document import Block, Chart, Note, Paragraph, Section, Table, make_table
from rccrm_lib.reports.voice import Voice, shares

SHOWN = 30  # villages in the report; the table `village_months` holds all
#: Rate -> (part, whole) over all villages.
RATES = {"archived": ("n_archived", "n_households"), "granted": ("n_granted", "n_archived"), "signed": ("n_signed", "n_granted"),
         "used": ("n_used", "n_granted"), "credit": ("n_credit", "n_farm"), "clear": ("n_clear", "n_borrowers")}


def compose_villages(voice: Voice) -> Section:
    """Rates over all villages, the villages and townships with what they miss, and the households by kind."""
    frame = voice.results.villages
    if frame is None or frame.empty:
        return Section("villages", voice("section.villages"), (voice.missing("villages"),))
    rates = {name: m.ratio(m.total(frame, part), m.total(frame, whole)) for name, (part, whole) in RATES.items()}
    blocks: list[Block] = [Paragraph(_finding(voice, frame, rates), "finding"), _rates(voice, frame, rates)]
    blocks += [made for made in (_villages(voice, frame), _townships(voice), _farm(voice)) if made]
    return Section("villages", voice("section.villages"), (*blocks, Note(voice("villages.note"))))


def _finding(voice: Voice, frame: pd.DataFrame, rates: dict[str, float | None]) -> str:
    judged = frame["is_credit_village"].dropna().astype(bool)
    return voice("villages.finding", n=len(frame), judged=len(judged), credit=int(judged.sum()),
                 archived=m.total(frame, "n_archived") or 0, granted=voice.share(rates["granted"]))


def _rates(voice: Voice, frame: pd.DataFrame, rates: dict[str, float | None]) -> Chart:
    rows = pd.DataFrame([(name, voice.name("village_rate", name), m.total(frame, part), m.total(frame, whole), rates[name])
                         for name, (part, whole) in RATES.items()], columns=["rate", "label", "part", "whole", "share"])
    table = make_table(rows, id="villages.rates", caption=voice("villages.rates_table"), key=["rate"],
                       columns=voice.columns(("label", "measure", "text"), ("part", "households", "count"),
                                             ("whole", "of_households", "count"), ("share", "share", "share")))
    data = rows[["label"]].assign(value=rows["share"].astype("float64"), is_marked=rows["rate"] == "granted")
    return voice.chart("bars", data, table, id="chart.villages.rates", alt=voice("villages.alt"), value_unit="share",
                       title=voice("villages.chart", share=voice.share(rates["granted"])), unit=voice("unit.share"),
                       source="archive")


def _villages(voice: Voice, frame: pd.DataFrame) -> Table:
    rows = frame.sort_values(["n_archived", "village_id"], ascending=[False, True]).head(SHOWN)
    rows = rows.assign(label=rows["name"].fillna(rows["village_id"]), verdict=_verdicts(voice, rows, "is_credit_village"))
    columns = voice.columns(("label", "village", "text"), ("n_archived", "archived", "count"),
                            ("granted_share", "granted_share", "share"), ("used_share", "used_share", "share"),
                            ("used_avg_fen", "used_avg", "fen"), ("clear_share", "clear_share", "share"),
                            ("npl_share", "npl_share", "share"), ("verdict", "credit_village", "text"))
    caption = voice("villages.table", n=len(frame), shown=len(rows))
    return make_table(rows, id="villages.village", caption=caption, columns=columns, key=["village_id"])


def _townships(voice: Voice) -> Table | None:
    frame = voice.results.townships
    if frame is None or frame.empty:
        return None
    rows = frame.sort_values("township").assign(verdict=lambda rows: _verdicts(voice, rows, "is_credit_township"))
    columns = voice.columns(("township", "township", "text"), ("n_villages", "villages", "count"),
                            ("n_credit_villages", "credit_villages", "count"), ("clear_share", "clear_share", "share"),
                            ("verdict", "credit_township", "text"))
    return make_table(rows, id="villages.township", caption=voice("villages.townships"), columns=columns, key=["township"])


def _verdicts(voice: Voice, rows: pd.DataFrame, column: str) -> list[str]:
    """Yes, or which rules are not met, or that it cannot be told."""
    said = []
    for verdict, failed in zip(rows[column], rows["failed"], strict=True):
        if pd.isna(verdict):
            said.append(voice("villages.open"))
        else:
            names = [voice.name("village_rule", code) for code in str(failed or "").split(",") if code]
            said.append(voice("villages.not_met", rules=voice("villages.comma").join(names)) if names else voice("villages.yes"))
    return said


def _farm(voice: Voice) -> Table | None:
    frame = voice.results.farm_households
    if frame is None or frame.empty:
        return None
    rows = frame.assign(label=[voice.name("farm_reason", code) for code in frame["farm_reason"]], share=shares(frame["n"]))
    return make_table(rows, id="villages.farm", caption=voice("villages.farm"), key=["farm_reason"],
                      columns=voice.columns(("label", "farm_reason", "text"), ("n", "households", "count"),
                                            ("n_members", "persons", "count"), ("share", "share", "share")))
