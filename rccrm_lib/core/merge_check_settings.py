"""Limits of the merge: what a month may show before its customers are published."""

from __future__ import annotations

from pydantic import Field

from rccrm_lib.core.section import Section


class MergeCheckSettings(Section):
    """Shares are of records or customers, 0 to 1; a drift is the change of a share against the month before."""

    min_records: int = Field(1000, ge=0)               # under so many records a share says too little to stop a month
    rule_share_drift: float = Field(0.02, gt=0, le=1)
    joined_share_drift: float = Field(0.02, gt=0, le=1)
    review_share_drift: float = Field(0.02, gt=0, le=1)
    merged_share: float = Field(0.02, gt=0, le=1)      # customers that went into another one this month
    split_share: float = Field(0.01, gt=0, le=1)
    retired_share: float = Field(0.03, gt=0, le=1)
    largest_customer: int = Field(60, ge=2)            # records
    large_over: int = Field(15, ge=2)                  # a person of more records is suspected, an organisation is not
    suspected_share: float = Field(0.005, gt=0, le=1)
    min_reviewed: int = Field(30, ge=1)                # decided pairs of a rule before its precision is judged
    precision: float = Field(0.98, gt=0, le=1)
