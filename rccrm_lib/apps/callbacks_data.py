"""What the page "call-backs" reads: drawn visits of customers in reach, and one masked value at a time, whole."""

from __future__ import annotations

from datetime import date, timedelta

from rccrm_lib.apps.publication import Publication
from rccrm_lib.apps.sight import Sight
from rccrm_lib.apps.tables import open_with_scope
from rccrm_lib.apps.unmasking import unmask
from rccrm_lib.apps.verify_data import READ_DAYS, VerifyDesk
from rccrm_lib.core.settings import Settings
from rccrm_lib.core.store import Contacts


class CallbackData:
    """A handle on one published month and the store, for one visitor."""

    def __init__(self, publication: Publication, sight: Sight, *, settings: Settings, today: date) -> None:
        self.publication, self.sight, self.settings, self._today = publication, sight, settings, today
        self._con, self._scope = open_with_scope(publication, sight)
        self.verify = VerifyDesk(self._con, publication, sight, settings=settings, today=today)

    def draw_missing(self, *, now: float) -> None:
        """Draw the weeks that are over and were not drawn; once when the page opens, for a post that verifies."""
        if self.verify.is_task:
            contacts = self.verify.part(Contacts).since(self._today - timedelta(days=READ_DAYS))
            self.verify.draw_missing(contacts, now=now)

    def unmask(self, customer_id: str, field: str, reason: str) -> str:
        """A masked field of one customer in reach, whole; on record before it is read. Raises PermissionError, KeyError."""
        return unmask(self._con, self._scope, self.publication, self.sight, customer_id=customer_id, field=field, reason=reason)
