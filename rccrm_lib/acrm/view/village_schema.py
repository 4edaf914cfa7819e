"""The tables of villages and townships: columns, kinds, Chinese and English names."""

from __future__ import annotations

from rccrm_lib.core.schema import Column, Table


def _text(name: str, zh: str, en: str, *, nullable: bool = True) -> Column:
    return Column(name, "text", zh, en, nullable=nullable)


def _count(name: str, zh: str, en: str) -> Column:
    return Column(name, "int", zh, en)


def _share(name: str, zh: str, en: str) -> Column:
    return Column(name, "float", zh, en, unit="0-1")


def _fen(name: str, zh: str, en: str) -> Column:
    return Column(name, "fen", zh, en, unit="fen", sensitivity="C2")


_MONTH = _text("month", "月份", "Month", nullable=False)
_CLEAR = (_count("n_borrowers", "有贷款户数", "Households that borrow"), _count("n_clear", "无逾期户数", "Not past due"),
          _share("clear_share", "无逾期户占比", "Share not past due"))
_FAILED = _text("failed", "未达标项", "Rules not met")

VILLAGE_MONTHS = Table(
    "village_months", "One row per village in the month.", ("village_id",),
    (
        _text("village_id", "行政村", "Village", nullable=False), _MONTH,
        _text("name", "村名", "Name"), _text("township", "乡镇", "Township"),
        _count("n_households", "总户数", "Households, public count"),
        _count("n_archived", "建档户数", "Archived"), _share("archived_share", "建档率", "Share archived"),
        _count("n_farm", "农户数", "Farm households"), _count("n_farm_unknown", "农户身份未知户数", "Not known whether"),
        _count("n_granted", "授信户数", "With a limit"), _share("granted_share", "授信率", "Share with a limit"),
        _count("n_signed", "签约户数", "With a contract"), _share("signed_share", "签约率", "Share with a contract"),
        _count("n_used", "用信户数", "That use it"), _share("used_share", "用信率", "Share that use it"),
        _fen("used_avg_fen", "户均用信", "Used per household that uses it"),
        _count("n_credit", "信用户数", "Credit households"), _share("credit_share", "信用户占比", "Share of credit households"),
        *_CLEAR,
        _fen("loan_fen", "贷款余额", "Loans"), _fen("npl_fen", "不良贷款余额", "Non-performing loans"),
        _share("npl_share", "不良率", "Share non-performing"), _share("npl_increase", "不良率上升", "Rise of that share"),
        Column("is_credit_village", "bool", "信用村", "Credit village"), _FAILED,
    ),
)

TOWNSHIP_MONTHS = Table(
    "township_months", "One row per township in the month.", ("township",),
    (
        _text("township", "乡镇", "Township", nullable=False), _MONTH,
        _count("n_villages", "村数", "Villages with an archive"), _count("n_judged", "可评定村数", "That could be judged"),
        _count("n_credit_villages", "信用村数", "Credit villages"), _share("village_share", "信用村占比", "Their share"),
        *_CLEAR,
        Column("is_credit_township", "bool", "信用乡镇", "Credit township"), _FAILED,
    ),
)
