"""How the server finds out who asks: by the cookie of a session, or by the header of a trusted proxy.

Both throw away whatever the browser sent under the name of the visitor's header, and set it themselves.
"""

from __future__ import annotations

import hmac
import os
import time
from typing import Any, cast

from jupyter_server.auth.identity import IdentityProvider

from rccrm_lib.apps.visitor import HEADER, KEY_ENV, Visitor, sign_visitor

OPEN_SECONDS = 300  # a page has this long to start with the visitor that it was opened by, on a machine that is busy too
NOT_ASKED = object()


class BankIdentity(IdentityProvider):
    """The visitor of a request; asked once per request, whoever asks."""

    @property
    def auth_enabled(self) -> bool:
        """There is no way to switch sign-in off."""
        return True

    def get_user_token(self, handler: Any) -> None:  # type: ignore[override]
        """Jupyter's own tokens are not known here."""

    def is_token_authenticated(self, handler: Any) -> bool:
        """Nobody is let past the checks of origin and XSRF."""
        return False

    def get_handlers(self) -> list[Any]:
        """Jupyter's own sign-in pages are not served; the server adds its own."""
        return []

    def get_user(self, handler: Any) -> Visitor | None:  # type: ignore[override]
        """The visitor, or nobody; and the visitor's header for the page that is about to start."""
        known = getattr(handler, "_rccrm_visitor", NOT_ASKED)
        if known is not NOT_ASKED:
            return cast("Visitor | None", known)
        handler.request.headers.pop(HEADER, None)
        visitor: Visitor | None = handler.settings["door"].find(handler)
        if visitor is not None:
            handler.request.headers[HEADER] = sign_visitor(
                visitor, key=os.environ[KEY_ENV], expires=time.time() + OPEN_SECONDS
            )
        handler._rccrm_visitor = visitor
        return visitor


def one_header(request: Any, name: str) -> str:
    """The value of a header that was sent exactly once; anything else is nothing."""
    values = request.headers.get_list(name)
    return values[0].strip() if len(values) == 1 and "," not in values[0] else ""


def from_trusted_proxy(request: Any, *, secret: str, header: str) -> bool:
    """Whether a request carries the secret that only the proxy knows."""
    given = one_header(request, header)
    return len(secret) >= 16 and hmac.compare_digest(given.encode(), secret.encode())
