"""Found one member co-operative: everybody and everything that is there when the first month begins."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from rccrm_lib.simulate.accounts import open_accounts
from rccrm_lib.simulate.book import first_contracts
from rccrm_lib.simulate.churn import draw_leaving
from rccrm_lib.simulate.corporate import corporate_records
from rccrm_lib.simulate.distort import person_records
from rccrm_lib.simulate.errors import ErrorSettings
from rccrm_lib.simulate.holdings import Holdings, draw_village_credit, make_holdings
from rccrm_lib.simulate.loans import draw_borrowers, first_loans
from rccrm_lib.simulate.month import Cooperative
from rccrm_lib.simulate.offices import Offices, make_offices
from rccrm_lib.simulate.organisations import make_organisations
from rccrm_lib.simulate.parties import add_service_facts, list_parties
from rccrm_lib.simulate.pay import draw_pay
from rccrm_lib.simulate.people import Population, make_people
from rccrm_lib.simulate.records import archived_households, make_records
from rccrm_lib.simulate.villages import Places, make_places
from rccrm_lib.simulate.wealth import draw_targets
from rccrm_lib.simulate.world import World


@dataclass
class Founded:
    """One member: what is true of it, what its systems hold, and its business."""

    world: World
    places: Places
    offices: Offices
    population: Population
    orgs: pd.DataFrame
    records: pd.DataFrame  # party, src_sys, cust_no, open_day, is_second
    person_rows: pd.DataFrame  # as the systems hold them
    corporate_rows: pd.DataFrame
    holdings: Holdings
    coop: Cooperative


def found_member(world: World, errors: ErrorSettings) -> Founded:
    """Everything of one member at the start."""
    places = make_places(world)
    offices = make_offices(world, places)
    population = make_people(world, places, offices)
    persons = population.persons
    orgs = make_organisations(world, places, offices, persons)
    targets = draw_targets(world, persons, len(orgs))
    borrowers = draw_borrowers(world, persons, len(orgs))
    archived = archived_households(world, population)
    village_credit = draw_village_credit(world, persons, archived, len(orgs))
    records = make_records(world, population, orgs, lending=borrowers | village_credit,
                           holders=(targets["wealth"] > 0).to_numpy(), archived=archived)
    pay = draw_pay(world, persons)
    parties = list_parties(persons, orgs, targets, pay, borrowers=borrowers)
    accounts = open_accounts(world, records, targets, parties, errors)
    opened = accounts.frame["open_day"].to_numpy()
    add_service_facts(world, parties, persons, accounts.main_of, opened)
    leaving = draw_leaving(world, parties, offices.managers["effect"].to_numpy()[parties["manager"]])
    loans = first_loans(world, parties, accounts)
    coop = Cooperative(world, parties, accounts, first_contracts(world, targets, accounts.main_of, opened), loans, pay,
                       leaving)
    holdings = make_holdings(world, population, parties, records, accounts, loans, archived=archived,
                             village_credit=village_credit)
    village_ids = places.frame["village_id"].to_numpy()
    return Founded(world, places, offices, population, orgs, records,
                   person_records(world, records, persons, errors, village_ids),
                   corporate_records(world, records, orgs, len(persons), errors), holdings, coop)
