"""Masking in Python: what a person sees who may not see the whole value. Stricter than usual bank practice."""

from __future__ import annotations

import re
from collections.abc import Callable

COMPOUND_SURNAMES = ("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "夏侯", "慕容", "司徒")
#: "村民小组" is a group inside a village, not a village; it is taken out before the village is looked for.
GROUP = "村民小组"
VILLAGE = re.compile(r".*?(?:村|社区|居委会)")
TOWNSHIP = re.compile(r".*?(?:镇|乡|街道)")
ADDRESS_KEPT = 6  # characters, where neither village nor township is named
LONG_NUMBER = re.compile(r"(?=[^0-9]*[0-9])[0-9A-Za-z]{9,}")
VALUE = re.compile(r"'[^']*'|\"[^\"]*\"|[\u3007\u3400-\u9fff\U00020000-\U0003ffff]+|[0-9A-Za-z]*[0-9]{4}[0-9A-Za-z]*")
WORD = re.compile(r"[^\s!-/:-@\[-`{-~]+")


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
    digits = re.sub(r"[^0-9]", "", number)
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else "****" + digits[-2:]


def mask_account(number: str | None) -> str:
    """Last four digits: ****1234."""
    return "****" + number[-4:] if number else ""


def mask_address(address: str | None) -> str:
    """An address down to its village; house and group are cut."""
    if not address:
        return ""
    plain = address.replace(GROUP, "-" * len(GROUP))
    for level in (VILLAGE, TOWNSHIP):
        found = level.match(plain)
        if found:
            return address[: found.end()] + "…"
    return address[:ADDRESS_KEPT] + "…"


def mask_text(text: str | None) -> str:
    """A value whose kind is not sure: its first character, and nothing of two characters or fewer."""
    return (text[0] if len(text) > 2 else "") + "***" if text else ""


def mask_number(text: str | None) -> str:
    """A value of a column of numbers: from nine digits and letters on the last two too, otherwise as any text."""
    if text and LONG_NUMBER.fullmatch(text):
        return text[0] + "*" * (len(text) - 3) + text[-2:]
    return mask_text(text)


def mask_words(text: str) -> str:
    """A text of unknown columns: every word masked as a text."""
    return WORD.sub(lambda found: mask_text(found[0]), text)


def mask_error(text: str) -> str:
    """The words of an error without what may be a value in it: quoted texts, Chinese words, long numbers."""
    return VALUE.sub("***", text)


#: The masks by kind; `mask_sql` knows the same kinds.
MASKS: dict[str, Callable[[str | None], str]] = {
    "name": mask_name, "cert_no": mask_cert, "mobile": mask_mobile, "account": mask_account, "address": mask_address,
    "text": mask_text, "number": mask_number,
}
