"""Settings of the contribution: how prices are looked up, what losses, taxes and capital cost, what a ledger may differ by."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field, field_validator, model_validator

from rccrm_lib.core.section import Section

CLASSES = ("1", "2", "3", "4", "5")
NATURES = ("FARM", "URBAN", "SELF", "COMPANY", "COOP", "PUBLIC", "VILLAGE")
ANY = "*"
RATE_UNITS = 10**8  # rates are whole numbers of a hundred-millionth, as in the contracts
TAX_UNITS = 10**4


def rate_units(rate: Decimal) -> int:
    """A rate as a whole number of hundred-millionths."""
    return int(rate * RATE_UNITS)


def _check_rate(rate: Decimal, units: int = RATE_UNITS) -> Decimal:
    if not 0 <= rate <= 1 or rate * units != int(rate * units):
        raise ValueError(f"{rate}: a rate from 0 to 1 with at most {len(str(units)) - 1} decimals")
    return rate


class ListedRate(Section):
    """What demand deposits of a product (or *) pay from a day on, where the accounts do not say it."""

    product_id: str = ANY
    from_on: date
    annual_rate: Decimal

    _rate = field_validator("annual_rate")(_check_rate)


class LossSettings(Section):
    """Yearly chance of default by five-class rating, and what is lost then, by product; loss = chance x loss."""

    default_rates: dict[str, Decimal] = Field(default_factory=lambda: dict(zip(
        CLASSES, map(Decimal, ("0.010", "0.060", "0.250", "0.500", "1")), strict=True)))
    lost_shares: dict[str, Decimal] = Field(default_factory=lambda: {ANY: Decimal("0.45")})
    class_when_missing: str = "1"

    @model_validator(mode="after")
    def _whole_and_rising(self) -> LossSettings:
        if tuple(sorted(self.default_rates)) != CLASSES or self.class_when_missing not in CLASSES:
            raise ValueError(f"default_rates needs each of the classes {', '.join(CLASSES)}, not {sorted(self.default_rates)}")
        rates = [_check_rate(self.default_rates[code], TAX_UNITS) for code in CLASSES]
        if rates != sorted(rates):
            raise ValueError(f"default_rates must not fall from class 1 to 5: {[str(rate) for rate in rates]}")
        if ANY not in self.lost_shares:
            raise ValueError(f"lost_shares needs an entry {ANY} for every other product")
        for share in self.lost_shares.values():
            _check_rate(share, TAX_UNITS)
        return self


class TaxSettings(Section):
    """VAT contained in loan interest and surcharges on it; small loans to farmers and small business may be exempt."""

    vat_rate: Decimal = Decimal("0.03")
    surcharge_rate: Decimal = Decimal("0.12")
    farm_exempt_up_to_yuan: int = Field(1_000_000, ge=0)
    small_exempt_up_to_yuan: int = Field(1_000_000, ge=0)

    @field_validator("vat_rate", "surcharge_rate")
    @classmethod
    def _four_decimals(cls, rate: Decimal) -> Decimal:
        return _check_rate(rate, TAX_UNITS)


class Tolerance(Section):
    """How far the ledger may differ in one item, in fen a unit, and why; it is shown wherever it is used."""

    item: Literal["DEP", "LOAN", "LOSS", "TAX", "FEE", "COST", "CAP"]
    fen: int = Field(ge=0)
    reason: str = Field(min_length=3)


def _default_lines() -> dict[str, str]:
    return {"FARM": "1", "SELF": "2", "COOP": "2", "COMPANY": "3", "PUBLIC": "3", "VILLAGE": "3", "URBAN": "4"}


class ContributionSettings(Section):
    """What a contract brings: prices, losses, taxes, capital; business lines; tolerances of the ledger."""

    days_in_year: int = Field(360, ge=360, le=366)
    between_terms: Literal["linear", "nearest"] = "linear"
    term_when_missing: int = Field(12, ge=0)
    listed_rates: tuple[ListedRate, ...] = (ListedRate(from_on=date(2025, 5, 20), annual_rate=Decimal("0.0005")),)
    loss: LossSettings = LossSettings()
    tax: TaxSettings = TaxSettings()
    wealth_fee_rates: dict[str, Decimal] = Field(default_factory=dict)
    capital_rate: Decimal | None = None
    lines: dict[str, str] = Field(default_factory=_default_lines)
    tolerances: tuple[Tolerance, ...] = ()

    @model_validator(mode="after")
    def _known_words(self) -> ContributionSettings:
        if sorted(self.lines) != sorted(NATURES) or set(self.lines.values()) - set("1234"):
            raise ValueError(f"lines needs a business line (1 to 4) for each of {', '.join(NATURES)}")
        if len({one.item for one in self.tolerances}) != len(self.tolerances):
            raise ValueError("tolerances names an item twice")
        if len({(one.product_id, one.from_on) for one in self.listed_rates}) != len(self.listed_rates):
            raise ValueError("listed_rates names a product and day twice")
        for rate in (*self.wealth_fee_rates.values(), *filter(None, [self.capital_rate])):
            _check_rate(rate)
        return self
