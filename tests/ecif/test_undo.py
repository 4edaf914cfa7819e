"""Exact undo: whatever people answered, month after month, once they have taken it all back everything is as it was."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rccrm_lib.ecif.decisions import DECISION_COLUMNS
from tests.ecif.months import Months, close, key

ID = {"cert_type": "101", "cert_no": "34052419800101001X"}
OTHER = {"cert_type": "101", "cert_no": "340524198001010036"}
RECORDS = {
    "CORE1": {"name": "张三", **ID}, "LOAN1": {"name": "张三", **ID}, "ARCH1": {"name": "张三", **ID},
    "CORE2": {"name": "李四", **OTHER}, "ARCH2": {"name": "李四", **OTHER},
    "EBANK3": {"name": "张伟", "mobile": "13912345678"}, "ARCH4": {"name": "张小明"}, "ARCH5": {"name": "王芳"},
}
HOMES = {"7": {"ARCH1": "01", "ARCH4": "03", "ARCH5": "04"}, "8": {"ARCH2": "01"}}
PAIRS = [("CORE1", "CORE2"), ("LOAN1", "EBANK3"), ("CORE1", "LOAN1"), ("ARCH4", "ARCH5"), ("ARCH2", "ARCH5"), ("CORE2", "ARCH2"),
         ("EBANK3", "ARCH4")]
ANSWERS = st.tuples(st.sampled_from(PAIRS), st.sampled_from(["same", "different", "revoked"]))


@settings(max_examples=3, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(ANSWERS, min_size=1, max_size=3), min_size=2, max_size=3))
@example([[(("CORE1", "CORE2"), "same")], [(("LOAN1", "EBANK3"), "same"), (("CORE1", "LOAN1"), "different")],
          [(("CORE1", "CORE2"), "revoked"), (("ARCH4", "ARCH5"), "same")]])
def test_what_was_answered_and_taken_back_leaves_no_trace(months: list[list[tuple[tuple[str, str], str]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bank = Months(Path(folder))
        bank.fill(RECORDS, HOMES, backward=False)
        bank.run()
        first = bank.derived()
        standing: dict[tuple[str, str], str] = {}
        for answers in months:
            standing |= dict(answers)
            rows = [(*key(a).values(), *key(b).values(), said) for (a, b), said in standing.items() if said != "revoked"]
            bank.run(pd.DataFrame(rows, columns=DECISION_COLUMNS, dtype=object))
        bank.run()
        assert bank.derived() == first
        bank.run()
        assert bank.frame("identity_events").empty and bank.frame("household_events").empty
        close(bank)
