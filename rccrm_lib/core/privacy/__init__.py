"""What of a person may be shown, and to whom not even that: masks, tokens, small counts.

The rule of masks, once for all places. A value whose kind is sure (name, certificate, mobile, account, address) is masked by
its kind: as much stays as one needs to recognise a customer who stands there, and never the whole. A value whose kind is not
sure (a row that could not be read, a free text) shows its first character, in a column of numbers
from nine characters on also the last two: never more than a third of it. Every mask has a form in Python and one in SQL that
agree; tests compare them on the same texts.
"""

from rccrm_lib.core.privacy.masks import (
    COMPOUND_SURNAMES,
    MASKS,
    mask_account,
    mask_address,
    mask_cert,
    mask_error,
    mask_mobile,
    mask_name,
    mask_number,
    mask_text,
    mask_words,
)
from rccrm_lib.core.privacy.masks_sql import mask_sql

__all__ = [
    "COMPOUND_SURNAMES",
    "MASKS",
    "mask_account",
    "mask_address",
    "mask_cert",
    "mask_error",
    "mask_mobile",
    "mask_name",
    "mask_number",
    "mask_sql",
    "mask_text",
    "mask_words",
]
