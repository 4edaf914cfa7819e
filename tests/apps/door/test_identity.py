"""The header that a kernel believes is the server's own: whatever a browser sent under its name is thrown away."""

import time
from types import SimpleNamespace
from typing import Any

import pytest
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine

from rccrm_lib.apps.door.identity import BankIdentity, from_trusted_proxy, one_header
from rccrm_lib.apps.visitor import HEADER, KEY_ENV, Visitor, verify_visitor

KEY = "k" * 64
WANG = Visitor("wang", "王芳", "manager", "360199", "s1")


def _request(*headers: tuple[str, str]) -> HTTPServerRequest:
    sent = HTTPHeaders({"Host": "localhost"})
    for name, value in headers:
        sent.add(name, value)
    line = RequestStartLine("GET", "/", "HTTP/1.1")
    return HTTPServerRequest(headers=sent, start_line=line)


def _handler(found: Visitor | None, *headers: tuple[str, str]) -> Any:
    asked: list[int] = []

    def find(_handler: Any) -> Visitor | None:
        asked.append(1)
        return found

    door = SimpleNamespace(find=find)
    return SimpleNamespace(request=_request(*headers), settings={"door": door}, asked=asked)


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_ENV, KEY)


def test_the_browser_s_word_is_thrown_away_and_the_server_s_own_put_in_its_place() -> None:
    handler = _handler(WANG, (HEADER, "boss"), (HEADER.lower(), "boss again"))
    assert BankIdentity().get_user(handler) == WANG
    assert verify_visitor(handler.request.headers[HEADER], key=KEY, now=time.time()) == WANG
    assert "boss" not in str(handler.request.headers)


def test_for_nobody_there_is_no_header() -> None:
    handler = _handler(None, (HEADER, "boss"))
    assert BankIdentity().get_user(handler) is None and HEADER not in handler.request.headers


def test_a_request_is_asked_about_once() -> None:
    handler, provider = _handler(WANG), BankIdentity()
    assert provider.get_user(handler) == provider.get_user(handler) and len(handler.asked) == 1


def test_nothing_of_jupyter_s_own_sign_in_is_left() -> None:
    provider = BankIdentity(token="")
    assert provider.auth_enabled and provider.get_handlers() == []
    token: Any = provider.get_user_token
    assert token(_handler(None)) is None and provider.is_token_authenticated(_handler(None)) is False


@pytest.mark.parametrize(
    ("headers", "value"),
    [((("X-Remote-User", "wang"),), "wang"), ((("X-Remote-User", "wang"), ("X-Remote-User", "boss")), ""),
     ((("X-Remote-User", "wang, boss"),), ""), ((), "")],
)
def test_a_header_counts_only_when_it_came_once(headers: tuple[tuple[str, str], ...], value: str) -> None:
    assert one_header(_request(*headers), "X-Remote-User") == value


@pytest.mark.parametrize(
    ("secret", "given", "trusted"),
    [("s" * 20, "s" * 20, True), ("s" * 20, "s" * 19, False), ("", "", False), ("short", "short", False)],
)
def test_a_proxy_is_trusted_by_its_secret(secret: str, given: str, trusted: bool) -> None:
    assert from_trusted_proxy(_request(("X-Secret", given)), secret=secret, header="X-Secret") is trusted
