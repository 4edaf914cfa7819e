"""Other floors, tried: who would move and what they hold; floors that cannot be are refused as in a file."""

from __future__ import annotations

import pandas as pd
import pytest

from rccrm_lib.acrm.value import change_floors, try_floors
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.tier_settings import TierSettings

SETTINGS = TierSettings()
NOW = pd.DataFrame({"aum_avg_fen": [100, 6_000_000, 9_000_000, 900], "is_company": [False, False, False, True],
                    "comparable_fen": pd.array([0, 100, 700_000, None], dtype="Int64")})


def _moves(**yuan: int) -> dict[tuple[str, str], tuple[int, int]]:
    changed = change_floors(SETTINGS, {name.replace("__", "."): one for name, one in yuan.items()})
    found = try_floors(NOW, settings=SETTINGS, changed=changed)
    assert (found["n"].sum(), found["aum_avg_fen"].sum()) == (4, 15_001_000)
    return {(row["before"], row["after"]): (row["n"], row["aum_avg_fen"]) for row in found.to_dict("records")}


def test_who_would_move_is_counted_with_what_they_hold() -> None:
    assert _moves(QUALITY__floor_yuan=80_000) == {
        ("MASS", "MASS"): (2, 1_000), ("QUALITY", "POTENTIAL"): (1, 6_000_000), ("PRIVATE", "PRIVATE"): (1, 9_000_000)}


def test_contribution_keeps_who_brings_enough() -> None:
    moves = _moves(PRIVATE__contribution_floor_yuan=90_000)
    assert moves[("PRIVATE", "WEALTH")] == (1, 9_000_000)


def test_the_same_floors_move_nobody() -> None:
    assert all(before == after for before, after in _moves(QUALITY__floor_yuan=50_000))


@pytest.mark.parametrize(("changes", "said"), [({"QUALITY.floor_yuan": 8_000}, "must rise"), ({"GOLD.floor_yuan": 1}, "no floor"),
                                               ({"QUALITY.name_zh": 1}, "no floor")])
def test_floors_that_cannot_be_are_refused(changes: dict[str, int], said: str) -> None:
    with pytest.raises(RccrmError, match=said):
        change_floors(SETTINGS, changes)
