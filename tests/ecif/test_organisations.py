"""Organisations: by credit code, organisation code and name; never together with their owner."""

CODE = "91360700598875097F"


def customers(links):
    return sorted(
        sorted(records) for records in (links["src_sys"] + links["cust_no"]).groupby(links["customer_id"]).agg(list)
    )


def test_an_organisation_code_from_before_2015_meets_the_credit_code(con, add, merge):
    add("cif_corp", src_sys="CORE", cust_no="1", name="赣州银座米业有限公司", credit_code=CODE, org_type="1")
    add("cif_corp", src_sys="LOAN", cust_no="1", name="赣州银座米业有限责任公司", org_code="59887509-7")
    assert customers(merge()) == [["CORE1", "LOAN1"]]
    assert con.execute("SELECT party_kind, nature, cert_no, cert_grade, completeness FROM customers").fetchone() == (
        "org",
        "COMPANY",
        CODE,
        "A",
        None,
    )


def test_a_renamed_company_is_one_when_phone_or_legal_person_agree(add, merge):
    add("cif_corp", src_sys="CORE", cust_no="1", name="赣州银座米业有限公司", credit_code=CODE, legal_name="张三")
    add("cif_corp", src_sys="LOAN", cust_no="1", name="云溪金谷粮油有限公司", credit_code=CODE, legal_name="张三")
    assert customers(merge()) == [["CORE1", "LOAN1"]]


def test_a_code_on_an_unrelated_organisation_is_asked(con, add, merge):
    add("cif_corp", src_sys="CORE", cust_no="1", name="赣州银座米业有限公司", credit_code=CODE, legal_name="张三")
    add("cif_corp", src_sys="LOAN", cust_no="1", name="云溪金谷粮油有限公司", credit_code=CODE, legal_name="李四")
    assert customers(merge()) == [["CORE1"], ["LOAN1"]]
    assert con.execute("SELECT reason FROM review_pairs").fetchall() == [("SAME_CODE_OTHER_ORG",)]


def test_one_name_joins_but_never_two_codes(add, merge):
    name = "云溪县大桥镇金谷米业有限公司"
    add("cif_corp", src_sys="CORE", cust_no="1", name=name, credit_code=CODE)
    add("cif_corp", src_sys="LOAN", cust_no="1", name=name)
    add("cif_corp", src_sys="CORE", cust_no="2", name="云溪县石塘镇河口砖厂有限公司", credit_code="91360300MA35G5M67M")
    add("cif_corp", src_sys="CORE", cust_no="3", name="云溪县石塘镇河口砖厂有限公司", credit_code="91360400MA35H852XD")
    add("cif_corp", src_sys="LOAN", cust_no="3", name="云溪县石塘镇河口砖厂有限公司")
    assert customers(merge()) == [["CORE1", "LOAN1"], ["CORE2"], ["CORE3"], ["LOAN3"]]


def test_one_name_under_two_legal_persons_is_asked(con, add, merge):
    add("cif_corp", src_sys="CORE", cust_no="1", name="云溪县新田运输有限公司", credit_code=CODE, legal_name="张三")
    add("cif_corp", src_sys="LOAN", cust_no="1", name="云溪县新田运输有限公司", legal_name="李四")
    assert customers(merge()) == [["CORE1"], ["LOAN1"]]
    assert con.execute("SELECT reason FROM review_pairs").fetchall() == [("SAME_NAME_OTHER_ORG",)]


def test_shops_of_one_name_need_one_operator(add, merge):
    for number, operator in (("1", "张三"), ("2", "李四"), ("3", "张三"), ("4", None)):
        add("cif_corp", src_sys="CORE", cust_no=number, name="便民超市", org_type="3", legal_name=operator)
    assert customers(merge()) == [["CORE1", "CORE3"], ["CORE2"], ["CORE4"]]


def test_owner_and_business_are_two_customers(con, add, merge):
    shared = {"mobile": "13911112222", "address": "上坪村3组12号"}
    add("cif_person", src_sys="CORE", cust_no="1", name="张三", cert_type="101", cert_no="34052419800101001X", **shared)
    add(
        "cif_corp",
        src_sys="CORE",
        cust_no="2",
        name="张三",
        org_type="3",
        legal_name="张三",
        legal_cert_no="34052419800101001X",
        phone="13911112222",
        address="上坪村3组12号",
    )
    assert customers(merge()) == [["CORE1"], ["CORE2"]]
    assert con.execute("SELECT party_kind, nature FROM customers ORDER BY ALL").fetchall() == [
        ("org", "SELF"),
        ("person", "URBAN"),
    ]


def test_a_key_that_stands_in_both_files_counts_once(con, add, merge):
    add("cif_person", src_sys="CORE", cust_no="1", name="张三")
    add("cif_corp", src_sys="CORE", cust_no="1", name="张三商店")
    assert len(merge()) == 1


def test_the_nature_follows_the_code_when_no_kind_is_supplied(con, add, merge):
    add("cif_corp", src_sys="CORE", cust_no="1", name="云溪县金谷农民专业合作社", credit_code="93360700598875097F")
    merge()
    assert con.execute("SELECT nature, cert_grade FROM customers").fetchone() == ("COOP", "B")
