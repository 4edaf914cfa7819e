"""The requests of a tab as a list that leaves: who gives whom how many customers, and how it went.

What people wrote freely (the note, why it was turned down) stays on the page: it may name a customer.
"""

from __future__ import annotations

from typing import Any

from rccrm_lib.apps.export_book import Listing
from rccrm_lib.apps.shell.table_state import Column, Kind
from rccrm_lib.apps.transfers_state import TransfersState, listed
from rccrm_lib.apps.transfers_view import RequestReader
from rccrm_lib.ocrm.portfolio import Request

KINDS: dict[str, Kind] = {"n": "number", "from_on": "date", "asked_on": "date", "closed_on": "date"}
COLUMNS = tuple(Column(name, f"export.request.{name}", KINDS.get(name, "text")) for name in (
    "giver", "receiver", "n", "reason", "state", "from_on", "asked_by", "asked_on", "closed_by", "closed_on"))


def list_requests(state: TransfersState, reader: RequestReader, *, most: int) -> Listing:
    """One row per request that concerns the visitor, in the order of the page."""
    requests = [request for request, _ in listed(state, reader.actor, state.tab)]
    words = reader.words
    title = f"{words('shell.page.transfers.title')} {words(f'transfers.tab.{state.tab}')}"
    return Listing(title, COLUMNS, tuple(_row(one, reader) for one in requests[:most]), len(requests))


def _row(request: Request, reader: RequestReader) -> dict[str, Any]:
    return {
        "giver": reader.manager(request.from_manager), "receiver": reader.manager(request.to_manager),
        "n": len(request.customers), "reason": reader.reason(request), "state": reader.row(request, is_picked=False)["state"],
        "from_on": request.effective_on, "asked_by": reader.person(request.proposed_by), "asked_on": request.proposed_on,
        "closed_by": reader.person(request.closed_by) if request.closed_by else None, "closed_on": request.closed_on,
    }
