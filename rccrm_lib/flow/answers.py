"""People's answers about pairs, as the merge of a month takes them: all that stand when it runs."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from rccrm_lib.core.store import Decisions
from rccrm_lib.ecif.answers import KIND, as_row, stand
from rccrm_lib.ecif.decisions import DECISION_COLUMNS, PRINT_COLUMNS
from rccrm_lib.flow.run import Run

COUNTS = """
SELECT count(*)::BIGINT, count(*) FILTER (is_kept)::BIGINT, count(*) FILTER (NOT is_kept)::BIGINT,
       count(*) FILTER (is_outdated)::BIGINT FROM decided_pairs
"""


@dataclass(frozen=True)
class Answers:
    """`frame`: one row per pair whose answer acts; `n_waiting`: pairs that wait for another person's signature."""

    frame: pd.DataFrame
    n_waiting: int

    def count(self, con: duckdb.DuckDBPyConnection) -> dict[str, int]:
        """How many answers there were, acted, could not, are outdated, lack a record this month. Needs `decided_pairs`."""
        n, acted, refused, outdated = con.execute(COUNTS).fetchall()[0]
        return {"standing": len(self.frame), "acted": acted, "contradicted": refused, "outdated": outdated,
                "without_record": len(self.frame) - n, "waiting": self.n_waiting}


def gather_answers(run: Run) -> Answers:
    """The answers of the run's member that act now: what was decided since the month was last published is among them."""
    states = [stand(versions) for versions in Decisions(run.store().database, run.member.id).by_subject(KIND).values()]
    rows = [as_row(state.acting) for state in states if state.acting]
    frame = pd.DataFrame(rows, columns=[*DECISION_COLUMNS, *PRINT_COLUMNS], dtype=object)
    return Answers(frame, sum(state.waiting is not None for state in states))
