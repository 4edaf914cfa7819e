"""The tables of the changes: columns, kinds, Chinese and English names."""

from __future__ import annotations

from rccrm_lib.core.schema import Column, Table


def _text(name: str, zh: str, en: str, *, nullable: bool = True) -> Column:
    return Column(name, "text", zh, en, nullable=nullable)


def _fen(name: str, zh: str, en: str, *, nullable: bool = True) -> Column:
    return Column(name, "fen", zh, en, "fen", "C2", nullable)


#: What changes the daily average of the assets, in the order in which it is shown.
_ASSETS = (
    _fen("demand_fen", "活期增减", "Demand deposits", nullable=False),
    _fen("time_left_fen", "定期到期支取", "Time deposits that matured or were withdrawn", nullable=False),
    _fen("time_new_fen", "定期新增", "Time deposits that were opened or added to", nullable=False),
    _fen("wealth_fen", "理财增减", "Wealth products", nullable=False),
    _fen("aum_records_in_fen", "并入记录带来", "Records that came from another customer", nullable=False),
    _fen("aum_records_out_fen", "拆出记录带走", "Records that went to another customer", nullable=False),
    _fen("aum_restated_fen", "上月重述", "Last month restated: data or settings of then have changed", nullable=False),
)
#: What changes the comparable contribution; all missing where it is not supplied.
_COMPARABLE = (
    _fen("deposit_spread_fen", "存款利差", "Deposit spread"),
    _fen("loan_spread_fen", "贷款利差", "Loan spread"),
    _fen("fee_fen", "手续费收入", "Fees"),
    _fen("expected_loss_fen", "预期信用损失", "Expected loss"),
    _fen("interest_tax_fen", "利息收入税金及附加", "Taxes on interest"),
    _fen("service_cost_fen", "渠道服务成本", "Cost to serve"),
    _fen("capital_charge_fen", "资本成本", "Capital charge"),
    _fen("comparable_records_in_fen", "并入记录带来", "Records that came from another customer"),
    _fen("comparable_records_out_fen", "拆出记录带走", "Records that went to another customer"),
    _fen("comparable_restated_fen", "上月重述", "Last month restated"),
)
ASSET_PARTS = tuple(part.name for part in _ASSETS)
COMPARABLE_PARTS = tuple(part.name for part in _COMPARABLE)

VALUE_CHANGES = Table(
    "value_changes",
    "One row per customer with a tier last month (as it stood then) or this month: from + parts = to, for both measures.",
    ("customer_id",),
    (
        _text("customer_id", "客户编号", "Customer", nullable=False),
        _text("month", "月份", "Month", nullable=False),
        _text("from_tier", "上月层级", "Tier last month, NEW, or SPLIT: part of another customer", nullable=False),
        _text("to_tier", "本月层级", "Tier this month, LEFT, or MERGED: part of another customer", nullable=False),
        _text("other_customers", "并入或拆出的对方客户", "Customers with whom records were exchanged, by comma"),
        _fen("aum_from_fen", "上月金融资产日均", "Assets last month", nullable=False),
        *_ASSETS,
        _fen("aum_to_fen", "本月金融资产日均", "Assets this month", nullable=False),
        _fen("comparable_from_fen", "上月可比贡献度", "Comparable contribution last month"),
        *_COMPARABLE,
        _fen("comparable_to_fen", "本月可比贡献度", "Comparable contribution this month"),
        _text("deciding", "决定因素", "What alone changed the tier; empty: the tier did not change"),
        _fen("deciding_fen", "决定因素变动额", "By how much it moved the measure between the two months below"),
        _text("deciding_measure", "决定指标", "The measure it moved: AUM, CONTRIBUTION (a month's)"),
        _text("deciding_from", "比较起月", "Compared from month"),
        _text("deciding_until", "比较止月", "Compared until month"),
        Column("n_alone", "int", "单独足够的因素数", "How many causes alone would have been enough"),
    ),
)

CHANGE_SUMS = Table(
    "change_sums",
    "One row per measure (aum, comparable) and part, from and to included: the sum over all customers.",
    ("measure", "part"),
    (
        _text("measure", "指标", "Measure", nullable=False),
        _text("part", "项目", "Part", nullable=False),
        _fen("fen", "金额", "Sum", nullable=False),
        Column("n", "int", "客户数", "Customers whose part is not 0", nullable=False),
    ),
)

DECIDING_COUNTS = Table(
    "deciding_counts",
    "One row per direction (up, down) and deciding cause: customers, and the change of their assets since last month.",
    ("direction", "deciding"),
    (
        _text("direction", "方向", "Direction", nullable=False),
        _text("deciding", "决定因素", "Deciding cause", nullable=False),
        Column("n", "int", "客户数", "Customers", nullable=False),
        _fen("aum_change_fen", "资产变动", "Change of assets", nullable=False),
    ),
)
