"""Rows that arrive damaged: a date that is no date, letters in an amount. The same rows every month."""

from __future__ import annotations

import zlib

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rccrm_lib.simulate.errors import ErrorSettings
from rccrm_lib.simulate.world import chance_of

#: Which columns of which table can be damaged.
DATES = {"cif_person": "open_on", "cif_cert": "valid_to_on", "acct_demand": "open_on", "txn": "txn_on", "ebank": "sign_on",
         "card": "issue_on", "share": "start_on"}
AMOUNTS = {"txn": "amount_fen", "payroll": "amount_fen", "acct_time": "balance_fen", "loan": "balance_fen"}


def damage(table: str, texts: dict[str, pa.Array], entity: np.ndarray, *, seed: int, errors: ErrorSettings
           ) -> dict[str, pa.Array]:
    """The text columns with some cells spoilt; `entity` identifies each row over the months."""
    out = dict(texts)
    for column, rate, spoil in ((DATES.get(table), errors.bad_date, spoil_date),
                                (AMOUNTS.get(table), errors.bad_amount, spoil_amount)):
        if column is None or rate == 0:
            continue
        salt = seed ^ zlib.crc32(f"{table}.{column}".encode())
        rows = np.flatnonzero(chance_of(entity, salt) < rate)
        if len(rows):
            cells = out[column].take(pa.array(rows)).to_pylist()
            mask = np.zeros(len(entity), dtype=bool)
            mask[rows] = True
            new = pa.array([spoil(cell) for cell in cells], pa.string())
            out[column] = pc.replace_with_mask(out[column], pa.array(mask), new)
    return out


def spoil_date(text: str) -> str:
    """A date that no calendar has; an empty one stays empty."""
    return text[:4] + "13" + text[6:] if text else text


def spoil_amount(text: str) -> str:
    """An amount with the letter O for the digit nought, or the unit behind it."""
    return text.replace("0", "O", 1) if "0" in text[:-3] else text + "元"
