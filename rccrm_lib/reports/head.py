"""Page one, enough for the head alone: nine figures, three good things, three worries, three decisions asked."""

from __future__ import annotations

from rccrm_lib.reports import measures as m
from rccrm_lib.reports.document import KeyFigure, KeyFigures, Note, Points, Section
from rccrm_lib.reports.judgement import decide, judge
from rccrm_lib.reports.voice import Voice

SHOWN = 3


def compose_head(voice: Voice) -> Section:
    """The section of page one."""
    findings = judge(voice)
    good = [finding.text for finding in findings if finding.is_good]
    worries = [finding.text for finding in findings if not finding.is_good]
    panels = (
        _points(voice, "good", good),
        _points(voice, "worries", worries, tone="worry"),
        _points(voice, "decisions", decide(voice, findings), tone="decision"),
    )
    return Section("head", voice("head.title"),
                   (KeyFigures(tuple(key_figures(voice))), *panels, Note(voice("head.rules"))))


def _points(voice: Voice, key: str, items: list[str], *, tone: str = "good") -> Points:
    """At most three items; fewer are said to be fewer."""
    shown = tuple(items[:SHOWN])
    remark = "" if len(shown) == SHOWN else voice("head.fewer", n=len(shown)) if shown else voice("head.none")
    return Points(voice(f"head.{key}"), shown, tone, remark)


def key_figures(voice: Voice) -> list[KeyFigure]:
    """The nine figures, always in the same order."""
    makers = (_customers, _valuable, _aum, _contribution, _deviation, _loans, _bad_loans, _attrition, _campaigns)
    return [make(voice) for make in makers]


def _is_good(change: float | int | None, *, rise_is_good: bool = True) -> bool | None:
    return None if not change else (change > 0) == rise_is_good


def _customers(voice: Voice) -> KeyFigure:
    frame = voice.results.customers
    now = m.total(frame, "n")
    if frame is None or now is None:
        return _absent(voice, "customers.total", "customers", "count")
    change = m.difference(now, m.total(frame, "n_previous"))
    orgs = int(frame.loc[frame["nature"].isin(m.ORGS), "n"].sum())
    meaning = voice("key.customers_meaning", persons=now - orgs, orgs=orgs)
    return KeyFigure("customers.total", voice("key.customers"), now, "count", meaning, change, "count", _is_good(change),
                     voice("unit.customers"))


def _valuable(voice: Voice) -> KeyFigure:
    results = voice.results
    now = m.valuable(results, "n")
    if now is None:
        return _absent(voice, "customers.valuable", "valuable", "count")
    change = m.difference(now, m.valuable(results, "n_previous"))
    share = m.ratio(now, m.total(results.pyramid, "n"))
    meaning = voice("key.valuable_meaning", tier=voice.valuable_tier(), share=voice.share(share))
    return KeyFigure("customers.valuable", voice("key.valuable"), now, "count", meaning, change, "count",
                     _is_good(change), voice("unit.customers"))


def _aum(voice: Voice) -> KeyFigure:
    results = voice.results
    now = m.balance(results, "aum_avg_fen")
    if now is None:
        return _absent(voice, "aum.average", "aum", "fen")
    change = m.difference(now, m.balance(results, "aum_avg_fen", months_back=1))
    year = m.growth(results, "aum_avg_fen", months_back=12)
    meaning = voice("key.aum_meaning")
    if year is not None:
        meaning = voice("key.aum_year", change=f"{voice.formats.signed(year, 'share')}%")
    return KeyFigure("aum.average", voice("key.aum"), now, "fen", meaning, change, "fen", _is_good(change))


def _contribution(voice: Voice) -> KeyFigure:
    results = voice.results
    now = m.contribution(results)
    if now is None:
        return _absent(voice, "contribution.customers", "contribution", "fen")
    # over two months only what both have can be compared
    change = m.difference(m.contribution(results, comparable=True), m.contribution(results, months_back=1, comparable=True))
    top = m.contribution_share(results, 0.1)
    meaning = voice("key.contribution_plain") if top is None else voice("key.contribution_meaning", share=voice.share(top))
    return KeyFigure("contribution.customers", voice("key.contribution"), now, "fen", meaning, change, "fen", _is_good(change))


def _deviation(voice: Voice) -> KeyFigure:
    now = m.deviation(voice.results)
    if now is None:
        return _absent(voice, "deposits.deviation", "deviation", "share")
    change = m.difference(now, m.deviation(voice.results, months_back=1))
    # neither a rise nor a fall is good in itself: only the line counts, and page one judges it in words
    return KeyFigure("deposits.deviation", voice("key.deviation"), now, "share", voice("key.deviation_meaning"), change,
                     "points")


def _loans(voice: Voice) -> KeyFigure:
    results = voice.results
    now = m.balance(results, "loan_end_fen")
    if now is None:
        return _absent(voice, "loans.balance", "loans", "fen")
    change = m.difference(now, m.balance(results, "loan_end_fen", months_back=1))
    meaning = voice("key.loans_meaning", average=voice.fen(m.balance(results, "loan_avg_fen")))
    return KeyFigure("loans.balance", voice("key.loans"), now, "fen", meaning, change, "fen", _is_good(change))


def _bad_loans(voice: Voice) -> KeyFigure:
    now = m.bad_loan_rate(voice.results)
    if now is None:
        return _absent(voice, "loans.bad_rate", "npl", "share")
    change = m.difference(now, m.bad_loan_rate(voice.results, "previous_fen"))
    meaning = voice("key.npl_meaning", balance=voice.fen(m.bad_loans(voice.results) or 0))
    return KeyFigure("loans.bad_rate", voice("key.npl"), now, "share", meaning, change, "points",
                     _is_good(change, rise_is_good=False))


def _attrition(voice: Voice) -> KeyFigure:
    found = m.attrition(voice.results)
    if found.value is None:
        return _absent(voice, "churn.six_months", "attrition", "share")
    meaning = voice("key.attrition_plain")
    if found.low is not None and found.high is not None:
        meaning = voice("key.attrition_meaning", low=voice.share(found.low), high=voice.share(found.high))
    return KeyFigure("churn.six_months", voice("key.attrition"), found.value, "share", meaning, change_unit="none")


def _campaigns(voice: Voice) -> KeyFigure:
    gain = m.campaign_gain(voice.results)
    if gain is None:
        return _absent(voice, "campaigns.gain", "campaigns", "fen")
    rows = m.primary_campaigns(voice.results)
    sure = int(rows["verdict"].isin(["gain", "loss"]).sum())
    meaning = voice("key.campaigns_meaning", n=len(rows), cost=voice.fen(m.total(rows, "cost_fen")), sure=sure)
    return KeyFigure("campaigns.gain", voice("key.campaigns"), gain, "fen", meaning, change_unit="none")


def _absent(voice: Voice, id: str, key: str, unit: str) -> KeyFigure:
    """A key figure that could not be measured: it keeps its place and says so."""
    return KeyFigure(id, voice(f"key.{key}"), None, unit, voice("key.absent_meaning"), change_unit="none")
