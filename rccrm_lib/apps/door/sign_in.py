"""Signing in and out: the only two places where a session begins and ends by somebody's hand."""

from __future__ import annotations

import asyncio
import math
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import tornado.web
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.login import LoginFormHandler
from jupyter_server.base.handlers import JupyterHandler

from rccrm_lib.apps.door.sweep import end_session
from rccrm_lib.apps.shell.frame import draw_alone
from rccrm_lib.apps.shell.words import LANGUAGE_COOKIE, language_of
from rccrm_lib.core.people import session_of

MAX_USER, MAX_PASSWORD = 64, 256
#: Checking a password takes a tenth of a second of a processor on purpose; two at a time leave the pages alive.
CHECKERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="sign-in")
NOTES = ("ended", "out", "changed")


class SignIn(LoginFormHandler):
    """The page of signing in, and what it sends. Every failure gets the same answer."""

    @allow_unauthenticated
    def get(self) -> None:
        """Show the form; somebody who is signed in goes on to where they wanted."""
        if self.current_user:
            self._redirect_safe(self._next())
            return
        self._show()

    @allow_unauthenticated
    async def post(self) -> None:
        """Check name and password; on success a new session begins, whatever cookie came along."""
        door, address = self.settings["door"], self.settings["door"].address_of(self.request)
        wait = door.limit.wait(address, time.time())
        if wait:
            self._refuse(429, "too_many", minutes=math.ceil(wait / 60))
            return
        user = self.get_body_argument("user", "")[:MAX_USER]
        password = self.get_body_argument("password", "", strip=False)[:MAX_PASSWORD]
        token = None
        if door.asks_password:
            token = await asyncio.get_running_loop().run_in_executor(CHECKERS, door.sign_in, user, password, address)
        if token is None:
            door.limit.fail(address, time.time())
            self._refuse(401, "wrong")
            return
        door.end(session_of(self.get_cookie(door.cookie, "") or ""), address)
        self.set_cookie(door.cookie, token, **door.cookie_options)
        self._redirect_safe(self._next())

    def _next(self) -> str:
        return self.get_argument("next", default="/") or "/"

    def _refuse(self, status: int, problem: str, *, minutes: int = 0) -> None:
        self.set_status(status)
        self._show(problem=problem, minutes=minutes)

    def _show(self, *, problem: str = "", minutes: int = 0) -> None:
        door: Any = self.settings["door"]
        note = next((name for name in NOTES if not problem and self.get_query_argument(name, "")), "")
        self.set_header("Cache-Control", "no-store")
        self.finish(
            draw_alone(
                "sign_in.html.j2", language_of(self.get_cookie(LANGUAGE_COOKIE)), title="shell.sign_in.title",
                problem=problem, minutes=minutes, note=note, next=self._next(), command=door.command_if_nobody(),
                proxy=not door.asks_password, xsrf=self.xsrf_token.decode("ascii"),
            )
        )


class SignOut(JupyterHandler):
    """Ends a session, its sockets and its pages. Only by POST, so that no link can do it."""

    @tornado.web.authenticated
    async def post(self) -> None:
        """End it, and tell the browser to forget what it kept."""
        door = self.settings["door"]
        door.end(self.current_user.session, door.address_of(self.request))
        await end_session(self.settings, self.current_user.session)
        self.clear_cookie(door.cookie, **{k: v for k, v in door.cookie_options.items() if k != "httponly"})
        self.set_header("Clear-Site-Data", '"storage"')
        self.redirect("/login?out=1", status=303)
