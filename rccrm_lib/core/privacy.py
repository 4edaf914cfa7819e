"""Masking: what a person sees who may not see the whole value. Stricter than usual bank practice."""

from __future__ import annotations

import re

COMPOUND_SURNAMES = ("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "夏侯", "慕容", "司徒")
VILLAGE = re.compile(r".*?(?:村(?!民小组)|社区|居委会)")
TOWNSHIP = re.compile(r".*?(?:镇|乡|街道)")


def mask_name(name: str | None) -> str:
    """张伟 -> 张*, 欧阳小红 -> 欧阳**; Latin names keep the first letter."""
    if not name:
        return ""
    keep = 2 if name.startswith(COMPOUND_SURNAMES) and len(name) > 2 else 1
    return name[:keep] + "*" * max(1, min(len(name) - keep, 2))


def mask_cert(number: str | None) -> str:
    """First character and last two: 3***************1X."""
    if not number:
        return ""
    return number[0] + "*" * max(len(number) - 3, 3) + number[-2:] if len(number) > 3 else "***"


def mask_mobile(number: str | None) -> str:
    """138****5678."""
    if not number:
        return ""
    digits = re.sub(r"\D", "", number)
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else "****" + digits[-2:]


def mask_account(number: str | None) -> str:
    """Last four digits: ****1234."""
    return "****" + number[-4:] if number else ""


def mask_address(address: str | None) -> str:
    """An address down to its village; house and group are cut."""
    if not address:
        return ""
    for level in (VILLAGE, TOWNSHIP):
        found = level.match(address)
        if found:
            return found.group(0) + "…"
    return address[:6] + "…"
