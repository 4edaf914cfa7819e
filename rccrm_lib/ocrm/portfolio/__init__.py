"""Who looks after whom: a proposal by optimisation, and handing over from one manager to another."""

from rccrm_lib.ocrm.portfolio.actor import Actor
from rccrm_lib.ocrm.portfolio.approval import ProposalDesk, Seen
from rccrm_lib.ocrm.portfolio.loads import gini, spread_within
from rccrm_lib.ocrm.portfolio.propose import Proposal, propose_portfolio
from rccrm_lib.ocrm.portfolio.reclaim import find_reclaims
from rccrm_lib.ocrm.portfolio.recused import Recused
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
from rccrm_lib.ocrm.portfolio.standing import (
    RECUSAL,
    STAYS,
    WHYS,
    Standing,
    StandingWords,
    Word,
    fault_in,
    holds_on,
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
    too_far,
    waits_for,
)
from rccrm_lib.ocrm.portfolio.transfers import Transfers, request_id_of

__all__ = [
    "CLASHES", "CUSTOMERS", "LOADS", "MANAGERS", "MOVES", "POOL", "PORTFOLIO", "REASONS", "RECLAIM", "RECUSAL", "RECUSALS",
    "STAYS", "UNASSIGNED", "WHYS",
    "Actor", "Proposal", "ProposalDesk", "Recused", "Request", "Seen", "Speaker", "Standing", "StandingWords", "Transfers",
    "Word", "age_of", "begins_on", "concerns", "fault_in", "find_reclaims", "gini", "holds_on", "may_propose",
    "may_sign", "needed", "propose_portfolio", "request_id_of", "spread_within", "too_far", "waits_for",
]
