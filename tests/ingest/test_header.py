"""Header names: authentication data is found, ordinary names are left in peace."""

from __future__ import annotations

import pytest

from rccrm_lib.core.contracts import load_contracts
from rccrm_lib.core.errors import MonthRefused
from rccrm_lib.ingest.header import authentication_word


@pytest.mark.parametrize(
    "column",
    ["密码", "查询密码", "支付口令", "磁道信息", "二磁道", "短信验证码", "卡片验证码CVN", "指纹", "人脸图像", "声纹",
     "虹膜", "生物特征",
     "password", "PASSWD", "user_pwd", "PIN", "card_pin", "pinBlock", "cvv", "CVV2", "CVN2", "cvc", "track1", "Track2Data",
     "mag_stripe", "track2", "fingerprint", "faceId", "voice_print", "iris", "biometric_template", "OTP", "sms_otp",
     "one_time_code"],
)
def test_authentication_data_is_recognised(column: str) -> None:
    assert authentication_word(column)


@pytest.mark.parametrize(
    "column", ["账号", "客户姓名", "pinyin", "name_pinyin", "shipping", "opinion", "tracking_no", "otpremnina", "spin",
               "surface_id", "paris", "有效日期", "capinfo"],
)
def test_ordinary_names_pass(column: str) -> None:
    assert not authentication_word(column)


def test_no_contract_column_authentication_word() -> None:
    for contract in load_contracts().values():
        for name, column in contract.columns.items():
            assert not authentication_word(name), name
            assert not authentication_word(column.zh), column.zh


def test_a_name_twice_or_empty_is_refused(bank) -> None:
    bank.write_text("acct_demand_360199.csv", "账号,源系统代码,开户日期,账号\n1,CORE,20200131,2\n")
    with pytest.raises(MonthRefused, match="column name '账号' stands in the header 2 time"):
        bank.load()
    bank.write_text("acct_demand_360199.csv", "账号,源系统代码,开户日期,\n1,CORE,20200131,2\n")
    with pytest.raises(MonthRefused, match="column name ''"):
        bank.load()
