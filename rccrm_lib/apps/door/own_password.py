"""Changing one's own password: knows the old one, types the new one twice, and signs in anew."""

from __future__ import annotations

import asyncio
import math
import time
from typing import Any

import tornado.web
from jupyter_server.base.handlers import JupyterHandler

from rccrm_lib.apps.door.frames import frame_for
from rccrm_lib.apps.door.sign_in import CHECKERS, MAX_PASSWORD
from rccrm_lib.apps.door.sweep import end_session
from rccrm_lib.apps.shell.frame import draw_page
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.people import MIN_PASSWORD


class OwnPassword(JupyterHandler):
    """The form and what it sends; there is none where a proxy signs people in."""

    is_activity = True

    @tornado.web.authenticated
    def get(self) -> None:
        """Show the form."""
        self._show()

    @tornado.web.authenticated
    async def post(self) -> None:
        """Change it; every page of the person closes, on other computers too."""
        door, address = self.settings["door"], self.settings["door"].address_of(self.request)
        wait = door.limit.wait(address, time.time())
        if wait:
            self._show("too_many", status=429, minutes=math.ceil(wait / 60))
            return
        old, new, again = (self.get_body_argument(name, "", strip=False)[:MAX_PASSWORD] for name in ("old", "new", "again"))
        problem = await self._change(old, new, again, address)
        if problem:
            self._show(problem, status=400)
            return
        await end_session(self.settings, self.current_user.session)
        self.clear_cookie(door.cookie, **{k: v for k, v in door.cookie_options.items() if k != "httponly"})
        self.redirect("/login?changed=1", status=303)

    async def _change(self, old: str, new: str, again: str, address: str) -> str:
        """What is wrong, as a word of the catalogue; nothing when the password is changed."""
        door: Any = self.settings["door"]
        if new != again:
            return "differ"
        change = asyncio.get_running_loop().run_in_executor(
            CHECKERS, door.change_password, self.current_user.person_id, old, new, address)
        try:
            if await change:
                return ""
        except RccrmError:
            return "weak"
        door.limit.fail(address, time.time())
        return "wrong"

    def _show(self, problem: str = "", *, status: int = 200, minutes: int = 0) -> None:
        if not self.settings["door"].asks_password:
            raise tornado.web.HTTPError(404)
        self.set_status(status)
        self.set_header("Cache-Control", "no-store")
        self.finish(draw_page("own_password.html.j2", frame_for(self), here="password", problem=problem, minutes=minutes,
                              least=MIN_PASSWORD, xsrf=self.xsrf_token.decode("ascii")))
