"""The tables of households: grain, key, columns with Chinese and English names."""

from __future__ import annotations

from rccrm_lib.core.schema import Column, Table

_HOUSEHOLD = Column("household_id", "text", "户编号", "Household", nullable=False)
_CUSTOMER = Column("customer_id", "text", "客户统一编号", "Customer id", nullable=False)
_RELATION = Column("relation", "text", "与户主关系", "Relation to the head")
_HEAD = Column("is_head", "bool", "户主", "Head", nullable=False)
_PRIMARY = Column("is_primary", "bool", "主要户", "Primary household", nullable=False)
_FROM = Column("valid_from_on", "date", "起始日期", "From, inside")
_ARCHIVE = Column("archive_no", "text", "档案户号", "Number in the archive", nullable=False)
_ENTRY = (
    Column("src_sys", "text", "源系统", "Source system", nullable=False),
    Column("cust_no", "text", "客户号", "Customer number", nullable=False),
)
_PLACE = (Column("village_id", "text", "行政村", "Village"), Column("group_no", "text", "村民小组", "Group"))

HOUSEHOLD_MEMBERS = Table(
    "household_members", "One row per household and customer at the month's end.", ("household_id", "customer_id"),
    (_HOUSEHOLD, _CUSTOMER, _RELATION, _HEAD, _PRIMARY, *_PLACE, _FROM),
)

HOUSEHOLDS = Table(
    "households", "One row per household at the month's end.", ("household_id",),
    (
        _HOUSEHOLD,
        _ARCHIVE,
        Column("head_customer_id", "text", "户主客户编号", "Head"),
        Column("n_members", "int", "成员数", "Members", nullable=False),
        *_PLACE,
        Column("archived_on", "date", "建档日期", "Archived"),
        Column("grade", "text", "信用等级", "Credit grade"),
        Column("limit_fen", "fen", "授信额度", "Limit", unit="fen", sensitivity="C2"),
        Column("land_mu", "float", "耕地亩数", "Farm land", unit="mu"),
        Column("residence_since_on", "date", "居住起始日期", "Lives there since"),
        Column("away_since_on", "date", "举家外出起始日期", "Whole family away since"),
        Column("is_farm", "bool", "统计口径农户", "Farm household"),
        Column("farm_reason", "text", "农户判定理由", "Why it counts, or not", nullable=False),
    ),
)

HOUSEHOLD_LINKS = Table(
    "household_links", "One row per household and entry of the archive at the month's end.",
    ("household_id", "src_sys", "cust_no"),
    (_HOUSEHOLD, _ARCHIVE, *_ENTRY, Column("customer_id", "text", "客户统一编号", "Customer id"), _RELATION, _FROM, _HEAD),
)

HOUSEHOLD_PERIODS = Table(
    "household_periods", "One row per household, customer and stretch of time.", ("household_id", "customer_id", "valid_from_on"),
    (_HOUSEHOLD, _CUSTOMER, _RELATION, _PRIMARY, _FROM, Column("valid_to_on", "date", "终止日期", "To, outside")),
)

HOUSEHOLD_EVENTS = Table(
    "household_events", "One row per household, archive entry and change since the month before.",
    ("household_id", "src_sys", "cust_no", "kind"),
    (
        Column("kind", "text", "事件", "What happened", nullable=False),
        _HOUSEHOLD,
        Column("from_household_id", "text", "来自的户", "Household before"),
        Column("customer_id", "text", "客户统一编号", "Customer id"),
        *_ENTRY, _RELATION, _ARCHIVE,
        Column("valid_on", "date", "生效日期", "From when"),
    ),
)

HOUSEHOLD_TABLES = (HOUSEHOLD_MEMBERS, HOUSEHOLDS, HOUSEHOLD_LINKS, HOUSEHOLD_PERIODS, HOUSEHOLD_EVENTS)
