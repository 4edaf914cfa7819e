"""Who looks at a page, in a form that a browser cannot forge: signed by the server, checked in the kernel.

The server puts the signed text into a header of its own, after it has thrown away whatever the browser sent
under that name; Voila hands the header to the kernel. A notebook that runs under another server has no key
and therefore no visitor.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass

HEADER = "X-Rccrm-Visitor"
HEADER_ENV = "HTTP_X_RCCRM_VISITOR"
KEY_ENV = "RCCRM_VISITOR_KEY"
MIN_KEY = 32  # characters of hex; a shorter key is a mistake, not a key


class NotSignedIn(Exception):
    """There is no visitor that the server vouches for; nothing of the bank may be shown."""


@dataclass(frozen=True)
class Visitor:
    """One signed-in person as a page knows them. `session` names the session without giving it away."""

    person_id: str
    name: str
    role: str
    member_id: str
    session: str
    language: str = "zh"


def sign_visitor(visitor: Visitor, *, key: str, expires: float) -> str:
    """The visitor and the time until which a page may start with it, with a signature over both."""
    body = json.dumps({**asdict(visitor), "expires": expires}, ensure_ascii=True, sort_keys=True).encode()
    text = base64.urlsafe_b64encode(body).decode("ascii")
    return f"{text}.{_signature(text, key)}"


def verify_visitor(text: str, *, key: str, now: float) -> Visitor:
    """The visitor of a signed text. Raises NotSignedIn when it is forged, changed, expired or not there."""
    body, _, signature = text.partition(".")
    if len(key) < MIN_KEY or not hmac.compare_digest(signature.encode(), _signature(body, key).encode()):
        raise NotSignedIn("no visitor that this server vouches for")
    values = json.loads(base64.urlsafe_b64decode(body))
    if now >= values.pop("expires"):
        raise NotSignedIn("the visitor's time to open this page is over")
    return Visitor(**values)


def visitor_of(environment: Mapping[str, str] | None = None, *, now: float) -> Visitor:
    """The visitor of this kernel, from its environment. Raises NotSignedIn."""
    source: Mapping[str, str] = os.environ if environment is None else environment
    return verify_visitor(source.get(HEADER_ENV, ""), key=source.get(KEY_ENV, ""), now=now)


def _signature(text: str, key: str) -> str:
    return hmac.new(key.encode(), b"rccrm visitor\0" + text.encode(), hashlib.sha256).hexdigest()


