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

__all__ = ["CLASHES", "CUSTOMERS", "LOADS", "MANAGERS", "MOVES", "PORTFOLIO", "RECLAIM", "RECUSALS", "UNASSIGNED", "Actor",
           "Proposal", "ProposalDesk", "Seen", "find_reclaims", "gini", "propose_portfolio", "spread_within"]
