"""What stands before every route: nobody unknown comes in, every answer carries the headers, errors say little.

The rule is put around each handler that Voila registers, whatever it is, so a route that a later Voila adds
is closed until it is opened here.
"""

from __future__ import annotations

import inspect
from functools import cache
from typing import Any
from urllib.parse import urlencode

import tornado.web
from voila.handler import VoilaHandler

from rccrm_lib.apps.shell.frame import draw_alone
from rccrm_lib.apps.shell.words import LANGUAGE_COOKIE, language_of

#: Seen to work in Chromium with the widgets in use; 'unsafe-inline' is what Voila's own inline scripts need,
#: so every text from data is set as text in the browser. blob: is how a widget's code is loaded.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


class Headers:
    """A mixin for any handler: the headers of this file, and an error page that says nothing about the inside."""

    def set_default_headers(self) -> None:
        """Set the security headers, over whatever the handler itself sets."""
        super().set_default_headers()  # type: ignore[misc]
        self.clear_header("Server")  # type: ignore[attr-defined]
        for name, value in HEADERS.items():
            self.set_header(name, value)  # type: ignore[attr-defined]

    def write_error(self, status_code: int, **_kwargs: Any) -> None:
        """A page of our own for a person, a number for a program; the stock pages fail without a static folder."""
        self.set_header("Cache-Control", "no-store")  # type: ignore[attr-defined]
        if not is_navigation(self.request):  # type: ignore[attr-defined]
            self.set_header("Content-Type", "text/plain; charset=utf-8")  # type: ignore[attr-defined]
            self.finish(str(status_code))  # type: ignore[attr-defined]
            return
        self.set_header("Content-Type", "text/html; charset=utf-8")  # type: ignore[attr-defined]
        language = language_of(self.get_cookie(LANGUAGE_COOKIE))  # type: ignore[attr-defined]
        page = draw_alone("error.html.j2", language, title="shell.error.title", status=status_code)
        self.finish(page)  # type: ignore[attr-defined]


class Guarded(Headers):
    """A mixin for any handler: only for a visitor that the door knows."""

    async def prepare(self) -> None:
        """Find the visitor before anything else happens; without one nothing else happens."""
        handler: Any = self
        visitor = handler.settings["identity_provider"].get_user(handler)
        handler.current_user = handler._jupyter_current_user = visitor  # before any error page is written
        if visitor is None:
            if handler.request.method != "GET" or not is_navigation(handler.request):
                raise tornado.web.HTTPError(403)
            handler.redirect("/login?" + urlencode({"next": handler.request.uri}))
            return
        prepared = super().prepare()  # type: ignore[misc]
        if inspect.isawaitable(prepared):
            await prepared
        if isinstance(self, VoilaHandler) and not handler._finished:
            _ = handler.xsrf_token  # sets the cookie, without which a closed page cannot end its kernel


def is_navigation(request: Any) -> bool:
    """Whether a person opens an address, rather than a page asking for a part of itself."""
    wants = request.headers.get("Accept", "")
    return "text/html" in wants and "Upgrade" not in request.headers


@cache
def guarded(handler: type) -> type:
    """The same handler behind the door."""
    return type(f"Guarded{handler.__name__}", (Guarded, handler), {})


@cache
def opened(handler: type) -> type:
    """The same handler for everybody; it has a lock of its own."""
    return type(f"Open{handler.__name__}", (Headers, handler), {})


class Missing(tornado.web.RequestHandler):
    """Any address that no route knows: a known visitor learns that it is not there, anybody else nothing."""

    def get(self) -> None:
        """Answer 404."""
        raise tornado.web.HTTPError(404)

    post = put = patch = delete = head = options = get
