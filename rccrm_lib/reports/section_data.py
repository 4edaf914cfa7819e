"""Whether the figures can be trusted: merging, completeness, agreement with the sources."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.reports import measures as m
from rccrm_lib.reports.document import Block, Chart, Note, Paragraph, Section, Table, make_table
from rccrm_lib.reports.voice import Voice, shares

STAGES = ("records", "customers", "customers_of_several_records")


def compose_data(voice: Voice) -> Section:
    """Ingest in a sentence, funnel, completeness, reconciliation, account roles."""
    results = voice.results
    blocks: list[Block] = [_ingest(voice), *_agreement(voice)]
    if results.merge_funnel is None or results.merge_funnel.empty:
        blocks.append(voice.missing("merge_funnel"))
    else:
        blocks.append(_funnel(voice, results.merge_funnel))
    if results.merge_rules is not None and not results.merge_rules.empty:
        blocks.append(_rules(voice, results.merge_rules))
    if results.completeness is None or results.completeness.empty:
        blocks.append(voice.missing("completeness"))
    else:
        blocks.append(_completeness(voice, results.completeness))
    if results.missing_elements is not None and not results.missing_elements.empty:
        blocks.append(_elements(voice, results.missing_elements))
    if results.completeness_branches is None or results.completeness_branches.empty:
        blocks.append(voice.missing("completeness_branches"))
    else:
        blocks.append(_branches(voice, results.completeness_branches))
    if results.account_roles is not None and not results.account_roles.empty:
        blocks.append(_roles(voice, results.account_roles))
    blocks.append(Note(voice("data.note", money=voice.formats.unit("fen"))))
    return Section("data", voice("section.data"), tuple(blocks))


def _ends(frame: pd.DataFrame | None) -> dict[str, int]:
    """Records at the start of the funnel and customers at its stage of that name."""
    if frame is None or not {"records", "customers"} <= set(frame["stage"]):
        return {}
    found = frame.set_index("stage")["n"]
    return {"records": int(found["records"]), "customers": int(found["customers"])}


def _holders(voice: Voice) -> dict[str, int]:
    """Customers who hold an account, which is fewer than all who are known."""
    holders = m.total(voice.results.customers, "n")
    return {} if holders is None else {"holders": holders}


def _ingest(voice: Voice) -> Block:
    files = voice.results.files
    if files is None or files.empty:
        return voice.missing("files")
    rows, bad = m.total(files, "rows_read"), m.total(files, "rows_quarantined")
    rate = voice.share(m.quarantine_rate(voice.results))
    ends, holders = _ends(voice.results.merge_funnel), _holders(voice)
    if not ends or not holders:
        return Paragraph(voice("data.finding_plain", rows=rows, bad=bad, rate=rate), "finding")
    return Paragraph(voice("data.finding", rows=rows, bad=bad, rate=rate, **ends, **holders), "finding")


def _agreement(voice: Voice) -> list[Block]:
    frame = voice.results.reconciliation
    if frame is None or frame.empty:
        return [voice.missing("reconciliation")]
    wrong = int((frame["difference_fen"] != 0).sum())
    text = voice("data.reconcile_bad", n=wrong) if wrong else voice("data.reconcile_ok")
    rows = frame[frame["month"] == voice.results.month]
    order = rows["measure"].str.endswith("_accumulation") * 2 + rows["measure"].str.endswith("_total") * 1
    rows = rows.assign(_order=order).sort_values(["_order", "measure"]).reset_index(drop=True)
    rows = rows.assign(label=[voice.name("measure", code) for code in rows["measure"]])
    columns = voice.columns(("label", "measure", "text"), ("source_fen", "source_total", "fen"),
                            ("customers_fen", "customers_total", "fen"), ("unallocated_fen", "unallocated", "fen"),
                            ("difference_fen", "difference", "fen"))
    caption = voice("data.reconcile_table", month=voice.month())
    return [Paragraph(text), make_table(rows, id="data.reconciliation", caption=caption, columns=columns, key=["measure"])]


def _funnel(voice: Voice, frame: pd.DataFrame) -> Chart | Table:
    rows = frame.assign(label=[voice.name("stage", stage) for stage in frame["stage"]])
    table = make_table(rows, id="data.funnel", caption=voice("data.funnel_table"), key=["stage"],
                       columns=voice.columns(("label", "stage", "text"), ("n", "records", "count")))
    ends = _ends(frame)
    if not ends:
        return table
    shown = rows[rows["stage"].isin(STAGES)]
    data = pd.DataFrame({"label": shown["label"], "value": shown["n"], "is_marked": shown["stage"] == "customers"})
    return voice.chart("bars", data, table, id="chart.data.funnel", alt=voice("data.funnel_alt"),
                       title=voice("data.funnel", **ends), unit=voice("unit.records"), source="customers")


def _rules(voice: Voice, frame: pd.DataFrame) -> Table:
    rows = frame.assign(label=[voice.name("rule", rule) for rule in frame["rule"]])
    return make_table(rows, id="data.rule", caption=voice("data.rules_table"), key=["rule"],
                      columns=voice.columns(("label", "rule", "text"), ("n", "links", "count")))


def _completeness(voice: Voice, frame: pd.DataFrame) -> Chart:
    full = frame.set_index("elements")["n"].reindex(range(10), fill_value=0).reset_index()
    rows = full.assign(share=shares(full["n"]), label=full["elements"].astype(str))
    columns = voice.columns(("label", "elements", "text"), ("n", "persons", "count"), ("share", "share", "share"))
    table = make_table(rows, id="data.completeness", caption=voice("data.complete_table"), columns=columns, key=["label"])
    data = pd.DataFrame({"label": rows["label"], "value": rows["share"], "is_marked": rows["elements"] == 9})
    data = data[rows["n"].cumsum() > 0].reset_index(drop=True)
    return voice.chart("columns", data, table, id="chart.data.completeness", alt=voice("data.complete_alt"),
                       title=voice("data.complete", share=voice.share(m.complete_share(voice.results))),
                       unit=voice("unit.share"), source="customers", value_unit="share")


def _elements(voice: Voice, frame: pd.DataFrame) -> Table:
    rows = frame.sort_values(["n", "element"], ascending=[False, True])
    rows = rows.assign(label=[voice.name("element", code) for code in rows["element"]])
    return make_table(rows, id="data.element", caption=voice("data.missing_table"), key=["element"],
                      columns=voice.columns(("label", "element", "text"), ("n", "missing_persons", "count")))


def _branches(voice: Voice, frame: pd.DataFrame) -> Table:
    """Branches, the least complete first: the quality of their records, not of their business."""
    rows = frame.sort_values(["share_complete", "branch_id"])
    rows = rows.assign(change=rows["share_complete"] - rows["share_previous"],
                       lacked=[voice.name("element", code) if isinstance(code, str) else voice("data.branch_whole")
                               for code in rows["most_lacked"]])
    columns = voice.columns(("branch_id", "branch", "text"), ("n_persons", "persons", "count"),
                            ("share_complete", "complete_share", "share"), ("change", "change_points", "points"),
                            ("lacked", "most_lacked", "text"))
    return make_table(rows, id="data.branch", caption=voice("data.branch_table"), columns=columns, key=["branch_id"])


def _roles(voice: Voice, frame: pd.DataFrame) -> Table:
    rows = frame.assign(label=[voice.name("kind", kind) for kind in frame["kind"]])
    columns = voice.columns(("label", "account_kind", "text"), ("n_accounts", "accounts", "count"),
                            ("n_owned", "owned", "count"), ("n_co_used", "co_used", "count"),
                            ("n_unallocated", "unallocated", "count"))
    return make_table(rows, id="data.role", caption=voice("data.roles_table"), columns=columns, key=["kind"])
