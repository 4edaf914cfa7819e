"""Persons and organisations in one list: what decides how they behave as customers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rccrm_lib.simulate.pay import PayPlan
from rccrm_lib.simulate.people import HEAD, SPOUSE
from rccrm_lib.simulate.world import World


def list_parties(persons: pd.DataFrame, orgs: pd.DataFrame, targets: pd.DataFrame, pay: PayPlan, *,
                 borrowers: np.ndarray) -> pd.DataFrame:
    """One row per party, persons first."""
    n, m = len(persons), len(orgs)

    def both(column: str, value: object) -> np.ndarray:
        return np.concatenate([persons[column].to_numpy(), np.full(m, value)])

    frame = pd.DataFrame({
        "is_person": np.arange(n + m) < n, "household": both("household", -1), "age": both("age", 40.0),
        "is_urban": both("is_urban", False), "is_migrant": both("is_migrant", False),
        "refuses": both("refuses", False), "has_mobile_bank": both("has_mobile_bank", False),
        "occupation": np.concatenate([persons["occupation"].to_numpy(), np.full(m, "", dtype=object)]),
    })
    for column in ("outlet", "manager", "township", "village"):
        frame[column] = np.concatenate([persons[column].to_numpy(), orgs[column].to_numpy()])
    frame["tier"] = targets["tier"]
    frame["is_borrower"] = borrowers
    frame["has_pay"] = pay.parties(n + m)
    return frame


def add_service_facts(world: World, parties: pd.DataFrame, persons: pd.DataFrame, main_of: np.ndarray,
                      open_day: np.ndarray) -> None:
    """Who has an account, since which month, and which relative would receive the money."""
    has = main_of >= 0
    opened = open_day[np.maximum(main_of, 0)]
    parties["has_account"] = has
    parties["first_month"] = np.where(has, world.calendar.position(opened), 10**6)
    parties["heir"] = _heirs(parties, persons, has & (opened < world.calendar.start))


def _heirs(parties: pd.DataFrame, persons: pd.DataFrame, has: np.ndarray) -> np.ndarray:
    """The head's spouse for the head, the head for everybody else; -1 where there is none with an account."""
    household, role = persons["household"].to_numpy(), persons["role"].to_numpy()
    head = np.full(int(household.max()) + 1, -1)
    spouse = head.copy()
    rows = np.arange(len(persons))
    head[household[role == HEAD]] = rows[role == HEAD]
    spouse[household[role == SPOUSE]] = rows[role == SPOUSE]
    heir = np.where(role == HEAD, spouse[household], head[household])
    heir = np.where((heir >= 0) & has[np.maximum(heir, 0)], heir, -1)
    return np.concatenate([heir, np.full(len(parties) - len(persons), -1)])
