"""Which figures are good news, which are worries, and what to ask for: fixed rules, printed in the appendix.

A rule speaks only where its figure exists. The weight orders what is found; nothing is added to fill a list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rccrm_lib.reports import measures as m
from rccrm_lib.reports.document import plain
from rccrm_lib.reports.voice import Voice

DEVIATION_LIMIT = 0.04      # regulatory line of the month-end deviation
AUM_MOVE = 0.005
BAD_LOAN_MOVE = 0.0005
BAD_LOAN_HIGH = 0.05
ATTRITION_HIGH = 0.05
TOP_TEN_HIGH = 0.60
QUARANTINE_HIGH, QUARANTINE_LOW = 0.01, 0.001
COMPLETE_GOAL = 0.80
UNALLOCATED_HIGH = 0.01


@dataclass(frozen=True)
class Finding:
    """One judgement: its topic, good or not, its weight among the others, its words, what it asks to decide."""

    topic: str
    is_good: bool
    weight: int
    text: str
    ask: str = ""


def judge(voice: Voice) -> list[Finding]:
    """Every finding of the month, the weightiest first; ties keep the order of the rules."""
    rules = (_valuable, _loans, _deviation, _attrition, _assets, _watch, _campaigns, _concentration, _data, _absent)
    found = [finding for rule in rules for finding in rule(voice)]
    return sorted(found, key=lambda finding: -finding.weight)


def decide(voice: Voice, findings: list[Finding]) -> list[str]:
    """What the worries ask for, then what the good things and the chances ask for."""
    asked = [finding.ask for finding in findings if finding.ask and not finding.is_good][:2]
    near = voice.results.near_threshold
    if near is not None and not near.empty:
        by_aum = near[near["measure"] == "AUM"]
        asked.append(voice("decide.near", n=int(near["n"].sum()), n_aum=int(by_aum["n"].sum()),
                           gap=voice.fen(int(by_aum["gap_fen"].sum()))))
    asked += [finding.ask for finding in findings if finding.ask and finding.is_good]
    asked += [finding.ask for finding in findings if finding.ask and not finding.is_good][2:]
    return list(dict.fromkeys(asked))


def _valuable(voice: Voice) -> Iterator[Finding]:
    results = voice.results
    now, before = m.bridge_part(results, "current"), m.bridge_part(results, "previous")
    change = m.difference(now, before)
    if not change:
        return
    parts = {part: abs(m.bridge_part(results, part) or 0) for part in ("upgraded", "entered", "downgraded", "left")}
    lost = parts["downgraded"] + parts["left"]
    if change > 0:
        text = voice("good.valuable", change=change, n=now, up=parts["upgraded"], new=parts["entered"])
        yield Finding("valuable", True, 90, text)
    else:
        text = voice("worry.valuable", change=-change, n=now, down=parts["downgraded"], left=parts["left"],
                     gained=parts["upgraded"] + parts["entered"])
        yield Finding("valuable", False, 90, text, voice("decide.valuable", n=lost))


def _watch(voice: Voice) -> Iterator[Finding]:
    watched = m.total(voice.results.pyramid, "n_watch")
    if watched:
        yield Finding("watch", False, 60, voice("worry.watch", n=watched), voice("decide.watch", n=watched))


def _assets(voice: Voice) -> Iterator[Finding]:
    results = voice.results
    year = m.growth(results, "aum_avg_fen", months_back=12)
    rate = year if year is not None else m.growth(results, "aum_avg_fen", months_back=1)
    if rate is None or abs(rate) < AUM_MOVE:
        return
    side, key = ("good" if rate > 0 else "worry"), ("aum" if year is None else "aum_year")
    text = voice(f"{side}.{key}", rate=voice.share(abs(rate)), value=voice.fen(m.balance(results, "aum_avg_fen")))
    yield Finding("aum", rate > 0, 80, text, "" if rate > 0 else voice("decide.aum"))


def _deviation(voice: Voice) -> Iterator[Finding]:
    value = m.deviation(voice.results)
    if value is None:
        return
    if value > DEVIATION_LIMIT:
        yield Finding("deviation", False, 95, voice("worry.deviation", value=voice.share(value)), voice("decide.deviation"))
    else:
        yield Finding("deviation", True, 40, voice("good.deviation", value=voice.share(value)))


def _loans(voice: Voice) -> Iterator[Finding]:
    rate = m.bad_loan_rate(voice.results)
    if rate is None:
        return
    change = m.difference(rate, m.bad_loan_rate(voice.results, "previous_fen"))
    bad = voice.fen(m.bad_loans(voice.results) or 0)
    moved = "" if change is None else voice.formats.text(abs(change), "points")
    if rate > BAD_LOAN_HIGH:
        text = voice("worry.npl_high", value=voice.share(rate), balance=bad)
        yield Finding("npl", False, 92, text, voice("decide.npl", balance=bad))
    elif change is not None and change >= BAD_LOAN_MOVE:
        text = voice("worry.npl", change=moved, value=voice.share(rate), balance=bad)
        yield Finding("npl", False, 85, text, voice("decide.npl", balance=bad))
    elif change is not None and change <= -BAD_LOAN_MOVE:
        yield Finding("npl", True, 85, voice("good.npl", change=moved, value=voice.share(rate)))


def _attrition(voice: Voice) -> Iterator[Finding]:
    found = m.attrition(voice.results)
    worst = m.worst_tier(voice.results)
    if found.value is None:
        return
    if found.value >= ATTRITION_HIGH and found.low is not None:
        text = voice("worry.attrition", value=voice.share(found.value), low=voice.share(found.low),
                     high=voice.share(found.high))
        tier = voice.tier(worst[0]) if worst else voice.tier("ALL")
        yield Finding("attrition", False, 88, text, voice("decide.attrition", tier=tier))
    elif found.high is not None and found.high < ATTRITION_HIGH:
        text = voice("good.attrition", value=voice.share(found.value), high=voice.share(found.high))
        yield Finding("attrition", True, 70, text)
        if worst:
            text = voice("worry.attrition_tier", tier=voice.tier(worst[0]), value=voice.share(worst[1].value),
                         low=voice.share(worst[1].low))
            yield Finding("attrition", False, 65, text, voice("decide.attrition", tier=voice.tier(worst[0])))


def _campaigns(voice: Voice) -> Iterator[Finding]:
    for row in m.primary_campaigns(voice.results).itertuples(index=False):
        interval = {} if row.verdict == "absent" else {
            "effect": voice.each(abs(row.effect_fen)), "low": voice.each(row.low_fen), "high": voice.each(row.high_fen)}
        cost, gain = voice.fen(plain(row.cost_fen)), voice.fen(plain(row.incremental_fen))
        if row.verdict == "gain":
            yield Finding("campaign", True, 75, voice("good.campaign", name=row.name, gain=gain, cost=cost, **interval),
                          voice("decide.campaign_more", name=row.name))
        elif row.verdict == "loss":
            yield Finding("campaign", False, 82, voice("worry.campaign_loss", name=row.name, **interval),
                          voice("decide.campaign_stop", name=row.name))
        elif row.verdict == "unknown":
            yield Finding("campaign", False, 50, voice("worry.campaign", name=row.name, cost=cost, **interval),
                          voice("decide.campaign_unknown", name=row.name))


def _concentration(voice: Voice) -> Iterator[Finding]:
    share = m.top_share(voice.results, 0.1)
    number = m.total(voice.results.customers, "n")
    if share is not None and share > TOP_TEN_HIGH:
        ask = voice("decide.concentration", n=max(1, number // 100)) if number else ""
        yield Finding("concentration", False, 45, voice("worry.concentration", share=voice.share(share)), ask)


def _data(voice: Voice) -> Iterator[Finding]:
    yield from _quarantine(voice)
    yield from _completeness(voice)
    rows = voice.results.reconciliation
    if rows is not None and not rows.empty and (rows["difference_fen"] == 0).all():
        yield Finding("reconciled", True, 30, voice("good.reconciled"))
    loose = m.unallocated(voice.results)
    if loose and loose[1] > UNALLOCATED_HIGH:
        text = voice("worry.unallocated", value=voice.fen(loose[0]), rate=voice.share(loose[1]))
        yield Finding("unallocated", False, 55, text, voice("decide.unallocated"))


def _quarantine(voice: Voice) -> Iterator[Finding]:
    results = voice.results
    rate, reasons = m.quarantine_rate(results), results.quarantine
    if rate is None:
        return
    if rate > QUARANTINE_HIGH and reasons is not None and not reasons.empty:
        reason = voice.reason(reasons.sort_values(["n", "reason"], ascending=[False, True]).iloc[0]["reason"])
        text = voice("worry.quarantine", rate=voice.share(rate), reason=reason, n=m.total(results.files, "rows_quarantined"))
        yield Finding("quarantine", False, 58, text, voice("decide.quarantine", reason=reason))
    elif rate < QUARANTINE_LOW:
        text = voice("good.quarantine", rate=voice.share(rate), rows=m.total(results.files, "rows_read"))
        yield Finding("quarantine", True, 35, text)


def _completeness(voice: Voice) -> Iterator[Finding]:
    rate, lacking = m.complete_share(voice.results), voice.results.missing_elements
    if rate is None:
        return
    if rate >= COMPLETE_GOAL:
        yield Finding("complete", True, 38, voice("good.complete", rate=voice.share(rate)))
    elif lacking is not None and not lacking.empty:
        worst = lacking.sort_values(["n", "element"], ascending=[False, True]).iloc[0]
        element = voice.name("element", worst["element"])
        text = voice("worry.incomplete", rate=voice.share(rate), element=element, n=int(worst["n"]))
        yield Finding("complete", False, 48, text, voice("decide.incomplete", element=element))


def _absent(voice: Voice) -> Iterator[Finding]:
    names = [voice.table(code) for code in m.absent_tables(voice.results)]
    if names:
        shown = voice("state.separator").join(names[:3]) + ("…" if len(names) > 3 else "")
        yield Finding("absent", False, 52, voice("worry.absent", n=len(names), tables=shown),
                      voice("decide.absent", tables=shown))
