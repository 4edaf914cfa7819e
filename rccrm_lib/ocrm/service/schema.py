"""The tables of the service room: what flow hands in, and what the room hands out."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.core.schema import Column, Table, check_frame

DTYPES = {"text": "object", "int": "Int64", "fen": "Int64", "float": "float64", "bool": "boolean", "date": "datetime64[us]"}


def _table(name: str, grain: str, key: str, columns: tuple[tuple[str, str, str, str], ...]) -> Table:
    """A declaration in short: name, kind (! for never missing), Chinese, English."""
    made = tuple(Column(n, kind.rstrip("!"), zh, en, nullable=not kind.endswith("!")) for n, kind, zh, en in columns)
    return Table(name, grain, tuple(key.split()), made)


_WHOM = (("customer_id", "text!", "客户号", "customer"), ("action", "text!", "动作", "action: visit, call, message, review"))
_STANDARD = (
    ("channel", "text!", "渠道", "where it is done"), ("role", "text!", "岗位", "who does it"),
    ("minutes", "int!", "分钟", "minutes it takes"), ("standard_id", "text!", "服务标准", "the standard that owes it"),
)
SERVED = _table("served", "One row per customer who can be served: alive, with an account.", "customer_id", (
    ("customer_id", "text!", "客户号", "customer"), ("tier", "text", "层级", "tier of the month"),
    ("tier_before", "text", "上月层级", "tier of the month before, else of this month"), ("nature", "text", "性质", "nature"),
    ("household_id", "text", "户号", "household"), ("is_adult", "bool!", "成年", "18 or older, or an organisation"),
    ("branch_id", "text", "机构", "branch"), ("manager_id", "text", "客户经理", "who looks after the customer, missing: nobody"),
    ("first_open_on", "date", "首次开户日", "first account"),
))
OWED = _table("owed", "One row per customer and action that is owed.", "customer_id action", (
    *_WHOM, *_STANDARD, ("interval_days", "int!", "间隔天数", "days from one to the next"),
    ("is_of_household", "bool!", "按户计", "counts for every adult of the household"),
    ("begun_on", "date!", "起算日", "since when the standard reads as it does"),
))
SERVICE_DUE = _table("service_due", "One row per customer and action: when it is due next, seen from the end of the month.",
                     "customer_id action", (
                         *_WHOM, *_STANDARD, ("due_on", "date!", "到期日", "due on"),
                         ("last_contact_on", "date", "上次", "last contact that counted for it"),
                         ("is_overdue", "bool!", "已逾期", "due before the end of the month"),
                     ))
SERVICE_ACTIONS = _table("service_actions", "One row per customer and action that was due in the month: done or not.",
                         "customer_id action", (
                             *_WHOM, ("month", "text!", "月份", "month"), ("role", "text!", "岗位", "who does it"),
                             ("minutes", "int!", "分钟", "minutes it takes"),
                             ("standard_id", "text!", "服务标准", "the standard that owes it"),
                             ("tier", "text", "层级", "tier known when the month began"), ("branch_id", "text", "机构", "branch"),
                             ("manager_id", "text", "客户经理", "manager"), ("due_on", "date!", "到期日", "due on"),
                             ("done_on", "date", "完成日", "first day of the month on which it was done"),
                             ("is_done", "bool!", "已完成", "done in the month"),
                             ("is_in_time", "bool!", "按时", "done by its day"),
                         ))
SERVICE_RESULTS = _table("service_results", "One row per level (member, tier, branch, manager), unit and action of the month; "
                         "response: requests answered in time; promise: next contacts that were kept.", "level unit action", (
                             ("level", "text!", "层面", "member, tier, branch or manager"), ("unit", "text!", "单位", "code"),
                             ("action", "text!", "动作", "action, response, promise, or all actions"),
                             ("n_due", "int!", "应做", "due in the month"), ("n_done", "int!", "已做", "done in the month"),
                             ("n_in_time", "int!", "按时", "done by the day"),
                             ("done_rate", "float", "完成率", "done of due, 0 to 1"),
                             ("low", "float", "下限", "Wilson, 95 %"), ("high", "float", "上限", "Wilson, 95 %"),
                             ("minutes_due", "int!", "应做分钟", "minutes of what was due"),
                             ("is_told", "bool!", "能判断", "can be told"),
                         ))
SERVICE_STANDARDS = _table("service_standards", "One row per standard of the version that measures the month.",
                           "standard_id", (
                               ("standard_id", "text!", "服务标准", "standard"),
                               ("valid_from_on", "date!", "生效日", "of the version"),
                               ("author", "text!", "制定人", "author"), ("reason", "text!", "理由", "reason"),
                               ("tiers", "text!", "层级", "tiers, by comma"), ("action", "text!", "动作", "action"),
                               ("interval_days", "int!", "间隔天数", "days from one to the next"),
                               ("channel", "text!", "渠道", "where"), ("role", "text!", "岗位", "who"),
                               ("minutes", "int!", "分钟", "minutes"), ("response_days", "int", "响应天数", "days to answer"),
                               ("needs", "text!", "标签", "tags, by comma"), ("natures", "text!", "性质", "natures, by comma"),
                               ("is_of_household", "bool!", "按户计", "counts for the household's adults"),
                           ))
WORKLOADS = _table("service_workloads", "One row per level (role, branch, manager), unit and role: a month's work under the "
                   "standards, beside what the people have.", "level unit role", (
                       ("level", "text!", "层面", "role, branch or manager"), ("unit", "text!", "单位", "code, empty: nobody's"),
                       ("role", "text!", "岗位", "who does it"), ("n_customers", "int!", "客户数", "customers owed something"),
                       ("n_actions", "float!", "动作次数", "actions a month"),
                       ("n_visits", "float!", "走访次数", "visits a month"), ("minutes", "float!", "分钟", "minutes a month"),
                       ("n_people", "int", "人数", "people of the role"),
                       ("capacity_minutes", "int", "可用分钟", "what they have in a month; missing: not known"),
                       ("is_over", "bool", "超出", "more than they have; missing: not known"),
                   ))
MARKET_NOTES = _table("market_notes", "One row per month, township, competitor and product: what was heard in the field.",
                      "month township competitor product", (
                          ("month", "text!", "月份", "month"), ("township", "text!", "乡镇", "township, empty: not known"),
                          ("competitor", "text!", "同业", "competitor"), ("product", "text!", "产品", "product"),
                          ("n", "int!", "条数", "notes"), ("low_bp", "int!", "最低", "lowest rate, basis points"),
                          ("median_bp", "float!", "中位", "median rate"), ("high_bp", "int!", "最高", "highest rate"),
                      ))

CASE_RESULTS = _table("service_cases", "One row per kind of case, category and days allowed: cases that were open in the "
                      "month, as they stood at its end.", "kind category limit_days", (
                          ("kind", "text!", "种类", "complaint or suggestion"), ("category", "text!", "分类", "category"),
                          ("limit_days", "int!", "时限天数", "days allowed"), ("n", "int!", "件数", "cases"),
                          ("n_in_time", "int!", "按时办结", "closed in time"), ("n_late", "int!", "超期办结", "closed late"),
                          ("n_open", "int!", "未办结未超期", "open, in time"),
                          ("n_overdue", "int!", "未办结已超期", "open, late"),
                          ("n_adopted", "int!", "采纳", "suggestions that are followed"),
                      ))
CASE_CAUSES = _table("service_causes", "One row per root cause of complaints that were closed in the month.", "cause", (
    ("cause", "text!", "根本原因", "root cause"), ("n", "int!", "件数", "complaints"),
))
LEAD_RESULTS = _table("service_leads", "One row per outcome of leads that were open in the month; open: none yet.", "outcome", (
    ("outcome", "text!", "结果", "outcome"), ("n", "int!", "件数", "leads"),
    ("n_prospects", "int!", "潜在客户", "of them about prospects"),
    ("n_linked", "int!", "已成客户", "prospects known as customers"),
))
VISIT_CHECKS = _table("service_checks", "One row per step of verification: visits, drawn by lot, and what was found.", "step", (
    ("step", "text!", "环节", "visits, drawn, confirmed, doubtful, not_reached, waiting"), ("n", "int!", "次数", "visits"),
))
VISIT_FORMS = _table("visit_forms", "One row per field of the household form and per choice; of the month's visits.",
                     "field choice", (
                         ("field", "text!", "栏目", "field"), ("choice", "text!", "选项", "choice; empty: the field"),
                         ("n", "int!", "填写数", "forms that hold it"), ("median", "float", "中位", "median of numbers"),
                     ))
MARKET_RATES = _table("market_rates", "One row per competitor and product: what was heard in the month, all townships together.",
                      "competitor product", (
                          ("competitor", "text!", "同业", "competitor"), ("product", "text!", "产品", "product"),
                          ("n", "int!", "条数", "notes"), ("low_bp", "int!", "最低", "lowest rate, basis points"),
                          ("median_bp", "float!", "中位", "median rate"), ("high_bp", "int!", "最高", "highest rate"),
                      ))


def empty_frame(table: Table) -> pd.DataFrame:
    """No rows, with the columns and kinds of a table."""
    return pd.DataFrame({column.name: pd.Series(dtype=DTYPES[column.dtype]) for column in table.columns})


def finish(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The columns of a table in their order and kinds, checked; the same kinds when there is no row."""
    kinds = {column.name: DTYPES[column.dtype] for column in table.columns}
    return check_frame(frame[table.names].astype(kinds).reset_index(drop=True), table)
