"""Who looks after whom: a proposal by optimisation, and handing over from one manager to another."""

from rccrm_lib.ocrm.portfolio.approval import Actor, ProposalDesk, Seen
from rccrm_lib.ocrm.portfolio.loads import gini, spread_within
from rccrm_lib.ocrm.portfolio.propose import Proposal, propose_portfolio
from rccrm_lib.ocrm.portfolio.reclaim import find_reclaims
from rccrm_lib.ocrm.portfolio.schema import (
    CLASHES,
    CUSTOMERS,
    LOADS,
    MANAGERS,
    MOVES,
    PORTFOLIO,
    RECLAIM,
    RECUSALS,
    UNASSIGNED,
)
from rccrm_lib.ocrm.portfolio.transfer import (
    POOL,
    REASONS,
    Request,
    Speaker,
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
    "CLASHES", "CUSTOMERS", "LOADS", "MANAGERS", "MOVES", "POOL", "PORTFOLIO", "REASONS", "RECLAIM", "RECUSALS", "UNASSIGNED",
    "Actor", "Proposal", "ProposalDesk", "Request", "Seen", "Speaker", "Transfers", "age_of", "begins_on", "concerns",
    "find_reclaims", "gini",
    "may_propose", "may_sign", "needed", "propose_portfolio", "request_id_of", "spread_within", "waits_for",
]
