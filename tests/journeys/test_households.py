"""Households and villages as the month publishes them."""

from __future__ import annotations

import json

import duckdb
import pytest

from rccrm_lib.ecif import ids

SUMS = ("demand_avg_fen", "time_avg_fen", "wealth_avg_fen", "aum_avg_fen", "aum_end_fen", "loan_avg_fen", "loan_end_fen",
        "share_fen")


def rows(sample, query: str, *names: str) -> list[tuple]:
    for name in names:
        query = query.replace(f"@{name}", f"read_parquet('{sample.table(name)}')")
    return duckdb.sql(query).fetchall()


@pytest.mark.req("A7")
def test_every_person_has_one_household_at_a_time_and_households_have_ids_of_their_own(published_sample):
    homes = rows(published_sample, "SELECT household_id, archive_no FROM @households", "households")
    assert len(homes) > 100 and all(ids.is_id(home, letter=ids.HOUSEHOLD) for home, _ in homes)
    assert len({home for home, _ in homes}) == len({number for _, number in homes}) == len(homes)
    at_once = rows(published_sample, """
        SELECT count(*) FROM @household_periods a JOIN @household_periods b USING (customer_id)
        WHERE a.is_primary AND b.is_primary AND (a.household_id, a.valid_from_on) <> (b.household_id, b.valid_from_on)
          AND a.valid_from_on < coalesce(b.valid_to_on, DATE '9999-12-31')
          AND b.valid_from_on < coalesce(a.valid_to_on, DATE '9999-12-31')""", "household_periods")
    assert at_once == [(0,)]
    strays = rows(published_sample, "SELECT count(*) FROM @customers c ANTI JOIN @household_members m ON m.is_primary AND "
                  "m.customer_id = c.customer_id AND m.household_id = c.household_id WHERE c.household_id IS NOT NULL",
                  "customers", "household_members")
    assert strays == [(0,)]


@pytest.mark.req("C1.1")
def test_a_household_sums_its_persons_to_the_fen_and_villages_count_their_households(published_sample):
    sums = ", ".join(f"sum({name})::BIGINT" for name in SUMS)
    persons = rows(published_sample, f"SELECT household_id, count(*), {sums} FROM @customer_months "
                   "WHERE household_id IS NOT NULL GROUP BY household_id ORDER BY household_id", "customer_months")
    homes = rows(published_sample, f"SELECT household_id, n_members, {', '.join(SUMS)} FROM @household_months "
                 "ORDER BY household_id", "household_months")
    assert homes == persons and len(homes) > 100
    villages = rows(published_sample, "SELECT sum(n_archived)::INT, sum(n_farm)::INT FROM @village_months", "village_months")
    counted = rows(published_sample, "SELECT count(*)::INT, count(*) FILTER (is_farm)::INT FROM @households", "households")
    assert villages == counted and counted[0][1] < counted[0][0], "the sample has families who are away"
    figures = json.loads((published_sample.folder / "figures.json").read_text("utf-8"))["zh"]
    assert {"villages.village", "villages.township", "villages.farm"} <= {".".join(one["id"].split(".")[:2]) for one in figures}


def test_what_the_bank_does_not_supply_is_not_zero(published_sample):
    query = "SELECT count(n_guarantees_given), count(credit_limit_fen), count(*) FROM @household_months"
    guarantees, limits, homes = rows(published_sample, query, "household_months")[0]
    assert guarantees == 0 < limits == homes
