"""The declared tables of the room, and frames that keep to them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from rccrm_lib.core.schema import Column, Table, check_frame

_LOT = (
    Column("n_treated", "int", "营销组人数", "Customers treated", nullable=False),
    Column("n_held_out", "int", "对照组人数", "Customers held out", nullable=False),
    Column("n_clusters", "int", "随机单元数", "Drawn units", nullable=False),
)
_GAINED = (
    Column("incremental_fen", "fen", "增量余额", "Incremental balance", unit="fen"),
    Column("incremental_low_fen", "fen", "增量余额下限", "Incremental balance, low", unit="fen"),
    Column("incremental_high_fen", "fen", "增量余额上限", "Incremental balance, high", unit="fen"),
)

EFFECTS = Table(
    "campaign_effects", "One row per campaign, months after the draw and outcome.",
    ("campaign_id", "horizon_months", "outcome"),
    (
        Column("campaign_id", "text", "活动编号", "Campaign", nullable=False),
        Column("name", "text", "活动名称", "Name"),
        Column("outcome", "text", "指标", "Outcome", nullable=False),
        Column("horizon_months", "int", "分组后月数", "Months after the draw", unit="month", nullable=False),
        Column("outcome_month", "text", "结果月份", "Month of the outcome"),
        Column("is_primary", "bool", "是否预定指标", "Fixed beforehand", nullable=False),
        Column("status", "text", "状态", "Status", nullable=False),
        *_LOT,
        Column("n_clusters_treated", "int", "营销组单元数", "Units treated", nullable=False),
        Column("mean_treated_fen", "fen", "营销组均值", "Mean, treated", unit="fen"),
        Column("mean_held_out_fen", "fen", "对照组均值", "Mean, held out", unit="fen"),
        Column("effect_fen", "fen", "人均效果", "Effect per customer", unit="fen"),
        Column("se_fen", "fen", "标准误", "Standard error", unit="fen"),
        Column("low_fen", "fen", "下限", "Low", unit="fen"),
        Column("high_fen", "fen", "上限", "High", unit="fen"),
        Column("p_value", "float", "p 值", "p"),
        Column("method", "text", "方法", "Method"),
        Column("verdict", "text", "结论", "Verdict"),
        Column("detectable_fen", "fen", "可检出效果", "Detectable effect", unit="fen"),
        *_GAINED,
        Column("cost_fen", "fen", "活动成本", "Cost", unit="fen"),
    ),
)
BALANCE = Table(
    "campaign_balance", "One row per campaign and covariate from before the draw.", ("campaign_id", "covariate"),
    (
        Column("campaign_id", "text", "活动编号", "Campaign", nullable=False),
        Column("covariate", "text", "变量", "Covariate", nullable=False),
        Column("mean_treated", "float", "营销组均值", "Mean, treated"),
        Column("mean_held_out", "float", "对照组均值", "Mean, held out"),
        Column("smd", "float", "标准化均值差", "Standardised mean difference"),
        Column("limit", "float", "随机波动界限", "What a fair lot allows"),
        Column("is_alike", "bool", "是否可比", "Alike", nullable=False),
    ),
)
CAMPAIGNS = Table(
    "campaigns", "One row per campaign.", ("campaign_id",),
    (
        Column("campaign_id", "text", "活动编号", "Campaign", nullable=False),
        Column("name", "text", "活动名称", "Name"),
        Column("product_id", "text", "产品代码", "Product"),
        Column("unit_kind", "text", "随机单元", "What was drawn"),
        Column("assigned_month", "text", "分组月份", "Month of the draw"),
        Column("outcome_month", "text", "结果月份", "Month of the outcome"),
        Column("status", "text", "状态", "Status", nullable=False),
        *_LOT,
        Column("n_clusters_mixed", "int", "两组混杂单元数", "Units in both arms", nullable=False),
        Column("reached_rate", "float", "接触率", "Reached, of those treated"),
        Column("n_held_out_contacted", "int", "对照组被接触人数", "Held out but contacted", nullable=False),
        Column("treated_share", "float", "营销组单元占比", "Units treated, share"),
        Column("sample_ratio_p", "float", "分组比例检验 p 值", "p of the split"),
        Column("sample_ratio_test", "text", "分组比例检验", "Test of the split"),
        Column("verdict", "text", "结论", "Verdict"),
        *_GAINED,
        Column("cost_fen", "fen", "活动成本", "Cost", unit="fen"),
        Column("cost_per_yuan", "float", "每元增量成本", "Cost per yuan gained"),
        Column("break_even_rate", "float", "盈亏平衡利差", "Margin at break-even"),
        Column("value_fen", "fen", "增量贡献", "Incremental contribution", unit="fen"),
        Column("value_low_fen", "fen", "增量贡献下限", "Incremental contribution, low", unit="fen"),
        Column("value_high_fen", "fen", "增量贡献上限", "Incremental contribution, high", unit="fen"),
        Column("net_fen", "fen", "净贡献", "Net value", unit="fen"),
        Column("net_low_fen", "fen", "净贡献下限", "Net value, low", unit="fen"),
        Column("net_high_fen", "fen", "净贡献上限", "Net value, high", unit="fen"),
        Column("net_verdict", "text", "净贡献结论", "Verdict on net value"),
        Column("roi", "float", "投入产出比", "Return on cost"),
        Column("roi_low", "float", "投入产出比下限", "Return on cost, low"),
        Column("roi_high", "float", "投入产出比上限", "Return on cost, high"),
        Column("holdout_cost_fen", "fen", "留置对照组放弃的贡献", "Contribution forgone by holding out", unit="fen"),
    ),
)


def to_table(rows: Sequence[pd.DataFrame], table: Table) -> pd.DataFrame:
    """The rows as the declared table: columns in order, money as whole fen (missing where there is no limit)."""
    filled = [part for part in rows if len(part)]
    frame = pd.concat([part.astype(object) for part in filled], ignore_index=True) if filled else pd.DataFrame()
    frame = frame.reindex(columns=table.names)
    typed = {column.name: _typed(frame[column.name], column.dtype) for column in table.columns}
    return check_frame(pd.DataFrame(typed), table)


def _typed(values: pd.Series, dtype: str) -> pd.Series:
    if dtype == "text":
        return values.astype(object).where(values.notna(), None)
    if dtype == "bool":
        return values.astype(bool)
    numbers = pd.to_numeric(values, errors="raise").astype(np.float64).replace([np.inf, -np.inf], np.nan)
    if dtype == "float":
        return numbers
    return numbers.round().astype("Int64") if dtype == "fen" else numbers.astype("int64")
