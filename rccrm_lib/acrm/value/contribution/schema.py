"""The tables of the contribution: columns, kinds, Chinese and English names."""

from __future__ import annotations

from rccrm_lib.core.schema import Column, Table


def _text(name: str, zh: str, en: str, *, nullable: bool = True, sensitivity: str = "C1") -> Column:
    return Column(name, "text", zh, en, "", sensitivity, nullable)


def _fen(name: str, zh: str, en: str, *, nullable: bool = True, unit: str = "fen") -> Column:
    return Column(name, "fen", zh, en, unit, "C2", nullable)


def _count(name: str, zh: str, en: str, *, nullable: bool = True) -> Column:
    return Column(name, "int", zh, en, "", "C1", nullable)


#: The parts of a contribution, in the order in which they are shown; costs and losses are negative.
PARTS = (
    _fen("deposit_spread_fen", "存款利差", "Deposit spread"),
    _fen("loan_spread_fen", "贷款利差", "Loan spread"),
    _fen("expected_loss_fen", "预期信用损失", "Expected loss"),
    _fen("interest_tax_fen", "利息收入税金及附加", "Taxes on interest"),
    _fen("fee_fen", "手续费收入", "Fees"),
    _fen("service_cost_fen", "渠道服务成本", "Cost to serve"),
    _fen("capital_charge_fen", "资本成本", "Capital charge"),
)
PART_NAMES = tuple(part.name for part in PARTS)
_CONTRIBUTION = _fen("contribution_fen", "贡献度", "Contribution", nullable=False)
_MONTH = _text("month", "月份", "Month", nullable=False)
_PART = _text("part", "归属", "Customers, or why it is unallocated", nullable=False)

CONTRACT_MONTHS = Table(
    "contract_months",
    "One row per contract with a balance this month: what it brought, each part rounded once, half to even.",
    ("account_id",),
    (
        _text("account_id", "账号", "Contract", nullable=False, sensitivity="C2"),
        _MONTH,
        _text("kind", "账户种类", "Kind: demand, time, wealth, loan", nullable=False),
        _text("product_id", "产品代码", "Product"),
        _text("branch_id", "机构号", "Branch"),
        _text("customer_id", "客户编号", "Customer; empty: unallocated"),
        _PART,
        _fen("balance_fen", "月末余额", "Balance at month end", nullable=False),
        _fen("fen_day", "月积数", "Accumulation", nullable=False, unit="fen*day"),
        Column("price_rate", "float", "转移价格", "Transfer price, a year; demand: the highest of the month"),
        Column("annual_rate", "float", "执行利率", "Rate of the contract, a year"),
        _text("way", "活期计价方式", "How a demand deposit is valued: level, daily, average"),
        _count("n_moves", "交易笔数", "Movements", nullable=False),
        *PARTS,
        _CONTRIBUTION,
    ),
)

CONTRIBUTION_MONTHS = Table(
    "contribution_months",
    "One row per customer and month with a balance; a part that the bank did not supply is missing, not 0.",
    ("customer_id", "month"),
    (
        _text("customer_id", "客户编号", "Customer", nullable=False),
        _MONTH,
        *PARTS,
        _CONTRIBUTION,
        _fen("comparable_fen", "可比贡献度", "Contribution of the parts that every month has", nullable=False),
    ),
)

CONTRIBUTION_UNITS = Table(
    "contribution_units",
    "One row per level (member, branch, household, village, manager, line), unit and part.",
    ("level", "unit", "part"),
    (
        _text("level", "层面", "Level", nullable=False),
        _text("unit", "单位", "Unit; empty: none", nullable=False),
        _PART,
        _count("n_customers", "客户数", "Customers"),
        _count("n_contracts", "合约数", "Contracts"),
        *PARTS,
        _CONTRIBUTION,
    ),
)

LEDGER_TIES = Table(
    "ledger_ties",
    "One row per unit and item of the ledger: booked = customers + unallocated + explained + difference.",
    ("org_id", "item"),
    (
        _text("org_id", "机构号", "Unit"),
        _text("item", "损益项目", "Item", nullable=False),
        _fen("booked_fen", "总账金额", "Booked", nullable=False),
        _fen("customers_fen", "客户合计", "Customers", nullable=False),
        _fen("unallocated_fen", "未归属", "Unallocated", nullable=False),
        _fen("explained_fen", "已说明差额", "Explained", nullable=False),
        _text("reason", "差额原因", "Why: ledger_adjustment, not_supplied, set_apart, tolerated"),
        _text("tolerated_because", "容忍理由", "Reason of a tolerance"),
        _fen("difference_fen", "差额", "Difference", nullable=False),
    ),
)

CONTRIBUTION_FALLBACKS = Table(
    "contribution_fallbacks",
    "One row per reason why contracts were valued in another way, and what was used instead.",
    ("reason", "used"),
    (
        _text("reason", "原因", "Reason", nullable=False),
        _text("used", "采用", "What was used", nullable=False),
        _count("n_contracts", "合约数", "Contracts", nullable=False),
        _fen("balance_fen", "月末余额", "Balance at month end", nullable=False),
    ),
)

TABLES = (CONTRACT_MONTHS, CONTRIBUTION_MONTHS, CONTRIBUTION_UNITS, LEDGER_TIES, CONTRIBUTION_FALLBACKS)
