"""Settings of transfers: how long an answer may take, and how far back or ahead a transfer may begin."""

from __future__ import annotations

from pydantic import Field, model_validator

from rccrm_lib.core.section import Section


class TransferSettings(Section):
    """Days of handing customers over."""

    answer_days: int = Field(5, ge=1, le=90)
    expire_days: int = Field(30, ge=2, le=366)
    back_days: int = Field(0, ge=0, le=31)
    ahead_days: int = Field(92, ge=0, le=366)

    @model_validator(mode="after")
    def _late_before_void(self) -> TransferSettings:
        if self.answer_days >= self.expire_days:
            raise ValueError(f"answer_days = {self.answer_days}: less than expire_days = {self.expire_days}")
        return self
