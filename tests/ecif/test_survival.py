"""Why a value stands in the golden record: rules from the settings, losers kept, ties that any row order decides alike."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from rccrm_lib import ecif
from rccrm_lib.core.golden_settings import FieldRule, GoldenSettings
from rccrm_lib.core.settings import load_settings

ID = {"cert_type": "101", "cert_no": "34052419800101001X"}


def person(add, src_sys, cust_no, **more):
    add("cif_person", **{"src_sys": src_sys, "cust_no": cust_no, "name": "张三", **ID, **more})


def field(con, name, columns="value, src_sys, cust_no, rule, confidence"):
    return con.execute(f"SELECT {columns} FROM golden_fields WHERE field = ? ORDER BY customer_id", [name]).fetchall()


def test_every_value_names_its_record_its_day_its_rule_and_how_sure_it_is(con, add, merge):
    person(add, "CORE", "1", nationality="CHN", occupation="1", open_on=date(2010, 1, 1), address="上坪村1组1号")
    person(add, "LOAN", "7", nationality="CHN", occupation="8", open_on=date(2020, 1, 1))
    merge()
    assert field(con, "nationality") == [("CHN", "CORE", "1", "AGREED", "CONFIRMED")]
    assert field(con, "occupation") == [("8", "LOAN", "7", "TRUST", "DISPUTED")]
    assert field(con, "address") == [("上坪村1组1号", "CORE", "1", "ONLY", "SINGLE")]
    assert field(con, "occupation", "recorded_on, n_sources, n_records") == [(date(2020, 1, 1), 1, 2)]


def test_what_lost_is_kept_with_who_said_it_and_why_it_lost(con, add, merge):
    person(add, "CORE", "1", occupation="1", open_on=date(2010, 1, 1))
    person(add, "CORE", "2", occupation="1", open_on=date(2011, 1, 1))
    person(add, "EBANK", "3", occupation="3", open_on=date(2024, 1, 1))
    person(add, "CORE", "4", occupation="8", open_on=date(2020, 1, 1))
    merge()
    lost = con.execute("SELECT field, lost_value, lost_sources, n_lost, value, src_sys, cust_no, rule, severity "
                       "FROM golden_conflicts ORDER BY lost_value").fetchall()
    assert lost == [("occupation", "1", "CORE", 2, "8", "CORE", "4", "RECENCY", "low"),
                    ("occupation", "3", "EBANK", 1, "8", "CORE", "4", "RECENCY", "low")]


def test_what_does_not_change_in_a_life_goes_by_majority_before_the_newest(con, add, merge):
    for number, born, opened in (("1", 1, 2010), ("2", 1, 2011), ("3", 2, 2024)):
        person(add, "CORE", number, birth_on=date(1980, 1, born), open_on=date(opened, 1, 1))
    merge()
    assert field(con, "birth_on", "value, cust_no, rule") == [("1980-01-01", "2", "MAJORITY")]


def test_a_damaged_name_a_shared_phone_and_a_broken_number_are_doubtful_and_lose(con, add, merge):
    person(add, "CORE", "1", name="张?", mobile="13955550000")
    person(add, "EBANK", "2", mobile="13911112222")
    for number, name in enumerate(("李四", "王五", "赵六", "钱七"), 10):
        add("cif_person", src_sys="CORE", cust_no=str(number), name=name, mobile="13955550000", cert_type="101", cert_no="1")
    merge()
    kept = {row[0]: row[1:] for row in con.execute(
        "SELECT value, rule, confidence FROM golden_fields WHERE field IN ('name', 'mobile', 'cert_no') ORDER BY ALL").fetchall()}
    assert kept["张三"] == ("VALIDITY", "DISPUTED")
    assert kept["13911112222"] == ("VALIDITY", "DISPUTED")
    assert kept["13955550000"] == ("ONLY", "DOUBTFUL") and kept["1"] == ("ONLY", "DOUBTFUL")


def test_the_settings_decide_and_the_same_bank_reads_otherwise(con, add):
    person(add, "CORE", "1", occupation="1", open_on=date(2024, 1, 1))
    person(add, "LOAN", "2", occupation="8", open_on=date(2010, 1, 1))
    newest = GoldenSettings(fields={"occupation": FieldRule(order=("recency",), severity="high")})
    for golden, expected in ((None, ("8", "TRUST")), (newest, ("1", "RECENCY"))):
        ecif.merge_customers(con, member_id="360199", golden=golden)
        assert field(con, "occupation", "value, rule") == [expected]
    assert con.execute("SELECT severity FROM golden_conflicts").fetchone() == ("high",)


def test_a_tie_goes_to_the_record_key_in_any_row_order(con, add, fill, merge):
    person(add, "CORE", "2", occupation="8")
    person(add, "CORE", "1", occupation="1")
    merge()
    assert field(con, "occupation", "value, cust_no, rule") == [("1", "1", "KEY")]


def test_any_row_order_gives_the_same_tables(con, fill, make_bank):
    tables = ("customers", "golden_fields", "golden_conflicts", "names", "contact_points", "id_documents")
    bank, seen = make_bank(400, seed=5), []
    for seed in (1, 2):
        fill(bank.sample(frac=1, random_state=seed))
        ecif.merge_customers(con, member_id="360199")
        seen.append([con.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall() for table in tables])
    assert seen[0] == seen[1] and all(seen[0])


def test_long_and_wide_say_the_same_and_nothing_that_was_written_is_lost(con, fill, make_bank):
    fill(make_bank(400, seed=6))
    ecif.merge_customers(con, member_id="360199")
    unlike = con.execute("SELECT count(*) FROM customers c JOIN golden_fields g USING (customer_id) "
                         "WHERE g.field = 'mobile' AND g.value <> c.mobile OR g.field = 'name' AND g.value <> c.name").fetchone()
    assert unlike == (0,)
    kept = con.execute("SELECT (SELECT count(*) FROM golden_fields WHERE field = 'mobile') + (SELECT count(*) FROM "
                       "golden_conflicts WHERE field = 'mobile'), (SELECT count(*) FROM contact_points WHERE type = 'mobile'), "
                       "(SELECT count(DISTINCT (cluster, phone)) FROM trusted WHERE phone IS NOT NULL)").fetchone()
    assert kept[0] == kept[1] == kept[2] > 300


def test_all_names_phones_and_certificates_stay(con, add, merge):
    born = {"birth_on": date(1980, 1, 1), "sex": "1"}
    person(add, "CORE", "1", mobile="13911112222", open_on=date(2010, 1, 1), **born)
    person(add, "CORE", "2", name="张小三", **born, mobile="13933334444", open_on=date(2020, 1, 1))
    add("cif_cert", src_sys="CORE", cust_no="1", cert_type="103", cert_no="E12345678", valid_to_on=date(2035, 1, 1))
    merge()
    assert con.execute("SELECT name, from_on, is_preferred FROM names ORDER BY from_on").fetchall() == [
        ("张三", date(2010, 1, 1), False), ("张小三", date(2020, 1, 1), True)]
    assert con.execute("SELECT value, grade, is_preferred, is_shared FROM contact_points ORDER BY value").fetchall() == [
        ("13911112222", "OWN", False, False), ("13933334444", "OWN", True, False)]
    assert con.execute("SELECT cert_type, number, to_on, n_records, is_preferred FROM id_documents ORDER BY 1").fetchall() == [
        ("101", ID["cert_no"], None, 2, True), ("103", "E12345678", date(2035, 1, 1), 1, False)]


def test_the_file_of_settings_says_what_the_defaults_say(repo_root):
    assert load_settings(repo_root / "config.toml").golden == GoldenSettings()


@pytest.mark.parametrize("fields", [{"shoe_size": {}}, {"name": {"order": []}}, {"name": {"order": ["trust", "trust"]}},
                                    {"name": {"order": ["guess"]}}, {"name": {"trust": ["CORE'--"]}}])
def test_a_rule_that_cannot_be_followed_is_refused(fields):
    with pytest.raises(ValidationError):
        GoldenSettings(fields=fields)
