"""From what is true to what the source systems hold: the person records with their errors."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from rccrm_lib.facts.lunar import LEAP, lunar_day_of, word_lunar_day
from rccrm_lib.simulate import names, numbers
from rccrm_lib.simulate.errors import ErrorSettings
from rccrm_lib.simulate.people import HEAD, SPOUSE
from rccrm_lib.simulate.world import FOREVER, FOREVER_2099, NO_DAY, World, add_calendar_months, day_of, yyyymmdd

PLACEHOLDER_IDS = np.array(["111111111111111111", "360102199001010000", "999999999999999999", "123456789012345678"],
                           dtype=object)
PLACEHOLDER_PHONES = np.array(["13800000000", "11111111111", "13888888888", "00000000000"], dtype=object)
LUNAR_FROM_AGE = 30  # the younger keep the solar day
PLACEHOLDER_BIRTHS = np.array([day_of("1900-01-01"), day_of("1970-01-01"), day_of("1990-01-01")])


class RecordErrors:
    """Draws who is hit by which error, and keeps a list of it per record (the truth about the errors)."""

    def __init__(self, world: World, settings: ErrorSettings, n: int) -> None:
        self.world, self.settings, self.n = world, settings, n
        self.notes = np.full(n, "", dtype=object)

    def hit(self, kind: str, among: np.ndarray | None = None) -> np.ndarray:
        """Row numbers of the records hit, a generator of its own for each kind."""
        drawn = self.world.rng(f"error {kind}").random(self.n) < getattr(self.settings, kind)
        rows = np.flatnonzero(drawn if among is None else drawn & among)
        self.notes[rows] += f"{kind} "
        return rows

    def rng(self, kind: str) -> np.random.Generator:
        """The generator for the details of one kind of error."""
        return self.world.rng(f"error detail {kind}")


def person_records(world: World, records: pd.DataFrame, persons: pd.DataFrame, settings: ErrorSettings,
                   village_ids: np.ndarray) -> pd.DataFrame:
    """One row per source record of a person, columns as in `cif_person`; days as numbers, NO_DAY or '' for missing."""
    mine = records[records["party"] < len(persons)].reset_index(drop=True)
    who = persons.iloc[mine["party"].to_numpy()].reset_index(drop=True)
    errors = RecordErrors(world, settings, len(mine))
    out = mine[["party", "src_sys", "cust_no", "open_day", "is_second"]].copy()
    out["name"] = _names(errors, who, mine)
    out["cert_no"], out["cert_type"] = _certificates(errors, who, mine, persons)
    out["cert_valid_to_on"] = _validity(world, errors, who, mine)
    out["sex"] = who["sex"].astype(str).to_numpy(dtype=object)
    out.loc[errors.hit("sex_missing"), "sex"] = ""
    out["birth_on"] = _births(errors, who)
    out["lunar_birthday"], out["lunar_leap_flag"] = _lunar_birthdays(world, errors, who, mine)
    out["nationality"] = "CHN"
    out.loc[errors.hit("nationality_missing"), "nationality"] = ""
    out["occupation"] = who["occupation"].to_numpy()
    out.loc[errors.hit("occupation_missing"), "occupation"] = ""
    out["mobile"] = _mobiles(errors, who, mine, persons)
    out["address"] = _addresses(errors, who, persons)
    out["village_id"] = np.where(mine["src_sys"] == "WEALTH", "", village_ids[who["village"]])
    out["farm_flag"] = ~who["is_urban"].to_numpy()
    out["staff_flag"] = who["is_staff"].to_numpy()
    out["refusal_flag"] = who["refuses"].to_numpy()
    _write_full_width(errors, out)
    out["errors"] = np.array([note.strip() for note in errors.notes], dtype=object)
    return out


def _names(errors: RecordErrors, who: pd.DataFrame, mine: pd.DataFrame) -> np.ndarray:
    name = who["name"].to_numpy(dtype=object).copy()
    dotted = names.has_dot(name)
    rare = name != names.lose_rare(name)
    for kind, change in (("name_traditional", names.traditional), ("name_slip", names.slip_name),
                         ("name_blanks", names.spaced)):
        rows = errors.hit(kind, ~dotted & ~rare)
        name[rows] = change(name[rows])
    rows = errors.hit("name_dots", dotted)
    name[rows] = names.other_dots(name[rows], errors.rng("name_dots"))
    rows = errors.hit("name_rare_lost", rare & (mine["src_sys"] != "CORE").to_numpy())
    name[rows] = names.lose_rare(name[rows])
    return name


def _certificates(errors: RecordErrors, who: pd.DataFrame, mine: pd.DataFrame, persons: pd.DataFrame
                  ) -> tuple[np.ndarray, np.ndarray]:
    """Certificate number and type; minors' and aged persons' records sometimes rest on the household register."""
    number = who["cert_no"].to_numpy(dtype=object).copy()
    free = np.ones(len(number), dtype=bool)

    def take(kind: str, among: np.ndarray | None = None) -> np.ndarray:
        rows = errors.hit(kind, free if among is None else free & among)
        free[rows] = False
        return rows

    born = yyyymmdd(who["birth"].to_numpy()) // 10**4
    rows = take("id_15", (born < 1985) & (mine["src_sys"] != "EBANK").to_numpy())
    number[rows] = numbers.old_fifteen(number[rows])
    husband = _head_of(persons, who, "cert_no")
    wife = ((who["role"] == SPOUSE) & (who["sex"] == 2)).to_numpy()
    rows = take("id_spouse", wife)
    number[rows] = husband[rows]
    rows = take("id_typo")
    number[rows] = numbers.slip_digit(number[rows], errors.rng("id_typo"))
    rows = take("id_typo_passing")
    number[rows] = numbers.slip_passing(number[rows], errors.rng("id_typo_passing"))
    rows = take("id_placeholder")
    number[rows] = PLACEHOLDER_IDS[errors.rng("id_placeholder").integers(0, len(PLACEHOLDER_IDS), len(rows))]
    rows = take("id_excel")
    number[rows] = np.array([text[:15] + "000" for text in number[rows]], dtype=object)
    rows = take("id_lower_x", np.array([text.endswith("X") for text in number]))
    number[rows] = np.array([text.lower() for text in number[rows]], dtype=object)
    rows = take("id_missing")
    number[rows] = ""
    register = (who["age"] < 16).to_numpy() & (number != "") & (mine["src_sys"] != "EBANK").to_numpy()
    return number, np.where(number == "", "", np.where(register, "102", "101"))


def _head_of(persons: pd.DataFrame, who: pd.DataFrame, column: str) -> np.ndarray:
    """A column of the head of each row's household."""
    heads = persons.loc[persons["role"] == HEAD, column].to_numpy(dtype=object)
    return heads[who["household"].to_numpy()]


def _validity(world: World, errors: RecordErrors, who: pd.DataFrame, mine: pd.DataFrame) -> np.ndarray:
    """Last day of the certificate: 5, 10 or 20 years by age at issue, without end from 46; some ran out unnoticed."""
    age = who["age"].to_numpy()
    seed = numbers.to_bytes(who["cert_no"].to_numpy(), 18)[:, 14:17].astype(np.int64) @ np.array([100, 10, 1])
    months = np.where(age < 16, 60, np.where(age < 26, 120, 240))
    issued = world.calendar.start + 270 - (seed % 97 / 97 * months * 30.4).astype(np.int64)
    issued = issued.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + seed % 28
    forever = np.where(mine["src_sys"] == "LOAN", FOREVER_2099, FOREVER)
    until = np.where(age >= 46, forever, add_calendar_months(issued, months))
    until[errors.hit("cert_valid_missing")] = NO_DAY
    return until


def _births(errors: RecordErrors, who: pd.DataFrame) -> np.ndarray:
    born = who["birth"].to_numpy().copy()
    numbers_ = yyyymmdd(born)
    month, day = numbers_ // 100 % 100, numbers_ % 100
    rows = errors.hit("birth_swapped", (day <= 12) & (day != month))
    swapped = [f"{n // 10**4}-{n % 100:02d}-{n // 100 % 100:02d}" for n in numbers_[rows]]
    born[rows] = np.array(swapped, dtype="datetime64[D]").astype(np.int64)
    rows = errors.hit("birth_placeholder")
    born[rows] = PLACEHOLDER_BIRTHS[errors.rng("birth_placeholder").integers(0, len(PLACEHOLDER_BIRTHS), len(rows))]
    born[errors.hit("birth_missing")] = NO_DAY
    return born


def _lunar_birthdays(world: World, errors: RecordErrors, who: pd.DataFrame, mine: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Month and day as the archive's visitors were told, '' where nobody said one; whether the month was a leap month."""
    keeps = errors.rng("lunar").random(len(who)) < world.assumptions.people.lunar_share
    told = keeps & (mine["src_sys"] == "ARCH").to_numpy() & (who["age"] > LUNAR_FROM_AGE).to_numpy()
    days, which = np.unique(who["birth"].to_numpy()[told], return_inverse=True)
    lunar = np.array([lunar_day_of(date(1970, 1, 1) + timedelta(days=int(day))) for day in days], dtype=object)[which]
    written, is_leap = np.full(len(who), "", dtype=object), np.zeros(len(who), dtype=bool)
    written[told], is_leap[told] = [day[:4] for day in lunar], [day.endswith(LEAP) for day in lunar]
    rows = errors.hit("lunar_in_words", told)
    written[rows] = [word_lunar_day(day) for day in written[rows]]
    written[errors.hit("lunar_unclear", told)] = "本人不详"
    return written, is_leap


def _mobiles(errors: RecordErrors, who: pd.DataFrame, mine: pd.DataFrame, persons: pd.DataFrame) -> np.ndarray:
    mobile = who["mobile"].to_numpy(dtype=object).copy()
    head = _head_of(persons, who, "mobile")
    none = mobile == ""
    mobile[none] = np.where(errors.rng("family").random(int(none.sum())) < 0.5, head[none], "")
    rows = errors.hit("phone_family")
    mobile[rows] = head[rows]
    rows = errors.hit("phone_old", (mine["src_sys"] != "EBANK").to_numpy())
    mobile[rows] = numbers.make_mobiles(len(rows), errors.rng("phone_old"))
    clerks = numbers.make_mobiles(max(2, len(who) // 12_000), errors.rng("clerks"))
    rows = errors.hit("phone_clerk", (mine["src_sys"] != "EBANK").to_numpy())
    mobile[rows] = clerks[errors.rng("phone_clerk").integers(0, len(clerks), len(rows))]
    rows = errors.hit("phone_placeholder")
    mobile[rows] = PLACEHOLDER_PHONES[errors.rng("placeholder").integers(0, len(PLACEHOLDER_PHONES), len(rows))]
    mobile[errors.hit("phone_missing")] = ""
    return mobile


def _addresses(errors: RecordErrors, who: pd.DataFrame, persons: pd.DataFrame) -> np.ndarray:
    address = who["address"].to_numpy(dtype=object).copy()
    rows = errors.hit("address_stale")
    address[rows] = persons["address"].to_numpy()[errors.rng("address_stale").integers(0, len(persons), len(rows))]
    rows = errors.hit("address_short", ~who["is_urban"].to_numpy())
    address[rows] = np.array([text[: text.find("村") + 1] or text for text in address[rows]], dtype=object)
    address[errors.hit("address_missing")] = ""
    return address


def _write_full_width(errors: RecordErrors, out: pd.DataFrame) -> None:
    """Digits typed with a Chinese input method: full-width in number, phone and address."""
    rows = errors.hit("name_full_width")
    for column in ("cert_no", "mobile", "address"):
        values = out[column].to_numpy(dtype=object).copy()
        values[rows] = names.full_width(values[rows])
        out[column] = values


