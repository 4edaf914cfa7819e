"""The registers of customers and places at a month's end: rows of the cif_*, archive and organisation tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rccrm_lib.core.contracts import load_contracts
from rccrm_lib.simulate.csv_text import pick
from rccrm_lib.simulate.founding import Founded
from rccrm_lib.simulate.reorganised import posts_at, units_at
from rccrm_lib.simulate.world import FOREVER, NO_DAY


@dataclass
class Rows:
    """The columns of one table at one month's end, and what identifies each row over the months."""

    columns: dict[str, Any]
    entity: np.ndarray


def cif_person(member: Founded, t: int) -> Rows:
    """One row per source record of a person made until the end of month `t`."""
    last = member.world.calendar.last[t]
    frame = member.person_rows
    rows = np.flatnonzero(frame["open_day"] <= last)
    party = frame["party"].to_numpy()[rows]
    leaving, parties = member.coop.leaving, member.coop.parties
    died = leaving.death_day[party]
    known = (died > 0) & (died <= last) & (frame["src_sys"].to_numpy()[rows] == "CORE") & (party % 20 < 13)
    columns = {name: frame[name].to_numpy()[rows] for name in (
        "src_sys", "cust_no", "name", "cert_type", "cert_no", "cert_valid_to_on", "sex", "birth_on", "lunar_birthday",
        "lunar_leap_flag", "nationality", "occupation", "mobile", "address", "village_id", "farm_flag", "staff_flag",
        "refusal_flag")}
    columns |= {"death_on": np.where(known, died, NO_DAY), "open_on": frame["open_day"].to_numpy()[rows]}
    return Rows(columns | _made_by(member, parties["outlet"].to_numpy()[party], rows), rows)


def _made_by(member: Founded, outlet: np.ndarray, rows: np.ndarray) -> dict[str, Any]:
    """The branch and the teller who made a record."""
    per_branch = member.world.assumptions.offices.tellers_per_branch
    teller = outlet * per_branch + rows * 7 // 5 % per_branch
    names = np.array([f"G{number + 101:04d}" for number in range(len(member.offices.outlets) * per_branch)], dtype=object)
    return {"branch_id": pick(member.offices.outlets, outlet), "teller_id": pick(names, teller)}


def cif_corp(member: Founded, t: int) -> Rows:
    """One row per source record of an organisation made until the end of month `t`."""
    frame = member.corporate_rows
    rows = np.flatnonzero(frame["open_day"] <= member.world.calendar.last[t])
    columns = {name: frame[name].to_numpy()[rows] for name in (
        "src_sys", "cust_no", "name", "credit_code", "org_code", "org_type", "legal_name", "legal_cert_no", "phone",
        "address", "industry")}
    columns["open_on"] = frame["open_day"].to_numpy()[rows]
    outlet = member.coop.parties["outlet"].to_numpy()[frame["party"].to_numpy()[rows]]
    return Rows(columns | _made_by(member, outlet, rows), rows)


def cif_cert(member: Founded, t: int) -> Rows:
    """One row per record and certificate: the first choice as in `cif_person`, and passports of some."""
    frame = member.person_rows
    made = ((frame["open_day"] <= member.world.calendar.last[t]) & (frame["cert_no"] != "")).to_numpy()
    passport = made & (frame["party"] % 61 == 7).to_numpy() & (frame["src_sys"] == "CORE").to_numpy()
    rows = np.concatenate([np.flatnonzero(made), np.flatnonzero(passport)])
    second = np.arange(len(rows)) >= int(made.sum())
    order = np.argsort(rows, kind="stable")
    rows, second = rows[order], second[order]
    number = np.array([f"E{10_000_000 + row * 7919 % 89_999_999}" for row in rows[second]], dtype=object)
    cert_no = frame["cert_no"].to_numpy(dtype=object)[rows].copy()
    cert_no[second] = number
    until = np.where(second, FOREVER, frame["cert_valid_to_on"].to_numpy()[rows])
    until = np.where(second, member.world.calendar.end + 400 + rows % 900, until)
    return Rows({
        "src_sys": frame["src_sys"].to_numpy()[rows], "cust_no": frame["cust_no"].to_numpy()[rows],
        "cert_type": np.where(second, "103", frame["cert_type"].to_numpy()[rows]), "cert_no": cert_no,
        "first_flag": ~second, "valid_from_on": np.full(len(rows), NO_DAY), "valid_to_on": until,
    }, rows * 2 + second)


def household_archive(member: Founded, t: int) -> Rows:
    """One row per archived household and member until the end of month `t`."""
    frame = member.holdings.archive
    rows = np.flatnonzero(frame["archived_on"] <= member.world.calendar.last[t])
    house = member.population.households
    villages = member.places.frame["village_id"].to_numpy()
    household = frame["household"].to_numpy()[rows]
    village = villages[house["village"].to_numpy()[household]]
    columns = {name: frame[name].to_numpy()[rows] for name in ("relation", "archived_on", "grade")}
    numbers = np.array([str(number) for number in range(200)], dtype=object)
    return Rows(columns | {
        "household_id": archive_ids(village, household), "src_sys": np.full(len(rows), "ARCH", dtype=object),
        "cust_no": member.records["cust_no"].to_numpy()[frame["record"].to_numpy()[rows]], "village_id": village,
        "group_no": pick(numbers, house["group"].to_numpy()[household]), "limit_fen": frame["limit"].to_numpy()[rows],
        "land_mu": np.char.mod("%.1f", frame["land"].to_numpy()[rows] / 10).astype(object),
        "away_since_on": frame["away_since_on"].to_numpy()[rows]}, rows)


def archive_ids(village_ids: np.ndarray, household: np.ndarray) -> np.ndarray:
    """The archive's household number: village and a running number."""
    return np.array([f"{village[6:]}{number + 10001:07d}" for village, number in zip(village_ids, household, strict=True)],
                    dtype=object)


def village(member: Founded, t: int) -> Rows:
    """One row per village or community; public household counts exceed the bank's own."""
    frame = member.places.frame
    own = np.bincount(member.population.households["village"], minlength=len(frame))
    return Rows({
        "village_id": frame["village_id"].to_numpy(), "name": frame["name"].to_numpy(),
        "township": frame["township"].to_numpy(), "county": np.full(len(frame), member.places.county, dtype=object),
        "households": own * 100 // (62 + np.arange(len(frame)) % 23) + 1}, np.arange(len(frame)))


def org(member: Founded, t: int) -> Rows:
    """One row per unit of the organisation and time."""
    return _plain(units_at(member.world, member.offices, t), "org")


def manager(member: Founded, t: int) -> Rows:
    """One row per holder of a post and time."""
    return _plain(posts_at(member.world, member.offices, t), "manager")


def _plain(frame: pd.DataFrame, table: str) -> Rows:
    return Rows({name: frame[name].to_numpy() for name in load_contracts()[table].columns}, np.arange(len(frame)))
