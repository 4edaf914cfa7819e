"""Settings of the golden record: per field, which value survives when a customer's records disagree."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

SurvivalRule = Literal["validity", "trust", "majority", "recency", "completeness"]
Severity = Literal["high", "medium", "low"]
IDENTITY = ("CORE", "LOAN", "ARCH", "WEALTH", "EBANK")
CONTACT = ("EBANK", "LOAN", "CORE", "ARCH")
PLACE = ("ARCH", "LOAN", "CORE")


class FieldRule(BaseModel):
    """How one field survives: rules from first to last, sources from the most to the least believed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    order: tuple[SurvivalRule, ...] = ("trust", "recency")
    trust: tuple[str, ...] = IDENTITY
    severity: Severity = "medium"

    @field_validator("order")
    @classmethod
    def _named_once(cls, order: tuple[SurvivalRule, ...]) -> tuple[SurvivalRule, ...]:
        if not order or len(set(order)) != len(order):
            raise ValueError(f"order must name at least one rule, and each once: {list(order)}")
        return order

    @field_validator("trust")
    @classmethod
    def _plain_codes(cls, trust: tuple[str, ...]) -> tuple[str, ...]:
        odd = [code for code in trust if not code.replace("_", "").isalnum()]
        if odd or len(set(trust)) != len(trust):
            raise ValueError(f"trust must name source systems by their codes, each once: {list(trust)}")
        return trust


def _default_fields() -> dict[str, FieldRule]:
    """What settings/golden.toml says, for a bank that has no such file."""
    proved, lifelong = ("validity", "trust", "recency"), ("validity", "trust", "majority", "recency")
    rows: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
        "name": (proved, IDENTITY, "high"), "cert_no": (proved, IDENTITY, "medium"),
        "sex": (lifelong, IDENTITY, "high"), "birth_on": (lifelong, IDENTITY, "high"),
        "lunar_birthday": (("trust", "majority", "recency"), PLACE, "low"),
        "nationality": (("trust", "recency"), IDENTITY, "medium"),
        "occupation": (("trust", "recency"), PLACE, "low"), "mobile": (proved, CONTACT, "low"),
        "address": (("trust", "recency", "completeness"), PLACE, "low"),
        "village_id": (("trust", "recency"), PLACE, "medium"),
        "branch_id": (("trust", "recency"), IDENTITY, "low"),
        "death_on": (("trust", "recency"), IDENTITY, "high"),
    }
    return {
        field: FieldRule(order=order, trust=trust, severity=severity)  # type: ignore[arg-type]
        for field, (order, trust, severity) in rows.items()
    }


class GoldenSettings(BaseModel):
    """The rules of every field; a field that a file leaves out keeps its default, an unknown one is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fields: dict[str, FieldRule] = Field(default_factory=_default_fields)

    @field_validator("fields")
    @classmethod
    def _known_fields(cls, fields: dict[str, FieldRule]) -> dict[str, FieldRule]:
        known = _default_fields()
        unknown = sorted(set(fields) - set(known))
        if unknown:
            raise ValueError(f"the golden record has no field {unknown}; it has {sorted(known)}")
        return known | fields
