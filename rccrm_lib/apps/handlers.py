"""Web handlers of the page server: security headers on every answer, and errors in plain words."""

from __future__ import annotations

from functools import cache
from typing import Any

import tornado.web
from voila.handler import VoilaHandler

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
ERROR_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>{status}</title><link rel="icon" href="data:,"></head>
<body style="font:16px/1.7 sans-serif; max-width:40em; margin:3em auto; padding:0 1em">
<h1>{status}</h1>
<p>这个页面打不开。没有数据丢失。<br><span lang="en">This page cannot be opened. Nothing was lost.</span></p>
<p><a href="/">回到首页 · Back to the start</a></p>
</body></html>"""


class Guarded:
    """A mixin for any handler: the headers of this file, and an error page that says nothing about the inside."""

    def set_default_headers(self) -> None:
        """Set the security headers, over whatever the handler itself sets."""
        super().set_default_headers()  # type: ignore[misc]
        for name, value in HEADERS.items():
            self.set_header(name, value)  # type: ignore[attr-defined]

    async def prepare(self) -> None:
        """Give a page its XSRF cookie: without it a closed page cannot end its kernel, which then lingers."""
        prepared = super().prepare()  # type: ignore[misc]
        if prepared is not None:
            await prepared
        if isinstance(self, VoilaHandler) and not self._finished:
            _ = self.xsrf_token  # asking for the token sets the cookie

    def write_error(self, status_code: int, **_kwargs: Any) -> None:
        """A small page of our own; the stock pages fail on a server without a static folder."""
        self.set_header("Content-Type", "text/html; charset=utf-8")  # type: ignore[attr-defined]
        self.finish(ERROR_PAGE.format(status=status_code))  # type: ignore[attr-defined]


@cache
def with_headers(handler: type) -> type:
    """The same handler with the headers and the error page."""
    return type(f"Guarded{handler.__name__}", (Guarded, handler), {})


class PageMissing(Guarded, tornado.web.RequestHandler):
    """Any address that no route knows."""

    async def prepare(self) -> None:
        """Answer 404 to every method."""
        raise tornado.web.HTTPError(404)
