"""The pyramid of tiers, the movement between them, and the bridge of valuable customers."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.reports import measures as m
from rccrm_lib.reports.document import Block, Chart, Note, NotSupplied, Paragraph, Section, make_table
from rccrm_lib.reports.section_watch import watch_blocks
from rccrm_lib.reports.voice import Voice, shares

#: Shown where it is supplied: what a tier brings, and what serving it costs.
WORTH = (("contribution_fen", "contribution", "fen"), ("service_cost_fen", "service_cost", "fen"))


def compose_tiers(voice: Voice) -> Section:
    """Pyramid, migration matrix and bridge, each with what is missing said."""
    results = voice.results
    blocks: list[Block] = []
    if results.pyramid is None or results.pyramid.empty:
        blocks.append(voice.missing("pyramid"))
    else:
        blocks += [Paragraph(_finding(voice), "finding"), _pyramid(voice, results.pyramid),
                   Note(voice("tiers.note", months=results.months_below_before_down))]
    if results.bridge is None or results.bridge.empty:
        blocks.append(_first_month(voice, "bridge"))
    else:
        blocks.append(_bridge(voice, results.bridge))
    if results.migration is None or results.migration.empty:
        blocks.append(_first_month(voice, "migration"))
    else:
        blocks.append(_migration(voice, results.migration))
    if results.deciding_counts is not None:
        blocks += _deciding(voice, results.deciding_counts)
    blocks += watch_blocks(voice)
    return Section("tiers", voice("section.tiers"), tuple(blocks))


def _first_month(voice: Voice, part: str) -> NotSupplied:
    """With tiers of this month but none of last month nothing is wrong: the reader is told so."""
    pyramid, missing = voice.results.pyramid, voice.missing(part)
    if pyramid is None or pyramid["n_previous"].notna().any():
        return missing
    return NotSupplied(missing.what, voice("tiers.first_month"))


def _valuable_shares(voice: Voice) -> dict[str, str]:
    results = voice.results
    number = m.ratio(m.valuable(results, "n"), m.total(results.pyramid, "n"))
    money = m.ratio(m.valuable(results, "aum_avg_fen"), m.total(results.pyramid, "aum_avg_fen"))
    return {"tier": voice.valuable_tier(), "share": voice.share(number), "aum_share": voice.share(money)}


def _finding(voice: Voice) -> str:
    return voice("tiers.finding", n=m.valuable(voice.results, "n"), **_valuable_shares(voice))


def _pyramid(voice: Voice, frame: pd.DataFrame) -> Chart:
    if voice.results.tier_worth is not None:
        frame = frame.merge(voice.results.tier_worth, on="tier", how="left")
    names = voice.results.tier_names[["tier", "is_valuable"]].assign(order=range(len(voice.results.tier_names)))
    rows = frame.merge(names, on="tier").sort_values("order", ascending=False).reset_index(drop=True)
    rows = rows.assign(label=[voice.tier(code) for code in rows["tier"]], share=shares(rows["n"]),
                       aum_share=shares(rows["aum_avg_fen"]), change=rows["n"] - rows["n_previous"])
    columns = voice.columns(
        ("label", "tier", "text"), ("n", "n", "count"), ("change", "change", "count"), ("share", "share", "share"),
        ("n_watch", "n_watch", "count"), ("aum_avg_fen", "aum", "fen"), ("aum_share", "aum_share", "share"),
        *(pair for pair in WORTH if pair[0] in rows and rows[pair[0]].notna().any()))
    table = make_table(rows, id="tiers.pyramid", caption=voice("tiers.pyramid_table"), columns=columns, key=["tier"])
    unit = voice.formats.unit("fen")
    data = rows[["label", "n", "aum_avg_fen"]].assign(is_marked=rows["is_valuable"])
    labels = {"left": voice("tiers.pyramid_left"), "right": voice("tiers.pyramid_right", unit=unit)}
    return voice.chart("pyramid", data, table, id="chart.tiers.pyramid", alt=voice("tiers.pyramid_alt"),
                       title=voice("tiers.pyramid", **_valuable_shares(voice)), unit=voice("unit.both", money=unit),
                       source="value", labels=labels)


def _migration(voice: Voice, frame: pd.DataFrame) -> Chart:
    order = {code: place for place, code in enumerate(voice.results.tier_names["tier"])}
    ends = {"NEW": -2, "SPLIT": -1, "LEFT": len(order), "MERGED": len(order) + 1}
    place = {**order, **ends}
    rows = frame.assign(
        _from=frame["from_tier"].map(place), _to=frame["to_tier"].map(place),
        row=[voice.tier(code) for code in frame["from_tier"]], column=[voice.tier(code) for code in frame["to_tier"]],
        share=frame["n"] / frame.groupby("from_tier")["n"].transform("sum")).sort_values(["_from", "_to"])
    both = rows[rows["from_tier"].isin(order) & rows["to_tier"].isin(order)]
    title = voice("tiers.migration", same=int(both.loc[both["_from"] == both["_to"], "n"].sum()),
                  up=int(both.loc[both["_to"] > both["_from"], "n"].sum()),
                  down=int(both.loc[both["_to"] < both["_from"], "n"].sum()))
    columns = voice.columns(("row", "from_tier", "text"), ("column", "to_tier", "text"), ("n", "n", "count"),
                            ("aum_from_fen", "aum_from", "fen"), ("aum_to_fen", "aum_to", "fen"))
    shown = rows[rows["n"] > 0]
    table = make_table(shown, id="tiers.migration", caption=voice("tiers.migration_table"), columns=columns,
                       key=["from_tier", "to_tier"])
    return voice.chart("matrix", _grid(voice, rows), table, id="chart.tiers.migration", title=title,
                       unit=voice("unit.customers"), source="value", alt=voice("tiers.migration_alt"),
                       labels={"rows": voice("tiers.rows"), "columns": voice("tiers.columns")})


def _grid(voice: Voice, rows: pd.DataFrame) -> pd.DataFrame:
    """Every cell of the matrix in order, who came and who went last, so that the diagonal runs straight.

    Parts of other customers (SPLIT, MERGED) have a row and a column where there are any.
    """
    codes = voice.results.tier_names["tier"].tolist()
    split, merged = ([code] * bool((rows[side] == code).any()) for side, code in (("from_tier", "SPLIT"), ("to_tier", "MERGED")))
    grid = pd.MultiIndex.from_product([[*codes, "NEW", *split], [*codes, "LEFT", *merged]], names=["from_tier", "to_tier"])
    full = rows.set_index(["from_tier", "to_tier"])[["n", "share"]].reindex(grid, fill_value=0).reset_index()
    return full.assign(row=[voice.tier(code) for code in full["from_tier"]],
                       column=[voice.tier(code) for code in full["to_tier"]])[["row", "column", "n", "share"]]


def _bridge(voice: Voice, frame: pd.DataFrame) -> Chart:
    parts = {part: abs(m.bridge_part(voice.results, part) or 0) for part in ("upgraded", "downgraded")}
    net = (m.bridge_part(voice.results, "current") or 0) - (m.bridge_part(voice.results, "previous") or 0)
    key = "up" if net > 0 else "down" if net < 0 else "same"
    words = {"up": parts["upgraded"], "down": parts["downgraded"]} | ({"net": abs(net)} if net else {})
    rows = frame.assign(label=[voice.name("bridge", part) for part in frame["part"]])
    table = make_table(rows, id="tiers.bridge", caption=voice("tiers.bridge_table"), key=["part"],
                       columns=voice.columns(("label", "part", "text"), ("n", "n", "count"), ("aum_fen", "aum", "fen")))
    moved = rows[rows["part"] != "stayed"]
    data = moved[["label", "n"]].assign(is_total=moved["part"].isin(["previous", "current"]))
    return voice.chart("waterfall", data, table, id="chart.tiers.bridge", title=voice(f"tiers.bridge_{key}", **words),
                       unit=voice("unit.customers"), source="value", alt=voice("tiers.bridge_alt"))


def _deciding(voice: Voice, frame: pd.DataFrame) -> list[Block]:
    """What alone decided that customers rose or fell: the sentence, and the counts."""
    rows = frame.assign(direction_label=[voice(f"tiers.{direction}") for direction in frame["direction"]],
                        label=[voice.name("tier_cause", cause) for cause in frame["deciding"]])
    first = {direction: rows[rows["direction"] == direction].head(1) for direction in ("up", "down")}
    sentence = {"up": "tiers.deciding_up", "down": "tiers.deciding_down"}
    said = [voice(sentence[direction], cause=row.iloc[0]["label"], n=int(row.iloc[0]["n"]),
                  all=int(rows.loc[rows["direction"] == direction, "n"].sum()))
            for direction, row in first.items() if not row.empty]
    columns = voice.columns(("direction_label", "direction", "text"), ("label", "deciding", "text"), ("n", "n", "count"),
                            ("aum_change_fen", "aum_change", "fen"))
    table = make_table(rows, id="tiers.deciding", caption=voice("tiers.deciding_table"), columns=columns,
                       key=["direction", "deciding"])
    return [Paragraph(" ".join(said), "text"), table, Note(voice("tiers.deciding_note"))]
