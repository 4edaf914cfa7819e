"""Who answers a proposal or says a word about who looks after whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Actor:
    """Who answers, in which role, when (seconds), on which day, and the key of the event."""

    person_id: str
    role: str
    now: float
    day: date
    key: str
