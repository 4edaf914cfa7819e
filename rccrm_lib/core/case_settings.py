"""Settings of complaints, suggestions and leads: the clock, the categories, who may extend."""

from __future__ import annotations

from pydantic import Field, model_validator

from rccrm_lib.core.section import Section

#: Chinese and English names of categories; a bank replaces them by its own classification.
_CATEGORIES: dict[str, tuple[str, str]] = {
    "attitude": ("服务态度", "Manner of service"), "waiting": ("办理时间", "Time it took"), "fee": ("收费", "Fees"),
    "loan": ("贷款业务", "Loans"), "deposit": ("存款业务", "Deposits"), "card": ("银行卡、支付", "Cards, payments"),
    "sale": ("销售和告知", "Sales and advice"), "privacy": ("个人信息", "Personal data"), "other": ("其他", "Other"),
}


class CaseSettings(Section):
    """Days within which a complaint is decided and told: simple, complex, and what an approved extension adds.

    Source: order 3 of 2020 of the banking and insurance regulator, in force since 2020-03-01: 15 and 30 days, and up to 30 more
    when approved. `soon_share`: from this share of the time on a case is near its deadline. `time_zone`: whose days count.
    """

    simple_days: int = Field(15, ge=1, le=15)
    complex_days: int = Field(30, ge=1, le=30)
    extension_days: int = Field(30, ge=1, le=30)
    suggestion_days: int = Field(30, ge=1)
    lead_days: int = Field(5, ge=1, le=60)
    soon_share: float = Field(0.8, gt=0, lt=1)
    time_zone: str = "Asia/Shanghai"
    categories: dict[str, tuple[str, str]] = Field(default_factory=lambda: dict(_CATEGORIES))

    @model_validator(mode="after")
    def _complex_is_longer(self) -> CaseSettings:
        if self.complex_days < self.simple_days:
            raise ValueError("complex_days must not be shorter than simple_days")
        return self
