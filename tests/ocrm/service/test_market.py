"""Notes on the market: counted with their range, by township; nobody's name is in them."""

from __future__ import annotations

import json
from collections.abc import Callable

import pandas as pd

from rccrm_lib.ocrm import service
from rccrm_lib.ocrm.service.schema import MARKET_NOTES

TOWNSHIPS = pd.DataFrame([("CA", "云溪镇"), ("CB", "云溪镇")], columns=["customer_id", "township"])


def test_notes_are_counted_by_township_with_their_range(make_contacts: Callable[..., pd.DataFrame]) -> None:
    contacts = make_contacts(("CA", "2026-09-03", "visit", "met"), ("CB", "2026-09-20", "visit", "met"),
                             ("CD", "2026-09-21", "call", "reached"), ("CA", "2026-08-01", "visit", "met"))
    notes = [{"competitor": "农行", "product": "time_1y", "rate_bp": rate} for rate in (135, 155, 145)] + [{"residents": 3}]
    contacts = contacts.assign(form=[json.dumps(note) for note in notes])
    summed = service.sum_market_notes(contacts, TOWNSHIPS)
    assert summed[["month", "township", "n", "low_bp", "median_bp", "high_bp"]].to_numpy().tolist() == [
        ["2026-09", "", 1, 145, 145.0, 145], ["2026-09", "云溪镇", 2, 135, 145.0, 155]]
    assert "customer_id" not in summed.columns


def test_a_month_without_notes_is_a_table_without_rows(make_contacts: Callable[..., pd.DataFrame]) -> None:
    empty = service.sum_market_notes(make_contacts(), TOWNSHIPS)
    assert empty.empty and list(empty.columns) == MARKET_NOTES.names
