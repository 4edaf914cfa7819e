"""The tables that the merge hands on: grain, key, columns with Chinese and English names."""

from __future__ import annotations

from rccrm_lib.core.schema import Column, Table

LINKS = Table(
    "links", "One row per source record.", ("src_sys", "cust_no"),
    (
        Column("src_sys", "text", "源系统", "Source system", nullable=False),
        Column("cust_no", "text", "客户号", "Customer number", nullable=False),
        Column("customer_id", "text", "客户统一编号", "Customer id", nullable=False),
        Column("rule", "text", "归并规则", "Rule", nullable=False),
        Column("score", "float", "预期准确率", "Expected share of right links", nullable=False),
    ),
)

CUSTOMERS = Table(
    "customers", "One row per customer.", ("customer_id",),
    (
        Column("customer_id", "text", "客户统一编号", "Customer id", nullable=False),
        Column("party_kind", "text", "主体类型", "Person or organisation", nullable=False),
        Column("nature", "text", "自然属性", "Nature", nullable=False),
        Column("name", "text", "姓名", "Name", sensitivity="C2"),
        Column("name_is_conflicting", "bool", "姓名不一致", "Names differ", nullable=False),
        Column("cert_type", "text", "证件类型", "Certificate type"),
        Column("cert_no", "text", "证件号码", "Certificate number", sensitivity="C2"),
        Column("cert_grade", "text", "证件等级", "Certificate grade"),
        Column("sex", "text", "性别", "Sex"),
        Column("birth_on", "date", "出生日期", "Birth date", sensitivity="C2"),
        Column("lunar_birthday", "text", "农历生日", "Lunar birthday", unit="MMDD, L: leap month", sensitivity="C2"),
        Column("nationality", "text", "国籍", "Nationality"),
        Column("occupation", "text", "职业", "Occupation"),
        Column("mobile", "text", "联系电话", "Phone", sensitivity="C2"),
        Column("mobile_is_shared", "bool", "电话共用", "Shared phone", nullable=False),
        Column("address", "text", "联系地址", "Address", sensitivity="C2"),
        Column("village_id", "text", "行政村", "Village"),
        Column("branch_id", "text", "开户机构", "Branch"),
        Column("teller_id", "text", "建档柜员", "Teller"),
        Column("cert_valid_to_on", "date", "证件有效期", "Certificate valid to"),
        Column("first_open_on", "date", "首次建档日期", "First opened"),
        Column("n_records", "int", "来源记录数", "Source records", nullable=False),
        Column("n_sources", "int", "来源系统数", "Source systems", nullable=False),
        Column("completeness", "int", "九要素得分", "Nine elements", unit="0-9"),
        Column("missing_elements", "text", "缺失要素", "Missing elements"),
        Column("is_staff", "bool", "员工", "Staff"),
        Column("is_farm", "bool", "农户", "Farm household"),
        Column("refuses_marketing", "bool", "拒绝营销", "Refuses marketing"),
        Column("death_on", "date", "死亡日期", "Date of death"),
        Column("household_id", "text", "户号", "Household"),
        Column("name_source", "text", "姓名来源", "Source of the name"),
        Column("cert_no_source", "text", "证件来源", "Source of the certificate"),
        Column("nationality_source", "text", "国籍来源", "Source of the nationality"),
        Column("occupation_source", "text", "职业来源", "Source of the occupation"),
        Column("mobile_source", "text", "电话来源", "Source of the phone"),
        Column("address_source", "text", "地址来源", "Source of the address"),
        Column("village_id_source", "text", "行政村来源", "Source of the village"),
    ),
)

RELATIONS = Table(
    "relations", "One row per person and organisation that the person runs or represents.",
    ("from_customer_id", "to_customer_id"),
    (
        Column("from_customer_id", "text", "个人客户", "Person", nullable=False),
        Column("to_customer_id", "text", "对公客户", "Organisation", nullable=False),
        Column("kind", "text", "关系", "Operator or legal representative", nullable=False),
        Column("rule", "text", "依据", "Rule", nullable=False),
        Column("n_records", "int", "来源记录数", "Source records", nullable=False),
        Column("sources", "text", "来源系统", "Source systems", nullable=False),
    ),
)
