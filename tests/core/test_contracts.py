from rccrm_lib.core.contracts import SENSITIVITIES, load_codes, load_contracts


def test_keys_are_columns_and_required():
    for contract in load_contracts().values():
        for name in contract.key:
            assert name in contract.columns, f"{contract.name}.{name}"
            # a register without days has one row per code; then its key is the code
            assert contract.columns[name].required or name == "valid_from_on", f"{contract.name}.{name} must be required"


def test_code_lists_exist_and_speak_both_languages():
    codes = load_codes()
    named = {column.codes for contract in load_contracts().values() for column in contract.columns.values()} - {""}
    assert named <= set(codes)
    assert all(set(words) == {"zh", "en"} for entries in codes.values() for words in entries.values())


def test_no_contract_admits_authentication_data():
    for contract in load_contracts().values():
        assert {column.sensitivity for column in contract.columns.values()} <= set(SENSITIVITIES)
        assert not [c.zh for c in contract.columns.values() if "密码" in c.zh or "磁道" in c.zh]


def test_chinese_headers_are_unique_in_a_file():
    for contract in load_contracts().values():
        headers = [column.zh for column in contract.columns.values()]
        assert len(headers) == len(set(headers)), contract.name


def test_money_has_a_unit_and_ends_in_fen():
    for contract in load_contracts().values():
        for column in contract.columns.values():
            if column.type in ("money", "money_day"):
                assert column.unit and "_fen" in column.name
            if column.type == "date":
                assert column.name.endswith("_on")
