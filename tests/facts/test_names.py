import pandas as pd
import pytest

from rccrm_lib.facts import names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张 三", "张三"),
        ("张　三", "张三"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提．艾力", "买买提·艾力"),
        ("买买提.艾力", "买买提·艾力"),
        ("ＺＨＡＮＧ　Ｓａｎ", "ZHANG SAN"),
        ("john  smith", "JOHN SMITH"),
        ("张\ue001明", "张?明"),
        ("张?明", "张?明"),
        ("张三先生", "张三"),
        ("未知", None),
        ("测试", None),
        ("??", None),
        ("", None),
        (None, None),
        ("𠮷田", "𠮷田"),
    ],
)
def test_standard_name(text, name):
    assert names.standardise_name(text) == name


def test_the_key_knows_no_dots_and_blanks():
    assert names.name_key("买买提·艾力") == names.name_key("买买提艾力") == names.name_key("买买提 . 艾力")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("欧阳修", ("欧阳", "修")),
        ("欧阳", ("欧", "阳")),
        ("张小明", ("张", "小明")),
        ("买买提·艾力", ("买买提", "艾力")),
        ("JOHN SMITH", ("JOHN", "SMITH")),
    ],
)
def test_compound_surnames_need_a_given_name(name, parts):
    assert names.split_surname(name) == parts


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("单晓明", "shanxiaoming"),
        ("曾国藩", "zengguofan"),
        ("尉迟恭", "yuchigong"),
        ("吕小绿", "lvxiaolv"),
        ("ZHANG SAN", "zhangsan"),
        ("买买提·艾力", "maimaitiaili"),
        (None, None),
    ],
)
def test_pinyin_reads_surnames_as_surnames(name, key):
    assert names.pinyin_key(name) == key


def test_homophones_share_the_pinyin_key_and_others_do_not():
    assert names.pinyin_key("张晓明") == names.pinyin_key("张小明")
    assert names.pinyin_key("张晓明") != names.pinyin_key("张大明")


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("云溪县大桥米业有限责任公司", "云溪县大桥米业有限公司", True),
        ("云溪县（大桥）米业有限公司", "云溪县大桥米业", True),
        ("云溪县大桥米业", "云溪县小桥米业", False),
    ],
)
def test_names_of_organisations_without_legal_form(a, b, same):
    assert (names.org_name_core(a) == names.org_name_core(b)) is same


def test_columns_give_what_single_names_give():
    texts = pd.Series(["单 晓明", None, "买买提•艾力", "欧阳修", "JOHN SMITH"], index=[2, 3, 4, 5, 6], dtype=object)
    got = names.standardise_names(texts)
    assert got["name"].tolist() == [names.standardise_name(x) for x in texts]
    assert got["name_key"].tolist() == [names.name_key(x) for x in texts]
    assert got["pinyin_key"].tolist() == [names.pinyin_key(x) for x in texts]
    assert list(got.index) == list(texts.index)
