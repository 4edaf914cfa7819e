"""Settings of service standards: which tier and need is owed which action, how often, by whom, within how many days.

Standards have versions. A month is measured by the version that held on its first day, whatever came later.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import combinations
from typing import Literal

from pydantic import Field, model_validator

from rccrm_lib.core.contact_settings import Action
from rccrm_lib.core.packaged import read_packaged
from rccrm_lib.core.section import Section

DAYS_OF_YEAR = 365
Channel = Literal["on_site", "phone", "text", "counter"]


class Standard(Section):
    """What one group of customers is owed: an action, every so many days or so often a year, by a role, in so many minutes.

    `needs`: only customers with one of these tags; `natures`: only customers of these. `household`: the action counts for every
    adult of the household that it was done with. `response_days`: within which a request of such a customer is answered.
    """

    id: str
    tiers: tuple[str, ...] = Field(min_length=1)
    action: Action
    channel: Channel
    role: str
    minutes: int = Field(ge=1, le=480)
    every_days: int | None = Field(None, ge=7, le=1096)
    per_year: int | None = Field(None, ge=1, le=52)
    response_days: int | None = Field(None, ge=0, le=30)
    needs: tuple[str, ...] = ()
    natures: tuple[str, ...] = ()
    household: bool = False

    @model_validator(mode="after")
    def _one_frequency(self) -> Standard:
        if (self.every_days is None) == (self.per_year is None):
            raise ValueError(f"standard {self.id}: give every_days or per_year, not both and not neither")
        return self

    @property
    def interval_days(self) -> int:
        """Days from one action to the next."""
        return self.every_days or round(DAYS_OF_YEAR / (self.per_year or 1))

    @property
    def is_for_all(self) -> bool:
        """Whether every customer of its tiers is owed it."""
        return not (self.needs or self.natures)


class StandardVersion(Section):
    """The standards from a day on. `without`: tiers that are owed nothing, said aloud so that none is forgotten."""

    valid_from: date
    author: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    without: tuple[str, ...] = ()
    standards: tuple[Standard, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _standards_agree(self) -> StandardVersion:
        name = f"version {self.valid_from}"
        if self.valid_from.day != 1:
            raise ValueError(f"{name}: a version begins on the first of a month, because a month is measured by one version")
        ids = [one.id for one in self.standards]
        if len(set(ids)) != len(ids):
            raise ValueError(f"{name}: two standards with one id: {sorted({one for one in ids if ids.count(one) > 1})}")
        for a, b in combinations(self.standards, 2):
            both = sorted(set(a.tiers) & set(b.tiers))
            if both and a.action == b.action and a.is_for_all and b.is_for_all:
                raise ValueError(f"{name}: {a.id} and {b.id} both say how often {both[0]} is owed a {a.action}; keep one")
        return self

    def check_tiers(self, tiers: Iterable[str]) -> None:
        """Raise ValueError for a tier that does not exist, and for one that is owed nothing without saying so."""
        known = list(tiers)
        named = {tier for one in self.standards for tier in one.tiers} | set(self.without)
        unknown, forgotten = sorted(named - set(known)), [tier for tier in known if tier not in named]
        if unknown:
            raise ValueError(f"version {self.valid_from}: no such tier: {', '.join(unknown)}; there are {', '.join(known)}")
        if forgotten:
            raise ValueError(f"version {self.valid_from}: a gap: nothing is said of {', '.join(forgotten)}; add a standard, or "
                             "name the tier in `without`")


class StandardSettings(Section):
    """The versions, oldest first, and how they are measured.

    `least_n`: of fewer actions due no rate is said ("cannot tell"). `capacity_minutes`: what one person of a role has for such
    work in a month; of a role that is not named nobody can say whether it is enough.
    """

    least_n: int = Field(10, ge=1)
    capacity_minutes: dict[str, int] = Field(default_factory=dict)
    versions: tuple[StandardVersion, ...] = ()

    @model_validator(mode="after")
    def _versions_follow(self) -> StandardSettings:
        days = [one.valid_from for one in self.versions]
        if days != sorted(set(days)):
            raise ValueError("versions must follow each other, each from a later day than the one before: "
                             + ", ".join(map(str, days)))
        small = sorted(role for role, minutes in self.capacity_minutes.items() if minutes < 1)
        if small:
            raise ValueError(f"capacity_minutes of {', '.join(small)} must be at least 1; leave out what is not known")
        return self

    def version_on(self, day: date) -> StandardVersion | None:
        """The version that holds on a day; None before the first."""
        return next((one for one in reversed(self.versions) if one.valid_from <= day), None)


def default_standards() -> StandardSettings:
    """What settings/standards.toml says, for a bank that has no such file."""
    return StandardSettings(**read_packaged("standards"))
