"""The clock of complaints: by which day a case is to be decided and told, and how much of the time has gone.

Source: order 3 of 2020 of the banking and insurance regulator: 15 days, complex 30, and once up to 30 more when approved.
Days are calendar days of one time zone, counted from the day after receipt.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pandas as pd

from rccrm_lib.core.case_settings import CaseSettings

Urgency = Literal["late", "soon", "open"]


def local_day(at: float, *, settings: CaseSettings) -> date:
    """The day of a moment (seconds since 1970, UTC) where the bank is: shortly before midnight UTC it is tomorrow in China."""
    return datetime.fromtimestamp(at, tz=ZoneInfo(settings.time_zone)).date()


def local_days(moments: pd.Series, *, settings: CaseSettings) -> pd.Series:
    """The day of each moment, as text: "2026-09-30"; no text for no moment."""
    days = [f"{local_day(at, settings=settings)}" for at in moments]
    return pd.Series(days, index=moments.index, dtype="object")


def due_day(opened_on: date, *, kind: str, is_complex: bool, is_extended: bool, settings: CaseSettings) -> date:
    """The last day on which a case can be closed in time."""
    days = settings.suggestion_days if kind == "suggestion" else settings.complex_days if is_complex else settings.simple_days
    return opened_on + timedelta(days=days + (settings.extension_days if is_extended else 0))


def urgency(opened_on: date, due_on: date, *, today: date, settings: CaseSettings) -> Urgency:
    """How a case stands on a day: past its day, near it, or with time left."""
    if today > due_on:
        return "late"
    return "soon" if time_gone(opened_on, due_on, today=today) >= settings.soon_share else "open"


def time_gone(opened_on: date, due_on: date, *, today: date) -> float:
    """The share of a case's time that has gone: 1 on its last day, more when it is late."""
    return (today - opened_on).days / max(1, (due_on - opened_on).days)


def is_told(opened_on: date, due_on: date, *, role: str, today: date, settings: CaseSettings) -> bool:
    """Whether an open case is shown to a role on a day: from the step on that names the role."""
    share = settings.seen_from(role)
    return share is not None and time_gone(opened_on, due_on, today=today) >= share
