"""Whole evaluations: what is said, and what is not."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from rccrm_lib.acrm.campaign import CampaignEffects, evaluate_itt
from rccrm_lib.acrm.campaign.tables import BALANCE, CAMPAIGNS, EFFECTS
from rccrm_lib.core.settings import CampaignSettings

Draw = Callable[..., tuple[pd.DataFrame, pd.DataFrame]]
RULES = CampaignSettings(draws=499)


def _evaluate(frames: tuple[pd.DataFrame, pd.DataFrame], month: str = "2026-09", **more: object) -> CampaignEffects:
    return evaluate_itt(*frames, settings=RULES, month=month, seed=1, **more)  # type: ignore[arg-type]


def _primary(result: CampaignEffects) -> pd.Series:
    rows = result.effects[result.effects["is_primary"]]
    assert len(rows) == 1
    return rows.iloc[0]


def test_a_planted_effect_is_told_in_customers_and_in_money(draw_campaign: Draw) -> None:
    result = _evaluate(draw_campaign(seed=1, effect_fen=300_000.0), margin_rate=0.02)
    row, one = _primary(result), result.campaigns.iloc[0]
    assert (row["outcome"], row["horizon_months"], row["outcome_month"]) == ("aum_cuped", 3, "2026-08")
    assert row["low_fen"] < 300_000 < row["high_fen"] and row["verdict"] == "positive"
    assert row["method"] == "cluster_t" and row["n_clusters"] == 120
    assert (row["n_treated"], row["n_held_out"]) == (300, 300)
    assert row["incremental_fen"] == pytest.approx(row["effect_fen"] * 300, rel=1e-5)
    assert one["incremental_fen"] == row["incremental_fen"]
    assert one["net_fen"] == pytest.approx(row["incremental_fen"] * 0.02 / 4 - 500_000, abs=2)
    assert 0.6 < one["reached_rate"] < 0.8 and one["status"] == "evaluated"


def test_no_effect_is_cannot_tell(draw_campaign: Draw) -> None:
    result = _evaluate(draw_campaign(seed=2))
    assert _primary(result)["verdict"] == "cannot_tell"
    assert result.campaigns.iloc[0]["verdict"] == "cannot_tell"


def test_every_outcome_at_every_month(draw_campaign: Draw) -> None:
    effects = _evaluate(draw_campaign(seed=1)).effects
    assert effects.groupby("horizon_months")["outcome"].apply(list).to_dict() == {
        n: ["aum", "aum_winsorised", "aum_cuped", "aum_winsorised_cuped"] for n in (1, 3)
    }
    assert list(effects.columns) == EFFECTS.names


def test_intention_to_treat_ignores_who_was_reached(draw_campaign: Draw) -> None:
    members, outcomes = draw_campaign(seed=1, effect_fen=300_000.0)
    nobody = _evaluate((members.assign(contacted_on=pd.NaT), outcomes))
    assert _primary(nobody)["effect_fen"] == _primary(_evaluate((members, outcomes)))["effect_fen"]
    assert nobody.campaigns.iloc[0]["reached_rate"] == 0


def test_not_randomised_is_refused_with_a_row(draw_campaign: Draw) -> None:
    members, outcomes = draw_campaign(seed=1, effect_fen=300_000.0)
    result = _evaluate((members.assign(is_randomised=False), outcomes))
    assert result.campaigns["status"].tolist() == ["not_randomised"]
    assert set(result.effects["status"]) == {"not_randomised"}
    assert result.effects[["effect_fen", "low_fen", "high_fen"]].isna().to_numpy().all()
    assert not result.effects["is_primary"].any() and result.effects["verdict"].isna().all()


def test_too_early_for_the_outcome_month(draw_campaign: Draw) -> None:
    result = _evaluate(draw_campaign(seed=1), month="2026-07")
    status = result.effects.groupby("horizon_months")["status"].first().to_dict()
    assert status == {1: "evaluated", 3: "too_early"}
    assert result.campaigns["status"].tolist() == ["too_early"]
    assert not result.effects["is_primary"].any(), "month 1 is not what was fixed beforehand"


def test_months_after_the_run_are_not_read(draw_campaign: Draw) -> None:
    members, outcomes = draw_campaign(seed=1)
    until = outcomes[outcomes["month"] <= "2026-08"]
    changed = pd.concat([until, outcomes[outcomes["month"] == "2026-09"].assign(aum_avg_fen=10**12)])
    one, other = _evaluate((members, until), month="2026-08"), _evaluate((members, changed), month="2026-08")
    pd.testing.assert_frame_equal(one.effects, other.effects)


def test_without_a_baseline_the_raw_outcome_is_primary(draw_campaign: Draw) -> None:
    members, outcomes = draw_campaign(seed=1, effect_fen=300_000.0)
    result = _evaluate((members, outcomes[outcomes["month"] >= "2026-06"]))
    assert _primary(result)["outcome"] == "aum"
    adjusted = result.effects[result.effects["outcome"] == "aum_cuped"]
    assert set(adjusted["status"]) == {"not_supplied"}
    assert result.campaigns["status"].tolist() == ["evaluated"]


def test_a_missing_outcome_month_is_not_supplied(draw_campaign: Draw) -> None:
    members, outcomes = draw_campaign(seed=1)
    result = _evaluate((members, outcomes[outcomes["month"] != "2026-08"]))
    assert result.campaigns["status"].tolist() == ["not_supplied"]


def test_one_arm_only(draw_campaign: Draw) -> None:
    members, outcomes = draw_campaign(seed=1)
    result = _evaluate((members[members["arm"] == "T"], outcomes))
    assert result.campaigns["status"].tolist() == ["one_arm"]


def test_few_villages_are_judged_by_the_lot(draw_campaign: Draw) -> None:
    row = _primary(_evaluate(draw_campaign(seed=1, effect_fen=900_000.0, n_units=12)))
    assert row["method"] == "randomisation" and row["n_clusters"] == 12
    assert row["low_fen"] < 900_000 < row["high_fen"]


def test_interval_without_limits_is_missing_not_infinite(draw_campaign: Draw) -> None:
    row = _primary(_evaluate(draw_campaign(seed=1, n_units=6, n_strata=1)))
    assert row["method"] == "randomisation" and row["verdict"] == "cannot_tell"
    assert pd.isna(row["low_fen"]) and pd.isna(row["high_fen"]) and pd.isna(row["incremental_high_fen"])


def test_units_in_both_arms_are_counted_and_left_out(draw_campaign: Draw) -> None:
    members, outcomes = draw_campaign(seed=1)
    mixed = members.assign(is_mixed=members["unit_id"].isin(["V0000", "V0007"]))
    result = _evaluate((mixed, outcomes))
    assert result.campaigns["n_clusters_mixed"].tolist() == [2]
    assert _primary(result)["n_clusters"] == 118


def test_several_campaigns_do_not_mix(draw_campaign: Draw) -> None:
    first, second = draw_campaign(seed=1, effect_fen=300_000.0), draw_campaign(seed=5)
    alone = _evaluate(first)
    both = _evaluate((pd.concat([first[0], second[0].assign(campaign_id="HD02", is_randomised=False)]),
                      pd.concat([first[1], second[1].assign(campaign_id="HD02")])))
    assert both.campaigns["status"].tolist() == ["evaluated", "not_randomised"]
    one = both.effects[both.effects["campaign_id"] == "HD01"].reset_index(drop=True)
    pd.testing.assert_frame_equal(one, alone.effects)


def test_no_campaigns_no_rows_but_the_columns(draw_campaign: Draw) -> None:
    members, outcomes = draw_campaign(seed=1)
    result = _evaluate((members.iloc[:0], outcomes.iloc[:0]))
    assert list(result.effects.columns) == EFFECTS.names and result.effects.empty
    assert list(result.balance.columns) == BALANCE.names and list(result.campaigns.columns) == CAMPAIGNS.names


def test_order_of_rows_and_inputs_do_not_change_anything(draw_campaign: Draw) -> None:
    members, outcomes = draw_campaign(seed=3, n_units=12)
    kept = members.copy(), outcomes.copy()
    one = _evaluate((members, outcomes))
    other = _evaluate((members.sample(frac=1, random_state=1), outcomes.sample(frac=1, random_state=2)))
    pd.testing.assert_frame_equal(one.effects, other.effects)
    pd.testing.assert_frame_equal(one.campaigns, other.campaigns)
    pd.testing.assert_frame_equal(members, kept[0])
    pd.testing.assert_frame_equal(outcomes, kept[1])


def test_frames_survive_parquet(draw_campaign: Draw, tmp_path) -> None:  # type: ignore[no-untyped-def]
    result = _evaluate(draw_campaign(seed=1), month="2026-07")
    for name in ("effects", "balance", "campaigns"):
        frame = getattr(result, name)
        frame.to_parquet(tmp_path / f"{name}.parquet", index=False)
        assert len(pd.read_parquet(tmp_path / f"{name}.parquet")) == len(frame)
