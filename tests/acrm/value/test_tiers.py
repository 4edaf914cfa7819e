"""Tiers month by month: up at once next month, watch, down in month 4 to the level of month 3; and the laws."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rccrm_lib.acrm.value import REASONS, TIERS, assign_tiers
from rccrm_lib.core.errors import SchemaError
from rccrm_lib.core.schema import check_frame
from rccrm_lib.core.tier_settings import TierSettings

LETTERS = {"M": "MASS", "P": "POTENTIAL", "Q": "QUALITY", "V": "VIP", "W": "WEALTH", "X": "PRIVATE"}
YUAN = {"M": 5_000, "P": 20_000, "Q": 60_000, "V": 250_000, "W": 600_000, "X": 7_000_000}
MONTHS = [f"2026-{n:02d}" for n in range(1, 13)]

SEQUENCES = [
    # averages of the months, tiers of the months, months below
    ("Q", "Q", "0"),  # the first month takes the natural tier
    ("MQ", "MM", "00"),  # reached in month 2 ...
    ("MQM", "MMQ", "001"),  # ... up in month 3, even when that month is poor again
    ("MQQ", "MMQ", "000"),
    ("MXX", "MMX", "000"),  # several tiers at once
    ("QM", "QQ", "01"),
    ("QMMM", "QQQQ", "0123"),  # three months below: still there, on watch
    ("QMMMM", "QQQQM", "01230"),  # month 4: down
    ("VMMPM", "VVVVP", "01231"),  # to the level of month 3, and below that again
    ("VPPMP", "VVVVM", "01230"),  # the level of month 3, not the best of the three
    ("QMMMQ", "QQQQM", "01230"),  # recovered in month 4 is too late ...
    ("QMMMQQ", "QQQQMQ", "012300"),  # ... but it is up again in month 5
    ("QMMQMM", "QQQQQQ", "012012"),  # a month at the level starts the count afresh
    ("QMMQMMMM", "QQQQQQQM", "01201230"),
    ("VQQQMMMM", "VVVVQQQM", "01231230"),  # two steps down take three months each
    ("PQMMMM", "PPQQQM", "001230"),  # the month of the rise counts as a month below
    ("QMV", "QQQ", "010"),  # above while on watch: the count ends
    ("QMVM", "QQQV", "0101"),
    ("QMMMX", "QQQQM", "01230"),
    ("QMMMXM", "QQQQMX", "012301"),
    ("WWWWWW", "WWWWWW", "000000"),
    ("Q.Q", "Q.Q", "0.0"),  # nothing held in month 2
    ("QMM.M", "QQQ.M", "012.0"),  # comes back: the natural tier of that month
    ("QM.QMMMM", "QQ.QQQQM", "01.01230"),  # the watch does not go on over the gap
    (".MQQ", ".MMQ", ".000"),
    ("QMMM.", "QQQQ.", "0123."),
]


def assign(make_history, tier_settings, months: str) -> pd.DataFrame:
    """The tiers of one customer; an everlasting second one keeps every month in the history."""
    yuan = {"A": [YUAN.get(letter) for letter in months], "B": [1] * len(months)}
    tiers = assign_tiers(make_history(yuan), settings=tier_settings)
    return tiers[tiers["customer_id"] == "A"].reset_index(drop=True)


def place(months: str, values: list[str]) -> str:
    """The values of the months held, with dots where nothing was held."""
    rest = iter(values)
    return "".join("." if letter == "." else next(rest) for letter in months)


@pytest.mark.parametrize(("months", "expected", "below"), SEQUENCES)
def test_month_by_month(make_history, tier_settings, months, expected, below) -> None:
    tiers = assign(make_history, tier_settings, months)
    letters = {code: letter for letter, code in LETTERS.items()}
    assert place(months, [letters[code] for code in tiers["tier"]]) == expected
    assert place(months, [str(n) for n in tiers["months_below"]]) == below
    assert place(months, [letters[code] for code in tiers["natural_tier"]]) == months
    assert (tiers["is_watch"] == (tiers["months_below"] > 0)).all()


@pytest.mark.parametrize(
    ("months", "reasons"),
    [
        ("QQ", ["FIRST", "KEPT"]),
        ("MQQ", ["FIRST", "RISING", "UP"]),
        ("QMMMM", ["FIRST", "WATCH", "WATCH", "WATCH", "DOWN"]),
        ("Q.Q", ["FIRST", "RETURNED"]),
        (".QM", ["FIRST", "WATCH"]),
    ],
)
def test_every_month_says_why(make_history, tier_settings, months, reasons) -> None:
    assert assign(make_history, tier_settings, months)["reason"].tolist() == reasons
    assert set(reasons) <= set(REASONS)


@pytest.mark.parametrize(
    ("yuan", "tier"),
    [(-5, "MASS"), (0, "MASS"), (9_999.99, "MASS"), (10_000, "POTENTIAL"), (49_999.99, "POTENTIAL"),
     (50_000, "QUALITY"), (199_999.99, "QUALITY"), (200_000, "VIP"), (500_000, "WEALTH"), (6_000_000, "PRIVATE"),
     (90_000_000_000, "PRIVATE")],
)
def test_a_floor_belongs_to_its_tier_to_the_fen(make_history, tier_settings, yuan, tier) -> None:
    assert assign_tiers(make_history({"A": [yuan]}), settings=tier_settings)["tier"].tolist() == [tier]


def test_patience_is_a_setting(make_history) -> None:
    patient = TierSettings(months_below_before_down=6)
    assert assign(make_history, patient, "QMMMMMMM")["tier"].tolist() == ["QUALITY"] * 7 + ["MASS"]
    hasty = TierSettings(months_below_before_down=1)
    assert assign(make_history, hasty, "QMM")["tier"].tolist() == ["QUALITY", "QUALITY", "MASS"]


def test_a_month_that_nobody_has_does_not_end_the_run(make_history, tier_settings) -> None:
    history = make_history({"A": [60_000, 5_000, 5_000, 5_000, 5_000, 5_000]})
    tiers = assign_tiers(history[history["month"] != "2026-03"], settings=tier_settings)
    assert tiers["months_below"].tolist() == [0, 1, 2, 3, 0]
    assert tiers["tier"].tolist()[-1] == "MASS"


def test_no_account_or_no_supplied_average_means_no_tier(make_history, tier_settings) -> None:
    history = make_history({"A": [60_000, 0, 0], "B": [60_000, 70_000, 80_000]})
    history.loc[history["customer_id"] == "A", "n_accounts"] = [1, 0, 0]
    history["aum_avg_fen"] = history["aum_avg_fen"].astype("Int64").mask(
        (history["customer_id"] == "B") & (history["month"] == "2026-02"))
    found = assign_tiers(history, settings=tier_settings)[["customer_id", "month"]].to_numpy().tolist()
    assert found == [["A", "2026-01"], ["B", "2026-01"], ["B", "2026-03"]]


def test_a_customer_twice_in_a_month_is_refused(make_history, tier_settings) -> None:
    history = make_history({"A": [1, 2]})
    with pytest.raises(SchemaError, match="not unique"):
        assign_tiers(pd.concat([history, history.tail(1)]), settings=tier_settings)


def test_a_missing_column_is_named(make_history, tier_settings) -> None:
    with pytest.raises(SchemaError, match="aum_avg_fen"):
        assign_tiers(make_history({"A": [1]}).drop(columns="aum_avg_fen"), settings=tier_settings)


def test_nobody_has_no_tiers(make_history, tier_settings) -> None:
    assert assign_tiers(make_history({}), settings=tier_settings).empty


HISTORIES = st.dictionaries(
    st.sampled_from("ABCDEF"),
    st.lists(st.none() | st.sampled_from(list(YUAN.values())), min_size=1, max_size=10),
    min_size=1, max_size=6,
)


@given(yuan=HISTORIES, seed=st.integers(0, 2**16))
@settings(max_examples=60)
def test_laws_of_tiers(make_history, tier_settings, yuan, seed) -> None:
    history = make_history(yuan)
    before = history.copy(deep=True)
    tiers = assign_tiers(history, settings=tier_settings)
    check_frame(tiers, TIERS)  # one tier per customer and month, nothing missing
    assert len(tiers) == len(history)
    pd.testing.assert_frame_equal(history, before)
    shuffled = history.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(assign_tiers(shuffled, settings=tier_settings), tiers)
    codes = [tier.code for tier in tier_settings.tiers]
    assert (tiers["months_below"] <= tiers["tier"].map(dict(zip(codes, tier_settings.patience(), strict=True)))).all()
    is_below = tiers["natural_tier"].map(codes.index) < tiers["tier"].map(codes.index)
    assert (is_below == tiers["is_watch"]).all()


@given(yuan=HISTORIES)
@settings(max_examples=30)
def test_later_months_do_not_change_earlier_tiers(make_history, tier_settings, yuan) -> None:
    whole = assign_tiers(make_history(yuan), settings=tier_settings)
    known = {customer: values[:4] for customer, values in yuan.items()}
    early = assign_tiers(make_history(known), settings=tier_settings)
    same = whole[whole["month"].isin(MONTHS[:4])].reset_index(drop=True)
    pd.testing.assert_frame_equal(early, same, check_dtype=False)


@given(months=st.lists(st.sampled_from("MPQVWX"), min_size=1, max_size=12))
@settings(max_examples=80)
def test_the_vectorised_walk_agrees_with_the_rule_told_step_by_step(make_history, tier_settings, months) -> None:
    natural = ["MPQVWX".index(letter) for letter in months]
    tier, told = natural[0], [natural[0]]
    run = 1 if natural[0] < tier else 0
    for last in natural[:-1]:
        if last > tier or run == tier_settings.patience()[tier]:
            tier, run = last, 0
        told.append(tier)
        run = run + 1 if natural[len(told) - 1] < tier else 0
    found = assign(make_history, tier_settings, "".join(months))["tier"]
    assert found.tolist() == [list(LETTERS.values())[number] for number in told]


def test_fen_beyond_a_float_stay_exact(make_history, tier_settings) -> None:
    history = make_history({"A": [1]})
    history["aum_avg_fen"] = np.array([2**53 + 1], dtype=np.int64)
    assert assign_tiers(history, settings=tier_settings)["aum_avg_fen"].tolist() == [2**53 + 1]
