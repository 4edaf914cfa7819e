"""A visitor without a browser: cookies, the XSRF token, and plain answers, as a program would send them."""

from __future__ import annotations

import http.client
import json
import re
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

PASSWORD = "Correct-Horse-9"


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: dict[str, str]
    body: str
    set_cookies: tuple[str, ...] = ()


class Web:
    """One visitor of one server; keeps its cookies."""

    def __init__(self, url: str, *, address: str = "127.0.0.1") -> None:
        self.url, self.address = url, address
        self.cookies: dict[str, str] = {}

    def headers(self) -> dict[str, str]:
        """The headers of a request of this visitor."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": cookies} if cookies else {}

    def socket(self, path: str) -> str:
        """The address of a websocket."""
        return self.url.replace("http:", "ws:") + path

    def ask(
        self, path: str, *, method: str = "GET", form: dict[str, str] | None = None, accept: str = "*/*",
        xsrf: bool = True, **extra: str,
    ) -> Answer:
        """One request, redirects not followed; a POST carries the XSRF token unless told otherwise."""
        host = urlsplit(self.url)
        connection = http.client.HTTPConnection(host.hostname or "", host.port, timeout=60, source_address=(self.address, 0))
        headers = self.headers() | {"Accept": accept} | extra
        if method != "GET" and xsrf:
            headers["X-XSRFToken"] = self.cookies.get("_xsrf", "")
        body = urlencode(form or {}) if method == "POST" else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body=body, headers=headers)
        got = connection.getresponse()
        text = got.read().decode("utf-8", "replace")
        set_cookies = tuple(got.headers.get_all("Set-Cookie") or ())
        connection.close()
        for line in set_cookies:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return Answer(got.status, dict(got.headers), text, set_cookies)

    def sign_in(self, user: str, password: str = PASSWORD, *, next_: str = "/") -> Answer:
        """Open the form and send it."""
        self.ask("/login")
        return self.ask("/login", method="POST", form={"user": user, "password": password, "next": next_})


def page_of_visitor(web: Web, path: str = "/voila/render/customer_card.ipynb") -> Answer:
    """A page as it is sent, the kernel's id and all."""
    answer = web.ask(path, accept="text/html")
    assert answer.status == 200, answer.body[:500]
    return answer


def kernel_of(answer: Answer) -> str:
    """The kernel of a page."""
    found = re.search(r'<script id="jupyter-config-data" type="application/json">\s*(.*?)\s*</script>', answer.body, re.S)
    assert found, "the page names no kernel"
    return str(json.loads(found.group(1))["kernelId"])
