"""The door: which session a request belongs to, and what the settings say about signing in."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Any

from rccrm_lib.apps.door.identity import from_trusted_proxy, one_header
from rccrm_lib.apps.door.limit import AddressLimit
from rccrm_lib.apps.shell.menu import PAGES
from rccrm_lib.apps.shell.words import LANGUAGE_COOKIE, language_of
from rccrm_lib.apps.visitor import Visitor
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.people import People, Person, session_of
from rccrm_lib.core.roles import field_table
from rccrm_lib.core.settings import Settings

SECRET_HEADER = "X-Rccrm-Proxy-Secret"
MIN_SECRET = 16
DEMO = "rccrm people demo"


class Door:
    """A handle on the store's accounts and sessions, as the server needs them."""

    def __init__(self, settings: Settings) -> None:
        apps = settings.apps
        self.people = People(settings.paths.store, settings=apps)
        self.limit = AddressLimit(most=apps.address_failures, within=apps.address_minutes * 60)
        self.asks_password = apps.sign_in == "password"
        self.simulated_today = apps.simulated_today
        self.cookie = "__Host-rccrm" if apps.behind_tls else "rccrm"
        self.cookie_options: dict[str, Any] = {
            "httponly": True, "samesite": "Lax", "secure": apps.behind_tls, "path": "/"
        }
        self._apps, self._roles, self._secret = apps, settings.roles, _read_secret(settings)

    def find(self, handler: Any) -> Visitor | None:
        """Who asks, if anybody we know: by the session's cookie, and with a proxy also by its word on this request."""
        session = session_of(handler.get_cookie(self.cookie, "") or "")
        touches = getattr(handler, "is_activity", False)
        person = self.people.session_person(session, now=time.time(), touch=touches)
        if not self.asks_password:
            named = self.named_by_proxy(handler.request)
            if named is None:
                return None
            if person is None or person.person_id != named:
                return self._begin_for_proxy(handler, named) if touches else None
        if person is None:
            return None
        return _visitor(person, session, handler)

    def named_by_proxy(self, request: Any) -> str | None:
        """The person that a trusted proxy names, or nobody: no secret, no header, two headers, or a list in one."""
        if not from_trusted_proxy(request, secret=self._secret, header=SECRET_HEADER):
            return None
        return one_header(request, self._apps.user_header) or None

    def _begin_for_proxy(self, handler: Any, person_id: str) -> Visitor | None:
        """A session for somebody whom the proxy brings; it expires as any other does."""
        person = self.people.find_person(person_id)
        if person is None:
            self.people.note(now=time.time(), person_id="", action="sign-in failed", reason="unknown to us",
                             address=self.address_of(handler.request))
            return None
        address = self.address_of(handler.request)
        token = self.people.begin_session(person_id, address=address, now=time.time())
        handler.set_cookie(self.cookie, token, **self.cookie_options)
        return _visitor(person, session_of(token), handler)

    def sign_in(self, person_id: str, password: str, address: str) -> str | None:
        """The token of a new session, or nothing."""
        return self.people.sign_in(person_id, password, address=address, now=time.time())

    def change_password(self, person_id: str, old: str, new: str, address: str) -> bool:
        """Whether the old password was right; then the new one holds, and the person's sessions have ended."""
        return self.people.change_password(person_id, old, new, address=address, now=time.time())

    def touch(self, session: str) -> bool:
        """Whether a session lasts; asking counts as activity."""
        return self.people.session_person(session, now=time.time(), touch=True) is not None

    def lasts(self, session: str) -> bool:
        """Whether a session lasts; asking counts for nothing."""
        return self.people.session_person(session, now=time.time()) is not None

    def end(self, session: str, address: str) -> None:
        """End a session by its person's hand."""
        self.people.end_session(session, now=time.time(), address=address)

    def pages_of(self, role: str) -> Collection[str]:
        """The pages of a role."""
        return self._roles.role(role).pages

    def role_name(self, role: str) -> dict[str, str]:
        """What a role is called."""
        known = self._roles.role(role)
        return {"zh": known.name_zh, "en": known.name_en}

    def role_table(self) -> dict[str, Any]:
        """Everything that the settings say about roles, for the page that shows it."""
        roles = self._roles.roles
        named = {code: {"zh": one.name_zh, "en": one.name_en} if one.name_zh else None
                     for code, one in self._roles.indicators.items()}
        return {"roles": roles, "pages": [page.name for page in PAGES], "fields": field_table(roles), "indicators": named}

    def command_if_nobody(self) -> str:
        """The command that makes people, while there are none."""
        return "" if self.people.count() else DEMO

    def address_of(self, request: Any) -> str:
        """The computer that asks: as the trusted proxy says it, otherwise the one that is connected."""
        if from_trusted_proxy(request, secret=self._secret, header=SECRET_HEADER):
            told = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
            return told[:64] or request.remote_ip
        return str(request.remote_ip)

    @property
    def can_sign_out(self) -> bool:
        """With a proxy, signing out is the proxy's."""
        return self.asks_password


def _visitor(person: Person, session: str, handler: Any) -> Visitor:
    language = language_of(handler.get_cookie(LANGUAGE_COOKIE))
    return Visitor(person.person_id, person.name, person.role, person.member_id, session, language)


def _read_secret(settings: Settings) -> str:
    """What only the proxy knows; none when no proxy is set up. Raises RccrmError for one that is missing or short."""
    path = settings.apps.proxy_secret_file
    if path is None:
        return ""
    secret = path.read_text(encoding="utf-8").strip() if path.is_file() else ""
    if len(secret) < MIN_SECRET:
        raise RccrmError("the proxy's secret is missing or too short", f"a file with at least {MIN_SECRET} characters",
                         "write one, readable for the server's account only, and give it to the proxy")
    return secret
