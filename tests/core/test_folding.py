"""Units too small to be shown alone are shown together, and together they are not too small."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from rccrm_lib.core.privacy.folding import REST, fold_small_units


def folded(sizes: dict[str, int], k: int = 10) -> set[str]:
    frame = pd.DataFrame({"unit": list(sizes), "n": list(sizes.values())})
    found = fold_small_units(frame, unit="unit", n="n", k=k)
    return set(frame.loc[found == REST, "unit"])


def test_small_units_are_folded_and_alone_take_another_along() -> None:
    assert folded({"a": 12, "b": 40}) == set()
    assert folded({"a": 6, "b": 7, "c": 40}) == {"a", "b"}
    assert folded({"a": 3, "b": 12, "c": 40}) == {"a", "b"}  # three alone would be the difference to the total


def test_a_unit_of_several_rows_is_judged_as_a_whole() -> None:
    frame = pd.DataFrame({"unit": ["a", "a", "b"], "n": [6, 6, 30]})
    assert fold_small_units(frame, unit="unit", n="n", k=10).tolist() == ["a", "a", "b"]


@given(sizes=st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 30), min_size=1), k=st.integers(1, 12))
def test_law_nothing_shown_is_below_the_limit_unless_everybody_is(sizes, k) -> None:
    hidden = folded(sizes, k)
    assert all(size >= k for unit, size in sizes.items() if unit not in hidden)
    assert not hidden or sum(sizes[unit] for unit in hidden) >= k or hidden == set(sizes)
