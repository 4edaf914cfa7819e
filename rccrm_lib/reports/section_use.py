"""Which products customers hold, and through which channels they deal with the bank."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.reports.document import Block, Chart, Column, Note, Paragraph, Section, Table, make_table
from rccrm_lib.reports.voice import Voice

CHANNEL_MONTHS = 6


def compose_use(voice: Voice) -> Section:
    """Holding rates and channel mix."""
    holding, channels = voice.results.holding, voice.results.channels
    blocks: list[Block] = []
    rates = _rates(voice, holding) if holding is not None and not holding.empty else None
    if rates is None or rates["rate"].notna().sum() == 0:
        blocks.append(voice.missing("holding"))
    else:
        blocks += [Paragraph(voice("use.finding", **_ends(voice, rates)), "finding"), _holding(voice, rates),
                   _by_nature(voice, holding)]
    if channels is None or not (channels["n_txn"].fillna(0) > 0).any():
        blocks.append(voice.missing("channels"))
    else:
        mix = _mix(voice, channels)
        blocks += [Paragraph(_channel_finding(voice, mix), "finding"), _channels(voice, mix), Note(voice("use.note"))]
    return Section("use", voice("section.use"), tuple(blocks))


def _rates(voice: Voice, holding: pd.DataFrame) -> pd.DataFrame:
    """One row per product: holders of all natures; missing where one nature's number is missing."""
    grouped = holding.groupby("product", sort=False)
    rows = pd.DataFrame({"n": grouped["n"].agg(lambda part: part.sum(skipna=False)),
                         "n_customers": grouped["n_customers"].sum()}).reset_index()
    rows = rows.assign(rate=pd.to_numeric(rows["n"]) / rows["n_customers"],
                       label=[voice.name("product", code) for code in rows["product"]])
    return rows.sort_values(["rate", "product"], ascending=[False, True], na_position="last").reset_index(drop=True)


def _ends(voice: Voice, rates: pd.DataFrame) -> dict[str, str]:
    known = rates[rates["rate"].notna()]
    best, worst = known.iloc[0], known.iloc[-1]
    return {"best": best["label"], "best_share": voice.share(float(best["rate"])),
            "worst": worst["label"], "worst_share": voice.share(float(worst["rate"]))}


def _holding(voice: Voice, rates: pd.DataFrame) -> Chart:
    columns = voice.columns(("label", "product", "text"), ("n", "holders", "count"), ("rate", "holding", "share"))
    table = make_table(rates, id="use.holding", caption=voice("use.all_table"), columns=columns, key=["product"])
    last = rates["rate"].last_valid_index()
    data = pd.DataFrame({"label": rates["label"], "value": rates["rate"], "is_marked": rates.index == last})
    return voice.chart("bars", data, table, id="chart.use.holding", alt=voice("use.alt"), value_unit="share",
                       title=voice("use.chart", **_ends(voice, rates)), unit=voice("unit.share"), source="value")


def _by_nature(voice: Voice, holding: pd.DataFrame) -> Table:
    """Rows natures, columns products, cells holding rates."""
    rows = holding.assign(rate=pd.to_numeric(holding["n"]) / holding["n_customers"].where(holding["n_customers"] > 0))
    rows = rows.sort_values(["n_customers", "nature"], ascending=[False, True])
    products = _rates(voice, holding)["product"].tolist()
    wide = rows.pivot(index="nature", columns="product", values="rate")
    wide = wide.reindex(index=list(dict.fromkeys(rows["nature"])), columns=products).reset_index()
    wide.insert(0, "label", [voice.name("nature", code) for code in wide["nature"]])
    columns = voice.columns(("label", "nature", "text"))
    columns += [Column(code, voice.name("product", code), "share") for code in products]
    return make_table(wide, id="use.nature", caption=voice("use.table"), columns=columns, key=["nature"])


def _mix(voice: Voice, channels: pd.DataFrame) -> pd.DataFrame:
    """Shares of the channels in each of the last months, the busiest channel of the last month first."""
    months = sorted(channels["month"].unique())[-CHANNEL_MONTHS:]
    rows = channels[channels["month"].isin(months) & channels["n_txn"].notna()].copy()
    rows["n_txn"] = rows["n_txn"].astype("int64")
    rows["share"] = rows["n_txn"] / rows.groupby("month")["n_txn"].transform("sum")
    last = rows[rows["month"] == rows["month"].max()].set_index("channel")["n_txn"]
    rows["_busy"] = rows["channel"].map(last).fillna(0)
    rows = rows.sort_values(["month", "_busy", "channel"], ascending=[True, False, True]).reset_index(drop=True)
    return rows.assign(label=rows["month"], part=[voice.code("channel", code) for code in rows["channel"]])


def _channel_finding(voice: Voice, mix: pd.DataFrame) -> str:
    first, last = mix["month"].min(), mix["month"].max()
    top = mix[mix["month"] == last].iloc[0]
    before = mix[(mix["month"] == first) & (mix["channel"] == top["channel"])]
    trend = ""
    if first != last and len(before):
        trend = voice("use.channel_trend", month=voice.formats.month(first), share=voice.share(before.iloc[0]["share"]))
    return voice("use.channel_finding", channel=top["part"], share=voice.share(top["share"]), trend=trend)


def _channels(voice: Voice, mix: pd.DataFrame) -> Chart:
    top = mix[mix["month"] == mix["month"].max()].iloc[0]
    months = sorted(mix["month"].unique())
    wide = mix.pivot(index="channel", columns="month", values="n_txn").reindex(columns=months)
    last = mix[mix["month"] == months[-1]].set_index("channel")["share"]
    wide = wide.reindex(list(dict.fromkeys([*last.index, *mix["channel"]]))).reset_index().assign(
        share=lambda frame: frame["channel"].map(last), label=lambda frame: [voice.code("channel", c) for c in frame["channel"]])
    columns = [*voice.columns(("label", "channel", "text")), *[Column(month, month, "count") for month in months],
               *voice.columns(("share", "last_share", "share"))]
    table = make_table(wide, id="use.channels", caption=voice("use.channel_table"), columns=columns, key=["channel"])
    return voice.chart("stacked", mix[["label", "part", "share"]], table, id="chart.use.channels",
                       title=voice("use.channel_chart", channel=top["part"], share=voice.share(top["share"])),
                       unit=voice("unit.transactions"), source="transactions", alt=voice("use.channel_alt"))
