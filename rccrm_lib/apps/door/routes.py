"""The server's own routes: start, who may do what, whether a page still lives, and the font."""

from __future__ import annotations

import json
from typing import Any

import tornado.web
from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import JupyterHandler

from rccrm_lib.apps.door.frames import frame_for
from rccrm_lib.apps.shell.frame import draw_page


class Start(JupyterHandler):
    """The landing page: the pages that the visitor's role may open."""

    is_activity = True

    @tornado.web.authenticated
    def get(self) -> None:
        """Answer the page."""
        self.set_header("Cache-Control", "no-store")
        self.finish(draw_page("landing.html.j2", frame_for(self), here=""))


class RolesPage(JupyterHandler):
    """Which role may open and see what: the settings, rendered for everybody whose role has this page."""

    is_activity = True

    @tornado.web.authenticated
    def get(self) -> None:
        """Answer the page."""
        frame = frame_for(self)
        if "roles" not in {page.name for page in frame.menu}:
            raise tornado.web.HTTPError(404)
        self.set_header("Cache-Control", "no-store")
        self.finish(draw_page("roles.html.j2", frame, here="roles", **self.settings["door"].role_table()))


class Alive(JupyterHandler):
    """Whether the sign-in lasts and a page's kernel lives; asking does not count as activity."""

    @tornado.web.authenticated
    async def get(self) -> None:
        """Answer {"kernel": bool}; somebody whose sign-in ended is answered 403 before this."""
        kernel_id = self.get_query_argument("kernel", "")
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"kernel": not kernel_id or await self._lives(kernel_id)}))

    async def _lives(self, kernel_id: str) -> bool:
        manager: Any = self.settings["kernel_manager"]
        if not self.settings["owners"].owns(self.current_user, kernel_id) or kernel_id not in manager:
            return False
        return bool(await ensure_async(manager.get_kernel(kernel_id).is_alive()))
