"""Addresses of the countryside in free text: county, town, village, group, house.

Written by hand for decades, so parts are missing, doubled or in other digits; what is found is kept, the rest is None.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import pandas as pd

_PROVINCE = re.compile(r"^(?:[^省市区县]{2,3}省|[^省市县乡镇村]{2,6}自治区)")
_CITY = re.compile(r"^[^省市区县乡镇村]{2,6}?(?:市|地区|自治州)(?=.)")
_COUNTY = re.compile(r"^([^省县区乡镇村]{1,7}?(?:自治县|县|区|市))(?!域|街道)")
_TOWN = re.compile(r"^([^乡镇村]{1,7}?(?:街道办事处|街道|民族乡|乡|镇|农场|林场|垦殖场))")
_VILLAGE = re.compile(r"^(.{1,8}?(?:村民委员会|居民委员会|村委会|居委会|社区|行政村|村(?!民|小组|社区)))")
_GROUP = re.compile(r"第?([0-9]{1,3})(?:村民小组|居民小组|村小组|小组|组|社|队)")
_HOUSE = re.compile(r"([0-9]{1,5}(?:[-之][0-9]{1,4})?)(?:号(?!楼)|户)(?:之([0-9]{1,3}))?")
_ROOM = re.compile(r"([0-9]{1,4})(?:栋|幢|座|号楼)(?:([0-9]{1,3})单元)?(?:([0-9]{2,5})(?:室|房|号)?)?")
_TAIL_HOUSE = re.compile(r"([0-9]{1,5}(?:-[0-9]{1,4})?)$")
_STREET = re.compile(r"([^0-9]{2,12}?(?:大道|路|街|巷|弄))")
_BLANKS = re.compile(r"[\s,，。;；、()]+")
_NUMERAL = re.compile(r"[〇零一二两三四五六七八九十百]+(?=村民小组|居民小组|村小组|小组|组|号|栋|幢|单元|室|户|队)")
_OFFICE = re.compile(r"(?:村民委员会|村委会|行政村)$")
_RESIDENTS = re.compile(r"(?:居民委员会|居委会)$")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


class Address(NamedTuple):
    """The parts of one address; None where a part was not found. `house` is number, building and room."""

    county: str | None
    town: str | None
    village: str | None
    group: str | None
    house: str | None


def numeral_value(text: str) -> int:
    """The number of a Chinese numeral below a thousand: 二十三 -> 23, 一〇二 -> 102."""
    if not set(text) & set("十百"):
        return int("".join(str(_DIGITS[char]) for char in text))
    total, pending = 0, 0
    for char in text:
        if char in "十百":
            total += (pending or 1) * (10 if char == "十" else 100)
            pending = 0
        else:
            pending = _DIGITS[char]
    return total + pending


def fold_address(text: str) -> str:
    """One spelling: NFKC, no blanks and commas, Arabic digits before 组, 号, 栋, 室."""
    folded = _BLANKS.sub("", text if text.isascii() else unicodedata.normalize("NFKC", text))
    return _NUMERAL.sub(lambda found: str(numeral_value(found.group())), folded)


def parse_address(text: str | None) -> Address:
    """The parts of a free-text address."""
    if not text:
        return Address(None, None, None, None, None)
    rest = fold_address(text)
    for lead in (_PROVINCE, _CITY):
        found = lead.match(rest)
        rest = rest[found.end():] if found else rest
    county, rest = _take(_COUNTY, rest)
    town, rest = _take(_TOWN, rest)
    village, rest = _take(_VILLAGE, rest)
    group = _GROUP.search(rest)
    after = rest[group.end():] if group else rest
    return Address(county, town, _short_village(village), str(int(group.group(1))) if group else None, _house(after))


def _take(pattern: re.Pattern[str], rest: str) -> tuple[str | None, str]:
    found = pattern.match(rest)
    return (found.group(1), rest[found.end():]) if found else (None, rest)


def _short_village(village: str | None) -> str | None:
    if village is None:
        return None
    return _RESIDENTS.sub("社区", _OFFICE.sub("村", village)).replace("村村", "村")


def _house(rest: str) -> str | None:
    """Street, house number, building and room, joined by '-'; leading zeros do not matter."""
    street = _STREET.match(rest)
    body = rest[street.end():] if street else rest
    room = _ROOM.search(body)
    number = _HOUSE.search(body[: room.start()] if room else body)
    if not number and not room:
        number = _TAIL_HOUSE.search(body)
    numbers = [part for part in number.groups() if part] if number else []
    numbers += [part for part in room.groups() if part] if room else []
    if not numbers:
        return None
    plain = "-".join(str(int(part)) for joined in numbers for part in re.split("[-之]", joined))
    return f"{street.group(1)}{plain}" if street else plain


def address_key(address: Address, level: str = "house") -> str | None:
    """One text for one place at the level 'house', 'group' or 'village'; None when it is not that exact.

    The town and county are left out: half of the records do not carry them, and a wrong join needs the same
    village name as well as the same house.
    """
    parts = {"village": [address.village], "group": [address.village, address.group],
             "house": [address.village or address.town, address.house]}[level]
    if any(part is None for part in parts):
        return None
    if level == "house" and address.group:
        parts.insert(1, address.group)
    return "|".join(str(part) for part in parts)


def parse_addresses(texts: pd.Series, *, level: str = "house") -> pd.DataFrame:
    """One row per value (same index): county, town, village, group_no, house, address_key."""
    table = {text: parse_address(str(text)) for text in texts.dropna().unique()}
    keys = {text: address_key(address, level) for text, address in table.items()}
    empty = parse_address(None)
    frame = pd.DataFrame([table.get(text, empty) for text in texts], index=texts.index, dtype=object,
                         columns=["county", "town", "village", "group_no", "house"])
    frame["address_key"] = pd.Series([keys.get(text) for text in texts], index=texts.index, dtype=object)
    return frame
