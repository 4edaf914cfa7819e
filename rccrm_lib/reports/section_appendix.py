"""Definitions, the rules of page one, what arrived, what was set apart, and the hashes that tie it all down."""

from __future__ import annotations

from rccrm_lib.reports.document import Block, Column, Note, Paragraph, Points, Section, Table, make_table
from rccrm_lib.reports.voice import Voice

DEFINITIONS = ("customer", "aum", "contribution", "tier", "valuable", "npl", "attrition", "effect", "absent")
RULES = ("valuable", "aum", "deviation", "npl", "attrition", "concentration", "campaign", "data", "order")


def compose_appendix(voice: Voice) -> Section:
    """Everything an auditor asks after the figures."""
    results = voice.results
    definitions = tuple(voice(f"define.{key}", tier=voice.valuable_tier()) for key in DEFINITIONS)
    blocks: list[Block] = [
        Points(voice("appendix.definitions"), definitions), _tiers(voice),
        Points(voice("appendix.rules"), tuple(voice(f"rule.{key}") for key in RULES))]
    blocks += [_files(voice)] if results.files is not None and not results.files.empty else [voice.missing("files")]
    if results.quarantine is not None:
        blocks.append(_quarantine(voice) if not results.quarantine.empty else Paragraph(voice("appendix.quarantine_none")))
    if results.supplied is not None:
        blocks.append(_supplied(voice))
    text = voice("appendix.hashes_text", version=results.code_version, hash=results.short_hash)
    audit = voice("appendix.audit_text", head=results.audit_head) if results.audit_head else voice("appendix.audit_none")
    return Section("appendix", voice("section.appendix"), (*blocks, Note(text), Note(audit)))


def _tiers(voice: Voice) -> Table:
    rows = voice.results.tier_names
    rows = rows.assign(label=[voice.tier(code) for code in rows["tier"]], floor_fen=rows["floor_yuan"] * 100)
    caption = voice("appendix.tiers", unit=voice.formats.unit("fen"))
    return make_table(rows, id="appendix.tier", caption=caption, key=["tier"],
                      columns=voice.columns(("label", "tier", "text"), ("floor_fen", "floor", "fen")))


def _files(voice: Voice) -> Table:
    rows = voice.results.files.sort_values("file")  # type: ignore[union-attr]
    rows = rows.assign(control_text=[voice.name("control", str(code)) for code in rows["control"].fillna("absent")],
                       short=rows["sha256"].str[:12])
    columns = voice.columns(
        ("file", "file", "code"), ("rows_read", "rows_read", "count"), ("rows_accepted", "rows_accepted", "count"),
        ("rows_quarantined", "rows_quarantined", "count"), ("rows_other_month", "rows_other_month", "count"),
        ("control_text", "control", "text"), ("short", "sha256", "code"))
    return make_table(rows, id="appendix.file", caption=voice("appendix.files"), columns=columns, key=["file"])


def _quarantine(voice: Voice) -> Table:
    rows = voice.results.quarantine.sort_values(["n", "reason"], ascending=[False, True])  # type: ignore[union-attr]
    rows = rows.assign(label=[voice.reason(code) for code in rows["reason"]],
                       remedy=[_remedy(voice, code) for code in rows["reason"]])
    columns = voice.columns(("label", "reason", "text"), ("n", "rows", "count"), ("remedy", "remedy", "text"))
    return make_table(rows, id="appendix.quarantine", caption=voice("appendix.quarantine"), columns=columns, key=["reason"])


def _remedy(voice: Voice, code: str) -> str:
    key = f"ingest.remedy.{code}"
    return voice.words(key) if voice.words.has(key) else ""


def _supplied(voice: Voice) -> Block:
    frame = voice.results.supplied
    rows = frame[~frame["is_supplied"].astype(bool) | (frame["missing"].fillna("") != "")]  # type: ignore[index]
    if rows.empty:
        return Paragraph(voice("appendix.supplied_all"))
    missing = [voice("appendix.whole_table") if not given else _columns(voice, table, text)
               for table, given, text in zip(rows["table"], rows["is_supplied"], rows["missing"].fillna(""), strict=True)]
    columns = [Column("label", voice("col.table"), "text"), Column("what", voice("col.columns_missing"), "text")]
    rows = rows.assign(what=missing, label=[voice.table(code) for code in rows["table"]])
    return make_table(rows, id="appendix.supplied", caption=voice("appendix.supplied"), columns=columns, key=["table"])


def _columns(voice: Voice, table: str, listed: str) -> str:
    return voice("state.separator").join(voice.column(table, code.strip()) for code in listed.split(","))
