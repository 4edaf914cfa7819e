"""The change of a customer's worth by components, exact to the fen; merged, split, restated; what alone decided the tier."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rccrm_lib.acrm.value import ASSET_PARTS, COMPARABLE_PARTS, Override
from rccrm_lib.acrm.value.changes.check import refuse_unexact
from rccrm_lib.acrm.value.changes.deciding import CAUSES
from rccrm_lib.core.engine import open_engine
from rccrm_lib.core.errors import MonthRefused
from rccrm_lib.core.tier_settings import TierSettings
from rccrm_lib.core.words import load_catalogue
from tests.acrm.value.changes.conftest import Contract


def floors(**yuan: int) -> TierSettings:
    """The default settings with other floors of assets."""
    known = TierSettings()
    return known.model_copy(update={"tiers": tuple(
        tier.model_copy(update={"floor_yuan": yuan.get(tier.code, tier.floor_yuan)}) for tier in known.tiers)})


def test_every_kind_of_asset_has_its_part(build) -> None:
    found = build({
        "demand": Contract("demand", "A", [5_000, 5_000, 4_000]),
        "matured": Contract("time", "A", [30_000, 30_000, None]),
        "opened": Contract("time", "A", [None, None, 12_000]),
        "wealth": Contract("wealth", "A", [1_000, 1_000, 1_500]),
    }).loc["A"]
    assert (found[list(ASSET_PARTS)] // 100).tolist() == [-1_000, -30_000, 12_000, 500, 0, 0, 0]
    assert (found["aum_from_fen"], found["aum_to_fen"]) == (3_600_000, 1_750_000)


def test_a_level_balance_does_not_change_with_the_days_of_the_month(build) -> None:
    found = build({"a": Contract("time", "A", [12_345.67, 12_345.67]), "b": Contract("demand", "A", [0.01, 0.01])}).loc["A"]
    assert found[list(ASSET_PARTS)].tolist() == [0] * 7


def test_who_comes_and_who_goes(build) -> None:
    found = build({"a": Contract("time", "A", [20_000, None]), "b": Contract("demand", "B", [None, 7_000])})
    assert found.loc["A", ["from_tier", "to_tier"]].tolist() == ["POTENTIAL", "LEFT"]
    assert found.loc["A", ["time_left_fen", "aum_to_fen"]].tolist() == [-2_000_000, 0]
    assert found.loc["B", ["from_tier", "to_tier", "demand_fen"]].tolist() == ["NEW", "MASS", 700_000]


def test_two_who_were_merged_this_month(build) -> None:
    found = build({
        "a": Contract("demand", "A", [30_000, 30_000, 31_000], spread=[10, 10, 11]),
        "b": Contract("time", "A", [40_000, 40_000, 40_000], stood="B", spread=[20, 20, 20]),
    })
    kept, gone = found.loc["A"], found.loc["B"]
    assert (kept["from_tier"], kept["to_tier"], kept["other_customers"]) == ("POTENTIAL", "QUALITY", "B")
    assert (kept["aum_records_in_fen"], kept["demand_fen"], kept["aum_restated_fen"]) == (4_000_000, 100_000, 0)
    assert (kept["comparable_records_in_fen"], kept["deposit_spread_fen"]) == (2_000, 100)
    assert kept["deciding"] == "records_in"
    assert (gone["from_tier"], gone["to_tier"], gone["other_customers"]) == ("POTENTIAL", "MERGED", "A")
    assert (gone["aum_records_out_fen"], gone["aum_to_fen"]) == (-4_000_000, 0)
    assert gone["comparable_records_out_fen"] == -2_000


def test_a_customer_who_was_split_this_month(build) -> None:
    found = build({
        "a": Contract("demand", "A", [30_000, 30_000, 30_000]),
        "b": Contract("wealth", "B", [40_000, 40_000, 45_000], stood="A"),
    })
    assert found.loc["A", ["from_tier", "to_tier", "deciding"]].tolist() == ["QUALITY", "POTENTIAL", "records_out"]
    assert found.loc["A", "aum_records_out_fen"] == -4_000_000
    part = found.loc["B", ["from_tier", "to_tier", "other_customers", "aum_records_in_fen", "wealth_fen"]]
    assert part.tolist() == ["SPLIT", "POTENTIAL", "A", 4_000_000, 500_000]


def test_last_month_that_looks_otherwise_now_is_restated(build) -> None:
    found = build({"a": Contract("demand", "A", [60_000, 60_000])}, restated=-1_234).loc["A"]
    assert (found["aum_from_fen"], found["aum_restated_fen"], found["demand_fen"]) == (5_998_766, 1_234, 0)


def test_without_a_publication_last_month_is_that_of_the_history(build) -> None:
    found = build({"a": Contract("demand", "A", [10, 30_000]), "b": Contract("time", "A", [5, 5], stood="B")}, published=False)
    assert found.index.tolist() == ["A"]
    assert found.loc["A", "aum_records_in_fen"] == 0


@pytest.mark.parametrize(("yuan", "deciding", "fen"), [
    ({"d": ("demand", [20_000, 60_000, 60_000])}, "demand", 4_000_000),
    ({"t": ("time", [None, 40_000, 40_000]), "d": ("demand", [10_000, 11_000, 11_000])}, "time_new", 4_000_000),
    ({"t": ("time", [None, 25_000, 25_000]), "d": ("demand", [20_000, 26_000, 26_000])}, "together", 3_100_000),
    ({"t": ("time", [None, 45_000, 45_000]), "w": ("wealth", [10_000, 55_000, 55_000])}, "several", 9_000_000),
])
def test_the_cause_that_alone_lifts_is_named(build, yuan, deciding, fen) -> None:
    found = build({name: Contract(kind, "A", values) for name, (kind, values) in yuan.items()}).loc["A"]
    assert (found["from_tier"], found["to_tier"]) == ("POTENTIAL", "QUALITY")
    assert (found["deciding"], found["deciding_fen"], found["deciding_measure"]) == (deciding, fen, "AUM")
    assert (found["deciding_from"], found["deciding_until"]) == ("2026-01", "2026-02")


def test_a_fall_is_explained_from_the_last_month_at_the_level(build) -> None:
    found = build({"d": Contract("demand", "A", [20_000, 20_000, 19_000, 19_000, 19_000]),
                   "t": Contract("time", "A", [40_000, None, None, None, None])}).loc["A"]
    assert (found["from_tier"], found["to_tier"], found["deciding"]) == ("QUALITY", "POTENTIAL", "time_left")
    assert (found["deciding_fen"], found["deciding_from"], found["deciding_until"]) == (-4_000_000, "2026-01", "2026-04")


def test_what_took_those_on_watch_below_their_tier_is_named_from_the_last_month_at_it(build) -> None:
    contracts = {
        "d": Contract("demand", "A", [20_000, 20_000, 19_000, 19_000]), "t": Contract("time", "A", [40_000, 40_000, None, None]),
        "w": Contract("wealth", "B", [60_000, 60_000, 60_000, 45_000]), "c": Contract("demand", "C", [60_000] * 4),
        # what came from another this month is in the history of both months, and explains nothing
        "r": Contract("demand", "E", [60_000, 60_000, 30_000, 30_000], stood="A"),
        "f": Contract("demand", "F", [10_000] * 4, spread=[60, 60, 60, 50 - 9]),
    }
    found = build(contracts, table="watch_decided")
    assert found["deciding"].to_dict() == {"A": "time_left", "B": "wealth", "E": "demand", "F": "deposit_spread"}
    assert found["deciding_from"].to_dict() == {"A": "2026-02", "B": "2026-03", "E": "2026-02", "F": "2026-03"}
    assert found["deciding_fen"].to_dict() == {"A": -4_000_000, "B": -1_500_000, "E": -3_000_000, "F": -1_900}
    assert found.loc["F", "deciding_measure"] == "CONTRIBUTION"


def test_contribution_alone_lifts(build) -> None:
    found = build({"d": Contract("demand", "A", [20_000, 20_000, 20_000], spread=[10, 60, 60])}).loc["A"]
    assert (found["to_tier"], found["deciding"], found["deciding_measure"]) == ("QUALITY", "deposit_spread", "CONTRIBUTION")
    assert found["deciding_fen"] == 5_000


def test_a_deposit_takes_its_spread_along(build) -> None:
    found = build({"d": Contract("demand", "A", [20_000, 60_000, 60_000], spread=[10, 60, 60])}).loc["A"]
    assert (found["deciding"], found["n_alone"]) == ("demand", 1)


def test_a_floor_that_was_changed_is_the_cause(build) -> None:
    found = build({"d": Contract("demand", "A", [60_000, 60_000, 60_000])}, stood=floors(QUALITY=70_000)).loc["A"]
    assert found[["from_tier", "to_tier", "deciding"]].tolist() == ["POTENTIAL", "QUALITY", "threshold"]


def test_a_decision_of_a_person_is_the_cause_and_so_is_its_end(build) -> None:
    contracts = {"d": Contract("demand", "A", [60_000, 60_000, 60_000])}
    set_now = [Override("A", "VIP", "2026-03", "2026-03")]
    assert build(contracts, overrides=set_now).loc["A", ["to_tier", "deciding"]].tolist() == ["VIP", "override"]
    over = build(contracts, stood_overrides=[Override("A", "VIP", "2026-02", "2026-02")]).loc["A"]
    assert over[["from_tier", "to_tier", "deciding"]].tolist() == ["VIP", "QUALITY", "override_ended"]


def test_every_cause_has_a_name_in_both_languages() -> None:
    codes = (*CAUSES, "override", "override_ended", "rule", "several", "together")
    named = load_catalogue()
    assert [code for code in codes if not {f"report.tier_cause.{code}", f"card.cause.{code}"} <= set(named)] == []


CONTRACTS = st.lists(
    st.builds(
        Contract,
        kind=st.sampled_from(["demand", "time", "wealth"]),
        owner=st.sampled_from(["A", "B", "C", "D"]),
        stood=st.sampled_from(["same", "A", "B", "C", "E"]),
        yuan=st.lists(st.none() | st.integers(0, 70_000_000).map(lambda fen: fen / 100), min_size=4, max_size=4),
        spread=st.lists(st.integers(-3_000, 9_000).map(lambda fen: fen / 100), min_size=4, max_size=4),
    ), min_size=1, max_size=7)


@given(contracts=CONTRACTS, restated=st.integers(-500, 500))
@settings(max_examples=15)
def test_law_the_parts_sum_whatever_happened(build, contracts, restated) -> None:
    found = build({f"c{place}": one for place, one in enumerate(contracts)}, restated=restated)
    assert (found["aum_from_fen"] + found[list(ASSET_PARTS)].sum(axis=1) == found["aum_to_fen"]).all()
    worth = found["comparable_from_fen"] + found[list(COMPARABLE_PARTS)].sum(axis=1)
    assert (worth == found["comparable_to_fen"]).all()
    assert (found["time_left_fen"] <= 1).all() and (found["time_new_fen"] >= -1).all()
    moved = (found["from_tier"] != found["to_tier"]) & ~found["from_tier"].isin(["NEW", "SPLIT"]) & ~found["to_tier"].isin(
        ["LEFT", "MERGED"])
    assert (found["deciding"].notna() == moved).all()


def test_a_change_that_does_not_sum_stops_the_month() -> None:
    with open_engine(threads=1) as con:
        columns = ", ".join(f"0::BIGINT AS {name}" for name in (*ASSET_PARTS, *COMPARABLE_PARTS))
        con.execute(f"CREATE TABLE value_changes AS SELECT 'A' AS customer_id, 5::BIGINT AS aum_from_fen, "
                    f"6::BIGINT AS aum_to_fen, 0::BIGINT AS comparable_from_fen, 0::BIGINT AS comparable_to_fen, {columns}")
        with pytest.raises(MonthRefused, match="do not sum"):
            refuse_unexact(con, month="2026-02")
