"""Who leaves, how fast, why, and how much the answer hangs on the definition."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.reports import measures as m
from rccrm_lib.reports.document import Block, Chart, Note, Paragraph, Section, Table, make_table
from rccrm_lib.reports.voice import Voice

TABLE_MONTHS = (1, 3, 6, 12)
MOST_CURVES = 4
FEWEST_DRAWN = 30  # at risk at a curve's end: with fewer the band fills the picture and the line says nothing
ALL = "ALL"


def compose_churn(voice: Voice) -> Section:
    """Survival by tier, causes, sensitivity."""
    results = voice.results
    curve = None if results.survival is None else results.survival.dropna(subset=["month", "survival"])
    if curve is None or curve.empty:
        return Section("churn", voice("section.churn"), (voice.missing("survival"),))
    blocks: list[Block] = [Paragraph(_finding(voice), "finding"), _survival(voice, curve)]
    if results.churn_causes is not None and not results.churn_causes.empty:
        blocks.append(_causes(voice, results.churn_causes))
    if results.churn_sensitivity is not None and not results.churn_sensitivity.empty:
        blocks.append(_sensitivity(voice, results.churn_sensitivity))
    return Section("churn", voice("section.churn"), (*blocks, Note(_note(voice))))


def _note(voice: Voice) -> str:
    """The definition with the numbers in force, where they are known."""
    frame = voice.results.churn_sensitivity
    base = frame[frame["is_base"].astype(bool)] if frame is not None else None
    if base is None or base.empty:
        return voice("churn.note", few=FEWEST_DRAWN, rule=voice("churn.rule_plain"))
    row = base.iloc[0]
    rule = voice("churn.rule", months=int(row["enter_months"]), ratio=f"{row['enter_ratio']:.0%}")
    return voice("churn.note", few=FEWEST_DRAWN, rule=rule)


def _finding(voice: Voice) -> str:
    found, worst = m.attrition(voice.results), m.worst_tier(voice.results)
    interval = ""
    if found.low is not None and found.high is not None:
        interval = voice("churn.interval", low=voice.share(found.low), high=voice.share(found.high))
    if worst is None:
        return voice("churn.finding_plain", value=voice.share(found.value), interval=interval)
    return voice("churn.finding", value=voice.share(found.value), interval=interval, tier=voice.tier(worst[0]),
                 worst=voice.share(worst[1].value))


def _survival(voice: Voice, curve: pd.DataFrame) -> Chart:
    months = sorted(curve["month"].unique())
    rows = curve[curve["month"].isin([*TABLE_MONTHS, months[-1]]) & (curve["month"] > 0)]
    rows = rows.assign(label=[voice.tier(group) for group in rows["group"]])
    columns = voice.columns(("label", "group", "text"), ("month", "month", "months"), ("survival", "survival", "share"),
                            ("low", "low", "share"), ("high", "high", "share"), ("at_risk", "at_risk", "count"))
    table = make_table(rows, id="churn.survival", caption=voice("churn.table"), columns=columns, key=["group", "month"])
    shown = _shown_groups(voice, curve)
    data = curve[curve["group"].isin(shown)].assign(is_marked=lambda frame: frame["group"] == shown[0])
    data = data.assign(label=[voice.tier(group) for group in data["group"]])
    floor = _floor(data)
    data = data.assign(_order=data["group"].map({group: place for place, group in enumerate(shown)}))
    data = data.sort_values(["_order", "month"])[["label", "month", "survival", "low", "high", "is_marked"]]
    end = curve[curve["group"] == shown[0]].sort_values("month").iloc[-1]
    title = voice("churn.chart", month=int(end["month"]), share=voice.share(float(end["survival"])))
    return voice.chart("survival", data, table, id="chart.churn.survival", title=title, source="churn",
                       unit=voice("unit.survival", floor=f"{floor:.0%}"), alt=voice("churn.alt"), value_unit="share",
                       labels={"x": voice("churn.x"), "floor": str(floor)})


def _floor(data: pd.DataFrame) -> float:
    """Where the axis begins: the curves never come near zero in a year, and said aloud a cut axis misleads nobody."""
    lowest = float(data[["survival", "low"]].min(axis=None))
    return max(0.0, int(lowest * 20) / 20)


def _shown_groups(voice: Voice, curve: pd.DataFrame) -> list[str]:
    """All customers, and the best and worst tiers of enough customers: more than four curves cannot be read."""
    groups = list(dict.fromkeys(curve["group"]))
    first = [ALL] if ALL in groups else []
    ends = curve[curve["group"] != ALL].sort_values("month").groupby("group").last()
    ends = ends[ends["at_risk"] >= (FEWEST_DRAWN if first else 0)]
    tiers = ends.sort_values("survival").index.tolist()
    room = MOST_CURVES - len(first)
    if len(tiers) > room:
        tiers = [*tiers[: (room + 1) // 2], *tiers[-(room // 2):]]
    return first + tiers


def _causes(voice: Voice, frame: pd.DataFrame) -> Chart:
    rows = frame.sort_values(["n", "cause"], ascending=[False, True]).reset_index(drop=True)
    rows = rows.assign(label=[voice.name("cause", cause) for cause in rows["cause"]])
    columns = voice.columns(("label", "cause", "text"), ("n", "n", "count"))
    table = make_table(rows, id="churn.cause", caption=voice("churn.causes_table"), columns=columns, key=["cause"])
    data = pd.DataFrame({"label": rows["label"], "value": rows["n"], "is_marked": rows.index == 0})
    title = voice("churn.causes", cause=rows.iloc[0]["label"], n=int(rows.iloc[0]["n"]))
    return voice.chart("bars", data, table, id="chart.churn.cause", title=title, unit=voice("unit.customers"),
                       source="churn", alt=voice("churn.causes_alt"))


def _sensitivity(voice: Voice, frame: pd.DataFrame) -> Table:
    rows = frame.sort_values(["enter_ratio", "enter_months"]).reset_index(drop=True)
    rows = rows.assign(base=[voice("state.yes") if base else "" for base in rows["is_base"]])
    columns = voice.columns(("label", "definition", "text"), ("n_events", "events", "count"),
                            ("attrition", "attrition", "share"), ("base", "in_force", "text"))
    pairs = [(f"{ratio:.0%}", int(months)) for ratio, months in zip(rows["enter_ratio"], rows["enter_months"], strict=True)]
    rows = rows.assign(label=[voice("churn.definition", ratio=ratio, months=months) for ratio, months in pairs],
                       _key=[f"{ratio}-{months}" for ratio, months in pairs])
    return make_table(rows, id="churn.sensitivity", caption=voice("churn.sensitivity"), columns=columns, key=["_key"])
