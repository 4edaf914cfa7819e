"""The tables behind the golden record: grain, key, columns with Chinese and English names."""

from __future__ import annotations

from rccrm_lib.core.schema import Column, Table

CUSTOMER = Column("customer_id", "text", "客户统一编号", "Customer id", nullable=False)
SOURCES = Column("sources", "text", "来源系统", "Source systems", nullable=False)
N_RECORDS = Column("n_records", "int", "来源记录数", "Source records", nullable=False)
PREFERRED = Column("is_preferred", "bool", "首选", "Preferred", nullable=False)
SOURCE_RECORD = (
    Column("src_sys", "text", "源系统", "Source system", nullable=False),
    Column("cust_no", "text", "客户号", "Customer number", nullable=False),
)

GOLDEN_FIELDS = Table(
    "golden_fields", "One row per customer and field that has a value.", ("customer_id", "field"),
    (
        CUSTOMER,
        Column("field", "text", "字段", "Field", nullable=False),
        Column("value", "text", "取值", "Value", sensitivity="C2", nullable=False),
        *SOURCE_RECORD,
        Column("recorded_on", "date", "建档日期", "Day the record was made"),
        Column("grade", "text", "等级", "Grade"),
        Column("rule", "text", "取舍规则", "Rule that chose it", nullable=False),
        Column("confidence", "text", "可信程度", "Confidence", nullable=False),
        Column("n_sources", "int", "一致的系统数", "Systems that agree", nullable=False),
        Column("n_records", "int", "有值的记录数", "Records with a value", nullable=False),
    ),
)

GOLDEN_CONFLICTS = Table(
    "golden_conflicts", "One row per customer, field and value that lost.", (),
    (
        CUSTOMER,
        Column("field", "text", "字段", "Field", nullable=False),
        Column("lost_value", "text", "未采用的值", "Value that lost", sensitivity="C2", nullable=False),
        Column("lost_sources", "text", "未采用值的来源", "Its source systems", nullable=False),
        Column("n_lost", "int", "未采用值的记录数", "Its records", nullable=False),
        Column("value", "text", "采用的值", "Value that won", sensitivity="C2", nullable=False),
        *SOURCE_RECORD,
        Column("rule", "text", "取舍规则", "Rule that decided", nullable=False),
        Column("severity", "text", "严重程度", "Severity", nullable=False),
    ),
)

NAMES = Table(
    "names", "One row per customer and name.", ("customer_id", "name_key"),
    (
        CUSTOMER,
        Column("name_key", "text", "规范姓名", "Standard name", sensitivity="C2", nullable=False),
        Column("name", "text", "姓名", "Name", sensitivity="C2", nullable=False),
        Column("from_on", "date", "首次出现", "First seen"),
        N_RECORDS, SOURCES, PREFERRED,
    ),
)

CONTACT_POINTS = Table(
    "contact_points", "One row per customer, type and value.", ("customer_id", "type", "value_key"),
    (
        CUSTOMER,
        Column("type", "text", "类型", "mobile or address", nullable=False),
        Column("value_key", "text", "规范值", "Standard value", sensitivity="C2", nullable=False),
        Column("value", "text", "取值", "Value", sensitivity="C2", nullable=False),
        Column("grade", "text", "等级", "Grade", nullable=False),
        Column("from_on", "date", "首次出现", "First seen"),
        Column("to_on", "date", "停用日期", "Not used from; no extract says it"),
        N_RECORDS, SOURCES, PREFERRED,
        Column("is_shared", "bool", "共用", "Shared", nullable=False),
    ),
)

ID_DOCUMENTS = Table(
    "id_documents", "One row per person, certificate type and number.", ("customer_id", "cert_type", "one_number"),
    (
        CUSTOMER,
        Column("cert_type", "text", "证件类型", "Certificate type; empty where not supplied", nullable=False),
        Column("one_number", "text", "规范号码", "Number in its long form", sensitivity="C2", nullable=False),
        Column("number", "text", "证件号码", "Number", sensitivity="C2", nullable=False),
        Column("grade", "text", "证件等级", "Grade", nullable=False),
        Column("to_on", "date", "有效期至", "Valid to"),
        N_RECORDS, SOURCES, PREFERRED,
    ),
)

GOLDEN_TABLES = (GOLDEN_FIELDS, GOLDEN_CONFLICTS, NAMES, CONTACT_POINTS, ID_DOCUMENTS)
