"""The definition of churn by sequences of months, and its laws."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from rccrm_lib.acrm.churn import SPELLS, build_spells
from rccrm_lib.core.errors import NotSupplied, SchemaError
from rccrm_lib.core.schema import check_frame
from rccrm_lib.core.settings import ChurnSettings
from rccrm_lib.facts.calendar import add_months

History = Callable[..., pd.DataFrame]
RULES = ChurnSettings()
FULL = 100_000
AGE = 128  # whole months from January 2015 to September 2025, the first month of every history here
# Thirteen months, numbered 0..12: observation begins at 2, churn can have been confirmed up to 10.
ENTRY, LAST = 2, 10


def _one(history: pd.DataFrame, months: list[str], rules: ChurnSettings = RULES) -> pd.DataFrame:
    return build_spells(history, settings=rules, months=months)


@pytest.mark.parametrize(
    ("name", "yuan", "expected"),
    [
        ("stays", [FULL] * 13, [(ENTRY, LAST, "censored")]),
        ("runs off at once", [FULL] * 6 + [20_000] * 7, [(ENTRY, 6, "runoff")]),
        ("just at the limit", [FULL] * 6 + [30_000] * 7, [(ENTRY, 6, "runoff")]),
        ("a fen above the limit", [FULL] * 6 + [30_000.01] * 7, [(ENTRY, LAST, "censored")]),
        ("slides: the first month below is the event", [FULL] * 6 + [55_000, 20_000, 10_000] + [5_000] * 4,
         [(ENTRY, 7, "runoff")]),
        ("two low months only", [FULL] * 6 + [5_000] * 2 + [FULL] * 5, [(ENTRY, LAST, "censored")]),
        ("tail of two low months is not yet churn", [FULL] * 11 + [5_000] * 2, [(ENTRY, LAST, "unconfirmed")]),
        ("tail of one low month", [FULL] * 12 + [5_000], [(ENTRY, LAST, "unconfirmed")]),
        ("confirmed in the last month", [FULL] * 10 + [5_000] * 3, [(ENTRY, 10, "runoff")]),
        ("revived and stays", [FULL] * 3 + [5_000] * 3 + [60_000] * 7, [(ENTRY, 3, "runoff"), (7, LAST, "censored")]),
        ("one month back is no revival", [FULL] * 3 + [5_000] * 3 + [60_000] + [5_000] * 6, [(ENTRY, 3, "runoff")]),
        ("40 % of what it was is no revival", [FULL] * 3 + [5_000] * 3 + [40_000] * 7, [(ENTRY, 3, "runoff")]),
        ("a long run-off does not lower its own yardstick", [FULL] * 4 + [29_000] * 9, [(ENTRY, 4, "runoff")]),
        ("never a customer under observation", [50] * 13, []),
        ("had left before observation began", [FULL] * 2 + [5_000] * 11, []),
        ("dips as observation begins, then is back", [FULL] * 2 + [5_000] + [FULL] * 10, [(4, LAST, "censored")]),
        ("comes back from almost nothing", [50] * 5 + [FULL] * 8, [(6, LAST, "censored")]),
        ("small balances that vanish lie dormant", [800] * 5 + [10] * 8, [(ENTRY, 5, "dormancy")]),
        ("below the floor a third of a little is no churn", [800] * 5 + [500] * 8, [(ENTRY, LAST, "censored")]),
        ("came during the history", [None] * 4 + [FULL] * 9, [(6, LAST, "censored")]),
        ("came too late for a yardstick", [None] * 11 + [FULL] * 2, []),
    ],
)
def test_sequences(name: str, yuan: list, expected: list, make_history: History, months: list[str]) -> None:
    spells = _one(make_history({"C1": yuan}), months)
    found = list(zip(spells["entry"] - AGE, spells["exit"] - AGE, spells["cause"], strict=True))
    assert found == expected, name
    assert spells["event"].tolist() == [cause in ("runoff", "closure", "dormancy") for _, _, cause in expected]
    assert spells["spell_no"].tolist() == list(range(1, len(expected) + 1))


def test_months_are_told_beside_ages(make_history: History, months: list[str]) -> None:
    row = _one(make_history({"C1": [FULL] * 6 + [20_000] * 7}), months).iloc[0]
    assert (row["entry_month"], row["exit_month"], row["confirmed_month"]) == ("2025-11", "2026-03", "2026-05")
    assert row["reference_fen"] == FULL * 100
    assert (row["entry"], row["exit"]) == (AGE + 2, AGE + 6)


def test_money_brought_by_the_customer_keeps_the_customer(make_history: History, months: list[str]) -> None:
    low = {"C1": [FULL] * 6 + [5_000] * 7}
    once = {"C1": [0] * 7 + [100] + [0] * 5}
    spells = _one(make_history(low, credit=once), months)
    # Credit in month 7: the three quiet months are 8, 9, 10.
    assert (spells["exit"] - AGE).tolist() == [8]
    always = {"C1": [50] * 13}
    assert _one(make_history(low, credit=always), months)["cause"].tolist() == ["censored"]


def test_credits_that_were_not_supplied_are_unknown_not_zero(make_history: History, months: list[str]) -> None:
    low = {"C1": [FULL] * 6 + [5_000] * 7, "C2": [FULL] * 13}
    unknown = {"C1": [None] * 13, "C2": [None] * 13}
    spells = _one(make_history(low, credit=unknown), months).set_index("customer_id")
    assert bool(spells.loc["C1", "event"]) and not bool(spells.loc["C1", "is_credit_known"])
    known = _one(make_history(low), months).set_index("customer_id")
    assert bool(known.loc["C1", "is_credit_known"])


def test_closed_accounts_and_rows_that_stop(make_history: History, months: list[str]) -> None:
    balances = {"C1": [FULL] * 6 + [0] * 7, "C2": [FULL] * 6 + [None] * 7}
    spells = _one(make_history(balances, accounts={"C1": [1] * 6 + [0] * 7}), months)
    assert spells["cause"].tolist() == ["closure", "closure"]
    assert (spells["exit"] - AGE).tolist() == [6, 6]


def test_death_is_not_churn(make_history: History, months: list[str]) -> None:
    history = make_history({"C1": [FULL] * 6 + [0] * 7}, death_on=pd.Timestamp("2026-03-14"))
    spells = _one(history, months)
    assert spells["cause"].tolist() == ["death"] and not spells["event"].any()
    assert (spells["exit"] - AGE).tolist() == [6]
    later = _one(history.assign(death_on=pd.Timestamp("2027-01-01")), months)
    assert later["cause"].tolist() == ["runoff"], "a death after the last month is not known yet"


def test_merged_records_are_not_churn(make_history: History, months: list[str]) -> None:
    history = make_history({"C1": [FULL] * 6 + [0] * 7}, merged_on=pd.Timestamp("2026-03-14"))
    spells = _one(history, months)
    assert spells["cause"].tolist() == ["merged"] and not spells["event"].any()


def test_a_known_transfer_within_the_household_is_not_churn(make_history: History, months: list[str]) -> None:
    history = make_history({"C1": [FULL] * 6 + [5_000] * 7}, moved_on=pd.Timestamp("2026-02-20"))
    assert _one(history, months)["cause"].tolist() == ["household"]
    earlier = _one(history.assign(moved_on=pd.Timestamp("2025-11-20")), months)
    assert earlier["cause"].tolist() == ["runoff"]


def test_a_family_that_gains_as_much_is_a_doubt_not_a_proof(make_history: History, months: list[str]) -> None:
    wife = [10_000] * 6 + [105_000] * 7
    moved = _one(make_history({"C1": [FULL] * 6 + [5_000] * 7, "C2": wife}, household_id="H1"), months)
    assert moved.set_index("customer_id")["is_household_possible"].to_dict() == {"C1": True, "C2": False}
    assert moved.set_index("customer_id")["cause"].to_dict() == {"C1": "runoff", "C2": "censored"}
    rich = _one(make_history({"C1": [FULL] * 6 + [5_000] * 7, "C2": [10 * FULL] * 13}, household_id="H1"), months)
    assert not rich["is_household_possible"].any(), "a rich spouse is no transfer"


def test_tier_is_the_one_at_entry(make_history: History, months: list[str]) -> None:
    history = make_history({"C1": [FULL] * 13})
    by_month = history.assign(tier=[f"T{n}" for n in range(13)])
    assert _one(by_month, months)["tier_at_entry"].tolist() == ["T2"]
    assert _one(history.assign(tier_at_entry="VIP"), months)["tier_at_entry"].tolist() == ["VIP"]


def test_a_gap_in_the_months_starts_observation_anew(make_history: History, months: list[str]) -> None:
    with_gap = [month for month in months if month != "2025-12"]
    spells = _one(make_history({"C1": [FULL] * 13}), with_gap)
    assert spells["entry_month"].tolist() == ["2026-03"]


def test_short_histories_have_no_spells(make_history: History, months: list[str]) -> None:
    for n in (0, 1, 3):
        spells = _one(make_history({"C1": [FULL] * 13}), months[:n])
        assert spells.empty and list(spells.columns) == SPELLS.names


def test_no_opening_date_no_age(make_history: History, months: list[str]) -> None:
    history = make_history({"C1": [FULL] * 13, "C2": [FULL] * 13})
    history.loc[history["customer_id"] == "C2", "first_open_on"] = pd.NaT
    assert _one(history, months)["customer_id"].tolist() == ["C1"]


def test_balances_before_the_booked_opening_move_the_origin(make_history: History, months: list[str]) -> None:
    spells = _one(make_history({"C1": [FULL] * 13}, opened="2026-06-01"), months)
    assert (spells["entry"].tolist(), spells["exit"].tolist()) == ([2], [10])


def test_what_cannot_be_read_is_refused(make_history: History, months: list[str]) -> None:
    history = make_history({"C1": [FULL] * 13})
    with pytest.raises(SchemaError, match="first_open_on"):
        _one(history.drop(columns="first_open_on"), months)
    with pytest.raises(SchemaError, match="twice"):
        _one(pd.concat([history, history]), months)
    with pytest.raises(NotSupplied, match="balance"):
        _one(history.assign(aum_avg_fen=pd.array([pd.NA] * 13, dtype="Int64")), months)


YUAN = st.sampled_from([0, 50, 400, 900, 5_000, 20_000, 45_000, 60_000, 100_000])
MONTH = st.tuples(YUAN, st.sampled_from([0, 0, 0, 500]))
CUSTOMERS = st.lists(st.lists(st.one_of(MONTH, MONTH, MONTH, st.none()), min_size=13, max_size=13),
                     min_size=1, max_size=4)
MONTHS = [add_months("2025-09", n) for n in range(13)]


def _history(customers: list) -> pd.DataFrame:
    rows = [
        {"customer_id": f"C{i}", "month": MONTHS[n], "n_accounts": int(cell[0] > 0), "aum_avg_fen": cell[0] * 100,
         "customer_in_fen": cell[1] * 100, "first_open_on": pd.Timestamp("2015-01-10"), "household_id": f"H{i // 2}"}
        for i, cells in enumerate(customers) for n, cell in enumerate(cells) if cell is not None
    ]
    names = ["customer_id", "month", "n_accounts", "aum_avg_fen", "customer_in_fen", "first_open_on", "household_id"]
    return pd.DataFrame(rows, columns=names)


@tries(max_examples=25)
@given(customers=CUSTOMERS, n=st.integers(4, 13), seed=st.integers(0, 99))
def test_law_rows_after_the_last_month_and_their_order_change_nothing(customers: list, n: int, seed: int) -> None:
    history, known = _history(customers), MONTHS[:n]
    before = history.copy()
    of_then = build_spells(history[history["month"].isin(known)], settings=RULES, months=known)
    with_later = build_spells(history.sample(frac=1, random_state=seed), settings=RULES, months=known)
    pd.testing.assert_frame_equal(of_then, with_later)
    pd.testing.assert_frame_equal(history, before)


@tries(max_examples=25)
@given(customers=CUSTOMERS, n=st.integers(5, 12))
def test_law_what_was_confirmed_stays(customers: list, n: int) -> None:
    history, key = _history(customers), ["customer_id", "entry", "exit", "cause", "confirmed_month"]
    first = build_spells(history, settings=RULES, months=MONTHS[:n])
    later = build_spells(history, settings=RULES, months=MONTHS)
    said = first.loc[first["event"], key]
    assert len(said.merge(later[key])) == len(said)


@tries(max_examples=25)
@given(customers=CUSTOMERS)
def test_law_spells_of_a_customer_do_not_overlap(customers: list) -> None:
    spells = check_frame(build_spells(_history(customers), settings=RULES, months=MONTHS), SPELLS)
    assert (spells["exit"] > spells["entry"]).all()
    following = spells.groupby("customer_id")["entry"].shift(-1)
    assert (following.isna() | (following > spells["exit"])).all()
    assert (spells["exit"] <= AGE + LAST).all()


def test_a_member_of_ordinary_size_is_quick() -> None:
    rng = np.random.default_rng(1)
    n = 20_000
    history = pd.DataFrame({
        "customer_id": np.repeat([f"C{i:06d}" for i in range(n)], 13), "month": np.tile(MONTHS, n), "n_accounts": 1,
        "aum_avg_fen": rng.integers(0, 10**7, 13 * n), "customer_in_fen": 0,
        "first_open_on": pd.Timestamp("2015-01-10"),
    })
    assert len(build_spells(history, settings=RULES, months=MONTHS)) > 10_000
