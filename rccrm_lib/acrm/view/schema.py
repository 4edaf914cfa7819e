"""The tables that this room hands over: columns, kinds, Chinese and English names."""

from __future__ import annotations

from rccrm_lib.core.schema import Column, Table


def _id(name: str, zh: str, en: str, *, sensitivity: str = "C1", nullable: bool = True) -> Column:
    return Column(name, "text", zh, en, "", sensitivity, nullable)


def _count(name: str, zh: str, en: str, *, nullable: bool = False) -> Column:
    return Column(name, "int", zh, en, "", "C1", nullable)


def _fen(name: str, zh: str, en: str, *, nullable: bool = True, unit: str = "fen") -> Column:
    return Column(name, "fen", zh, en, unit, "C2", nullable)


def _flag(name: str, zh: str, en: str) -> Column:
    return Column(name, "bool", zh, en)


def _date(name: str, zh: str, en: str) -> Column:
    return Column(name, "date", zh, en)


_CUSTOMER = _id("customer_id", "客户编号", "Customer", nullable=False)
_MONTH = _id("month", "月份", "Month", nullable=False)

_AVERAGES = (
    _fen("demand_avg_fen", "活期日均", "Demand deposits, daily average"),
    _fen("time_avg_fen", "定期日均", "Time deposits, daily average"),
    _fen("wealth_avg_fen", "理财日均", "Wealth products, daily average"),
    _fen("aum_avg_fen", "金融资产日均", "Assets (deposits and wealth), daily average"),
)
_LOANS = (
    _fen("loan_avg_fen", "贷款日均", "Loans, daily average"),
    _fen("loan_end_fen", "贷款月末余额", "Loans at month end"),
)
_MOVED = (
    _fen("customer_in_fen", "主动转入", "Money the customer brought in"),
    _fen("customer_out_fen", "主动转出", "Money the customer took out"),
)
_ACCOUNTS = (
    _count("n_accounts", "账户数", "Accounts held or co-used"),
    _count("n_owned", "本人账户数", "Accounts owned"),
    _count("n_co_used", "共用账户数", "Accounts co-used"),
)

CUSTOMER_MONTHS = Table(
    "customer_months",
    "One row per customer in the month, whether or not anything is held.",
    ("customer_id",),
    (
        _CUSTOMER,
        _MONTH,
        _id("nature", "客户性质", "Nature"),
        _id("party_kind", "客户类型", "Person or organisation", nullable=False),
        *_ACCOUNTS,
        _count("n_products", "持有产品种数", "Kinds of product held"),
        _flag("has_demand", "有活期", "Has a demand deposit"),
        _flag("has_time", "有定期", "Has a time deposit"),
        _flag("has_wealth", "有理财", "Has a wealth product"),
        _flag("has_loan", "有贷款", "Has a loan"),
        _flag("has_card", "有银行卡", "Has a card"),
        _flag("has_mobile_bank", "有手机银行", "Has mobile banking"),
        _flag("has_merchant", "有商户收单", "Is a merchant"),
        _flag("has_share", "有股金", "Holds member shares"),
        _flag("has_payroll", "有代发", "Is paid through the bank"),
        *_AVERAGES,
        _fen("aum_end_fen", "金融资产月末余额", "Assets at month end"),
        *_LOANS,
        _fen("loan_amount_fen", "贷款发放金额", "Amount paid out of loans held"),
        _fen("share_fen", "股金余额", "Member shares"),
        _count("n_txn", "主动交易笔数", "Movements the customer started", nullable=True),
        _count("n_txn_counter", "柜面笔数", "At the counter", nullable=True),
        _count("n_txn_self", "自助设备笔数", "At self-service machines", nullable=True),
        _count("n_txn_mobile", "手机银行笔数", "By mobile bank", nullable=True),
        _count("n_txn_web", "网上银行笔数", "By internet bank", nullable=True),
        _count("n_txn_pos", "POS和扫码笔数", "By POS and QR", nullable=True),
        _count("n_txn_agent", "助农点笔数", "At village agents", nullable=True),
        *_MOVED,
        _date("last_active_on", "最近主动交易日期", "Last movement the customer started"),
        _count("completeness", "九要素得分", "Elements filled, of nine", nullable=True),
        _id("manager_id", "客户经理", "Manager"),
        _id("branch_id", "管户机构", "Branch"),
        _id("village_id", "行政村", "Village"),
        _id("household_id", "户号", "Household"),
        _date("first_open_on", "首次开户日期", "First account opened"),
        _count("tenure_months", "客户关系月数", "Months since the first account", nullable=True),
    ),
)

CUSTOMER_HISTORY = Table(
    "customer_history",
    "One row per customer and month, from the month of the first account or balance on.",
    ("customer_id", "month"),
    (
        _CUSTOMER,
        _MONTH,
        *_ACCOUNTS,
        *_AVERAGES,
        _fen("demand_end_fen", "活期月末余额", "Demand deposits at month end"),
        _fen("time_end_fen", "定期月末余额", "Time deposits at month end"),
        _fen("wealth_end_fen", "理财月末余额", "Wealth products at month end"),
        _fen("aum_end_fen", "金融资产月末余额", "Assets at month end"),
        *_LOANS,
        *_MOVED,
    ),
)

HOUSEHOLD_MONTHS = Table(
    "household_months",
    "One row per household in the month: the customers whose primary household it is, together.",
    ("household_id",),
    (
        _id("household_id", "户编号", "Household", nullable=False),
        _MONTH,
        _count("n_members", "成员客户数", "Customers in the household"),
        _count("n_holders", "持有账户的成员数", "Of which with an account"),
        _count("n_products", "持有产品种数", "Kinds of product held"),
        _flag("has_demand", "有活期", "Has a demand deposit"),
        _flag("has_time", "有定期", "Has a time deposit"),
        _flag("has_wealth", "有理财", "Has a wealth product"),
        _flag("has_loan", "有贷款", "Has a loan"),
        _flag("has_card", "有银行卡", "Has a card"),
        _flag("has_mobile_bank", "有手机银行", "Has mobile banking"),
        _flag("has_merchant", "有商户收单", "Is a merchant"),
        _flag("has_share", "有股金", "Holds member shares"),
        _flag("has_payroll", "有代发", "Is paid through the bank"),
        *_AVERAGES,
        _fen("aum_end_fen", "金融资产月末余额", "Assets at month end"),
        *_LOANS,
        _fen("share_fen", "股金余额", "Member shares"),
        _fen("credit_limit_fen", "有效授信额度", "Credit lines in force"),
        _fen("credit_unused_fen", "未用授信额度", "Of which unused"),
        _fen("overdue_fen", "逾期贷款余额", "Loans past due"),
        _fen("npl_fen", "不良贷款余额", "Non-performing loans"),
        _count("n_maturing", "近期到期存款笔数", "Deposits that fall due soon", nullable=True),
        _fen("maturing_fen", "近期到期存款余额", "Their balance"),
        _count("n_guarantees_given", "对外担保笔数", "Loans of others it guarantees", nullable=True),
        _fen("guaranteed_given_fen", "对外担保金额", "Guaranteed for others"),
        _count("n_guarantees_received", "他人担保笔数", "Own loans that others guarantee", nullable=True),
        _fen("guaranteed_received_fen", "他人担保金额", "Guaranteed by others"),
        _count("n_guarantees_inside", "户内互保笔数", "Loans guaranteed inside the household", nullable=True),
    ),
)

ACCOUNT_LINKS = Table(
    "account_links",
    "One row per account and customer who owns or co-uses it; one without a customer per unallocated account.",
    ("account_id", "role", "customer_id"),
    (
        _id("account_id", "账号", "Account", sensitivity="C2", nullable=False),
        _id("kind", "账户种类", "Kind: demand, time, wealth, loan", nullable=False),
        _id("role", "关系", "Role: owner, co_user", nullable=False),
        _id("customer_id", "客户编号", "Customer; empty: unallocated"),
        _id("product_id", "产品代码", "Product"),
        _id("branch_id", "开户机构", "Branch"),
        _date("open_on", "开户日期", "Opened"),
        _date("close_on", "销户日期", "Closed"),
    ),
)

RECONCILIATION = Table(
    "reconciliation",
    "One row per measure and month: source = customers + unallocated + difference; *_accumulation in fen*day.",
    ("measure", "month"),
    (
        _id("measure", "指标", "Measure", nullable=False),
        _MONTH,
        _fen("source_fen", "来源合计", "Source", nullable=False),
        _fen("customers_fen", "客户合计", "Customers", nullable=False),
        _fen("unallocated_fen", "未归属", "Unallocated", nullable=False),
        _fen("difference_fen", "差额", "Difference", nullable=False),
    ),
)

HOLDING_MATRIX = Table(
    "holding_matrix",
    "One row per nature and kind of product: n of n_customers (customers with an account) hold it.",
    ("nature", "product"),
    (
        _id("nature", "客户性质", "Nature"),
        _id("product", "产品", "Product", nullable=False),
        _count("n", "持有户数", "Customers who hold it", nullable=True),
        _count("n_customers", "客户数", "Customers"),
        Column("penetration", "float", "持有率", "Share of the customers"),
    ),
)

TABLES = (ACCOUNT_LINKS, CUSTOMER_HISTORY, RECONCILIATION, CUSTOMER_MONTHS, HOUSEHOLD_MONTHS, HOLDING_MATRIX)
