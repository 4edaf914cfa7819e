import pandas as pd
import pytest

from rccrm_lib.facts.dates import is_day_first, standardise_date, standardise_dates


@pytest.mark.parametrize("text", ["1971-06-24", "19710624", "24/6/1971", "24.06.1971", "24 Jun 1971", "June 24, 1971",
                                  "1971年6月24日", "1971/6/24 00:00:00", "１９７１－０６－２４"])
def test_one_day_in_many_hands(text):
    assert standardise_date(text) == "19710624"


@pytest.mark.parametrize("text", ["", None, "unknown", "1971", "19000101", "9999-12-31", "1971-06", "1-2-3-4"])
def test_what_is_no_date(text):
    assert standardise_date(text) is None


def test_an_impossible_day_stays_comparable():
    assert standardise_date("19560431") == "19560431"


def test_the_column_tells_which_number_is_the_day():
    assert is_day_first(["03/04/1970", "24/06/1971"]) and not is_day_first(["03/04/1970", "06/24/1971"])
    assert standardise_dates(pd.Series(["03/04/1970", "06/24/1971", None])).tolist() == ["19700304", "19710624", None]


def test_two_digits_of_a_year():
    assert standardise_date("24/06/71") == "19710624" and standardise_date("24/06/05") == "20050624"
