"""The tables that this room reads and hands over: columns, kinds, Chinese and English names."""

from __future__ import annotations

from rccrm_lib.core.schema import Column, Table

_CUSTOMER = Column("customer_id", "text", "客户编号", "Customer", nullable=False)
_MANAGER = Column("manager_id", "text", "客户经理", "Manager; empty: nobody, in the pool")
_BRANCH = Column("branch_id", "text", "机构", "Branch")
_HOUSEHOLD = Column("household_id", "text", "户号", "Household")
_LINE = Column("line", "text", "业务条线", "Business line", nullable=False)
_VALUE = Column("value_fen", "fen", "金融资产日均", "Assets, daily average", "fen", "C2")
_MINUTES = Column("minutes", "int", "月工作量", "Work in a month", "min", nullable=False)
_LIMIT = Column("limit", "text", "卡在哪个限制", "The limit in the way", nullable=False)


def _count(name: str, zh: str, en: str, unit: str = "") -> Column:
    return Column(name, "int", zh, en, unit, nullable=False)


#: What the proposal reads.
CUSTOMERS = Table(
    "portfolio_customers", "One row per customer from the floor up.", ("customer_id",),
    (_CUSTOMER, _HOUSEHOLD, Column("village_id", "text", "行政村", "Village"), _BRANCH, _LINE, _MANAGER,
     Column("tier", "text", "层级", "Tier", nullable=False), _VALUE, _MINUTES,
     Column("stays", "bool", "客户要求不换人", "Asked not to change", nullable=False)),
)
MANAGERS = Table(
    "portfolio_managers", "One row per customer manager at the month's end.", ("manager_id",),
    (Column("manager_id", "text", "客户经理", "Manager", nullable=False), _BRANCH,
     Column("line", "text", "业务条线", "Business line; empty: every one"),
     Column("since_on", "date", "任职日期", "First day in the post")),
)
RECUSALS = Table(
    "portfolio_recusals", "One row per customer and manager who must not look after them: a relative.",
    ("customer_id", "manager_id"),
    (_CUSTOMER, Column("manager_id", "text", "客户经理", "Manager", nullable=False)),
)
#: What it hands over.
PORTFOLIO = Table(
    "portfolio", "One row per customer at the month's end: who looks after them.", ("customer_id",),
    (_CUSTOMER, _MANAGER, _BRANCH, _LINE, Column("source", "text", "依据", "Who says so: register, or a row of the store"),
     Column("reason", "text", "没有客户经理的原因", "Why nobody: below_floor, left, none; empty: somebody does")),
)
MOVES = Table(
    "portfolio_moves", "One row per customer whom the proposal gives to another manager.", ("customer_id",),
    (_CUSTOMER, _HOUSEHOLD, _BRANCH, Column("from_manager_id", "text", "原客户经理", "From; empty: nobody"),
     Column("to_manager_id", "text", "新客户经理", "To", nullable=False),
     Column("reason", "text", "原因", "Reason", nullable=False),
     Column("evidence", "text", "依据", "Evidence, JSON", nullable=False), _VALUE, _MINUTES),
)
UNASSIGNED = Table(
    "portfolio_unassigned", "One row per customer from the floor up for whom there is no room.", ("customer_id",),
    (_CUSTOMER, _BRANCH, Column("from_manager_id", "text", "原客户经理", "So far with"), _LIMIT),
)
LOADS = Table(
    "portfolio_loads", "One row per manager: the load as it is, and as proposed.", ("manager_id",),
    (Column("manager_id", "text", "客户经理", "Manager", nullable=False), _BRANCH,
     _count("n_before", "现管户数", "Customers now"), _count("n_after", "方案户数", "Customers proposed"),
     Column("value_before_fen", "fen", "现管资产", "Assets now", "fen", "C2", nullable=False),
     Column("value_after_fen", "fen", "方案资产", "Assets proposed", "fen", "C2", nullable=False),
     _count("minutes_before", "现工作量", "Work now", "min"), _count("minutes_after", "方案工作量", "Work proposed", "min"),
     _count("n_in", "转入户数", "Customers who come"), _count("n_out", "转出户数", "Customers who go"),
     _count("capacity_customers", "户数上限", "Most customers; 0: no limit"),
     _count("capacity_minutes", "工作量上限", "Most work; 0: no limit", "min")),
)
CLASHES = Table(
    "portfolio_clashes", "One row per manager and limit that would have to give way for everybody to have a manager.",
    ("branch_id", "manager_id", "limit"),
    (_BRANCH, Column("manager_id", "text", "客户经理", "Manager; empty: the whole branch", nullable=False), _LIMIT,
     Column("short_by", "float", "缺多少", "By how much: customers, yuan or minutes", nullable=False)),
)
RECLAIM = Table(
    "portfolio_reclaim", "One row per customer with whom nobody has been in touch for as long as the tier allows, or soon.",
    ("customer_id",),
    (_CUSTOMER, _MANAGER, _BRANCH, Column("tier", "text", "层级", "Tier", nullable=False),
     Column("last_contact_on", "date", "最近接触", "Last contact; empty: none on record"),
     _count("days", "未接触天数", "Days without a contact", "d"), _count("limit_days", "期限", "Most days", "d"),
     Column("state", "text", "状态", "notice: soon; due: back to the pool", nullable=False)),
)
TABLES = (PORTFOLIO, MOVES, UNASSIGNED, LOADS, CLASHES, RECLAIM)
