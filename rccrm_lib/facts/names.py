"""Names of persons and organisations, brought to a form that can be compared.

The name as the source keeps it is never changed; these are forms beside it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import pandas as pd

DOT = "·"
UNKNOWN_CHARACTER = "?"
_DOTS = re.compile(r"[·•・．.‧∙●﹒᛫ˑ⋅]+")
_BLANKS = re.compile(r"\s+")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010fffd？?]")
_TITLES = re.compile(r"(先生|女士|小姐|\((?:已故|注销|作废)\))$")

_COMPOUND = """
欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容
仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐
段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门 第五
"""
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())
#: Surnames whose reading differs from the usual one of the character.
SURNAME_READINGS = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "盖": "ge", "任": "ren",
    "朴": "piao",
    "翟": "zhai", "尉迟": "yuchi", "万俟": "moqi", "乐": "yue", "覃": "qin", "缪": "miao", "冼": "xian", "召": "shao",
    "种": "chong", "员": "yun", "繁": "po", "秘": "bi", "折": "she", "黑": "he", "长孙": "zhangsun",
}
#: Names that stand for "no name"; frequency finds others.
PLACEHOLDER_NAMES = frozenset({"未知", "不详", "无名", "无名氏", "测试", "测试客户",
                               "TEST", "客户", "姓名", "暂无", "无", "XXX", "***"})

_ORG_SUFFIX = re.compile(r"(股份有限公司|有限责任公司|有限公司)$")
_BRACKETS = re.compile(r"[()\[\]<>〈〉《》【】“”\"',、]")


def standardise_name(text: str | None) -> str | None:
    """A person's name: NFKC, one kind of dot, no blanks in Chinese names; None when it says nothing.

    Characters that an old system lost (private use, '?') become '?', which later matches any character.
    """
    if not text:
        return None
    folded = unicodedata.normalize("NFKC", text)
    folded = _DOTS.sub(DOT, _PRIVATE_USE.sub(UNKNOWN_CHARACTER, folded)).strip(DOT + " ")
    if folded.isascii():
        folded = _BLANKS.sub(" ", folded.replace(DOT, " ")).strip().upper()
    else:
        folded = _TITLES.sub("", _BLANKS.sub("", folded))
    return None if not folded.strip("?* ") or folded in PLACEHOLDER_NAMES else folded


def name_key(text: str | None) -> str | None:
    """The form that two records of one person share: without dots, blanks and case."""
    name = standardise_name(text)
    return name.replace(DOT, "").replace(" ", "") if name else None


def split_surname(name: str) -> tuple[str, str]:
    """Surname and given name; a compound surname counts only when a given name is left."""
    if DOT in name:
        head, _, rest = name.partition(DOT)
        return head, rest
    if name.isascii():
        head, _, rest = name.partition(" ")
        return head, rest
    size = 2 if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else 1
    return name[:size], name[size:]


@cache
def _reading(character: str) -> str:
    """The usual toneless reading of one character; the character itself when it has none."""
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(character, style=Style.NORMAL, errors=lambda rest: rest)[0].replace("ü", "v")


def pinyin_key(text: str | None) -> str | None:
    """Toneless readings joined, surnames read as surnames: 单晓明 -> shanxiaoming. Homophones share it."""
    name = standardise_name(text)
    if name is None:
        return None
    surname, given = split_surname(name)
    head = SURNAME_READINGS.get(surname) or "".join(map(_reading, surname))
    return (head + "".join(map(_reading, given.replace(DOT, "").replace(" ", "")))).lower()


def standardise_org_name(text: str | None) -> str | None:
    """An organisation's name: NFKC, no blanks, brackets and quotes removed, legal form without '责任'."""
    if not text:
        return None
    folded = _BRACKETS.sub("", _BLANKS.sub("", unicodedata.normalize("NFKC", text))).upper()
    folded = folded.replace("有限责任公司", "有限公司")
    return folded or None


def org_name_core(text: str | None) -> str | None:
    """The organisation's name without its legal form, for comparison only."""
    name = standardise_org_name(text)
    return _ORG_SUFFIX.sub("", name) or name if name else None


def standardise_names(names: pd.Series) -> pd.DataFrame:
    """One row per value (same index): name, name_key, pinyin_key; worked out once per distinct value."""
    distinct = names.dropna().unique()
    table = {text: _forms(str(text)) for text in distinct}
    rows = [table[text] if isinstance(text, str) else (None, None, None) for text in names]
    return pd.DataFrame(rows, columns=["name", "name_key", "pinyin_key"], index=names.index, dtype=object)


def _forms(text: str) -> tuple[str | None, str | None, str | None]:
    name = standardise_name(text)
    if name is None:
        return None, None, None
    key = name.replace(DOT, "").replace(" ", "")
    surname, given = split_surname(name)
    head = SURNAME_READINGS.get(surname) or "".join(map(_reading, surname))
    return name, key, (head + "".join(map(_reading, key[len(surname):] if key.startswith(surname) else given))).lower()
