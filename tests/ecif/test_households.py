"""Households: dated membership, one primary household at every date, ids that last, who is a farm household."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from rccrm_lib.core.village_settings import FarmRule
from rccrm_lib.ecif import HouseholdsBefore, build_households, ids
from rccrm_lib.ecif.households import STATEMENTS

MEMBER, MONTH = "360199", "2026-09"
CUSTOMERS = ("customer_id VARCHAR, party_kind VARCHAR, household_id VARCHAR, village_id VARCHAR, village_id_source VARCHAR, "
             "is_farm BOOLEAN, nature VARCHAR")
GOLDEN = ("customer_id VARCHAR, field VARCHAR, value VARCHAR, src_sys VARCHAR, cust_no VARCHAR, recorded_on DATE, grade VARCHAR, "
          "rule VARCHAR, reason VARCHAR, n BIGINT, m BIGINT")


class Homes:
    """Persons P1, P2 … (customer CP1 with the archive's record 1) and the archive, by hand; the household stage alone."""

    def __init__(self, con) -> None:
        self.con = con
        con.execute("CREATE TABLE links (src_sys VARCHAR, cust_no VARCHAR, customer_id VARCHAR)")
        con.execute("CREATE TABLE previous_links (src_sys VARCHAR, cust_no VARCHAR, customer_id VARCHAR, is_retired BOOLEAN)")
        con.execute(f"CREATE TABLE persons ({CUSTOMERS})")
        con.execute(f"CREATE TABLE golden_fields ({GOLDEN})")

    def person(self, number: int, *records: int, is_farm: bool | None = None, kind: str = "person") -> None:
        self.con.execute("INSERT INTO persons VALUES (?, ?, NULL, NULL, NULL, ?, 'URBAN')", [f"CP{number}", kind, is_farm])
        for record in records or (number,):
            self.con.execute("INSERT INTO links VALUES ('ARCH', ?, ?)", [str(record), f"CP{number}"])

    def entry(self, number: str, record: int, relation: str, **more: object) -> None:
        row = {"household_id": number, "src_sys": "ARCH", "cust_no": str(record), "relation": relation, **more}
        marks = ", ".join("?" * len(row))
        self.con.execute(f"INSERT INTO household_archive ({', '.join(row)}) VALUES ({marks})", list(row.values()))

    def build(self, *said: tuple, month: str = MONTH, rule: FarmRule | None = None, issued: set[str] | None = None) -> None:
        """`said`: household, archive number, record, relation, is a member, from, month in which it was said."""
        rows = [(home, number, "ARCH", str(record), *rest) for home, number, record, *rest in said]
        before = HouseholdsBefore(pd.DataFrame(rows, columns=list(STATEMENTS), dtype=object), issued or set())
        self.con.execute("CREATE OR REPLACE TABLE customers AS FROM persons")
        build_households(self.con, member_id=MEMBER, month=month, before=before, rule=rule)

    def rows(self, query: str) -> list[tuple]:
        return self.con.execute(query).fetchall()

    def periods(self, number: int) -> list[tuple]:
        return self.rows("SELECT household_id, relation, is_primary, valid_from_on, valid_to_on FROM household_periods "
                         f"WHERE customer_id = 'CP{number}' ORDER BY valid_from_on, household_id")

    def events(self) -> list[tuple]:
        return self.rows("SELECT kind, customer_id, household_id, from_household_id, valid_on FROM household_events ORDER BY ALL")


@pytest.fixture
def homes(con):
    return Homes(con)


def test_an_id_is_well_formed_and_says_nothing_of_the_archive(homes):
    homes.person(1)
    homes.entry("7", 1, "01")
    homes.build()
    (home, number), = homes.rows("SELECT household_id, archive_no FROM households")
    assert ids.is_id(home, letter=ids.HOUSEHOLD) and number == "7" and not ids.is_customer_id(home)


def test_an_id_that_was_issued_is_not_given_to_a_new_household(homes):
    homes.person(1)
    homes.entry("7", 1, "01")
    homes.build()
    first = homes.rows("SELECT household_id FROM households")[0][0]
    homes.build(issued={first})
    assert homes.rows("SELECT household_id FROM households")[0][0] != first


def test_two_entries_of_one_person_are_one_member_and_an_organisation_is_none(homes):
    homes.person(1, 1, 11)
    homes.person(2)
    homes.person(3, kind="org")
    for record, relation in ((1, "01"), (11, "01"), (2, "02"), (3, "99")):
        homes.entry("7", record, relation, village_id="V1", group_no="3", limit_fen=5_000_000)
    homes.build()
    assert homes.rows("SELECT customer_id, relation, is_head, is_primary, village_id FROM household_members ORDER BY ALL") == [
        ("CP1", "01", True, True, "V1"), ("CP2", "02", False, True, "V1")]
    assert homes.rows("SELECT n_members, limit_fen, head_customer_id FROM households") == [(2, 5_000_000, "CP1")]
    query = "SELECT nature, village_id, village_id_source FROM customers WHERE customer_id = 'CP2'"
    assert homes.rows(query) == [("FARM", "V1", "ARCH")]


def test_a_household_has_at_most_one_head_and_a_record_that_nobody_knows_is_no_member(homes):
    homes.person(1)
    homes.person(2)
    for record in (1, 2, 99):
        homes.entry("7", record, "01")
    homes.build()
    assert homes.rows("SELECT count(*) FILTER (is_head), count(*) FROM household_members") == [(1, 2)]
    assert homes.rows("SELECT count(*) FROM household_links") == [(3,)], "it is known by its entry, for the months to come"


def test_the_first_month_dates_by_the_archive_and_the_newest_household_is_the_first(homes):
    homes.person(1)
    homes.entry("7", 1, "04", archived_on=date(2015, 1, 1))
    homes.entry("8", 1, "02", archived_on=date(2022, 1, 1))
    homes.build()
    found = sorted(((relation, is_primary, start, end) for _, relation, is_primary, start, end in homes.periods(1)), key=str)
    assert found == [("02", True, date(2022, 1, 1), None), ("04", False, date(2022, 1, 1), None),
                     ("04", True, date(2015, 1, 1), date(2022, 1, 1))]
    assert homes.rows("SELECT relation FROM household_members WHERE is_primary") == [("02",)]


def test_a_move_closes_one_household_and_opens_the_other_on_one_day(homes):
    for number in (1, 2, 3):
        homes.person(number)
    homes.entry("7", 1, "01")
    homes.entry("8", 3, "01")
    homes.entry("8", 2, "02", archived_on=date(2026, 9, 18))
    homes.build(("HA", "7", 1, "01", True, "2010-05-01", "2026-08"), ("HA", "7", 2, "04", True, "2010-05-01", "2026-08"),
                ("HB", "8", 3, "01", True, "2012-05-01", "2026-08"))
    assert homes.periods(2) == [("HA", "04", True, date(2010, 5, 1), date(2026, 9, 18)),
                                ("HB", "02", True, date(2026, 9, 18), None)]
    assert homes.events() == [("move", "CP2", "HB", "HA", date(2026, 9, 18))]
    assert homes.rows("SELECT household_id, household_id = 'HB' FROM customers WHERE customer_id = 'CP2'") == [("HB", True)]


def test_what_leaves_ends_with_the_month_before(homes):
    homes.person(1)
    homes.person(2)
    homes.entry("7", 1, "01")
    homes.build(("HA", "7", 1, "01", True, "2010-05-01", "2026-08"), ("HA", "7", 2, "02", True, None, "2026-08"))
    assert homes.periods(2) == [("HA", "02", True, None, date(2026, 9, 1))]
    assert homes.events() == [("leave", "CP2", "HA", None, date(2026, 9, 1))]


def test_a_change_of_role_keeps_both_parts(homes):
    homes.person(1)
    homes.person(2)
    homes.entry("7", 1, "05")
    homes.entry("7", 2, "01")
    homes.build(("HA", "7", 1, "01", True, "2010-05-01", "2026-08"), ("HA", "7", 2, "03", True, "2011-01-01", "2026-08"))
    assert homes.periods(1) == [("HA", "01", True, date(2010, 5, 1), date(2026, 9, 1)),
                                ("HA", "05", True, date(2026, 9, 1), None)]
    assert [event[:3] for event in homes.events()] == [("head", "CP2", "HA"), ("role", "CP1", "HA")]


def test_past_stretches_are_read_with_todays_links(homes):
    """Two customers who turned out to be one had two households at a time: at every date one of them is the first."""
    homes.person(1, 1, 2)
    homes.entry("7", 1, "01")
    homes.build(("HA", "7", 1, "01", True, "2010-05-01", "2026-08"), ("HB", "8", 2, "01", True, "2014-05-01", "2026-06"),
                ("HB", "8", 2, "01", False, "2026-08-01", "2026-08"))
    first = [(home, start, end) for home, _, is_primary, start, end in homes.periods(1) if is_primary]
    assert first == [("HA", date(2010, 5, 1), date(2014, 5, 1)), ("HB", date(2014, 5, 1), date(2026, 8, 1)),
                     ("HA", date(2026, 8, 1), None)]


def test_a_correction_of_an_earlier_month_is_no_gap(homes):
    """A month that was run again took back what it had said: the last word of the month counts."""
    homes.person(1)
    homes.entry("7", 1, "01")
    homes.build(("HA", "7", 1, "01", True, "2010-05-01", "2026-06"), ("HA", "7", 1, "01", True, "2010-05-01", "2026-08"))
    assert homes.periods(1) == [("HA", "01", True, date(2010, 5, 1), None)] and homes.events() == []


@pytest.mark.parametrize(
    ("facts", "rule", "expected"),
    [({}, {}, (True, "ARCHIVED")),
     ({}, {"residence_required": True}, (None, "UNKNOWN")),
     ({"residence_since_on": date(2025, 9, 30)}, {}, (True, "RESIDENT")),
     ({"residence_since_on": date(2025, 10, 1)}, {}, (False, "NEWCOMER")),
     ({"away_since_on": date(2025, 9, 30)}, {}, (False, "AWAY")),
     ({"away_since_on": date(2025, 10, 1)}, {}, (True, "ARCHIVED")),
     ({"away_since_on": date(2025, 10, 1)}, {"away_months": 11}, (False, "AWAY")),
     ({"away_since_on": date(2025, 9, 30)}, {"away_months": 13}, (True, "ARCHIVED")),
     ({"village_id": "360199100201"}, {"town_prefixes": ("360199100",)}, (False, "TOWN"))],
)
def test_who_is_a_farm_household(homes, facts, rule, expected):
    homes.person(1)
    homes.entry("7", 1, "01", **facts)
    homes.build(rule=FarmRule(**rule))
    assert homes.rows("SELECT is_farm, farm_reason FROM households") == [expected]


def test_a_household_that_is_gone_makes_nobody_a_farm_customer_but_the_flag_does(homes):
    homes.person(1)
    homes.person(2, is_farm=True)
    for record, relation in ((1, "01"), (2, "02")):
        homes.entry("7", record, relation, away_since_on=date(2020, 1, 1))
    homes.build()
    assert homes.rows("SELECT is_farm, nature FROM customers ORDER BY customer_id") == [(False, "URBAN"), (True, "URBAN")]
