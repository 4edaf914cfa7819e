"""Settings of the tiers: floors of assets and of contribution, for persons and for companies, for each member."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field, field_validator, model_validator

from rccrm_lib.core.section import Section

FLOORS = ("floor_yuan", "contribution_floor_yuan", "company_floor_yuan", "company_contribution_floor_yuan")


class TierFloors(Section):
    """Floors of one tier that a member sets for itself; what is left out stays as it is for all members."""

    floor_yuan: int | None = Field(None, ge=0)
    contribution_floor_yuan: int | None = Field(None, ge=0)
    company_floor_yuan: int | None = Field(None, ge=0)
    company_contribution_floor_yuan: int | None = Field(None, ge=0)
    months_below_before_down: int | None = Field(None, ge=1)


class Tier(Section):
    """One tier; floors in whole units of the member's currency: daily-average assets, and contribution of a year.

    A floor that is left out opens no way into the tier. Companies have floors of their own; where a company's floor
    of assets is left out, the persons' counts. `months_below_before_down` overrides the common number of months.
    """

    code: str
    name_zh: str
    name_en: str
    floor_yuan: int = Field(ge=0)
    band: Literal["low", "mid", "high"]
    contribution_floor_yuan: int | None = Field(None, ge=0)
    company_floor_yuan: int | None = Field(None, ge=0)
    company_contribution_floor_yuan: int | None = Field(None, ge=0)
    months_below_before_down: int | None = Field(None, ge=1)


#: Code, names, floors of assets and yearly contribution for persons, the same for companies, band, months below.
_DEFAULTS: tuple[tuple[str, str, str, int, int | None, int | None, int | None, str, int | None], ...] = (
    ("MASS", "普通", "Mass", 0, None, None, None, "low", None),
    ("POTENTIAL", "潜力", "Potential", 10_000, 100, 50_000, 500, "low", None),
    ("QUALITY", "优质", "Quality", 50_000, 500, 200_000, 2_000, "mid", None),
    ("VIP", "贵宾", "VIP", 200_000, 2_000, 1_000_000, 10_000, "mid", None),
    ("WEALTH", "财富", "Wealth", 500_000, 5_000, 5_000_000, 50_000, "high", None),
    ("PRIVATE", "私享", "Private", 6_000_000, 60_000, 20_000_000, 200_000, "high", 6),
)


def _default_tiers() -> tuple[Tier, ...]:
    """What settings/tiers.toml says, for a bank that has no such file."""
    return tuple(
        Tier(code=code, name_zh=zh, name_en=en, floor_yuan=floor, contribution_floor_yuan=brings, company_floor_yuan=company,
             company_contribution_floor_yuan=company_brings, band=band, months_below_before_down=patience)  # type: ignore[arg-type]
        for code, zh, en, floor, brings, company, company_brings, band, patience in _DEFAULTS
    )


class TierSettings(Section):
    """Tiers from low to high, and when a customer moves down."""

    tiers: tuple[Tier, ...] = Field(default_factory=_default_tiers)
    valuable_from: str = "QUALITY"
    months_below_before_down: int = Field(3, ge=1)
    near_threshold_share: float = Field(0.10, gt=0, lt=1)
    high_contribution_share: float | None = Field(0.05, gt=0, lt=1)
    members: dict[str, dict[str, TierFloors]] = Field(default_factory=dict)

    @field_validator("tiers")
    @classmethod
    def _floors_rise(cls, tiers: tuple[Tier, ...]) -> tuple[Tier, ...]:
        _check_floors(tiers)
        return tiers

    @model_validator(mode="after")
    def _names_are_tiers(self) -> TierSettings:
        codes = [tier.code for tier in self.tiers]
        if self.valuable_from not in codes:
            raise ValueError(f"valuable_from names no tier: {self.valuable_from!r}")
        for member, floors in self.members.items():
            unknown = sorted(set(floors) - set(codes))
            if unknown:
                raise ValueError(f"members.{member} names no tier: {', '.join(unknown)}; there are {', '.join(codes)}")
            _check_floors(self._tiers_of(member), f"members.{member}: ")
        return self

    def of_member(self, member_id: str) -> TierSettings:
        """The same settings with the floors of one member."""
        return self.model_copy(update={"tiers": self._tiers_of(member_id), "members": {}})

    def patience(self) -> tuple[int, ...]:
        """Months below before a customer moves down, one number per tier."""
        return tuple(tier.months_below_before_down or self.months_below_before_down for tier in self.tiers)

    def _tiers_of(self, member_id: str) -> tuple[Tier, ...]:
        own = self.members.get(member_id, {})
        return tuple(tier.model_copy(update=own[tier.code].model_dump(exclude_none=True)) if tier.code in own else tier
                     for tier in self.tiers)


def _check_floors(tiers: Sequence[Tier], place: str = "") -> None:
    """Each kind of floor rises from tier to tier; the lowest tier starts at 0 and takes everybody."""
    for name in FLOORS:
        floors = [getattr(tier, name) for tier in tiers]
        known = [floor for floor in floors if floor is not None]
        if known != sorted(set(known)):
            codes = ", ".join(f"{tier.code} {floor}" for tier, floor in zip(tiers, floors, strict=True) if floor is not None)
            raise ValueError(f"{place}{name} must rise from tier to tier, not {codes}")
    if not tiers or tiers[0].floor_yuan != 0:
        raise ValueError(f"{place}tier floors must start at 0 and rise")
