"""Who looks after whom: handing customers over."""

from rccrm_lib.ocrm.portfolio.transfer import (
    POOL,
    REASONS,
    Actor,
    Request,
    age_of,
    begins_on,
    concerns,
    may_propose,
    may_sign,
    needed,
    waits_for,
)
from rccrm_lib.ocrm.portfolio.transfers import Transfers, request_id_of

__all__ = [
    "POOL", "REASONS", "Actor", "Request", "Transfers", "age_of", "begins_on", "concerns", "may_propose", "may_sign", "needed",
    "request_id_of", "waits_for",
]
