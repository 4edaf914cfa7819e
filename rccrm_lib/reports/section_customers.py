"""How many customers, of which nature, and how the number moved."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.reports import measures as m
from rccrm_lib.reports.document import Block, Chart, Note, Paragraph, Section, Table, make_table
from rccrm_lib.reports.voice import Voice, shares


def compose_customers(voice: Voice) -> Section:
    """Natures and movements of the customers."""
    frame = voice.results.customers
    if frame is None or frame.empty:
        blocks: tuple[Block, ...] = (voice.missing("customers"),)
    else:
        movements = _movements(voice)
        blocks = (Paragraph(_finding(voice, frame), "finding"), _natures(voice, frame),
                  *([movements] if movements else []), Note(voice("customers.note")))
    return Section("customers", voice("section.customers"), blocks)


def _largest(voice: Voice, frame: pd.DataFrame) -> dict[str, str]:
    row = frame.sort_values(["n", "nature"], ascending=[False, True]).iloc[0]
    share = m.ratio(int(row["n"]), m.total(frame, "n"))
    return {"nature": voice.name("nature", row["nature"]), "share": voice.share(share)}


def _finding(voice: Voice, frame: pd.DataFrame) -> str:
    now, before = m.total(frame, "n"), m.total(frame, "n_previous")
    change = voice("customers.no_change")
    if before is not None and now is not None:
        change = voice("customers.change", change=voice.formats.signed(now - before, "count"))
    return voice("customers.finding", n=now, change=change, **_largest(voice, frame))


def _natures(voice: Voice, frame: pd.DataFrame) -> Chart:
    rows = frame.sort_values(["n", "nature"], ascending=[False, True])
    rows = rows.assign(label=[voice.name("nature", code) for code in rows["nature"]], share=shares(rows["n"]),
                       change=rows["n"] - rows["n_previous"])
    columns = voice.columns(("label", "nature", "text"), ("n", "n", "count"), ("change", "change", "count"),
                            ("share", "share", "share"), ("aum_avg_fen", "aum", "fen"), ("loan_end_fen", "loan_end", "fen"))
    table = make_table(rows, id="customers.nature", caption=voice("customers.table"), columns=columns, key=["nature"])
    data = rows[["label", "n"]].rename(columns={"n": "value"}).assign(is_marked=[True] + [False] * (len(rows) - 1))
    return voice.chart("bars", data, table, id="chart.customers.nature", alt=voice("customers.alt"),
                       title=voice("customers.chart", **_largest(voice, frame)), unit=voice("unit.customers"),
                       source="customers")


def _movements(voice: Voice) -> Table | None:
    frame = voice.results.movements
    if frame is None or frame.empty:
        return None
    rows = frame.assign(label=[voice.name("movement", kind) for kind in frame["kind"]])
    return make_table(rows, id="customers.movement", caption=voice("customers.movements"), key=["kind"],
                      columns=voice.columns(("label", "kind", "text"), ("n", "n", "count")))
