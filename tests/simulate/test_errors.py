"""Error rates: read, refused when wrong, and found in the records about as often as set."""

from __future__ import annotations

import pandas as pd
import pytest

from rccrm_lib.core.errors import SettingsError
from rccrm_lib.simulate import ErrorSettings, load_errors
from rccrm_lib.simulate.numbers import id_check, to_bytes


def test_errors_file(tmp_path):
    path = tmp_path / "errors.toml"
    path.write_text("id_typo = 0.5\n")
    assert load_errors(path) == ErrorSettings(id_typo=0.5)
    assert load_errors(None) == ErrorSettings()


@pytest.mark.parametrize("text", ["id_typ = 0.5", "id_typo = 1.5", "id_typo = 'much'", "id_typo ="])
def test_wrong_errors_file(tmp_path, text):
    path = tmp_path / "errors.toml"
    path.write_text(text)
    with pytest.raises(SettingsError):
        load_errors(path)


@pytest.fixture(scope="module")
def wrong(make_extracts):
    return make_extracts(n_persons=3000, n_months=1, errors=ErrorSettings().scaled(2), seed=3)


def test_rates_about_as_set(wrong):
    records = wrong.truth("records")
    people = records[records["person_id"].str[0] == "P"]
    share = people["errors"].str.split().explode().value_counts() / len(people)
    rates = ErrorSettings().scaled(2)
    for kind in ("id_typo", "id_missing", "phone_family", "phone_clerk", "address_missing", "occupation_missing",
                 "birth_missing", "name_blanks", "address_stale", "phone_missing"):
        assert share[kind] == pytest.approx(getattr(rates, kind), rel=0.35), kind


def test_the_errors_are_in_the_file(wrong):
    month = wrong.months[-1]
    person = wrong.read("cif_person", month)
    number = person["cert_no"]
    assert number.str.fullmatch(r"[0-9]{15}").sum() > 20
    assert (number == "").mean() == pytest.approx(0.06, rel=0.4)
    assert number.isin(["111111111111111111", "360102199001010000"]).any()
    assert person["cert_no"].str.contains("[０-９]").any()
    clerk = person["mobile"].value_counts()
    assert clerk.drop(index=["", "13800000000", "11111111111", "13888888888", "00000000000"], errors="ignore").iat[0] > 30
    assert set(person["birth_on"]) >= {"19000101", "19700101"}
    told = person.loc[person["lunar_birthday"] != "", "lunar_birthday"]
    assert told.str.fullmatch("[0-9]{4}").mean() == pytest.approx(0.86, abs=0.05) and "本人不详" in set(told)
    assert told.str.fullmatch("[正二三四五六七八九十冬腊]月.{2}").mean() == pytest.approx(0.12, abs=0.05)
    assert set(person.loc[told.index, "src_sys"]) == {"ARCH"} and set(person["lunar_leap_flag"]) == {"0", "1"}
    plain = number[number.str.fullmatch(r"[0-9]{17}[0-9X]")]
    matrix = to_bytes(plain.to_numpy(), 18)
    failing = (id_check(matrix[:, :17]) != matrix[:, 17]).mean()
    assert 0.02 < failing < 0.07


def test_mistyped_number_that_passes_is_another_number(wrong):
    truth = wrong.truth("records").merge(wrong.truth("persons"), on="person_id")
    person = wrong.read("cif_person", wrong.months[-1])
    both = person.merge(truth, left_on=["src_sys", "cust_no"], right_on=["source", "record_id"])
    passing = both[both["errors"].str.contains("id_typo_passing") & ~both["errors"].str.contains("full_width")]
    matrix = to_bytes(passing["cert_no_x"].to_numpy(), 18)
    assert len(passing) > 5
    assert (id_check(matrix[:, :17]) == matrix[:, 17]).all() and (passing["cert_no_x"] != passing["cert_no_y"]).all()
    right = both[both["errors"] == ""]
    assert (right["cert_no_x"] == right["cert_no_y"]).all() and (right["name_x"] == right["name_y"]).all()


def test_no_errors_means_none(make_extracts):
    clean = make_extracts(errors=ErrorSettings(**dict.fromkeys(ErrorSettings.__dataclass_fields__, 0.0)), n_months=1)
    person = clean.read("cif_person", clean.months[0])
    truth = clean.truth("records").merge(clean.truth("persons"), on="person_id")
    both = person.merge(truth, left_on=["src_sys", "cust_no"], right_on=["source", "record_id"])
    assert len(both) == len(person) and (both["cert_no_x"] == both["cert_no_y"]).all()
    assert (clean.truth("records")["errors"] == "").all()
    accounts = clean.read("acct_demand", clean.months[0])
    assert set(accounts["cust_no"]) <= set(clean.truth("records")["record_id"])


def test_damaged_rows_are_few_and_stay_the_same(make_extracts):
    out = make_extracts(errors=ErrorSettings(bad_date=0.01, bad_amount=0.01), n_persons=600)
    seen = []
    for month in out.months:
        person = out.read("cif_person", month)
        seen.append(set(person.loc[person["open_on"].str[4:6] == "13", "cust_no"]))
    assert seen[0] and seen[0] <= seen[1] <= seen[2]
    txn = pd.Series(out.raw("txn", out.months[-1]).decode("gb18030").splitlines()[1:])
    amounts, dates = txn.str.split(",").str[4], txn.str.split(",").str[1]
    assert 0.003 < (~amounts.str.fullmatch(r"\d+\.\d\d")).mean() < 0.03
    assert 0.003 < (dates.str[4:6] == "13").mean() < 0.03
