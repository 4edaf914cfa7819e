"""Numbers that pass their checks: identity numbers, credit codes, mobile numbers, and the ways they go wrong."""

from __future__ import annotations

import numpy as np

from rccrm_lib.simulate.world import yyyymmdd

ID_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)  # GB 11643-1999
ID_CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)
CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015
CODE_WEIGHTS = 3 ** np.arange(17) % 31
ORG_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)  # GB 11714

#: Area codes of the county and its neighbours: today's, and the retired ones that older people keep.
AREAS_NOW = np.array([360924, 360921, 360922, 360923, 360925, 360981, 360983, 360425, 361127])
AREAS_RETIRED = np.array([362229, 362226, 362227, 362228, 362232, 362202, 362204, 362324, 362422])
AREAS_AWAY = np.array([430181, 350426, 421125, 441424, 522121, 511023, 452122])
AREA_WEIGHTS = np.array([0.78, 0.05, 0.04, 0.04, 0.02, 0.03, 0.02, 0.01, 0.01])
RETIRED_UNTIL = 1988  # born before: numbered before the districts became cities about 1999

MOBILE_HEADS = np.array([130, 131, 133, 134, 135, 136, 137, 138, 139, 147, 150, 151, 152, 157, 158, 159, 170, 173,
                         177, 180, 181, 182, 183, 187, 188, 189, 191, 198, 199])


def to_text(digits: np.ndarray) -> np.ndarray:
    """One text per row of a matrix of ASCII bytes."""
    matrix = np.ascontiguousarray(digits, dtype=np.uint8)
    return matrix.view(f"S{matrix.shape[1]}").ravel().astype(str).astype(object)


def to_bytes(texts: np.ndarray, width: int) -> np.ndarray:
    """The matrix of ASCII bytes of texts that all have `width` characters."""
    return np.asarray(texts).astype(f"S{width}").view(np.uint8).reshape(-1, width).copy()


def _digits(numbers: np.ndarray, width: int) -> np.ndarray:
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return (np.asarray(numbers, dtype=np.int64)[:, None] // powers % 10 + 48).astype(np.uint8)


def id_check(body: np.ndarray) -> np.ndarray:
    """The check byte for each row of 17 ASCII digits."""
    return ID_CHECKS[(body.astype(np.int64) - 48) @ ID_WEIGHTS % 11]


def make_ids(area: np.ndarray, birth_days: np.ndarray, sex: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One valid identity number a row, no number twice: area, birth, sequence (odd for men), check."""
    area, births = np.asarray(area, dtype=np.int64), yyyymmdd(birth_days)
    key = area * 10**8 + births
    odd = (np.asarray(sex) == 1).astype(np.int64)
    sequence = rng.integers(0, 490, len(key)) * 2 + odd
    for _ in range(60):  # two people of one place and day: draw again
        full = key * 1000 + sequence
        _, first = np.unique(full, return_index=True)
        again = np.ones(len(key), dtype=bool)
        again[first] = False
        if not again.any():
            break
        sequence[again] = rng.integers(0, 490, int(again.sum())) * 2 + odd[again]
    body = np.hstack([_digits(area, 6), _digits(births, 8), _digits(sequence, 3)])
    return to_text(np.hstack([body, id_check(body)[:, None]]))


def draw_areas(birth_days: np.ndarray, rng: np.random.Generator, *, away: float = 0.02) -> np.ndarray:
    """One area code a person; retired codes for those numbered before the reform."""
    n = len(birth_days)
    edges = np.cumsum(AREA_WEIGHTS) / AREA_WEIGHTS.sum()
    position = np.searchsorted(edges, rng.random(n)).clip(0, len(edges) - 1)
    retired = yyyymmdd(birth_days) // 10**4 < RETIRED_UNTIL
    area = np.where(retired, AREAS_RETIRED[position], AREAS_NOW[position])
    from_away = rng.random(n) < away
    return np.where(from_away, AREAS_AWAY[rng.integers(0, len(AREAS_AWAY), n)], area)


def make_mobiles(n: int, rng: np.random.Generator) -> np.ndarray:
    """One mobile number a row, by the pattern of the numbering plan."""
    heads = MOBILE_HEADS[rng.integers(0, len(MOBILE_HEADS), n)]
    return to_text(np.hstack([_digits(heads, 3), _digits(rng.integers(0, 10**8, n), 8)]))


def slip_digit(ids: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The same numbers with one digit mistyped; the check digit catches it."""
    matrix = to_bytes(ids, 18)
    rows, where = np.arange(len(matrix)), rng.integers(6, 17, len(matrix))
    matrix[rows, where] = (matrix[rows, where] - 48 + rng.integers(1, 10, len(matrix))) % 10 + 48
    return to_text(matrix)


def slip_passing(ids: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The same numbers with a wrong sequence that still passes the check: somebody else's number, perhaps."""
    matrix = to_bytes(ids, 18)
    rows = np.arange(len(matrix))
    matrix[rows, 14] = (matrix[rows, 14] - 48 + rng.integers(1, 9, len(matrix))) % 10 + 48
    matrix[:, 17] = id_check(matrix[:, :17])
    return to_text(matrix)


def old_fifteen(ids: np.ndarray) -> np.ndarray:
    """The number of the first generation: no century, no check."""
    matrix = to_bytes(ids, 18)
    return to_text(np.hstack([matrix[:, :6], matrix[:, 8:17]]))


def make_credit_codes(heads: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """One valid credit code and its organisation code per row; `heads` are two characters such as '91'."""
    n = len(heads)
    body = rng.choice(10**7, n, replace=False)
    eight = _digits(body + 20_000_000, 8)
    check = 11 - (eight.astype(np.int64) - 48) @ ORG_WEIGHTS % 11
    mark = np.where(check == 11, 48, np.where(check == 10, ord("X"), check + 48)).astype(np.uint8)
    org = np.hstack([eight, mark[:, None]])
    head = to_bytes(heads, 2)
    area = _digits(AREAS_NOW[np.zeros(n, dtype=np.int64)], 6)
    seventeen = np.hstack([head, area, org])
    value = np.zeros(128, dtype=np.int64)
    for position, letter in enumerate(CODE_LETTERS):
        value[ord(letter)] = position
    rest = (31 - value[seventeen] @ CODE_WEIGHTS % 31) % 31
    last = np.frombuffer(CODE_LETTERS.encode(), dtype=np.uint8)[rest]
    return to_text(np.hstack([seventeen, last[:, None]])), to_text(org)
