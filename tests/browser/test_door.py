"""The door as programs meet it: cookies, redirects, limits, kernels of others, and a proxy that vouches for people."""

from __future__ import annotations

import contextlib
import json
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.browser.conftest import PageServer, run_server, write_site
from tests.browser.web import Web, kernel_of, page_of_visitor

pytestmark = pytest.mark.slow
SECRET = "a-secret-of-the-proxy-only"


@pytest.fixture
def wang(page_server: PageServer) -> Web:
    """A manager, signed in."""
    page_server.publish()
    web = Web(page_server.url)
    assert web.sign_in("wang").status == 302
    return web


def _channel(web: Web, kernel: str) -> ClientConnection:
    return connect(web.socket(f"/api/kernels/{kernel}/channels?session_id=x"), additional_headers=web.headers(), proxy=None)


def _message(kind: str, **content: Any) -> str:
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "username": "", "session": "x", "version": "5.3", "date": ""}
    return json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell",
                       "buffers": []})


def test_a_new_session_gets_a_new_cookie_and_the_old_one_is_dead(page_server: PageServer, wang: Web) -> None:
    old = dict(wang.cookies)
    answer = wang.sign_in("wang")
    line = next(c for c in wang.ask("/login").set_cookies + answer.set_cookies if c.startswith("rccrm="))
    assert "HttpOnly" in line and "SameSite=Lax" in line and "Path=/" in line and "expires" not in line.lower()
    assert wang.cookies["rccrm"] != old["rccrm"]
    again = Web(page_server.url)
    again.cookies.update(old)
    assert again.ask("/").status == 403


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", "evil"])
def test_signing_in_leads_nowhere_else(page_server: PageServer, next_: str) -> None:
    answer = Web(page_server.url).sign_in("wang", next_=next_)
    assert answer.status == 302
    assert answer.headers["Location"] in ("/", "/%5Cevil.example")


def test_what_somebody_types_is_not_written_anywhere(page_server: PageServer) -> None:
    typed = "my-own-password-as-a-name"
    assert Web(page_server.url).sign_in(typed, "another-secret-typed").status == 401
    for file in [*page_server.config.parent.rglob("*.log"), *page_server.config.parent.rglob("rccrm.sqlite*")]:
        raw = file.read_bytes()
        assert typed.encode() not in raw and b"another-secret-typed" not in raw, file.name


def test_the_query_string_of_one_visitor_is_not_in_the_kernel_of_the_next(page_server: PageServer, wang: Web) -> None:
    """Looked for in all that a kernel keeps in memory: its environment is only a part of that."""
    before, end = set(page_server.kernels()), time.monotonic() + 20
    own = kernel_of(page_of_visitor(wang, "/voila/render/customer_card.ipynb?customer=LEAKMARK"))[:8]
    while not (new := set(page_server.kernels()) - before - {own}) and time.monotonic() < end:
        time.sleep(0.2)
    assert new, "no kernel took the place of the one that was handed out"
    kernels = page_server.kernels()
    holding = {name for name, pid in kernels.items() if b"LEAKMARK" in _memory(pid)}
    assert holding == {own}


def _memory(pid: int) -> bytes:
    """What a process may write to: its own data, not the code it shares."""
    parts = []
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in maps:
            place, rights, *rest = line.split()
            if rights.startswith("rw") and rest[-1] not in ("[vvar]", "[vsyscall]"):
                first, last = (int(end, 16) for end in place.split("-"))
                memory.seek(first)
                with contextlib.suppress(OSError):
                    parts.append(memory.read(last - first))
    return b"".join(parts)


def test_a_session_that_ends_closes_its_socket_and_its_kernel(page_server: PageServer, wang: Web) -> None:
    kernel = kernel_of(page_of_visitor(wang))
    with _channel(wang, kernel) as socket:
        page_server.expire_sessions("wang")
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                socket.recv(timeout=15)
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 4401
    end = time.monotonic() + 15
    while page_server.has_kernel(kernel) and time.monotonic() < end:
        time.sleep(0.3)
    assert not page_server.has_kernel(kernel)


def test_the_same_person_s_next_session_does_not_reach_the_last_one_s_pages(page_server: PageServer, wang: Web) -> None:
    kernel = kernel_of(page_of_visitor(wang))
    assert wang.ask(f"/api/kernels/{kernel}").status == 200
    later = Web(page_server.url)
    later.sign_in("wang")
    assert later.ask(f"/api/kernels/{kernel}").status == 403
    assert later.ask(f"/api/kernels/{kernel}", method="DELETE").status == 403
    assert page_server.has_kernel(kernel)


def test_a_page_runs_no_code_for_its_visitor(page_server: PageServer, wang: Web, tmp_path: Path) -> None:
    kernel, canary = kernel_of(page_of_visitor(wang)), tmp_path / "canary"
    code = f"open({str(canary)!r}, 'w').write('x')"
    with _channel(wang, kernel) as socket:
        for kind, content in (
            ("execute_request", {"code": code, "silent": False, "store_history": False, "user_expressions": {"a": code}}),
            ("inspect_request", {"code": "open", "cursor_pos": 2}), ("complete_request", {"code": "os.en", "cursor_pos": 5}),
            ("debug_request", {"type": "request", "command": "evaluate", "arguments": {"expression": code}}),
        ):
            socket.send(_message(kind, **content))
        socket.send(_message("kernel_info_request"))
        answered = set()
        with pytest.raises(TimeoutError):
            while True:
                answered.add(json.loads(socket.recv(timeout=3))["msg_type"])
    assert "kernel_info_reply" in answered, "the socket must have been read"
    assert not answered & {"execute_reply", "inspect_reply", "complete_reply", "debug_reply", "execute_result"}
    assert not canary.exists()


def test_too_many_failures_hold_an_address_off(page_server: PageServer) -> None:
    """One address waits, another does not."""
    web = Web(page_server.url, address="127.0.0.2")
    web.ask("/login")
    form = {"user": "nobody", "password": "x", "next": "/"}
    states = [web.ask("/login", method="POST", form=form).status for _ in range(21)]
    assert 401 in states and states[-1] == 429
    assert "分钟" in web.ask("/login", method="POST", form=form).body
    assert web.sign_in("wang").status == 429, "even the right password waits"
    assert Web(page_server.url).sign_in("wang").status == 302


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageServer]:
    """A server behind a proxy with TLS that vouches for people; the tests are the proxy."""
    folder = tmp_path_factory.mktemp("proxied")
    (folder / "secret").write_text(SECRET + "\n", encoding="utf-8")
    apps = ('sign_in = "proxy"\nuser_header = "X-Remote-User"\nproxy_secret_file = "secret"\nbehind_tls = true\n'
            'hosts = ["crm.bank.local"]\nwarm_pages = 0\n')
    yield from run_server(folder, write_site(folder, apps=apps))


def _as(user: str, secret: str = SECRET) -> dict[str, str]:
    return {"X-Remote-User": user, "X-Rccrm-Proxy-Secret": secret}


def test_a_trusted_proxy_brings_a_person_in(proxied: PageServer) -> None:
    proxied.publish()
    web = Web(proxied.url)
    answer = web.ask("/", accept="text/html", **_as("wang"))
    assert answer.status == 200 and "王芳" in answer.body and 'action="/logout"' not in answer.body
    line = next(c for c in answer.set_cookies if c.startswith("__Host-rccrm="))
    assert "Secure" in line and "HttpOnly" in line
    assert web.ask("/voila/static/voila.js", **_as("wang")).status == 200
    assert web.ask("/", **_as("wang"), Host="crm.bank.local").status == 200
    assert "signed in" in proxied.audited("wang")


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-Remote-User": "wang"}, _as("wang", "a-wrong-secret-of-a-proxy"), _as("wang, bu"), _as(""), _as("nobody"),
     {"X_Remote_User": "wang", "X-Rccrm-Proxy-Secret": SECRET}, {"X-Rccrm-Proxy-Secret": SECRET}],
)
def test_anything_else_is_nobody(proxied: PageServer, headers: dict[str, str]) -> None:
    assert Web(proxied.url).ask("/", accept="text/html", **headers).status == 302


def test_a_cookie_alone_is_not_enough_behind_a_proxy_and_one_person_is_not_another(proxied: PageServer) -> None:
    web = Web(proxied.url)
    web.ask("/", accept="text/html", **_as("wang"))
    assert web.ask("/").status == 403
    assert "李强" in web.ask("/", accept="text/html", **_as("li")).body, "the proxy's word wins, in a new session"


def test_passwords_are_not_asked_behind_a_proxy(proxied: PageServer) -> None:
    web = Web(proxied.url)
    assert "统一门户" in web.ask("/login").body
    assert web.sign_in("wang").status == 401
