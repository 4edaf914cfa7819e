"""Which of people's answers about a pair act: the last one that enough people signed, until it is revoked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rccrm_lib.core.store import Decision

KIND = "pair"
REVOKED = "revoked"
RECORD = ("src_sys", "cust_no")


@dataclass(frozen=True)
class Standing:
    """One pair's state: the answer that acts (None: none does), and the one that waits for another person."""

    acting: Decision | None = None
    waiting: Decision | None = None


def pair_subject(a: tuple[str, str], b: tuple[str, str]) -> str:
    """The name of a pair of records (src_sys, cust_no), whichever stands first."""
    return " ".join(":".join(record) for record in sorted([a, b]))


def stand(versions: Iterable[Decision]) -> Standing:
    """What acts after all versions of one pair, oldest first.

    Answers count together when they say the same of the same data; an answer acts once as many people gave it as it needs
    (`signatures`). Until then the one before goes on. A revocation acts at once.
    """
    acting: Decision | None = None
    trail: list[Decision] = []
    for one in versions:
        if one.values["answer"] == REVOKED:
            acting, trail = None, []
            continue
        trail = [*trail, one] if trail and what_was_said(trail[-1].values) == what_was_said(one.values) else [one]
        if len({each.person_id for each in trail}) >= max(each.values["signatures"] for each in trail):
            acting, trail = one, []
    return Standing(acting, trail[-1] if trail else None)


def what_was_said(values: Mapping[str, Any]) -> tuple[Any, ...]:
    """The answer and the data that it was given on: signatures of the same count together."""
    return values["answer"], values["a"]["print"], values["b"]["print"]


def as_row(decision: Decision) -> tuple[str, ...]:
    """a_src_sys, a_cust_no, b_src_sys, b_cust_no, decision, a_print, b_print."""
    values = decision.values
    a, b = (tuple(values[side][name] for name in RECORD) for side in ("a", "b"))
    return (*a, *b, values["answer"], values["a"]["print"], values["b"]["print"])
