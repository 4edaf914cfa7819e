"""The proposal: what it must keep whatever comes in, and that on small branches nothing cheaper exists."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given as drawn
from hypothesis import settings as effort
from hypothesis import strategies as st

from rccrm_lib.core.errors import SchemaError
from rccrm_lib.ocrm.portfolio import model
from rccrm_lib.ocrm.portfolio import propose as stage
from rccrm_lib.ocrm.portfolio.model import build_programme, solve_programme
from rccrm_lib.ocrm.portfolio.pools import make_pools, ramp_weight
from rccrm_lib.ocrm.portfolio.rule import keep_then_fill
from tests.ocrm.portfolio.frames import (
    AS_OF,
    BRANCH,
    barred,
    customers,
    every,
    holders,
    managers,
    propose,
    reasons,
    settings,
)

NAMES = ("M1", "M2", "M3")
ROW = st.fixed_dictionaries({
    "household_id": st.sampled_from([None, "H1", "H2", "H3"]), "village_id": st.sampled_from([None, "V1", "V2"]),
    "manager_id": st.sampled_from([None, *NAMES, "GONE"]), "line": st.sampled_from(["1", "2"]),
    "value_fen": st.integers(0, 10**9), "minutes": st.integers(0, 60), "stays": st.booleans(),
})
PAIRS = st.lists(st.tuples(st.sampled_from(["C0", "C1", "C2"]), st.sampled_from(NAMES)), max_size=2, unique=True)


@effort(max_examples=40)
@drawn(st.lists(ROW, min_size=1, max_size=9), PAIRS, st.integers(0, 4), st.integers(0, 60))
def test_laws(rows: list[dict[str, Any]], pairs: list[tuple[str, str]], most: int, minutes: int) -> None:
    """One manager or the list; capacities kept; households together; relatives never; the order of rows does not matter."""
    frame, staff, limits = customers(*rows), managers(*NAMES), settings(most=most, minutes=minutes)
    found = propose(frame, staff, *pairs, given=limits)
    held = holders(frame, found)
    assert set(held.values()) <= {*NAMES, ""}
    assert {c for c, m in held.items() if not m} == set(found.unassigned["customer_id"])
    assert set(found.unassigned["limit"]) <= {"customers", "value", "minutes", "recusal", "no_manager"}
    counts = Counter(held.values())
    work = frame.groupby(frame["customer_id"].map(held))["minutes"].sum()
    for name in NAMES:
        assert not most or counts[name] <= most
        assert not minutes or work.get(name, 0) <= minutes
    homes = frame.assign(held=frame["customer_id"].map(held)).dropna(subset=["household_id"])
    assert (homes.groupby("household_id")["held"].nunique() <= 1).all()
    assert all(held[c] != m for c, m in pairs if c in held)
    mixed = propose(frame.iloc[::-1].reset_index(drop=True), staff.iloc[::-1].reset_index(drop=True), *pairs[::-1], given=limits)
    for one, other in ((found.moves, mixed.moves), (found.unassigned, mixed.unassigned), (found.loads, mixed.loads)):
        pd.testing.assert_frame_equal(one, other)


def _cheapest(pool: Any, limits: Any) -> float:
    """The least cost over every way of giving units to managers or to nobody, reckoned from the definition."""
    shares, size, costs = model.fair_shares(pool, settings=limits), pool.loads[:, 0], limits.costs
    average = np.maximum(pool.loads.sum(axis=0) / size.sum(), 1e-9)
    weight = np.array([costs.imbalance, costs.value_imbalance, costs.imbalance]) / average
    tolerance = np.array([limits.tolerance.customers, limits.tolerance.value, limits.tolerance.minutes])
    best = np.inf
    for chosen in itertools.product(range(-1, len(pool.managers)), repeat=len(size)):
        load, cost = np.zeros(shares.shape), 0.0
        for unit, manager in enumerate(chosen):
            if manager < 0:
                cost += costs.unplaced * size[unit]
                continue
            if not pool.allowed[unit, manager]:
                break
            load[manager] += pool.loads[unit]
            cost += costs.move * (pool.keeps[unit].sum() - pool.keeps[unit, manager])
            cost += size[unit] * (costs.line * (not pool.fits[unit, manager]) + costs.village * (not pool.at_home[unit, manager]))
        else:
            if (load <= pool.capacity + 1e-9).all():
                over = np.maximum(0, load - shares * (1 + tolerance)) + np.maximum(0, shares * (1 - tolerance) - load)
                best = min(best, cost + float((over * weight).sum()))
    return best


@effort(max_examples=25)
@drawn(st.lists(ROW, min_size=1, max_size=5), PAIRS, st.integers(0, 3), st.sampled_from([0, 600]))
def test_nothing_cheaper_exists(rows: list[dict[str, Any]], pairs: list[tuple[str, str]], most: int, exact: int) -> None:
    """Against every possible answer: exactly where the branch is small, within its own bound where it is rounded."""
    limits = settings(most=most, exact_pairs=exact)
    frame = customers(*({**row, "stays": False} for row in rows))
    for pool in make_pools(frame, managers(*NAMES), barred(pairs), settings=limits, as_of=AS_OF):
        _, cost, bound = solve_programme(build_programme(pool, settings=limits), settings=limits)
        best = _cheapest(pool, limits)
        assert bound <= best + 1e-3 * max(1, best) and cost >= best - 1e-3 * max(1, best)
        if exact:
            assert cost == pytest.approx(best, rel=1e-3, abs=1e-3)


@pytest.mark.parametrize("n", [2, 4])
def test_a_large_value_is_balanced_as_finely_as_a_small_one(n: int) -> None:
    """One customer with ten million yuan among others with nothing: a yuan costs less than the solver's tolerance."""
    limits = settings(exact_pairs=600)
    frame = customers(*every(range(n), manager_id=None, value_fen=0), {"manager_id": None, "value_fen": 10**9})
    pool, = make_pools(frame, managers(*NAMES), barred([]), settings=limits, as_of=AS_OF)
    _, cost, _ = solve_programme(build_programme(pool, settings=limits), settings=limits)
    assert cost == pytest.approx(_cheapest(pool, limits), rel=1e-3)


def test_as_few_move_as_the_capacity_asks() -> None:
    frame = customers(*every(range(7), manager_id="M1"), {"manager_id": "M2"})
    found = propose(frame, managers("M1", "M2"), given=settings(most=5, costs={"imbalance": 0}))
    assert len(found.moves) == 2 and set(found.moves["reason"]) == {"capacity"}
    assert found.loads["n_after"].tolist() == [5, 3]


def test_whoever_is_in_the_band_keeps_everybody() -> None:
    frame = customers(*every(range(11), manager_id="M1"), *every(range(9), manager_id="M2"))
    assert propose(frame, managers("M1", "M2"), given=settings()).moves.empty


def test_each_reason_is_said() -> None:
    frame = customers(
        {"manager_id": "GONE"}, {"manager_id": None}, {"manager_id": "M1"},
        {"manager_id": "M1", "household_id": "H1"}, {"manager_id": "M1", "household_id": "H1"},
        {"manager_id": "M2", "household_id": "H1"})
    found = propose(frame, managers("M1", "M2"), ("C2", "M1"), given=settings(costs={"imbalance": 0, "value_imbalance": 0}))
    assert reasons(found) == {"C0": "left", "C1": "new", "C2": "recusal", "C5": "household"}


def test_a_line_moves_customers_only_when_it_costs_more_than_a_move() -> None:
    frame = customers(*every(range(3), manager_id="M1", line="3"), *every(range(3), manager_id="M2", line="1"))
    staff = pd.concat([managers("M1", line="1"), managers("M2", line="3")], ignore_index=True)
    assert propose(frame, staff, given=settings()).moves.empty
    strict = propose(frame, staff, given=settings(costs={"line": 2}))
    assert set(reasons(strict).values()) == {"line"} and len(strict.moves) == 6


def test_who_has_no_room_is_listed_with_the_limit_and_what_would_have_to_give_way() -> None:
    frame = customers(*every(range(5), manager_id="M1", minutes=30))
    found = propose(frame, managers("M1", "M2"), given=settings(minutes=60))
    assert len(found.unassigned) == 1 and set(found.unassigned["limit"]) == {"minutes"}
    assert found.clashes[["limit"]].drop_duplicates().values.tolist() == [["minutes"]]
    assert found.clashes["short_by"].sum() == pytest.approx(30)
    nobody = propose(customers({"branch_id": "36019909"}), managers("M1"), given=settings())
    assert nobody.clashes.values.tolist() == [["36019909", "", "no_manager", 1.0]]
    kin = propose(customers({}), managers("M1"), ("C0", "M1"), given=settings())
    assert kin.unassigned["limit"].tolist() == ["recusal"] and kin.clashes["limit"].tolist() == ["recusal"]


def test_a_customer_who_asked_stays_even_where_it_is_uneven() -> None:
    frame = customers(*every(range(4), manager_id="M1", stays=True))
    assert propose(frame, managers("M1", "M2"), given=settings()).moves.empty
    frame["stays"] = False
    assert len(propose(frame, managers("M1", "M2"), given=settings()).moves) > 0


def test_a_recusal_goes_before_the_wish_to_stay() -> None:
    frame = customers({"manager_id": "M1", "stays": True})
    assert reasons(propose(frame, managers("M1", "M2"), ("C0", "M1"), given=settings())) == {"C0": "recusal"}
    assert propose(frame, managers("M1", "M2"), ("C0", "M2"), given=settings()).moves.empty


def test_somebody_new_begins_with_less() -> None:
    given = settings(most=10)
    days = (date(2026, 9, 1), date(2026, 6, 1), date(2020, 1, 1), None)
    assert [ramp_weight(day, settings=given, as_of=AS_OF) for day in days] == [0.5, 0.75, 1.0, 1.0]
    staff = pd.concat([managers("M1"), managers("M2", since=date(2026, 9, 1))], ignore_index=True)
    found = propose(customers(*every(range(12))), staff, given=given)
    assert found.loads["capacity_customers"].tolist() == [10, 5] and found.loads["n_after"].tolist()[1] <= 5


def test_a_rule_takes_over_where_the_solver_gives_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsolved(*_: Any, **__: Any) -> Any:
        raise model.Unsolved("no steps left")

    monkeypatch.setattr(stage, "solve_programme", unsolved)
    frame = customers(*every(range(4), manager_id="M1"), {}, {"manager_id": "M1", "stays": True})
    found = propose(frame, managers("M1", "M2"), given=settings(most=4))
    held = holders(frame, found)
    assert found.by_rule == (BRANCH,) and Counter(held.values()) == {"M1": 4, "M2": 2} and held["C5"] == "M1"


@effort(max_examples=25)
@drawn(st.lists(ROW, min_size=1, max_size=9), PAIRS, st.integers(1, 4))
def test_the_rule_keeps_capacities_and_recusals(rows: list[dict[str, Any]], pairs: list[tuple[str, str]], most: int) -> None:
    limits = settings(most=most)
    frame = customers(*({**row, "stays": False} for row in rows))
    for pool in make_pools(frame, managers(*NAMES), barred(pairs), settings=limits, as_of=AS_OF):
        chosen = keep_then_fill(pool)
        for unit, manager in enumerate(chosen):
            assert manager < 0 or pool.allowed[unit, manager]
        for manager in range(len(pool.managers)):
            assert pool.loads[chosen == manager, 0].sum() <= most


def test_a_frame_that_is_not_as_declared_is_refused() -> None:
    with pytest.raises(SchemaError, match="minutes"):
        propose(customers({}).drop(columns="minutes"), managers("M1"), given=settings())
