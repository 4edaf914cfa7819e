"""Intention to treat: those drawn for a campaign against those held out, reached or not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rccrm_lib.acrm.campaign.checks import balance_table, lot_checks
from rccrm_lib.acrm.campaign.estimate import Effect, estimate_effect, winsorise
from rccrm_lib.acrm.campaign.money import money_of
from rccrm_lib.acrm.campaign.tables import BALANCE, CAMPAIGNS, EFFECTS, to_table
from rccrm_lib.acrm.campaign.units import attach_outcomes, make_units, month_number, month_text, refuse_wrong_frames
from rccrm_lib.acrm.campaign.verdict import verdict
from rccrm_lib.core.settings import CampaignSettings
from rccrm_lib.facts.calendar import parse_month

BASELINES = (-3, -2, -1)
PRIMARY = "aum_cuped"
VARIANTS = (("aum", False, False), ("aum_winsorised", True, False), ("aum_cuped", False, True),
            ("aum_winsorised_cuped", True, True))
KEPT = ("name", "product_id", "unit_kind", "cost_fen")


@dataclass(frozen=True)
class CampaignEffects:
    """Three tidy frames: `effects` (campaign, months after the draw, outcome), `balance`, `campaigns`."""

    effects: pd.DataFrame
    balance: pd.DataFrame
    campaigns: pd.DataFrame


def evaluate_itt(
    members: pd.DataFrame, outcomes: pd.DataFrame, *, settings: CampaignSettings, month: str, seed: int,
    margin_rate: float | None = None,
) -> CampaignEffects:
    """Frames of one row per campaign, months after the draw and outcome; per campaign and covariate; per campaign.

    `members`: one row per campaign and customer (customer_id, unit_id, stratum, arm T/C, assigned_on, contacted_on,
    is_randomised, and where known is_mixed, name, product_id, unit_kind, cost_fen). `outcomes`: one row per
    campaign, unit and month with the unit's whole AUM (aum_avg_fen). Months after `month` are not read.

    Effects are fen per listed customer, 1 month and `outcome_month` months after the month of the draw. One outcome
    is primary, fixed beforehand: aum_cuped at `outcome_month` (aum where no balance before the draw is supplied).
    `status`: evaluated, not_randomised, one_arm, too_early, not_supplied (no balances for the month needed).
    `verdict`: positive, negative, or cannot_tell where the interval holds 0. Incremental money is effect x treated
    customers, a balance. Value, net and ROI need `margin_rate`, the yearly contribution of a yuan of balance (0 to
    1); without it they are missing and `break_even_rate` says from which margin on the campaign pays.
    """
    refuse_wrong_frames(members, outcomes)
    last = _number(parse_month(month))
    outcomes = outcomes[month_number(outcomes["month"]) <= last] if len(outcomes) else outcomes
    effects, balance, campaigns = [], [], []
    for campaign_id, part in members.groupby("campaign_id", sort=True):
        one = _Campaign(str(campaign_id), part, outcomes[outcomes["campaign_id"] == campaign_id], settings, last, seed)
        rows = one.effects()
        effects.append(rows)
        balance.append(one.balance())
        campaigns.append(one.summary(rows, margin_rate=margin_rate))
    return CampaignEffects(to_table(effects, EFFECTS), to_table(balance, BALANCE), to_table(campaigns, CAMPAIGNS))


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


class _Campaign:
    """One campaign while it is evaluated: its units with outcomes, and why something cannot be told."""

    def __init__(self, campaign_id: str, members: pd.DataFrame, outcomes: pd.DataFrame, settings: CampaignSettings,
                 last: int, seed: int) -> None:
        self.campaign_id, self.members, self.settings = campaign_id, members, settings
        self.last, self.seed = last, seed
        self.offsets = sorted({1, settings.outcome_month})
        self.drawn = make_units(members)
        clean = self.drawn[~self.drawn["is_mixed"]].reset_index(drop=True)
        self.units = attach_outcomes(clean, outcomes, offsets=[*BASELINES, *self.offsets])

    def status(self, offset: int, *, adjusted: bool = False) -> str:
        """Why the outcome so many months after the draw cannot be told, or `evaluated`."""
        if not self.members["is_randomised"].fillna(False).astype(bool).all():
            return "not_randomised"
        if not self.units.groupby("stratum")["treated"].nunique().gt(1).any() or len(self.units) < 4:
            return "one_arm"
        if self.units["assigned"].max() + offset > self.last:
            return "too_early"
        needed = [offset, -1] if adjusted else [offset]
        return "not_supplied" if self.units[needed].isna().to_numpy().any() else "evaluated"

    def effects(self) -> pd.DataFrame:
        """One row per months after the draw and outcome."""
        return pd.DataFrame([self._row(offset, *variant) for offset in self.offsets for variant in VARIANTS])

    def _row(self, offset: int, outcome: str, cut: bool, adjusted: bool) -> dict[str, object]:
        status = self.status(offset, adjusted=adjusted)
        treated = self.units["treated"].astype(bool)
        row: dict[str, object] = {
            "campaign_id": self.campaign_id, "name": self._one("name"), "outcome": outcome, "horizon_months": offset,
            "outcome_month": month_text(int(self.units["assigned"].max()) + offset) if len(self.units) else None,
            "is_primary": False, "status": status, "n_treated": int(self.units.loc[treated, "n_customers"].sum()),
            "n_held_out": int(self.units.loc[~treated, "n_customers"].sum()), "n_clusters": len(self.units),
            "n_clusters_treated": int(treated.sum()), "cost_fen": self._one("cost_fen"),
        }
        if status != "evaluated":
            return row
        values, before = self.units[offset], self.units[-1] if adjusted else None
        if cut:
            values = winsorise(values, share=self.settings.winsor)
            before = None if before is None else winsorise(before, share=self.settings.winsor)
        found = estimate_effect(self.units, values, baseline=before, settings=self.settings, seed=self.seed)
        is_primary = outcome == self._primary() and offset == self.settings.outcome_month
        return {**row, **self._figures(found, values), "is_primary": is_primary}

    def _primary(self) -> str:
        """The outcome fixed beforehand: adjusted for the balance before the draw wherever that was supplied."""
        return PRIMARY if self.status(self.settings.outcome_month, adjusted=True) == "evaluated" else "aum"

    def _figures(self, found: Effect, values: pd.Series) -> dict[str, object]:
        treated, weights = self.units["treated"].astype(bool), self.units["n_customers"]
        n = int(weights[treated].sum())
        return {
            "effect_fen": found.effect, "se_fen": found.se, "low_fen": found.low, "high_fen": found.high,
            "p_value": found.p, "method": found.method, "verdict": verdict(found.low, found.high),
            "detectable_fen": found.detectable,
            "mean_treated_fen": np.average(values[treated], weights=weights[treated]),
            "mean_held_out_fen": np.average(values[~treated], weights=weights[~treated]),
            "incremental_fen": found.effect * n, "incremental_low_fen": found.low * n,
            "incremental_high_fen": found.high * n,
        }

    def balance(self) -> pd.DataFrame:
        """One row per covariate from before the draw."""
        return balance_table(self.units, campaign_id=self.campaign_id, baselines=BASELINES)

    def summary(self, effects: pd.DataFrame, *, margin_rate: float | None) -> pd.DataFrame:
        """The campaign in one row: the lot, who was reached, and the money of the primary outcome."""
        treated = self.members["arm"] == "T"
        contacted = self.members["contacted_on"].notna()
        n_treated, n_held_out = int(treated.sum()), int((~treated).sum())
        primary = effects[effects["is_primary"]]
        row = {
            "campaign_id": self.campaign_id, **{name: self._one(name) for name in KEPT},
            "assigned_month": month_text(int(self.drawn["assigned"].min())),
            "outcome_month": month_text(int(self.drawn["assigned"].max()) + self.settings.outcome_month),
            "status": self.status(self.settings.outcome_month),
            "n_treated": n_treated, "n_held_out": n_held_out, "n_clusters": len(self.drawn),
            "reached_rate": float(contacted[treated].mean()) if n_treated else float("nan"),
            "n_held_out_contacted": int(contacted[~treated].sum()),
            "n_clusters_mixed": int(self.drawn["is_mixed"].sum()),
            **lot_checks(self.drawn),
        }
        money = money_of(primary, cost_fen=self._one("cost_fen"), margin_rate=margin_rate,
                         months=self.settings.outcome_month, n_held_out=n_held_out)
        return pd.DataFrame([{**row, **money}])

    def _one(self, column: str) -> object:
        """The campaign's value of a column that is the same for all its members; None where it is not given."""
        known = self.members[column].dropna() if column in self.members.columns else pd.Series(dtype=object)
        return None if known.empty else known.iloc[0]
