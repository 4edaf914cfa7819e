"""Settings of tags, lifecycle and segments: rules that a bank can read and change without a line of code."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from rccrm_lib.core.packaged import read_packaged
from rccrm_lib.core.section import Section

TagKind = Literal["need", "behaviour", "life_event", "channel"]


class TagRule(Section):
    """One tag: when it is given, how long it lasts without being seen again, how sure it is and who says so.

    `confidence_from`: record (a system of the bank states it), assumption (people of the trade think so),
    measured (checked against cases whose truth is known).
    """

    name_zh: str
    name_en: str
    kind: TagKind
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    lasts_days: int = Field(31, ge=0)
    confidence: float = Field(1.0, ge=0, le=1)
    confidence_from: Literal["record", "assumption", "measured"] = "record"
    evidence: tuple[str, ...] = ()
    cannot_tell_zh: str = ""
    cannot_tell_en: str = ""

    @model_validator(mode="after")
    def _a_rule_or_a_reason(self) -> TagRule:
        has_rule, has_reason = bool(self.all or self.any), bool(self.cannot_tell_zh and self.cannot_tell_en)
        if has_rule == has_reason:
            raise ValueError("a tag needs conditions (all, any), or cannot_tell_zh and cannot_tell_en: why no data show it")
        return self


class TagSettings(Section):
    """The tags, and the months in which the countryside harvests and pays school fees."""

    harvest_months: tuple[int, ...] = (9, 10, 11)
    school_months: tuple[int, ...] = (2, 8, 9)
    tags: dict[str, TagRule] = Field(default_factory=lambda: {
        code: TagRule(**body) for code, body in read_packaged("tags")["tags"].items()
    })


class LifecycleSettings(Section):
    """When a customer counts as new, growing, declining, dormant, won back."""

    new_months: int = Field(6, ge=1)
    won_back_months: int = Field(6, ge=1)
    dormant_months: int = Field(6, ge=1)
    growing_ratio: float = Field(1.3, gt=1)
    declining_ratio: float = Field(0.7, gt=0, lt=1)
    least_change_yuan: int = Field(2000, ge=0)


class LoyaltySettings(Section):
    """Weights of the loyalty index and where each part is full."""

    weight_tenure: float = Field(30, ge=0)
    weight_products: float = Field(30, ge=0)
    weight_active: float = Field(25, ge=0)
    weight_recency: float = Field(15, ge=0)
    full_tenure_months: int = Field(120, ge=1)
    full_products: int = Field(5, ge=1)


class ProductSettings(Section):
    """Next products: how many similar customers a rate needs, and how many suggestions a customer gets."""

    min_similar: int = Field(30, ge=5)
    min_holders: int = Field(5, ge=1)
    most_per_customer: int = Field(2, ge=1)
    confidence: float = Field(0.95, gt=0.5, lt=1)


class ClusterSettings(Section):
    """When clusters count as found: they come back in bootstrap samples, and chance makes none as clear."""

    sample: int = Field(2000, ge=100)
    draws: int = Field(20, ge=5)
    min_agreement: float = Field(0.6, gt=0, lt=1)
    min_customers: int = Field(200, ge=20)
    same_meaning_from: float = Field(0.3, gt=0, le=1)


class SegmentSettings(Section):
    """Which segmenters run, on which features; lifecycle, loyalty and next products."""

    segmenters: tuple[str, ...] = ("rfm", "kmeans")
    n_clusters: int = Field(5, ge=2, le=20)
    features: tuple[str, ...] = (
        "aum_fen", "loan_fen", "in_usual_fen", "n_txn_3m", "mobile_share_3m", "n_products", "tenure_months",
    )
    rules: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    clusters: ClusterSettings = ClusterSettings()
    lifecycle: LifecycleSettings = LifecycleSettings()
    loyalty: LoyaltySettings = LoyaltySettings()
    products: ProductSettings = ProductSettings()
