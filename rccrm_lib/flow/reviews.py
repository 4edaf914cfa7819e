"""`rccrm review`: the pairs that a month asks about, and people's answers to them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb

from rccrm_lib.core.engine import load_sql
from rccrm_lib.core.errors import InputError, NotSupplied, RccrmError
from rccrm_lib.core.people import People, Person
from rccrm_lib.core.store import Decision, Decisions
from rccrm_lib.core.words import Words
from rccrm_lib.ecif.answers import KIND, RECORD, REVOKED, Standing, pair_subject, stand, what_was_said
from rccrm_lib.ecif.decisions import read_prints
from rccrm_lib.ecif.why import Why, explain_pair, say_why
from rccrm_lib.flow.run import Run
from rccrm_lib.flow.why import published_run

TABLES = ("records", "links", "customer_months", "review_pairs", "match_weights")
Pair = tuple[tuple[str, str], tuple[str, str]]
VALUE = """
SELECT sum(m.aum_end_fen)::BIGINT AS fen, count(*) FILTER (m.aum_end_fen IS NULL) AS n_unknown
FROM (SELECT DISTINCT customer_id FROM links WHERE (src_sys, cust_no) IN ((?, ?), (?, ?)))
LEFT JOIN customer_months m USING (customer_id)
"""
WAN_FEN = 1_000_000  # ten thousand yuan


@dataclass(frozen=True)
class Review:
    """A handle on one published month and the answers of its member."""

    run: Run
    con: duckdb.DuckDBPyConnection
    decisions: Decisions
    words: Words

    def history(self, pair: Pair) -> list[Decision]:
        """Every answer about a pair, oldest first."""
        return self.decisions.history(KIND, pair_subject(*pair))


@contextmanager
def open_review(*, config: str, member: str, month: str, language: str = "zh") -> Iterator[Review]:
    """The month as it was published, the store, and the words to say it in."""
    run = published_run(config=config, member=member, month=month, needs="review_pairs")
    with run.engine() as con:
        run.open_tables(con, *TABLES)
        yield Review(run, con, Decisions(run.store().database, run.member.id), Words(language))


def list_pairs(review: Review, *, most: int = 20, rule: str = "") -> list[str]:
    """One line per pair: the two records, assets of both in ten thousand yuan, the reason, what was answered; the most first.

    With a rule: pairs drawn by lot that the rule has joined, so that the answers tell how right it is.
    """
    words = review.words
    pairs = _open_sample(review, rule) if rule else "review_pairs"
    asked = review.con.execute(load_sql("rccrm_lib.flow.sql", "review_list").replace("$pairs", pairs)).fetchall()
    if not asked:
        return [words("ecif.review_list.none")]
    states = {subject: stand(versions) for subject, versions in review.decisions.by_subject(KIND).items()}
    lines = [words("ecif.review_list.head", n=len(asked), shown=min(most, len(asked)))]
    for *records, reason, fen in asked[:most]:
        a, b = (records[0], records[1]), (records[2], records[3])
        value = words("ecif.review_list.unknown") if fen is None else f"{fen // WAN_FEN:,}"
        said = _say_state(states.get(pair_subject(a, b), Standing()), words)
        why = words(f"ecif.{'rule' if rule else 'review'}.{reason}")
        lines.append("\t".join([*(":".join(one) for one in (a, b)), value, why, said]))
    return lines


def _open_sample(review: Review, rule: str) -> str:
    """The relation of the pairs that were drawn for a rule."""
    if not review.run.has_table("rule_samples"):
        raise NotSupplied(f"{review.run.month} was published before pairs were drawn", "a month that was run since",
                          "run `rccrm run` for this month")
    review.run.open_tables(review.con, "rule_samples")
    known = [row[0] for row in review.con.execute("SELECT DISTINCT reason FROM rule_samples ORDER BY reason").fetchall()]
    if rule not in known:
        raise InputError(f"no pair of this month was joined by {rule}", f"one of {', '.join(known)}", "correct --rule")
    return f"(SELECT * FROM rule_samples WHERE reason = '{rule}')"


def _say_state(state: Standing, words: Words) -> str:
    if state.waiting:
        return words("ecif.answer.waiting", answer=words(f"ecif.answer.{state.waiting.values['answer']}"),
                     person=state.waiting.person_id)
    return words(f"ecif.answer.{state.acting.values['answer']}") if state.acting else ""


def say_standing(state: Standing, words: Words) -> str:
    """What stands now about a pair, in a line."""
    if state.waiting or not state.acting:
        return _say_state(state, words) or words("ecif.answer.none")
    return words("ecif.answer.acts", answer=words(f"ecif.answer.{state.acting.values['answer']}"))


def show_pair(review: Review, a: str, b: str) -> list[str]:
    """The evidence, masked, and every answer so far."""
    why, pair = _weigh(review, a, b)
    words = review.words
    lines = say_why(why, words).splitlines()
    for one in review.history(pair):
        lines.append(words("ecif.answer.line", version=one.version, answer=words(f"ecif.answer.{one.values['answer']}"),
                           person=one.person_id, reason=one.reason))
    return lines


def answer_pair(review: Review, a: str, b: str, answer: str, *, by: str, reason: str, now: float | None = None) -> Standing:
    """Append an answer ("same", "different", "revoked") about two source records, signed; returns what stands then.

    Raises RccrmError when the person may not answer, said the same already, or there is nothing to revoke.
    """
    _, pair = _weigh(review, a, b)
    person, history = _signer(review.run, by), review.history(pair)
    values = _values(review, pair, answer)
    _refuse_idle(history, values, person)
    review.decisions.decide(
        KIND, pair_subject(*pair), values, key=f"{pair_subject(*pair)} {review.run.member.id} {len(history) + 1} {by}",
        person_id=person.person_id, role=person.role, reason=reason, now=time.time() if now is None else now,
        seen_version=len(history))
    return stand(review.history(pair))


def _weigh(review: Review, a: str, b: str) -> tuple[Why, Pair]:
    """The evidence between two records, and their names: a decision is about records, which outlive customers."""
    for one in (a, b):
        if ":" not in one:
            raise InputError(f"{one} is no source record", "SYSTEM:NUMBER", "name a record of the customer: rccrm review list")
    first, second = sorted(tuple(text.split(":", 1)) for text in (a, b))
    return explain_pair(review.con, a, b, settings=review.run.settings.match), ((first[0], first[1]), (second[0], second[1]))


def _signer(run: Run, by: str) -> Person:
    roles = run.settings.match.review_roles
    person = People(run.settings.paths.store, settings=run.settings.apps).find_person(by)
    if person is None or person.member_id != run.member.id or person.role not in roles:
        raise RccrmError(f"{by} may not answer for member {run.member.id}", f"an open account there as {' or '.join(roles)}",
                         "name such a person with --by, or add the account: rccrm people add")
    return person


def _values(review: Review, pair: Pair, answer: str) -> dict[str, Any]:
    """What is kept of an answer: the records, what they said, the assets of both, how many people must sign."""
    prints = read_prints(review.con, list(pair))
    fen, n_unknown = review.con.execute(VALUE, [*pair[0], *pair[1]]).fetchall()[0]
    is_high = bool(n_unknown) or fen is None or fen >= review.run.settings.match.two_signatures_from_yuan * 100
    sides = {side: {**dict(zip(RECORD, record, strict=True)), "print": seen}
             for side, record, seen in zip("ab", pair, prints, strict=True)}
    return {"answer": answer, "month": review.run.month, "joint_aum_fen": None if n_unknown else fen,
            "signatures": 2 if is_high and answer != REVOKED else 1, **sides}


def _refuse_idle(history: list[Decision], values: dict[str, Any], person: Person) -> None:
    """An answer that changes nothing is a mistake, and hides who waits for whom."""
    state, last = stand(history), history[-1] if history else None
    if values["answer"] == REVOKED:
        if not (state.acting or state.waiting):
            raise RccrmError("there is no answer about this pair", "an answer that stands", "see rccrm review show")
        return
    for one, text in ((state.acting, "this is decided already"), (state.waiting, "you have signed this already")):
        if one and what_was_said(one.values) == what_was_said(values) and (one is state.acting or _signed(history, person)):
            raise RccrmError(f"{text} (version {last.version if last else 0})", "another answer, or another person's signature",
                             "see rccrm review show")


def _signed(history: list[Decision], person: Person) -> bool:
    """Whether the person is among those who gave the answer that waits."""
    said = what_was_said(history[-1].values)
    for one in reversed(history):
        if what_was_said(one.values) != said:
            return False
        if one.person_id == person.person_id:
            return True
    return False
