"""What customers bring: the parts of the contribution, how it concentrates, business lines, agreement with the ledger."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.reports.document import Block, Chart, Note, Paragraph, Table, make_table
from rccrm_lib.reports.document import Column as Shown
from rccrm_lib.reports.results import PARTS
from rccrm_lib.reports.voice import Voice

SPREADS = ("deposit_spread_fen", "loan_spread_fen")
CURVE_POINTS = (0.01, 0.05, 0.1, 0.2)


def contribution_blocks(voice: Voice) -> list[Block]:
    """The blocks of the section on value that speak of the contribution; what is missing is said once."""
    results = voice.results
    frame = results.contribution
    if frame is None or not (frame["part"] == "customers").any():
        return [voice.missing("contribution")]
    blocks: list[Block] = [Paragraph(_finding(voice, frame), "finding"), _waterfall(voice, frame)]
    curve, lines, items = results.contribution_concentration, results.contribution_lines, results.ledger_items
    fallbacks = results.contribution_fallbacks
    blocks += [voice.missing("contribution_concentration") if curve is None or curve.empty else _curve(voice, curve),
               voice.missing("contribution_lines") if lines is None or lines.empty else _lines(voice, lines)]
    if items is None or items.empty:
        blocks.append(voice.missing("ledger_items"))
    else:
        blocks += [Paragraph(voice("contribution.ledger")), _ledger(voice, items)]
    if fallbacks is not None and not fallbacks.empty:
        blocks.append(_fallbacks(voice, fallbacks))
    return [*blocks, Note(voice("contribution.note"))]


def _customers(frame: pd.DataFrame) -> pd.Series:
    """The part of the customers; parts that are not supplied count as nothing in a sum."""
    return frame[frame["part"] == "customers"].iloc[0].fillna(0)


def _finding(voice: Voice, frame: pd.DataFrame) -> str:
    row = _customers(frame)
    deposits, loans, total = (int(row[name]) for name in (*SPREADS, "contribution_fen"))
    return voice("contribution.finding", total=voice.fen(total), deposits=voice.fen(deposits), loans=voice.fen(loans),
                 others=voice.fen(total - deposits - loans))


def _waterfall(voice: Voice, frame: pd.DataFrame) -> Chart:
    row = _customers(frame)
    known = [part for part in PARTS if frame[part].notna().any()]
    total, spread = int(row["contribution_fen"]), int(row[SPREADS[0]] + row[SPREADS[1]])
    steps = [(voice.name("contribution_part", part), int(row[part]), False) for part in known]
    data = pd.DataFrame([("", 0, True), *steps, (voice("contribution.chart_total"), total, True)],
                        columns=["label", "n", "is_total"])
    title = "contribution.waterfall_plus" if total >= 0 else "contribution.waterfall_minus"
    return voice.chart("waterfall", data, _parts(voice, frame, known), id="chart.contribution.waterfall",
                       title=voice(title, spread=voice.fen(spread), total=voice.fen(total)),
                       unit=voice.formats.unit("fen"), source="contribution", alt=voice("contribution.waterfall_alt"),
                       value_unit="fen")


def _part_columns(voice: Voice, known: list[str]) -> list[Shown]:
    return [*(Shown(part, voice.name("contribution_part", part), "fen") for part in known),
            Shown("contribution_fen", voice("col.contribution"), "fen")]


def _parts(voice: Voice, frame: pd.DataFrame, known: list[str]) -> Table:
    rows = frame.assign(label=[voice.name("contribution_owner", part) for part in frame["part"]])
    columns = [*voice.columns(("label", "owner", "text"), ("n_contracts", "contracts", "count")), *_part_columns(voice, known)]
    return make_table(rows, id="contribution.part", caption=voice("contribution.table"), columns=columns, key=["part"])


def _curve(voice: Voice, curve: pd.DataFrame) -> Chart:
    rows = curve[curve["customers_share"].round(6).isin(CURVE_POINTS)].sort_values("customers_share")
    rows = rows.assign(label=[f"{round(top * 100, 2):g}%" for top in rows["customers_share"]])
    columns = voice.columns(("label", "top_contribution", "text"), ("contribution_share", "contribution_share", "share"),
                            ("low", "low", "share"), ("high", "high", "share"))
    table = make_table(rows, id="contribution.concentration", caption=voice("contribution.curve_table"), columns=columns,
                       key=["label"])
    tenth = rows.loc[(rows["customers_share"] - 0.1).abs().idxmin()]
    labels = {"equal": voice("value.equal"), "x": voice("contribution.curve_x"), "point": voice.words("report.value.point")}
    data, share = curve.rename(columns={"contribution_share": "aum_share"}), voice.share(float(tenth["contribution_share"]))
    return voice.chart("concentration", data, table, id="chart.contribution.concentration", alt=voice("contribution.curve_alt"),
                       title=voice("contribution.curve", top=tenth["label"], share=share),
                       unit=voice("unit.contribution_curve"), source="contribution", labels=labels)


def _lines(voice: Voice, frame: pd.DataFrame) -> Chart:
    known = [part for part in PARTS if frame[part].notna().any()]
    rows = frame.assign(label=[voice.code("line", code) for code in frame["line"]])
    columns = [*voice.columns(("label", "line", "text"), ("n_customers", "n", "count")), *_part_columns(voice, known)]
    table = make_table(rows, id="contribution.line", caption=voice("contribution.lines_table"), columns=columns, key=["line"])
    best = rows.loc[rows["contribution_fen"].idxmax()]
    data = pd.DataFrame({"label": rows["label"], "value": rows["contribution_fen"], "is_marked": rows["line"] == best["line"]})
    title = voice("contribution.lines_chart", line=best["label"], value=voice.fen(int(best["contribution_fen"])))
    return voice.chart("columns", data, table, id="chart.contribution.line", value_unit="fen", source="contribution", title=title,
                       unit=voice.formats.unit("fen"), alt=voice("contribution.lines_alt"))


def _ledger(voice: Voice, frame: pd.DataFrame) -> Table:
    rows = frame.assign(label=[voice.code("gl_item", code) for code in frame["item"]])
    columns = voice.columns(("label", "item", "text"), ("booked_fen", "booked", "fen"),
                            ("customers_fen", "customers_total", "fen"), ("unallocated_fen", "unallocated", "fen"),
                            ("explained_fen", "explained", "fen"), ("difference_fen", "difference", "fen"))
    return make_table(rows, id="contribution.ledger", caption=voice("contribution.ledger_table"), columns=columns, key=["item"])


def _fallbacks(voice: Voice, frame: pd.DataFrame) -> Table:
    rows = frame.assign(label=[voice.name("contribution_fallback", code) for code in frame["reason"]],
                        what=[voice.name("contribution_used", code) for code in frame["used"]])
    columns = voice.columns(("label", "fallback", "text"), ("n_contracts", "contracts", "count"),
                            ("balance_fen", "balance", "fen"), ("what", "used", "text"))
    return make_table(rows, id="contribution.fallback", caption=voice("contribution.fallback_table"), columns=columns,
                      key=["reason", "used"])
