"""Settings of the worklist: reasons, thresholds, how long a day is. Read from settings/worklist.toml."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from rccrm_lib.core.section import Section


class Reason(Section):
    """A reason to call on a customer. duty: the bank owes it; model: estimated or selected; care: worth doing.

    `first`: of a duty, how many a day go before what is ranked by value; the others follow it. Without it: all of them.
    `at_once`: a duty that goes before it from its first day on, not only on the day by which it is to be done.
    """

    kind: Literal["duty", "model", "care"]
    minutes: int = Field(ge=1, le=240)
    action: Literal["visit", "call", "message"]
    first: int | None = Field(None, ge=0)
    at_once: bool = False


REASONS = {
    "case": Reason(kind="duty", minutes=20, action="call", at_once=True),
    "promise": Reason(kind="duty", minutes=15, action="call"),
    "lead": Reason(kind="duty", minutes=15, action="call", at_once=True),
    "loan": Reason(kind="duty", minutes=10, action="call"),
    "movement": Reason(kind="duty", minutes=10, action="call"),
    "service": Reason(kind="duty", minutes=30, action="visit", first=6),
    "document": Reason(kind="duty", minutes=5, action="message"),
    "at_risk": Reason(kind="model", minutes=30, action="visit"),
    "campaign": Reason(kind="model", minutes=10, action="call"),
    "near": Reason(kind="model", minutes=10, action="call"),
    "deposit": Reason(kind="care", minutes=10, action="call"),
    "birthday": Reason(kind="care", minutes=5, action="call"),
    "missing": Reason(kind="care", minutes=5, action="call"),
}


class Movement(Section):
    """A large movement: net flow of a day above the largest of floor, share of assets, and so many deviations."""

    floor_yuan: int = Field(50_000, ge=0)
    aum_share: float = Field(0.30, ge=0)
    mads: float = Field(5, ge=0)
    call_yuan: int = Field(200_000, ge=0)


class Steps(Section):
    """Days before (negative: after) the day itself on which an item comes up; and how long the last step stays."""

    days: tuple[int, ...] = Field(min_length=1)
    stays_days: int = Field(ge=0)

    @model_validator(mode="after")
    def _fall(self) -> Steps:
        if list(self.days) != sorted(set(self.days), reverse=True):
            raise ValueError(f"steps {self.days} must fall, each once: 15, 3, 0")
        return self


class WorklistSettings(Section):
    """What comes on a list, how much of it on one day, and what people's answers do."""

    most_items: int = Field(15, ge=1, le=50)
    minutes_a_day: int = Field(300, ge=10)
    quiet_days: int = Field(14, ge=0)
    wrong_months: int = Field(6, ge=1)
    later_days: int = Field(7, ge=1)
    undo_seconds: int = Field(10, ge=1)
    horizon_days: int = Field(45, ge=31)
    minor_age: int = Field(18, ge=14)
    greeted_bands: tuple[str, ...] = ("mid", "high")
    falling_ratio: float = Field(0.70, gt=0, lt=1)
    least_fall_yuan: int = Field(10_000, ge=0)
    past_months: int = Field(6, ge=1)
    min_past: int = Field(30, ge=1)
    movement: Movement = Movement()
    deposit: Steps = Steps(days=(15, 3, 0), stays_days=7)
    loan: Steps = Steps(days=(30, 10, 3, -1), stays_days=60)
    document: Steps = Steps(days=(90, 30), stays_days=60)
    reasons: dict[str, Reason] = Field(default_factory=lambda: dict(REASONS))
    prior_answers: float = Field(20, gt=0)
    prior_useful: float = Field(0.6, gt=0, lt=1)
    min_answers: int = Field(10, ge=1)
    max_wrong: float = Field(0.30, gt=0, le=1)
    confidence: float = Field(0.95, gt=0.5, lt=1)

    @model_validator(mode="after")
    def _every_reason_is_there(self) -> WorklistSettings:
        lacking = sorted(set(REASONS) - set(self.reasons))
        if lacking:
            raise ValueError(f"reasons without kind, minutes and action: {', '.join(lacking)}")
        return self
