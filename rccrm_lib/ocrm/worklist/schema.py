"""The tables that this room reads from others and hands over: columns, kinds, Chinese and English names."""

from __future__ import annotations

from rccrm_lib.core.schema import Column, Table

_CUSTOMER = Column("customer_id", "text", "客户编号", "Customer", nullable=False)
_REASON = Column("reason", "text", "原因", "Reason (code of settings/worklist.toml)", nullable=False)
_FROM = Column("from_on", "date", "开始日", "First day on a list", nullable=False)
_DUE = Column("due_on", "date", "应办日", "To be done by", nullable=False)
_UNTIL = Column("until_on", "date", "失效日", "Last day on a list", nullable=False)
_VALUE = Column("value_fen", "fen", "预期价值", "Expected value; empty: a duty, or cannot tell", "fen", "C2")
_MANAGER = Column("manager_id", "text", "客户经理", "Manager", nullable=False)

#: What a feed makes; `reason` is added when feeds are put together.
FOUND = Table(
    "worklist_found", "One row per customer, reason and cycle; a cycle is what happens once.", ("customer_id", "cycle"),
    (
        _CUSTOMER,
        Column("cycle", "text", "周期", "What tells one occasion from the next", nullable=False),
        Column("kind", "text", "性质", "duty, model, care; empty: as the settings say"),
        Column("minutes", "int", "分钟", "Minutes; empty: as the settings say"),
        Column("evidence", "text", "依据", "JSON: what the sentence is made of", "", "C2", nullable=False),
        _FROM, _DUE, _UNTIL, _VALUE,
        Column("manager_id", "text", "客户经理", "Whose list; empty: who looks after the customer"),
        Column("source", "text", "来源", "Table that it comes from", nullable=False),
    ),
)
ITEMS = Table(
    "worklist_items", "One row per customer, reason and cycle that may come on a list, sorted by manager.", ("item_id",),
    (
        Column("item_id", "text", "事项编号", "Reason and hash of member, customer, reason, cycle", nullable=False),
        _CUSTOMER,
        Column("household_id", "text", "户编号", "Household"),
        _MANAGER, _REASON,
        Column("evidence", "text", "依据", "JSON: what the sentence is made of", "", "C2", nullable=False),
        _FROM, _DUE, _UNTIL, _VALUE,
        Column("minutes", "int", "分钟", "Minutes", nullable=False),
        Column("kind", "text", "性质", "duty, model, care", nullable=False),
        Column("source", "text", "来源", "Table that it comes from", nullable=False),
        Column("action", "text", "方式", "visit, call, message", nullable=False),
    ),
)
SUPPRESSED = Table(
    "worklist_suppressed", "One row per manager, reason and cause that kept items off every list.",
    ("manager_id", "reason", "cause"),
    (_MANAGER, _REASON, Column("cause", "text", "排除原因", "Why", nullable=False),
     Column("n", "int", "事项数", "Items", nullable=False)),
)
FEEDBACK = Table(
    "worklist_feedback", "One row per reason: items of the month, answers that stand, and what they tell.", ("reason",),
    (
        _REASON,
        *(Column(name, "int", zh, en, nullable=False) for name, zh, en in (
            ("n_items", "事项数", "Items"), ("n_answered", "已回应", "Answered"), ("n_useful", "有用", "Useful"),
            ("n_done", "已办", "Done"), ("n_wrong", "不对", "Wrong"), ("n_later", "暂缓", "Not now"))),
        *(Column(name, "float", zh, en) for name, zh, en in (
            ("wrong_rate", "不对率", "Share called wrong"), ("wrong_low", "下限", "Lower limit"),
            ("wrong_high", "上限", "Upper limit"))),
        Column("useful_share", "float", "有用率(收缩)", "Share called useful or done, drawn to the prior", nullable=False),
        Column("is_flagged", "bool", "需检视", "Too often wrong", nullable=False),
    ),
)

# What may not be there: an empty table stands in.
SERVICE_DUE = Table(
    "service_due", "One row per customer and contact that is owed.", ("customer_id", "standard_id", "due_on"),
    (_CUSTOMER, Column("action", "text", "方式", "visit, call, message"), Column("due_on", "date", "应办日", "Owed by"),
     Column("minutes", "int", "分钟", "Minutes"), Column("standard_id", "text", "标准编号", "Standard"),
     Column("last_contact_on", "date", "上次接触", "Last contact"), Column("is_overdue", "bool", "逾期", "Overdue")),
)
LEADS = Table(
    "leads", "One row per referral.", ("lead_id",),
    (Column("lead_id", "text", "线索编号", "Lead"), Column("customer_id", "text", "客户编号", "Customer; empty: a prospect"),
     Column("to_manager_id", "text", "接收人", "To"), Column("need", "text", "需求", "Need"),
     Column("opened_on", "date", "提出日", "Opened"), Column("due_on", "date", "应办日", "To be answered by"),
     Column("from_person_id", "text", "推荐人", "From"), Column("state", "text", "状态", "State")),
)
CASES = Table(
    "cases", "One row per complaint or suggestion.", ("case_id",),
    (Column("case_id", "text", "编号", "Case"), Column("customer_id", "text", "客户编号", "Customer"),
     Column("opened_on", "date", "受理日", "Opened"), Column("due_on", "date", "应办日", "To be answered by"),
     Column("kind", "text", "类型", "complaint, suggestion"), Column("state", "text", "状态", "State")),
)
PORTFOLIO = Table("portfolio", "One row per customer.", ("customer_id",),
                  (_CUSTOMER, Column("manager_id", "text", "客户经理", "Manager; empty: pool")))
CONTRIBUTION = Table("contribution_months", "One row per customer and month.", ("customer_id", "month"),
                     (_CUSTOMER, Column("month", "text", "月份", "Month"),
                      Column("contribution_fen", "fen", "贡献度", "Contribution", "fen", "C2")))
NEAR_PRODUCTS = Table(
    "near_products", "One row per customer near a tier.", ("customer_id",),
    (_CUSTOMER, Column("product", "text", "产品", "Product that would lift"), Column("rule", "text", "依据", "Rule"),
     Column("rate", "float", "持有率", "Holding rate of the like")),
)
MAY_BE_ABSENT = (SERVICE_DUE, LEADS, CASES, PORTFOLIO, CONTRIBUTION, NEAR_PRODUCTS)
