"""Which answer acts: the last that enough people signed, on the same data, until it is revoked."""

from __future__ import annotations

import json

import pytest

from rccrm_lib.core.store import Decision
from rccrm_lib.ecif.answers import as_row, pair_subject, stand


def said(person: str, answer: str, *, signatures: int = 1, seen: str = "p") -> dict:
    return {"person": person, "answer": answer, "signatures": signatures,
            "a": {"src_sys": "CORE", "cust_no": "1", "print": seen}, "b": {"src_sys": "LOAN", "cust_no": "2", "print": "q"}}


def versions(*answers: dict) -> list[Decision]:
    return [Decision(n, f"k{n}", "A1", "pair", "s", n, json.dumps(one), one["person"], 1.0, "r")
            for n, one in enumerate(answers, 1)]


@pytest.mark.parametrize(
    ("answers", "acting", "waiting"),
    [((), 0, 0),
     ((said("wang", "same"),), 1, 0),
     ((said("wang", "same"), said("li", "different")), 2, 0),
     ((said("wang", "same"), said("wang", "revoked")), 0, 0),
     ((said("wang", "same"), said("wang", "revoked"), said("li", "same")), 3, 0),
     ((said("wang", "same", signatures=2),), 0, 1),
     ((said("wang", "same", signatures=2), said("wang", "same", signatures=2)), 0, 2),
     ((said("wang", "same", signatures=2), said("li", "same", signatures=2)), 2, 0),
     ((said("wang", "same", signatures=2), said("li", "different", signatures=2)), 0, 2),
     ((said("wang", "same", signatures=2), said("li", "same", signatures=2, seen="changed")), 0, 2),
     ((said("wang", "same"), said("li", "different", signatures=2)), 1, 2),
     ((said("wang", "same", signatures=2), said("li", "same")), 2, 0),
     ((said("wang", "same", signatures=2), said("li", "revoked")), 0, 0)],
)
def test_what_stands_after_all_that_was_said(answers, acting, waiting):
    state = stand(versions(*answers))
    assert (state.acting.version if state.acting else 0, state.waiting.version if state.waiting else 0) == (acting, waiting)


def test_a_pair_has_one_name_whichever_record_stands_first():
    assert pair_subject(("LOAN", "2"), ("CORE", "1")) == pair_subject(("CORE", "1"), ("LOAN", "2")) == "CORE:1 LOAN:2"
    assert as_row(versions(said("wang", "same"))[0]) == ("CORE", "1", "LOAN", "2", "same", "p", "q")
