"""Where relationships stand, and which groups of customers there are: lifecycle, segments, a portrait of each."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.reports.document import Block, Chart, Note, Paragraph, Section, Table, make_table
from rccrm_lib.reports.voice import Voice

MOST_PORTRAITS = 6
TELLING = 0.25  # a feature that differs less from all customers tells nothing


def compose_segments(voice: Voice) -> Section:
    """Natures, lifecycle, then each segmenter with its verdict, then the portraits of the segments that were found."""
    results = voice.results
    stages, quality = results.lifecycle_counts, results.segment_quality
    blocks: list[Block] = []
    if results.natures is not None and not results.natures.empty:
        blocks.append(_natures(voice, results.natures))
    blocks += [voice.missing("lifecycle_counts")] if stages is None or stages.empty else _stages(voice, stages)
    if quality is None or quality.empty:
        return Section("segments", voice("section.segments"), (*blocks, voice.missing("segment_quality")))
    for row in quality.sort_values("segmenter").to_dict("records"):
        blocks += _verdict(voice, row)
    drawn = _portrayed(quality)
    if drawn and results.segment_sizes is not None:
        sizes = results.segment_sizes[results.segment_sizes["segmenter"] == drawn].sort_values(["n", "segment"], ascending=False)
        if len(sizes):
            blocks.append(_sizes(voice, sizes, drawn))
            blocks += _portraits(voice, sizes.head(MOST_PORTRAITS))
    return Section("segments", voice("section.segments"), tuple(blocks))


def _natures(voice: Voice, frame: pd.DataFrame) -> Table:
    """The first layer as a tree: persons and organisations, and what they are."""
    rows = frame.assign(part=[voice.words(f"segments.nature.{branch}") for branch in frame["branch"]],
                        label=[voice.words(f"segments.nature.{nature}") for nature in frame["nature"]])
    columns = voice.columns(("part", "nature_branch", "text"), ("label", "nature", "text"), ("n", "n", "count"))
    return make_table(rows, id="segments.natures", caption=voice("segments.nature_table"), columns=columns, key=["nature"])


def _stages(voice: Voice, frame: pd.DataFrame) -> list[Block]:
    counts = frame.set_index("stage")["n"]
    finding = voice("segments.stage_finding", **{name: int(counts.get(stage, 0)) for name, stage in (
        ("growing", "growing"), ("declining", "declining"), ("dormant", "dormant"), ("lost", "lost"), ("won", "won_back"))})
    rows = frame.assign(label=[voice.name("stage", stage) for stage in frame["stage"]])
    columns = voice.columns(("label", "life_stage", "text"), ("n", "n", "count"), ("n_entered", "n_entered", "count"))
    table = make_table(rows, id="segments.stages", caption=voice("segments.stage_table"), columns=columns, key=["stage"])
    top = rows.sort_values(["n", "stage"], ascending=[False, True]).iloc[0]
    data = pd.DataFrame({"label": rows["label"], "value": rows["n"], "is_marked": rows["stage"] == top["stage"]})
    chart = voice.chart("bars", data, table, id="chart.segments.stages", unit=voice("unit.customers"), source="segments",
                        title=voice("segments.stage_chart", stage=top["label"], n=int(top["n"])), alt=voice("segments.stage_alt"))
    return [Paragraph(finding, "finding"), chart, Note(voice("segments.stage_note"))]


def _verdict(voice: Voice, row: dict) -> list[Block]:
    """Whether a segmenter's clusters are there, in a sentence, with the figures behind it in small print."""
    name = voice.name("segmenter", row["segmenter"])
    if row["status"] == "by_rule":
        return []
    values = {"n": int(row["n_segments"])} if row["status"] == "found" else {}
    said = voice(f"cluster_verdict.{row['status']}", segmenter=name, **values)
    if pd.notna(row["kept_rate"]):
        said += " " + voice("segments.kept", rate=voice.share(float(row["kept_rate"])))
    blocks: list[Block] = [Paragraph(said)]
    if pd.notna(row["agreement"]):
        figures = {key: voice.formats.value(float(row[key]), "ratio") for key in ("agreement", "low", "silhouette", "chance")}
        blocks.append(Note(voice("segments.quality", segmenter=name, **figures)))
    return blocks


def _portrayed(quality: pd.DataFrame) -> str:
    """The segmenter whose segments are portrayed: found ones before those by rule."""
    for status in ("found", "by_rule"):
        names = sorted(quality.loc[quality["status"] == status, "segmenter"])
        if names:
            return names[0]
    return ""


def _sizes(voice: Voice, sizes: pd.DataFrame, segmenter: str) -> Chart:
    rows = sizes.assign(label=[_segment(voice, label) for label in sizes["segment"]])
    columns = voice.columns(("label", "segment", "text"), ("n", "n", "count"), ("n_share", "share", "share"),
                            ("aum_fen", "aum", "fen"), ("loan_fen", "loan_end", "fen"))
    caption = voice("segments.size_table", segmenter=voice.name("segmenter", segmenter))
    table = make_table(rows, id="segments.sizes", caption=caption, columns=columns, key=["segment"])
    data = pd.DataFrame({"label": rows["label"], "value": rows["n"], "is_marked": rows.index == rows.index[0]})
    top = rows.iloc[0]
    return voice.chart("bars", data, table, id="chart.segments.sizes", unit=voice("unit.customers"), source="segments",
                       title=voice("segments.size_chart", segment=top["label"], share=voice.share(float(top["n_share"]))),
                       alt=voice("segments.size_alt"))


def _portraits(voice: Voice, sizes: pd.DataFrame) -> list[Block]:
    profiles = voice.results.segment_profiles
    if profiles is None:
        return []
    blocks: list[Block] = []
    for size in sizes.to_dict("records"):
        is_mine = (profiles["segmenter"] == size["segmenter"]) & (profiles["segment"] == size["segment"])
        if is_mine.any():
            blocks += _portrait(voice, size, profiles[is_mine].sort_values("place").reset_index(drop=True))
    return blocks


def _portrait(voice: Voice, size: dict, mine: pd.DataFrame) -> list[Block]:
    name, telling = _segment(voice, size["segment"]), mine[mine["distance"].abs() >= TELLING].head(3)
    words = [voice("segments.higher" if distance > 0 else "segments.lower", feature=voice.words(f"segments.feature.{feature}"))
             for feature, distance in zip(telling["feature"], telling["distance"], strict=True)]
    features = voice("state.separator").join(words) or voice("segments.like_all")
    each = voice.each(round(float(size["aum_fen"]) / size["n"])) if pd.notna(size["aum_fen"]) else voice("state.not_supplied")
    rows = mine.assign(label=[voice.words(f"segments.feature.{feature}") for feature in mine["feature"]])
    columns = voice.columns(("label", "feature", "text"), ("distance", "distance", "ratio"))
    table = make_table(rows, id=f"segments.portrait.{size['segment']}", caption=voice("segments.portrait_table", segment=name),
                       columns=columns, key=["feature"])
    is_telling = rows["feature"].isin(telling["feature"])
    data = pd.DataFrame({"label": rows["label"], "value": rows["distance"], "is_marked": is_telling})
    chart = voice.chart("deviations", data, table, id=f"chart.segments.portrait.{size['segment']}", value_unit="ratio",
                        unit=voice("col.distance"), source="segments", alt=voice("segments.portrait_alt"),
                        title=voice("segments.portrait_chart", segment=name, features=features))
    return [Paragraph(voice("segments.portrait", segment=name, n=int(size["n"]), each=each)), chart]


def _segment(voice: Voice, label: str) -> str:
    return voice.name("segment", label)
