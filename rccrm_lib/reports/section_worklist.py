"""What is put on customer managers' lists, and what they say of it."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.reports.document import Block, Note, Paragraph, Section, Table, make_table
from rccrm_lib.reports.voice import Voice


def compose_worklist(voice: Voice) -> Section:
    """Items and answers by reason, and what was kept off the lists and why."""
    feedback, causes = voice.results.worklist_feedback, voice.results.worklist_causes
    if feedback is None or feedback.empty:
        return Section("worklist", voice("section.worklist"), (voice.missing("worklist"),))
    rows = feedback.assign(label=[_word(voice, "reason", reason) for reason in feedback["reason"]])
    rows = rows.sort_values(["n_items", "reason"], ascending=[False, True]).reset_index(drop=True)
    blocks: list[Block] = [Paragraph(_finding(voice, rows), "finding"), _reasons(voice, rows)]
    if causes is not None and not causes.empty:
        blocks.append(_causes(voice, causes))
    return Section("worklist", voice("section.worklist"), (*blocks, Note(voice("worklist.note"))))


def _word(voice: Voice, group: str, code: str) -> str:
    """The word that the page uses too; a reason that a bank added keeps its code."""
    key = f"worklist.{group}.{code}"
    return voice.words(key) if voice.words.has(key) else code


def _finding(voice: Voice, rows: pd.DataFrame) -> str:
    n, answered, wrong = (int(rows[name].sum()) for name in ("n_items", "n_answered", "n_wrong"))
    if not answered:
        return voice("worklist.unheard", n=n)
    text = voice("worklist.finding", n=n, answered=answered, wrong=wrong)
    flagged = rows.loc[rows["is_flagged"].astype(bool), "label"]
    if flagged.empty:
        return text
    between = voice.words.pick("、", ", ")
    return f"{text}{voice.words.pick('', ' ')}{voice('worklist.flagged', reasons=between.join(flagged))}"


def _reasons(voice: Voice, rows: pd.DataFrame) -> Table:
    columns = voice.columns(("label", "work_reason", "text"), ("n_items", "work_items", "count"),
                            ("n_answered", "work_answered", "count"), ("n_useful", "work_useful", "count"),
                            ("n_done", "work_done", "count"), ("n_wrong", "work_wrong", "count"),
                            ("wrong_rate", "work_wrong_rate", "share"), ("wrong_low", "low", "share"),
                            ("wrong_high", "high", "share"))
    return make_table(rows, id="worklist.reasons", caption=voice("worklist.table"), columns=columns, key=["reason"])


def _causes(voice: Voice, frame: pd.DataFrame) -> Table:
    rows = frame.assign(label=[_word(voice, "left", cause) for cause in frame["cause"]])
    columns = voice.columns(("label", "work_cause", "text"), ("n", "work_items", "count"))
    return make_table(rows, id="worklist.causes", caption=voice("worklist.causes"), columns=columns, key=["cause"])
