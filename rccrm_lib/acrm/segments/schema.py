"""The tables that this room hands over: columns, kinds, Chinese and English names."""

from __future__ import annotations

from rccrm_lib.core.schema import Column, Table


def _text(name: str, zh: str, en: str, *, nullable: bool = False) -> Column:
    return Column(name, "text", zh, en, nullable=nullable)


def _count(name: str, zh: str, en: str, *, nullable: bool = False) -> Column:
    return Column(name, "int", zh, en, nullable=nullable)


def _float(name: str, zh: str, en: str, *, nullable: bool = True) -> Column:
    return Column(name, "float", zh, en, nullable=nullable)


def _fen(name: str, zh: str, en: str) -> Column:
    return Column(name, "fen", zh, en, "fen", "C2")


def _date(name: str, zh: str, en: str, *, nullable: bool = False) -> Column:
    return Column(name, "date", zh, en, nullable=nullable)


_CUSTOMER = _text("customer_id", "客户编号", "Customer")
_TAG = _text("tag", "标签", "Tag")
_KIND = _text("kind", "标签类别", "Kind: need, behaviour, life_event, channel")
_SEGMENTER = _text("segmenter", "分群方法", "Segmenter")
_SEGMENT = _text("segment", "客群", "Segment")
_N = _count("n", "客户数", "Customers")

TAGS = Table(
    "tags", "One row per customer, tag and source.", ("customer_id", "tag", "source"),
    (
        _CUSTOMER, _TAG, _KIND,
        _text("source", "来源", "Source: rule, model, visit"),
        Column("evidence", "text", "依据", "Evidence: feature=value, by semicolon", "", "C2", nullable=False),
        _float("confidence", "置信度", "Confidence, 0 to 1", nullable=False),
        _text("confidence_from", "置信度来源", "Who says so: record, assumption, measured"),
        _date("start_on", "起始日期", "As of which it was first seen"),
        _date("end_on", "截止日期", "Until when it lasts without being seen again"),
        Column("is_seen", "bool", "本月可见", "Seen this month", nullable=False),
    ),
)

TAG_COUNTS = Table(
    "tag_counts", "One row per tag of the settings.", ("tag",),
    (
        _TAG, _KIND,
        _text("status", "状态", "told, not_supplied, cannot_tell"),
        _text("missing", "缺少的数据", "table.column not supplied, by comma", nullable=True),
        _count("n", "客户数", "Customers who have it", nullable=True),
        _count("n_new", "新增", "Of which first seen this month", nullable=True),
        _count("n_kept", "延续", "Of which not seen this month, not yet ended", nullable=True),
        _count("n_unknown", "无法判断", "Customers of whom it cannot be told", nullable=True),
        _count("n_refused", "拒绝画像", "Left out: refuse profiling", nullable=True),
    ),
)

OFFERED_TAGS = Table(
    "offered_tags", "One row per customer and tag that a model or a visit offers.", ("customer_id", "tag", "source"),
    (_CUSTOMER, _TAG, _KIND, _text("source", "来源", "Source: model, visit"), _text("evidence", "依据", "Evidence"),
     _float("confidence", "置信度", "Confidence, 0 to 1", nullable=False),
     _text("confidence_from", "置信度来源", "Who says so"), _date("end_on", "截止日期", "Until when it lasts")),
)

LIFECYCLE = Table(
    "lifecycle", "One row per customer: the stage of the relationship.", ("customer_id",),
    (
        _CUSTOMER,
        _text("stage", "生命周期阶段", "Stage"),
        _date("entry_on", "进入日期", "Entered on"),
        Column("is_entry_seen", "bool", "进入日期可见", "Entry was observed; otherwise it was earlier", nullable=False),
        _text("rule", "依据", "Rule"),
        _text("previous_stage", "上月阶段", "Stage last month", nullable=True),
    ),
)

LOYALTY = Table(
    "loyalty", "One row per living customer with an account: loyalty index and share-of-wallet proxy.", ("customer_id",),
    (
        _CUSTOMER,
        _float("loyalty", "忠诚度", "Loyalty index, 0 to 100"),
        _count("n_parts", "可用分项数", "Parts known, of four"),
        _float("tenure_part", "关系年限分", "Tenure, 0 to 1"),
        _float("products_part", "产品分", "Products, 0 to 1"),
        _float("active_part", "活跃分", "Active months, 0 to 1"),
        _float("recency_part", "近期分", "Recency, 0 to 1"),
        _float("wallet_rate", "钱包份额（代理）", "Share of wallet, proxy, 0 to 1"),
    ),
)

NEXT_PRODUCTS = Table(
    "next_products", "One row per customer and product that similar customers hold more often.",
    ("customer_id", "product"),
    (
        _CUSTOMER, _text("product", "产品", "Product"), _count("place", "次序", "Order, 1 first"),
        _text("level", "相似口径", "What the similar customers share"),
        _count("n_similar", "相似客户数", "Similar customers"),
        _count("n_holders", "其中持有", "Of whom hold it"),
        _float("rate", "相似客户持有率", "Their holding rate", nullable=False),
        _float("rate_others", "其他客户持有率", "That of all others", nullable=False),
        _float("lift", "倍数", "Lift", nullable=False), _float("low", "区间下限", "Interval, low", nullable=False),
        _float("high", "区间上限", "Interval, high", nullable=False),
    ),
)

NEAR_PRODUCTS = Table(
    "near_products", "One row per customer near a tier: the product that would lift, or why none is named.", ("customer_id",),
    (
        _CUSTOMER,
        _text("product", "能补差额的产品", "Product that would lift: time, wealth, loan; empty: none is named", nullable=True),
        _text("rule", "依据", "Rule: SIMILAR, LINE; or why none: HOLDS, REFUSES, CANNOT_TELL"),
        _count("n_holders", "同类持有客户数", "Like customers who hold it", nullable=True),
        Column("median_fen", "fen", "同类持有者中位数", "What they have of it in the measure, median", "fen"),
        _float("rate", "持有率", "Holding rate of similar customers (SIMILAR), or of the like in the tier within reach (LINE)"),
        _float("rate_others", "对照持有率", "That of all others, or of the like in the present tier"),
    ),
)

NEAR_COUNTS = Table(
    "near_counts", "One row per measure, product that would lift and rule: customers near a tier.",
    ("measure", "product", "rule"),
    (_text("measure", "较近的指标", "The nearer measure"), _text("product", "产品", "Product", nullable=True),
     _text("rule", "依据", "Rule, or why none"), _N),
)

PRODUCT_GAPS = Table(
    "product_gaps", "One row per product and nature: customers to whom it is the next product.", ("product", "nature"),
    (_text("product", "产品", "Product"), _text("nature", "客户性质", "Nature", nullable=True), _N,
     _float("lift", "倍数中位数", "Median lift", nullable=False)),
)

CHANNEL_AGES = Table(
    "channel_ages", "One row per month, channel and age band of persons.", ("month", "channel", "age_band"),
    (_text("month", "月份", "Month"), _text("channel", "渠道", "Channel"), _text("age_band", "年龄段", "Age band"),
     _count("n_txn", "笔数", "Movements"), _float("share", "占比", "Share of the band's movements in the month")),
)

PENETRATION = Table(
    "penetration", "One row per township of the village master.", ("township",),
    (
        _text("township", "乡镇", "Township"), _count("n_villages", "行政村数", "Villages"),
        _count("n_villages_counted", "有户数的村", "Villages with a count of households"),
        _count("households", "总户数", "Households, public count", nullable=True),
        _count("n_customers", "客户数", "Customers of the villages counted"),
        _count("n_households", "有往来的户数", "Archived households with a customer"),
        _float("customers_per_household", "户均客户数", "Customers per household"),
    ),
)

SEGMENTS = Table(
    "segments", "One row per customer and segmenter whose segments are there.", ("customer_id", "segmenter"),
    (_CUSTOMER, _SEGMENTER, _SEGMENT),
)

SEGMENT_LABELS = Table(
    "segment_labels", "One row per segmenter and label ever given.", ("segmenter", "segment"),
    (_SEGMENTER, _SEGMENT, _text("first_month", "首次出现月份", "First given in")),
)

SEGMENT_QUALITY = Table(
    "segment_quality", "One row per segmenter.", ("segmenter",),
    (
        _SEGMENTER, _text("status", "结论", "found, by_rule, cannot_tell, too_few"),
        _count("n_customers", "客户数", "Customers"), _count("n_segments", "客群数", "Segments"),
        _float("agreement", "重抽样一致度", "Adjusted Rand over bootstrap samples"),
        _float("low", "区间下限", "Interval, low"), _float("high", "区间上限", "Interval, high"),
        _float("silhouette", "轮廓系数", "Silhouette"),
        _float("chance", "无结构数据的轮廓系数", "Largest silhouette of data without structure"),
        _float("kept_rate", "沿用上月客群的比例", "Share who kept last month's segment"),
        _float("month_agreement", "与上月一致度", "Adjusted Rand with last month"),
    ),
)

SEGMENT_SIZES = Table(
    "segment_sizes", "One row per segmenter and segment.", ("segmenter", "segment"),
    (_SEGMENTER, _SEGMENT, _N, _float("n_share", "占比", "Share"), _fen("aum_fen", "金融资产日均", "Assets, daily average"),
     _fen("loan_fen", "贷款余额", "Loans, month end")),
)

SEGMENT_PROFILES = Table(
    "segment_profiles", "One row per segmenter, segment and feature.", ("segmenter", "segment", "feature"),
    (
        _SEGMENTER, _SEGMENT, _text("feature", "特征", "Feature"), _count("n_known", "已知客户数", "Customers who know it"),
        _float("median", "中位数", "Median"), _float("median_all", "全部客户中位数", "Median of all"),
        _float("distance", "与全部客户的差距", "Distance from all", nullable=False),
        _count("place", "次序", "Order, the most telling first"),
    ),
)
