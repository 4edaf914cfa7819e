"""What every part of the simulation shares: the calendar of the months and a random stream per subject."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

import numpy as np

from rccrm_lib.facts.festivals import SPRING_FESTIVALS
from rccrm_lib.simulate.assumptions import Assumptions

#: A day that is not known or has not come; days are whole days since 1970-01-01.
NO_DAY = -(10**6)
#: "Without end", as the systems write it: two spellings of the same thing.
FOREVER, FOREVER_2099 = 10**6, 10**6 + 1

_FIRST = int(np.datetime64("1890-01-01", "D").astype(np.int64))
_ALL_DAYS = np.arange("1890-01-01", "2121-01-01", dtype="datetime64[D]")
_YMD = np.char.replace(_ALL_DAYS.astype(str), "-", "").astype(np.int64)

SPRING_FESTIVALS_ON = np.array([str(day) for day in SPRING_FESTIVALS.values()], dtype="datetime64[D]").astype(np.int64)


def day_of(text: str) -> int:
    """One day 'YYYY-MM-DD' as a number."""
    return int(np.datetime64(text, "D").astype(np.int64))


def yyyymmdd(days: np.ndarray) -> np.ndarray:
    """One number such as 20260930 per day; 0 where the day is NO_DAY."""
    days = np.asarray(days, dtype=np.int64)
    plain = (days > NO_DAY) & (days < FOREVER)
    numbers = _YMD[np.where(plain, days - _FIRST, 0)]
    numbers = np.where(plain, numbers, np.where(days == FOREVER, 99991231, 20991231))
    return np.where(days == NO_DAY, 0, numbers)


def add_calendar_months(days: np.ndarray, months: np.ndarray) -> np.ndarray:
    """One day per row, `months` later; the 31st becomes the last day of a shorter month."""
    dates = np.asarray(days, dtype=np.int64).astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    offset = (dates - month.astype("datetime64[D]")).astype(np.int64)
    later = month + np.asarray(months, dtype=np.int64).astype("timedelta64[M]")
    length = ((later + 1).astype("datetime64[D]") - later.astype("datetime64[D]")).astype(np.int64)
    return later.astype("datetime64[D]").astype(np.int64) + np.minimum(offset, length - 1)


@dataclass(frozen=True)
class Calendar:
    """The months of the simulation: first day, last day, length, by position."""

    months: tuple[str, ...]
    first: np.ndarray
    last: np.ndarray

    @classmethod
    def from_start(cls, start: str, n_months: int) -> Calendar:
        """`n_months` months from `start` ('YYYY-MM')."""
        begin = np.datetime64(start, "M") + np.arange(n_months + 1)
        edges = begin.astype("datetime64[D]").astype(np.int64)
        return cls(tuple(str(month) for month in begin[:-1]), edges[:-1], edges[1:] - 1)

    def n_days(self, t: int) -> int:
        """Days of month `t`."""
        return int(self.last[t] - self.first[t] + 1)

    def month_number(self, t: int) -> int:
        """1 to 12."""
        return int(self.months[t][5:])

    @property
    def start(self) -> int:
        """First day of the first month."""
        return int(self.first[0])

    @property
    def end(self) -> int:
        """Last day of the last month."""
        return int(self.last[-1])

    def position(self, days: np.ndarray) -> np.ndarray:
        """Position of the month that holds each day; -1 before the first month."""
        return np.searchsorted(self.first, days, side="right") - 1

    def spring_distance(self, t: int) -> float:
        """Days from the middle of month `t` to the nearest Spring Festival."""
        middle = (self.first[t] + self.last[t]) / 2
        return float(middle - SPRING_FESTIVALS_ON[np.argmin(np.abs(SPRING_FESTIVALS_ON - middle))])


@dataclass(frozen=True)
class World:
    """One member co-operative of the simulation: who it is, when it is, how chance is drawn."""

    member_id: str
    member_index: int
    seed: int
    n_persons: int
    calendar: Calendar
    assumptions: Assumptions = field(default_factory=Assumptions)

    def rng(self, subject: str, *keys: int) -> np.random.Generator:
        """A generator of its own for each subject, so that one more draw elsewhere moves nothing here."""
        entropy = [self.seed, self.member_index, zlib.crc32(subject.encode()), *keys]
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(entropy)))


def choose(rng: np.random.Generator, weights: tuple[float, ...] | np.ndarray, size: int) -> np.ndarray:
    """`size` positions drawn with the given weights."""
    edges = np.cumsum(np.asarray(weights, dtype=float))
    return np.searchsorted(edges / edges[-1], rng.random(size), side="right").clip(0, len(edges) - 1)


def chance_of(entity: np.ndarray, salt: int) -> np.ndarray:
    """A number from 0 to 1 per entity that never changes (splitmix64)."""
    with np.errstate(over="ignore"):
        mixed = np.asarray(entity).astype(np.uint64) + np.uint64((salt * 0x9E3779B97F4A7C15) % 2**64)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed = mixed ^ (mixed >> np.uint64(31))
    return mixed / 2.0**64
