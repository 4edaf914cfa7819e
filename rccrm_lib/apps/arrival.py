"""How a page in a kernel learns who opened it: from its environment, or, preheated, from the server once it is known.

A preheated kernel runs before anybody asked for the page. It waits here, and nothing of a customer may be read
before `await_visitor()` has returned. Voila's own waiting goes on without a visitor when the server refuses or
cannot be reached; this one raises.
"""

from __future__ import annotations

import json
import os
import time
from urllib.parse import parse_qs

from rccrm_lib.apps.visitor import NotSignedIn, Visitor, visitor_of

SECRET_ENV = "RCCRM_KERNEL_SECRET"
SECRET_HEADER = "X-Rccrm-Kernel-Secret"
ROUTE = "voila/query/"
OPEN_SECONDS = 90  # a busy server answers late; a kernel that gave up would stand in the pool as a closed page
TAKEN = ("HTTP_X_RCCRM_VISITOR", "QUERY_STRING")  # what a page needs of a request, and nothing else


def await_visitor() -> Visitor:
    """The visitor of this page, verified. Raises NotSignedIn; there is no other way to fail."""
    if os.environ.get("VOILA_PREHEAT") == "True":
        try:
            told = json.loads(_ask_server())
        except Exception as error:
            raise NotSignedIn("the server did not say who opened this page") from error
        os.environ.update({name: str(told.get(name, "")) for name in TAKEN})
    return visitor_of(now=time.time())


def _ask_server() -> str | bytes:
    """The one message that the server sends when the page is handed to somebody; it may be hours away."""
    from websockets.sync.client import connect

    port, base = os.environ["VOILA_APP_PORT"], os.environ.get("VOILA_SERVER_URL", "/")
    address = f"ws://127.0.0.1:{port}{base}{ROUTE}{os.environ['VOILA_KERNEL_ID']}"
    headers = {SECRET_HEADER: os.environ[SECRET_ENV]}
    with connect(
        address, additional_headers=headers, proxy=None, open_timeout=OPEN_SECONDS, ping_interval=None
    ) as socket:
        return socket.recv()


def query_value(name: str) -> str:
    """One value of the page's address; it comes from a browser and is to be treated as hostile."""
    values = parse_qs(os.environ.get("QUERY_STRING", ""), max_num_fields=20).get(name, [])
    return values[0] if len(values) == 1 else ""
