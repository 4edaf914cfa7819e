"""The golden record, field by field."""

from datetime import date

ID = {"cert_type": "101", "cert_no": "34052419800101001X"}
ELEMENTS = {"name", "cert_type", "cert_no", "nationality", "sex", "occupation", "mobile", "address", "cert_valid_to_on"}


def only(con):
    frame = con.execute("SELECT * FROM customers").df()
    assert len(frame) == 1
    return frame.iloc[0]


def test_fields_come_from_the_source_that_is_believed_first(con, add, merge):
    add(
        "cif_person",
        src_sys="CORE",
        cust_no="1",
        name="张三",
        mobile="13911112222",
        address="上坪村1组1号",
        village_id="V1",
        open_on=date(2010, 1, 1),
        branch_id="B1",
        **ID,
    )
    add(
        "cif_person",
        src_sys="EBANK",
        cust_no="1",
        name="张 三",
        mobile="13933334444",
        address="下坪村1组1号",
        village_id="V2",
        open_on=date(2020, 1, 1),
        branch_id="B2",
        **ID,
    )
    add(
        "cif_person",
        src_sys="ARCH",
        cust_no="1",
        name="张三",
        mobile="13955556666",
        address="上坪村3组12号",
        village_id="V3",
        **ID,
    )
    merge()
    row = only(con)
    assert row["mobile"] == "13933334444"  # the customer confirmed it in electronic banking
    assert row["address"] == "上坪村3组12号" and row["village_id"] == "V3"  # the archive was written on the spot
    assert (row["name_source"], row["mobile_source"], row["address_source"]) == ("CORE", "EBANK", "ARCH")
    assert row["village_id_source"] == "ARCH" and row["cert_no_source"] == "CORE"
    assert row["branch_id"] == "B1" and row["first_open_on"].date() == date(2010, 1, 1)
    assert (row["n_records"], row["n_sources"]) == (3, 3) and not row["name_is_conflicting"]


def test_within_one_source_the_newer_record_wins_and_gaps_are_filled(con, add, merge):
    add(
        "cif_person",
        src_sys="CORE",
        cust_no="1",
        name="张三",
        occupation="1",
        nationality="CHN",
        open_on=date(2010, 1, 1),
        **ID,
    )
    add("cif_person", src_sys="CORE", cust_no="2", name="张三", occupation="8", open_on=date(2020, 1, 1), **ID)
    merge()
    row = only(con)
    assert row["occupation"] == "8" and row["nationality"] == "CHN"


def test_a_valid_certificate_beats_a_broken_one_of_a_better_source(con, add, merge):
    add("cif_person", src_sys="CORE", cust_no="1", name="张三", cert_type="101", cert_no="34052419800101002X")
    add("cif_person", src_sys="EBANK", cust_no="1", name="张三", **ID)
    merge()
    row = only(con)
    assert (row["cert_no"], row["cert_grade"]) == ("34052419800101001X", "A")


def test_a_lunar_birthday_is_what_somebody_said_and_never_worked_out(con, add, merge):
    add("cif_person", src_sys="CORE", cust_no="1", name="张三", birth_on=date(1980, 1, 1), lunar_birthday="1-2", **ID)
    add("cif_person", src_sys="ARCH", cust_no="1", name="张三", birth_on=date(1980, 1, 1), lunar_birthday="八月十五", **ID)
    add("cif_person", src_sys="LOAN", cust_no="1", name="张三", lunar_birthday="不详", **ID)
    merge()
    assert only(con)["lunar_birthday"] == "0815"  # the archive asked at home
    lost = con.execute("SELECT lost_value, rule, severity FROM golden_conflicts WHERE field = 'lunar_birthday'").fetchall()
    assert lost == [("0102", "TRUST", "low")]


def test_the_leap_month_of_a_lunar_birthday_is_a_flag_or_a_word(con, add, merge):
    said = (("0403", True), ("闰四月初三", None), ("闰四月初三", True), ("0403", False), (None, True))
    for number, (day, leap) in enumerate(said):
        add("cif_person", src_sys="CORE", cust_no=f"{number}", name=f"张三{number}", birth_on=date(1960 + number, 5, 1),
            lunar_birthday=day, lunar_leap_flag=leap)
    merge()
    kept = con.execute("SELECT lunar_birthday FROM customers ORDER BY birth_on").fetchall()
    assert [day for (day,) in kept] == ["0403L", "0403L", "0403L", "0403", None]


def test_nine_elements(con, add, merge):
    add(
        "cif_person",
        src_sys="CORE",
        cust_no="1",
        name="张三",
        sex="1",
        nationality="CHN",
        occupation="1",
        mobile="13911112222",
        address="上坪村",
        cert_valid_to_on=date(9999, 12, 31),
        **ID,
    )
    add(
        "cif_person",
        src_sys="CORE",
        cust_no="2",
        name="李四",
        sex="9",
        cert_type="101",
        cert_no="111111111111111111",
        mobile="13800138000",
    )
    merge()
    rows = con.execute("SELECT name, completeness, missing_elements FROM customers ORDER BY completeness").fetchall()
    assert rows[1] == ("张三", 9, "")
    assert rows[0][:2] == ("李四", 2) and set(rows[0][2].split(",")) == ELEMENTS - {"name", "cert_type"}


def test_sex_and_birth_are_read_from_the_number_when_not_recorded(con, add, merge):
    add("cif_person", src_sys="CORE", cust_no="1", name="张三", **ID)
    merge()
    row = only(con)
    assert row["sex"] == "1" and row["birth_on"].date() == date(1980, 1, 1)


def test_flags_are_kept_when_any_source_raises_them_and_unknown_stays_unknown(con, add, merge):
    add("cif_person", src_sys="CORE", cust_no="1", name="张三", refusal_flag=False, staff_flag=None, **ID)
    add("cif_person", src_sys="LOAN", cust_no="1", name="张三", refusal_flag=True, death_on=date(2026, 5, 1), **ID)
    merge()
    row = only(con)
    assert row["refuses_marketing"] and row["death_on"].date() == date(2026, 5, 1)
    assert con.execute("SELECT is_staff, is_farm FROM customers").fetchone() == (None, None)


def test_a_phone_of_many_customers_is_marked_and_joins_nobody(con, add, merge):
    for n, name in enumerate(["张三", "李四", "王五", "赵六", "张三"]):
        add(
            "cif_person",
            src_sys="CORE",
            cust_no=str(n),
            name=name,
            mobile="13911112222",
            birth_on=date(1980, 1, n + 1 if n < 4 else 1),
        )
    merge()
    assert con.execute("SELECT count(*), bool_and(mobile_is_shared) FROM customers").fetchone() == (5, True)


def test_the_validity_belongs_to_the_certificate_that_is_shown(con, add, merge):
    add("cif_person", src_sys="CORE", cust_no="1", name="张三", cert_valid_to_on=date(2030, 1, 1), **ID)
    add("cif_cert", src_sys="CORE", cust_no="1", cert_type="103", cert_no="E12345678", valid_to_on=date(2035, 1, 1))
    merge()
    row = only(con)
    assert (row["cert_type"], row["cert_valid_to_on"].date()) == ("101", date(2030, 1, 1))
