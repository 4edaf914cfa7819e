"""The visitor that a kernel believes: signed by its server, and nobody else's word."""

import json
import time

import pytest

from rccrm_lib.apps import arrival
from rccrm_lib.apps.visitor import HEADER_ENV, KEY_ENV, NotSignedIn, Visitor, sign_visitor, verify_visitor, visitor_of

KEY = "0123456789abcdef" * 4
WANG = Visitor(person_id="wang", name="王芳", role="manager", member_id="360199", session="s1", language="en")


def test_what_was_signed_comes_back_whole() -> None:
    assert verify_visitor(sign_visitor(WANG, key=KEY, expires=100), key=KEY, now=99) == WANG


def _forgeries() -> list[str]:
    good = sign_visitor(WANG, key=KEY, expires=100)
    body, signature = good.split(".")
    boss = sign_visitor(Visitor("boss", "x", "head", "360199", "s1"), key="f" * 64, expires=100)
    other_body = sign_visitor(Visitor("boss", "x", "head", "360199", "s1"), key=KEY, expires=100).split(".")[0]
    return ["", ".", "boss", good[:-1], good + "0", f"{other_body}.{signature}", body, f"{body}.", boss, f".{signature}",
            "王芳.王芳"]


@pytest.mark.parametrize("text", _forgeries())
def test_a_forged_or_changed_visitor_is_nobody(text: str) -> None:
    with pytest.raises(NotSignedIn):
        verify_visitor(text, key=KEY, now=1)


def test_a_visitor_does_not_start_a_page_for_ever() -> None:
    text = sign_visitor(WANG, key=KEY, expires=100)
    with pytest.raises(NotSignedIn):
        verify_visitor(text, key=KEY, now=100)


@pytest.mark.parametrize("key", ["", "short"])
def test_without_a_key_nobody_is_believed(key: str) -> None:
    with pytest.raises(NotSignedIn):
        visitor_of({HEADER_ENV: sign_visitor(WANG, key=key, expires=100), KEY_ENV: key}, now=1)


def test_a_notebook_under_another_server_has_no_visitor(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (HEADER_ENV, KEY_ENV, "VOILA_PREHEAT"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(NotSignedIn):
        arrival.await_visitor()
    monkeypatch.setenv(HEADER_ENV, json.dumps({"person_id": "boss", "role": "head"}))
    with pytest.raises(NotSignedIn):
        arrival.await_visitor()


def test_a_kernel_started_for_somebody_knows_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOILA_PREHEAT", "False")
    monkeypatch.setenv(KEY_ENV, KEY)
    monkeypatch.setenv(HEADER_ENV, sign_visitor(WANG, key=KEY, expires=time.time() + 60))
    assert arrival.await_visitor() == WANG


def test_a_preheated_kernel_that_cannot_ask_goes_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    """Voila's own waiting would return nothing and let the notebook go on."""
    monkeypatch.setenv("VOILA_PREHEAT", "True")
    monkeypatch.setenv("VOILA_APP_PORT", "1")
    monkeypatch.setenv("VOILA_KERNEL_ID", "k")
    monkeypatch.setenv(arrival.SECRET_ENV, "s" * 64)
    monkeypatch.setenv(KEY_ENV, KEY)
    monkeypatch.setenv(HEADER_ENV, sign_visitor(WANG, key=KEY, expires=time.time() + 60))
    with pytest.raises(NotSignedIn):
        arrival.await_visitor()


def test_a_value_of_the_address_is_one_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUERY_STRING", "customer=C1&other=2&twice=1&twice=2")
    assert (arrival.query_value("customer"), arrival.query_value("twice"), arrival.query_value("none")) == ("C1", "", "")
