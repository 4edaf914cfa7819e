"""What a customer card is made of: records of one search hit, one relative, one card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rccrm_lib.core.store import Assignment
from rccrm_lib.ocrm.portfolio import Standing

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Hit:
    """One customer that a search found, masked; `matched` names what the search text met."""

    customer_id: str
    name: str
    nature: str
    sex: str
    cert: str
    mobile: str
    place: str
    matched: str


@dataclass(frozen=True)
class Found:
    """The first hits of a search and how many there are in all."""

    hits: tuple[Hit, ...]
    total: int


@dataclass(frozen=True)
class Relative:
    """One member of the customer's household, masked."""

    customer_id: str
    name: str
    relation: str
    is_head: bool
    tier: str


@dataclass(frozen=True)
class Told:
    """One word that stands about a customer, with what the manager and whoever said it are called."""

    word: Standing
    manager: str
    who: str


@dataclass(frozen=True)
class Keeping:
    """What stands about who looks after a customer, as the visitor is told it. `seen`: how many words had been said by then.

    For whoever may say something too: the manager of today, by which assignment, and whom the visitor may name.
    """

    words: tuple[Told, ...]
    seen: int
    manager_id: str = ""
    manager: str = ""
    since: Assignment | None = None
    may_say: bool = False
    managers: Mapping[str, str] = field(default_factory=dict)
    today: date = date.min


@dataclass(frozen=True)
class CardRecord:
    """All that one card shows, masked: rows as published, `None` where the source did not supply."""

    customer_id: str
    person: Row
    month: Row
    tier: Row
    change: Row
    history: tuple[Row, ...]
    household: tuple[Relative, ...]
    beyond: int
    home: Row
    sources: Mapping[str, int]
    place: str
    village: str
    manager: str
    branch: str
    keeping: Keeping | None = None
