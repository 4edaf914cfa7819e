import pytest

from rccrm_lib.core import privacy


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (privacy.mask_name, "张伟", "张*"),
        (privacy.mask_name, "欧阳小红", "欧阳**"),
        (privacy.mask_name, "Anna", "A**"),
        (privacy.mask_cert, "11010519491231002X", "1***************2X"),
        (privacy.mask_mobile, "13812345678", "138****5678"),
        (privacy.mask_mobile, "0791-85", "****85"),
        (privacy.mask_account, "6230910199000012345", "****2345"),
        (privacy.mask_address, "云溪县石桥镇下湾村3组12号", "云溪县石桥镇下湾村…"),
    ],
)
def test_masks(mask, value, shown):
    assert mask(value) == shown


@pytest.mark.parametrize(
    "mask", [privacy.mask_name, privacy.mask_cert, privacy.mask_mobile, privacy.mask_account, privacy.mask_address]
)
def test_missing_values_stay_empty(mask):
    assert mask(None) == "" and mask("") == ""


@pytest.mark.parametrize("value", ["1", "12", "123", "1234", "12345678901", "360102199001011234"])
def test_a_mask_never_shows_the_whole_value(value):
    assert value not in privacy.mask_cert(value)
    assert value not in privacy.mask_mobile(value) or len(value) < 3
