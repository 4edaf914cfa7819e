import pandas as pd
import pytest

from rccrm_lib.facts.addresses import Address, address_key, numeral_value, parse_address, parse_addresses


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("江西省赣州市云溪县石塘镇上坪村民委员会第三村民小组12号", ("云溪县", "石塘镇", "上坪村", "3", "12")),
        ("云溪县石塘镇上坪村三组１２号", ("云溪县", "石塘镇", "上坪村", "3", "12")),
        ("石塘镇，上坪村 3组 012", (None, "石塘镇", "上坪村", "3", "12")),
        ("上坪村", (None, None, "上坪村", None, None)),
        ("江西省云溪县大桥乡王家村十一组一百零二号", ("云溪县", "大桥乡", "王家村", "11", "102")),
        ("江西省云溪县城关镇解放路25号3栋2单元501室", ("云溪县", "城关镇", None, None, "解放路25-3-2-501")),
        ("云溪市东区街道新村社区5组二十三号", ("云溪市", "东区街道", "新村社区", "5", "23")),
        ("石塘镇桥头居委会人民路8号之2", (None, "石塘镇", "桥头社区", None, "人民路8-2")),
        ("广东省深圳市打工", (None, None, None, None, None)),
        ("", (None,) * 5),
        (None, (None,) * 5),
    ],
)
def test_parts_of_an_address(text, parts):
    got = parse_address(text)
    assert (got.town, got.village, got.group, got.house) == parts[1:]


@pytest.mark.parametrize(
    ("text", "value"), [("三", 3), ("十", 10), ("十一", 11), ("二十三", 23), ("一百零二", 102), ("一〇二", 102)]
)
def test_chinese_numerals(text, value):
    assert numeral_value(text) == value


def test_one_house_in_two_spellings_has_one_key():
    a, b = parse_address("江西省云溪县石塘镇上坪村3组12号"), parse_address("上坪村三组12号")
    assert address_key(a) == address_key(b) == "上坪村|3|12"


def test_a_village_alone_is_no_house():
    assert address_key(parse_address("石塘镇上坪村3组")) is None
    assert address_key(parse_address("石塘镇上坪村3组"), "group") == "上坪村|3"
    assert address_key(Address(None, None, None, None, "12")) is None


def test_columns_give_what_single_texts_give():
    texts = pd.Series(["上坪村3组12号", None, "上坪村"], index=[7, 8, 9], dtype=object)
    got = parse_addresses(texts)
    assert got["address_key"].tolist() == ["上坪村|3|12", None, None]
    assert got["village"].tolist() == ["上坪村", None, "上坪村"] and list(got.index) == [7, 8, 9]
