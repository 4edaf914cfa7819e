"""The tables that this room reads and hands over: columns, kinds, Chinese and English names."""

from __future__ import annotations

from rccrm_lib.core.schema import Column, Table

_CUSTOMER = Column("customer_id", "text", "客户编号", "Customer", nullable=False)
_MONTH = Column("month", "text", "月份", "Month", nullable=False)
_TIER = Column("tier", "text", "层级", "Tier", nullable=False)
_AUM = Column("aum_avg_fen", "fen", "金融资产日均", "Assets, daily average", "fen", "C2", nullable=False)
_BAND = Column("band", "text", "价值档", "Band: low, mid, high", nullable=False)
_N = Column("n", "int", "客户数", "Customers", nullable=False)

HISTORY = Table(
    "history",
    "One row per customer and month.",
    ("customer_id", "month"),
    (_CUSTOMER, _MONTH, Column("aum_avg_fen", "fen", "金融资产日均", "Assets, daily average", "fen", "C2")),
)

TIERS = Table(
    "tiers",
    "One row per customer and month in which the customer held an account.",
    ("customer_id", "month"),
    (
        _CUSTOMER,
        _MONTH,
        _TIER,
        Column("natural_tier", "text", "当月标准层级", "Tier by this month's assets alone", nullable=False),
        Column("months_below", "int", "连续不达标月数", "Months in a row below the tier", nullable=False),
        Column("is_watch", "bool", "关注", "On watch", nullable=False),
        Column("reason", "text", "原因代码", "Reason code", nullable=False),
        _AUM,
        Column("aum_tier", "text", "资产层级", "Tier by assets alone", nullable=False),
        Column("contribution_tier", "text", "贡献层级", "Tier by contribution alone; empty: not supplied"),
        Column("tier_reason", "text", "定层依据", "By which measure: AUM, CONTRIBUTION, BOTH; OVERRIDE", nullable=False),
        _BAND,
        Column("comparable_fen", "fen", "可比贡献度", "Contribution of the parts that every month has", "fen", "C2"),
    ),
)

HOUSEHOLD_TIERS = Table(
    "household_tiers",
    "One row per household this month: the tier of what its members have together, beside the persons' own.",
    ("household_id",),
    (
        Column("household_id", "text", "户号", "Household", nullable=False),
        _MONTH,
        Column("n_members", "int", "有户成员数", "Members with an account", nullable=False),
        _TIER,
        Column("natural_tier", "text", "当月标准层级", "Tier by this month alone", nullable=False),
        Column("tier_reason", "text", "定层依据", "Measure of the natural tier", nullable=False),
        _AUM,
        Column("comparable_fen", "fen", "可比贡献度", "Contribution of the parts that every month has", "fen", "C2"),
    ),
)

YEAR_ON_YEAR = Table(
    "year_on_year",
    "One row per measure (aum, deposit, loan): the month's daily average, that of the same month a year ago, and that of the "
    "days as far from their Spring Festival.",
    ("measure",),
    (
        Column("measure", "text", "指标", "Measure", nullable=False),
        Column("now_fen", "fen", "本月日均", "Average of the month", "fen", "C2", nullable=False),
        Column("year_ago_fen", "fen", "上年同月日均", "Average of the same month a year ago", "fen", "C2"),
        Column("aligned_fen", "fen", "农历对齐的上年日均", "Average of the aligned days a year ago", "fen", "C2"),
        Column("from_on", "date", "对齐首日", "First aligned day"),
        Column("to_on", "date", "对齐末日", "Last aligned day"),
    ),
)

TIER_FLOORS = Table(
    "tier_floors",
    "One row per tier, from low to high: the floors that the month used, in whole yuan.",
    ("tier",),
    (
        _TIER,
        Column("place", "int", "次序", "Place, from 0", nullable=False),
        Column("floor_yuan", "int", "资产下限", "Floor of assets", "yuan"),
        Column("contribution_floor_yuan", "int", "年贡献下限", "Floor of a year's contribution", "yuan"),
        Column("company_floor_yuan", "int", "对公资产下限", "Companies: floor of assets", "yuan"),
        Column("company_contribution_floor_yuan", "int", "对公年贡献下限", "Companies: floor of a year's contribution", "yuan"),
        Column("months_below_before_down", "int", "降级前不达标月数", "Months below before down", nullable=False),
    ),
)

MIGRATION = Table(
    "migration",
    "One row per tier last month (or NEW, SPLIT) and tier this month (or LEFT, MERGED).",
    ("from_tier", "to_tier"),
    (
        Column("from_tier", "text", "上月层级", "Tier last month", nullable=False),
        Column("to_tier", "text", "本月层级", "Tier this month", nullable=False),
        _N,
        Column("aum_from_fen", "fen", "上月金融资产日均", "Assets last month", "fen", "C2", nullable=False),
        Column("aum_to_fen", "fen", "本月金融资产日均", "Assets this month", "fen", "C2", nullable=False),
    ),
)

BRIDGE = Table(
    "bridge",
    "One row per part of the bridge of valuable customers: previous + changes = current, in number and in fen.",
    ("part",),
    (
        Column("part", "text", "项目", "Part", nullable=False),
        _N,
        Column("aum_fen", "fen", "金融资产日均", "Assets, daily average", "fen", "C2", nullable=False),
    ),
)

PYRAMID = Table(
    "pyramid",
    "One row per tier, from low to high.",
    ("tier",),
    (
        _TIER,
        _BAND,
        _N,
        Column("n_previous", "int", "上月客户数", "Customers last month"),
        Column("n_watch", "int", "关注客户数", "Customers on watch", nullable=False),
        _AUM,
        Column("n_share", "float", "客户占比", "Share of customers"),
        Column("aum_share", "float", "资产占比", "Share of assets"),
    ),
)

CONCENTRATION = Table(
    "concentration",
    "One row per point of the curve: the customers with most assets, this share of all, hold that share of the assets.",
    ("customers_share",),
    (
        Column("customers_share", "float", "客户占比", "Share of customers", nullable=False),
        Column("aum_share", "float", "资产占比", "Share of assets", nullable=False),
        Column("low", "float", "区间下限", "Interval, low"),
        Column("high", "float", "区间上限", "Interval, high"),
        Column("n_customers", "int", "客户数", "Customers in all", nullable=False),
        Column("aum_fen", "fen", "金融资产日均合计", "Assets in all", "fen", "C2", nullable=False),
    ),
)

NEAR_THRESHOLD = Table(
    "near_threshold",
    "One row per customer within reach below the floor of a higher tier than the present one, by the measure that is nearer.",
    ("customer_id",),
    (
        _CUSTOMER,
        _TIER,
        Column("next_tier", "text", "可达层级", "Tier within reach", nullable=False),
        Column("measure", "text", "较近的指标", "The nearer measure: AUM, CONTRIBUTION", nullable=False),
        _AUM,
        Column("comparable_fen", "fen", "可比贡献度", "Contribution of the month, parts that every month has", "fen", "C2"),
        Column("floor_fen", "fen", "标准", "Floor: of the average, or of a month's contribution", "fen", nullable=False),
        Column("gap_fen", "fen", "差额", "Lacking in the measure", "fen", "C2", nullable=False),
        Column("gap_share", "float", "差额占标准", "Lacking, as a share of the floor", nullable=False),
        Column("end_gap_fen", "fen", "月末时点差额", "What the assets of the last day lack; 0: they reach it", "fen", "C2"),
        Column("months_until_up", "int", "保持月末余额几个月后升级", "Months until the tier if these assets stay"),
    ),
)

WATCH_LIST = Table(
    "watch_list",
    "One row per customer on watch: below the tier this month, and in it only until the rule has waited long enough.",
    ("customer_id",),
    (
        _CUSTOMER,
        _TIER,
        Column("falls_to", "text", "届时降至", "Tier to fall to, as this month stands", nullable=False),
        Column("months_below", "int", "连续不达标月数", "Months in a row below the tier", nullable=False),
        Column("months_left", "int", "距降级月数", "Months to the fall; 1: the next month", nullable=False),
        Column("falls_in", "text", "降级月份", "Month of the fall", nullable=False),
        Column("is_settled", "bool", "下月必降", "Falls next month whatever comes", nullable=False),
        Column("measure", "text", "较近的指标", "The nearer measure: AUM, CONTRIBUTION", nullable=False),
        Column("floor_fen", "fen", "标准", "Floor: of the average, or of a month's contribution", "fen", nullable=False),
        Column("gap_fen", "fen", "差额", "Lacking in the measure", "fen", "C2", nullable=False),
        Column("gap_share", "float", "差额占标准", "Lacking, as a share of the floor", nullable=False),
        _AUM,
        Column("comparable_fen", "fen", "可比贡献度", "Contribution of the month, parts that every month has", "fen", "C2"),
        Column("stake_fen", "fen", "年化贡献", "At stake: a year's contribution at this month's level", "fen", "C2"),
        Column("deciding", "text", "决定因素", "What alone took the customer below the tier"),
        Column("deciding_fen", "fen", "决定因素变动额", "By how much it moved the measure", "fen", "C2"),
        Column("deciding_measure", "text", "决定指标", "The measure it moved: AUM, CONTRIBUTION (a month's)"),
        Column("deciding_from", "text", "比较起月", "Compared from month: the last one at the tier"),
        Column("n_alone", "int", "单独足够的因素数", "How many causes alone would have been enough"),
    ),
)

VALUE_BANDS = Table(
    "value_bands",
    "One row per band of the customers this month, from low to high.",
    ("band",),
    (_BAND, _N, _AUM),
)
