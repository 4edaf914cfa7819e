"""Settings of households and villages: who is a farm household, and what makes a credit village."""

from __future__ import annotations

from pydantic import Field

from rccrm_lib.core.section import Section


class FarmRule(Section):
    """Which archived household counts as a farm household; the statistical definition by default."""

    away_months: int = Field(12, ge=1)
    residence_months: int = Field(12, ge=1)
    residence_required: bool = False
    town_prefixes: tuple[str, ...] = ()


class CreditVillage(Section):
    """What a village must reach; shares from 0 to 1."""

    min_credit_share: float = Field(0.70, ge=0, le=1)
    min_clear_share: float = Field(0.85, ge=0, le=1)
    max_npl_share: float = Field(0.05, ge=0, le=1)
    max_npl_increase: float = Field(0.01, ge=0, le=1)
    increase_months: int = Field(12, ge=1, le=60)


class CreditTownship(Section):
    """What a township must reach; shares from 0 to 1."""

    min_village_share: float = Field(0.50, ge=0, le=1)
    min_clear_share: float = Field(0.90, ge=0, le=1)


class VillageSettings(Section):
    """Households, credit villages and credit townships."""

    farm: FarmRule = FarmRule()
    credit_grades: tuple[str, ...] = ("A", "B")
    village: CreditVillage = CreditVillage()
    township: CreditTownship = CreditTownship()
