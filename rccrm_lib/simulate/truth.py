"""What is true of the simulation, apart from the extracts: who is who, who left and why, what the campaign did."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from rccrm_lib.facts.calendar import add_months
from rccrm_lib.simulate.attachments import unit_ids
from rccrm_lib.simulate.campaign import CAMPAIGN_ID, Campaign
from rccrm_lib.simulate.churn import CAUSES, DEATH, STAYS
from rccrm_lib.simulate.founding import Founded
from rccrm_lib.simulate.people import HEAD
from rccrm_lib.simulate.registers import archive_ids
from rccrm_lib.simulate.world import NO_DAY

#: A truth file's numbers of households: the unit of the campaign and of the family.
HOUSEHOLD, PERSON, ORGANISATION = "F", "P", "O"
HAZARD_DIGITS = 12  # the last ones of exp() differ from processor to processor


def _dates(days: np.ndarray) -> np.ndarray:
    dates = np.where(np.asarray(days) > NO_DAY, days, 0).astype("datetime64[D]").astype("datetime64[s]")
    return np.where(np.asarray(days) > NO_DAY, dates, np.datetime64("NaT"))


def _number(letter: str, values: np.ndarray) -> np.ndarray:
    return np.array([f"{letter}{value + 1:07d}" for value in values], dtype=object)


def person_ids(member: Founded, party: np.ndarray) -> np.ndarray:
    """P and O numbers of parties."""
    n = len(member.population.persons)
    return np.where(party < n, _number(PERSON, party), _number(ORGANISATION, party - n))


def true_records(member: Founded) -> pd.DataFrame:
    """One row per source record: whose it is, and which errors were made in it."""
    records = member.records
    notes = pd.concat([member.person_rows, member.corporate_rows])[["src_sys", "cust_no", "errors"]]
    frame = records.merge(notes, on=["src_sys", "cust_no"], how="left", validate="one_to_one")
    return pd.DataFrame({
        "member_id": member.world.member_id, "source": frame["src_sys"], "record_id": frame["cust_no"],
        "person_id": person_ids(member, frame["party"].to_numpy()), "errors": frame["errors"].fillna("")})


def true_persons(member: Founded) -> pd.DataFrame:
    """One row per person: identity, family, hazard of leaving, and whether and why they left."""
    persons, leaving, n = member.population.persons, member.coop.leaving, len(member.population.persons)
    cause, month = leaving.cause[:n], leaving.month[:n]
    months = np.array([*member.world.calendar.months, ""], dtype=object)
    left = np.where(cause != STAYS, months[np.minimum(month, len(months) - 1)], "")
    managers = member.offices.managers.iloc[persons["manager"].to_numpy()]
    return pd.DataFrame({
        "member_id": member.world.member_id, "person_id": _number(PERSON, np.arange(n)), "name": persons["name"],
        "cert_no": persons["cert_no"], "sex": persons["sex"].astype(str), "birth_on": _dates(persons["birth"].to_numpy()),
        "household_id": _number(HOUSEHOLD, persons["household"].to_numpy()), "is_head": persons["role"] == HEAD,
        "village_id": member.places.frame["village_id"].to_numpy()[persons["village"]],
        "manager_id": managers["manager_id"].to_numpy(), "manager_log_hazard_ratio": managers["effect"].to_numpy(),
        "run_off_hazard": leaving.run_off_hazard[:n].round(HAZARD_DIGITS), "leave_cause": CAUSES[cause], "leave_month": left,
        "returns": leaving.revives[:n], "death_on": _dates(np.where(cause == DEATH, leaving.death_day[:n], NO_DAY))})


def true_households(member: Founded) -> pd.DataFrame:
    """One row per household."""
    house, persons = member.population.households, member.population.persons
    head = np.flatnonzero(persons["role"] == HEAD)
    villages = member.places.frame["village_id"].to_numpy()[house["village"]]
    archived = np.isin(np.arange(len(house)), member.holdings.archive["household"])
    return pd.DataFrame({
        "member_id": member.world.member_id, "household_id": _number(HOUSEHOLD, np.arange(len(house))),
        "village_id": villages, "group_no": house["group"].astype(str), "house_no": house["house_no"],
        "n_persons": np.bincount(persons["household"], minlength=len(house)), "head_id": _number(PERSON, head),
        "archive_household_id": np.where(archived, archive_ids(villages, np.arange(len(house))), "")})


def true_campaigns(member: Founded) -> pd.DataFrame:
    """One row per campaign: the true mean effect on a household's AUM (monthly average) three months after its start."""
    plan = member.coop.campaign
    names = ["member_id", "campaign_id", "start_month", "outcome_month", "n_units", "n_treated", "effect_fen",
             "effect_on_treated_fen", "cost_fen"]
    if plan is None:
        return pd.DataFrame({name: pd.Series(dtype="int64" if name[:2] == "n_" or name.endswith("_fen") else object)
                             for name in names})
    start = member.world.calendar.months[plan.month]
    treated = plan.units["arm"] == "T"
    values = [member.world.member_id, CAMPAIGN_ID, start, add_months(start, 3), len(plan.units), int(treated.sum()),
              round(plan.units["gain"].mean()), round(plan.units.loc[treated, "gain"].mean()), plan.cost]
    return pd.DataFrame([values], columns=names)


def true_effects(member: Founded) -> pd.DataFrame:
    """One row per campaign and household drawn: what treatment does (or would do) to its AUM, in fen."""
    plan = member.coop.campaign or _no_campaign()
    units = plan.units
    return pd.DataFrame({
        "member_id": member.world.member_id, "campaign_id": CAMPAIGN_ID,
        "unit_id": unit_ids(units["household"].to_numpy()).to_pylist(),
        "household_id": _number(HOUSEHOLD, units["household"].to_numpy()), "stratum": units["township"].to_numpy(),
        "arm": units["arm"].to_numpy(), "can_be_reached": units["reached"].to_numpy(),
        "effect_fen": units["gain"].to_numpy(), "moved_fen": units["moved"].to_numpy(),
        "aum_before_fen": units["aum"].to_numpy(), "saver_id": _number(PERSON, units["saver"].to_numpy())})


def _no_campaign() -> Campaign:
    whole = {name: pd.Series(dtype="int64") for name in ("household", "township", "gain", "moved", "aum", "saver")}
    units = pd.DataFrame({**whole, "arm": pd.Series(dtype=object), "reached": pd.Series(dtype=bool)})
    return Campaign(0, 0, 0, units, units, 0)


def write_truth(folder: Path, members: list[dict[str, pd.DataFrame]]) -> None:
    """One Parquet file per frame, all members in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in members[0]:
        frame = pd.concat([member[name] for member in members], ignore_index=True)
        table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd", compression_level=9)


def collect_truth(member: Founded) -> dict[str, pd.DataFrame]:
    """The five truth frames of a member, after its last month."""
    return {"records": true_records(member), "persons": true_persons(member), "households": true_households(member),
            "campaigns": true_campaigns(member), "campaign_effects": true_effects(member)}
