"""Sends leads; of a prospect's number only a keyed token is kept, by which a later month may know them as a customer."""

from __future__ import annotations

from dataclasses import replace

from rccrm_lib.apps.registers import Desk
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.privacy.tokens import make_token, purpose_key, read_key
from rccrm_lib.core.store import Decision
from rccrm_lib.facts.identity import standardise_id
from rccrm_lib.facts.phones import is_mobile, standardise_phone
from rccrm_lib.ocrm.service import PROSPECTS, NewLead


def send_lead(desk: Desk, new: NewLead, *, number: str = "") -> Decision:
    """Send a lead for an account. Raises RccrmError for a need, manager or customer that is not known, or a wrong number."""
    needs = desk.settings.contacts.needs
    if new.need not in needs:
        raise RccrmError(f"there is no need {new.need}", f"one of {', '.join(needs)}", "see settings/contacts.toml [needs]")
    if desk.managers and new.to_manager_id not in desk.managers:
        raise RccrmError(f"there is no manager {new.to_manager_id} in the register", "a number of the register of managers",
                         "correct --to")
    desk.need_customer(new.customer_id)
    if number and new.customer_id:
        raise RccrmError("a number for somebody who is a customer already", "--number for prospects only", "leave it out")
    return desk.leads.open(_with_token(new, number, desk) if number else new, desk.act("send", new.need))


def _with_token(new: NewLead, number: str, desk: Desk) -> NewLead:
    key = purpose_key(read_key(desk.settings.union.key_file), PROSPECTS)
    mobile, cert = standardise_phone(number), standardise_id(number)
    if is_mobile(mobile):
        return replace(new, mobile_token=make_token(mobile or "", key=key))
    if cert:
        return replace(new, cert_token=make_token(cert, key=key))
    raise RccrmError("what was typed is neither a mobile number nor a resident identity number", "one of the two, whole",
                     "type it again, or send the lead without --number")
