"""Campaigns: what they caused, by intention to treat."""

from rccrm_lib.acrm.campaign.itt import CampaignEffects, evaluate_itt

__all__ = ["CampaignEffects", "evaluate_itt"]
