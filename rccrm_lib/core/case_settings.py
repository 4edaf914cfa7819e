"""Settings of complaints, suggestions and leads: the clock, who is told when, the categories and root causes."""

from __future__ import annotations

from pydantic import Field, model_validator

from rccrm_lib.core.section import Section

#: Chinese and English names of categories; a bank replaces them by its own classification.
_CATEGORIES: dict[str, tuple[str, str]] = {
    "attitude": ("服务态度", "Manner of service"), "waiting": ("办理时间", "Time it took"), "fee": ("收费", "Fees"),
    "loan": ("贷款业务", "Loans"), "deposit": ("存款业务", "Deposits"), "card": ("银行卡、支付", "Cards, payments"),
    "sale": ("销售和告知", "Sales and advice"), "privacy": ("个人信息", "Personal data"), "other": ("其他", "Other"),
}
#: Why it came to a complaint; named when it is closed, so that it can be mended where it arose.
_CAUSES: dict[str, tuple[str, str]] = {
    "conduct": ("人员操作和态度", "Conduct of staff"), "process": ("制度流程", "Rules and processes"),
    "staffing": ("人手和排班", "Too few people at the time"), "system": ("系统和设备", "Systems, machines"),
    "product": ("产品设计和定价", "Product or price"), "telling": ("告知不清", "Not told clearly"),
    "outside": ("客户或第三方", "Customer or third party"), "unfounded": ("不属实", "Not founded"),
}


class Step(Section):
    """From this share of the time on, these roles see a case that is open."""

    share: float = Field(ge=0, le=1)
    roles: tuple[str, ...] = Field(min_length=1)


_STEPS = (Step(share=0.5, roles=("branch_head",)), Step(share=0.8, roles=("branch_head", "department")),
          Step(share=1.0, roles=("branch_head", "department")))


class CaseSettings(Section):
    """Days within which a complaint is decided and told: simple, complex, and what an approved extension adds.

    Source: order 3 of 2020 of the banking and insurance regulator, in force since 2020-03-01: 15 and 30 days, and up to 30 more
    when approved. `soon_share`: from this share of the time on a case is near its deadline. `time_zone`: whose days count.
    `steps`: who sees a case from which share of its time on. `causes`: why it came to a complaint.
    """

    simple_days: int = Field(15, ge=1, le=15)
    complex_days: int = Field(30, ge=1, le=30)
    extension_days: int = Field(30, ge=1, le=30)
    suggestion_days: int = Field(30, ge=1)
    lead_days: int = Field(5, ge=1, le=60)
    soon_share: float = Field(0.8, gt=0, lt=1)
    time_zone: str = "Asia/Shanghai"
    steps: tuple[Step, ...] = _STEPS
    categories: dict[str, tuple[str, str]] = Field(default_factory=lambda: dict(_CATEGORIES))
    causes: dict[str, tuple[str, str]] = Field(default_factory=lambda: dict(_CAUSES), min_length=1)

    @model_validator(mode="after")
    def _complex_is_longer(self) -> CaseSettings:
        if self.complex_days < self.simple_days:
            raise ValueError("complex_days must not be shorter than simple_days")
        return self

    @model_validator(mode="after")
    def _steps_rise(self) -> CaseSettings:
        shares = [step.share for step in self.steps]
        if shares != sorted(set(shares)):
            raise ValueError("steps must rise, each from a larger share of the time: " + ", ".join(map(str, shares)))
        return self

    def seen_from(self, role: str) -> float | None:
        """The share of a case's time from which a role sees it; None: no step names the role."""
        return next((step.share for step in self.steps if role in step.roles), None)
