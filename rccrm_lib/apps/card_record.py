"""What a customer card is made of: records of one search hit, one relative, one card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
