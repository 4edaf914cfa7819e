"""A rural co-operative with known truth: people, families, villages, accounts, errors, a campaign.

Nobody in it exists. The extracts have the layout that banks deliver; the truth is written apart from them.
"""

from rccrm_lib.simulate.assumptions import Assumptions, average_member
from rccrm_lib.simulate.errors import ErrorSettings, load_errors
from rccrm_lib.simulate.write import write_extracts

__all__ = ["Assumptions", "ErrorSettings", "average_member", "load_errors", "write_extracts"]
