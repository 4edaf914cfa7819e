"""Settings of who looks after whom: the floor, capacities, tolerances, costs of the proposal, the way back to the pool."""

from __future__ import annotations

from pydantic import Field

from rccrm_lib.core.section import Section

MEASURES = ("customers", "value", "minutes")


class Capacity(Section):
    """What one manager can look after; 0: no limit. Minutes are those of one month."""

    customers: int = Field(400, ge=0)
    value_yuan: int = Field(0, ge=0)
    minutes: int = Field(7_200, ge=0)


class Ramp(Section):
    """A new manager carries `start_share` of a full load, rising evenly over `months`."""

    months: int = Field(6, ge=0, le=36)
    start_share: float = Field(0.5, gt=0, le=1)


class Tolerance(Section):
    """How far a manager's load may lie from the fair share before it costs anything, as a share of it."""

    customers: float = Field(0.20, ge=0, le=1)
    value: float = Field(0.50, ge=0, le=1)
    minutes: float = Field(0.20, ge=0, le=1)


class Costs(Section):
    """What the proposal weighs, in moves of one customer: what costs less than a move never moves anybody."""

    move: float = Field(1.0, gt=0)
    village: float = Field(0.1, ge=0)
    line: float = Field(0.8, ge=0)
    imbalance: float = Field(2.0, ge=0)
    value_imbalance: float = Field(0.1, ge=0)
    unplaced: float = Field(1000.0, gt=0)


class PortfolioSettings(Section):
    """Who gets a manager, what a manager can carry, what a customer needs, and what a change may cost.

    `effort_minutes`: a month's work for a customer of a tier. `reclaim_days`: a customer of a tier without a contact for
    so long goes back to the pool, with notice `notice_days` before; a tier that is left out is never reclaimed.
    """

    floor_tier: str | None = None  # nothing: the second lowest tier, whatever a bank calls it
    capacity: Capacity = Capacity()
    line_capacity: dict[str, Capacity] = Field(default_factory=dict)
    ramp: Ramp = Ramp()
    tolerance: Tolerance = Tolerance()
    costs: Costs = Costs()
    effort_minutes: dict[str, int] = Field(default_factory=lambda: {
        "MASS": 2, "POTENTIAL": 5, "QUALITY": 10, "VIP": 20, "WEALTH": 40, "PRIVATE": 90})
    line_of_nature: dict[str, str] = Field(default_factory=lambda: {
        "FARM": "1", "VILLAGE": "1", "SELF": "2", "COOP": "2", "COMPANY": "3", "PUBLIC": "3", "URBAN": "4"})
    reclaim_days: dict[str, int] = Field(default_factory=lambda: {"POTENTIAL": 365, "QUALITY": 180, "VIP": 120})
    notice_days: int = Field(14, ge=1, le=92)
    exact_pairs: int = Field(600, ge=0)
    node_limit: int = Field(2_000, ge=1)

    def capacity_of(self, line: str) -> Capacity:
        """What a manager of a line can look after."""
        return self.line_capacity.get(line, self.capacity)
