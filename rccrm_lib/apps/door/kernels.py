"""Voila's handlers that touch a kernel, each bound to the kernel's owner."""

from __future__ import annotations

import hmac
import os
from typing import Any

import tornado.web
from jupyter_core.utils import ensure_async
from voila.request_info_handler import RequestInfoSocketHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from rccrm_lib.apps.arrival import SECRET_ENV, SECRET_HEADER
from rccrm_lib.apps.door.frames import frame_for
from rccrm_lib.apps.door.owners import HandOut
from rccrm_lib.apps.shell.frame import FRAME_MARK, draw_frame
from rccrm_lib.apps.shell.menu import page_of

SIGNED_OUT = 4401  # the code with which a socket is closed when its session ended
MOST_KERNELS = 6  # open pages of one session; each costs about 150 MB


class PageHandler(TornadoVoilaHandler):
    """One page: for those whose role may open it, with the frame put in at the moment of sending.

    A preheated page was rendered before anybody asked for it, so what is the visitor's comes in here.
    """

    is_activity = True

    async def prepare(self) -> None:
        """Refuse a page that is not on the visitor's menu as if it were not there."""
        await super().prepare()
        page = page_of(self.path_args[0])
        if page is None or page.name not in self.settings["door"].pages_of(self.current_user.role):
            raise tornado.web.HTTPError(404)

    @property
    def kernel_manager(self) -> Any:
        """The server's kernel manager, with this visitor as owner of what it hands out."""
        owners, visitor = self.settings["owners"], self.current_user
        return HandOut(self.settings["kernel_manager"], lambda kernel_id: owners.claim(kernel_id, visitor))

    @tornado.web.authenticated
    async def get(self, path: str = "") -> None:
        """Send the page piece by piece, as Voila does, with the visitor's frame."""
        here = page_of(path).name  # type: ignore[union-attr]
        await self._make_room()
        frame = draw_frame(frame_for(self), here=here, opening=True)
        async for piece in self.get_generator(path=path):
            if frame and FRAME_MARK in piece:
                piece, frame = piece.replace(FRAME_MARK, frame, 1), ""  # once: nothing later can call for it
            self.write(piece)
            await self.flush()

    async def _make_room(self) -> None:
        """End the oldest pages of this session when it has too many open."""
        owners, manager = self.settings["owners"], self.settings["kernel_manager"]
        mine = [kernel for kernel in owners.kernels_of(self.current_user.session) if kernel in manager]
        for kernel_id in mine[: max(0, len(mine) - MOST_KERNELS + 1)]:
            await ensure_async(manager.shutdown_kernel(kernel_id, now=True))


class PageSocket(VoilaKernelWebsocketHandler):
    """The websocket of a page: known to the sweeper, and asked for its session at every message."""

    def open(self, kernel_id: str) -> Any:
        """Take part in what is closed when a session ends."""
        self.settings["sockets"].add(self)
        return super().open(kernel_id)

    def on_message(self, message: Any) -> None:
        """Pass a message on while the session lasts; a message of the person keeps the session alive."""
        if not self.settings["door"].touch(self.current_user.session):
            self.close(SIGNED_OUT, "signed out")
            return
        super().on_message(message)

    def on_close(self) -> None:
        """Leave the sweeper's list."""
        self.settings["sockets"].discard(self)
        if getattr(self, "connection", None) is not None:
            super().on_close()


class PageClosed(VoilaShutdownKernelHandler):
    """A closed page ends its kernel: its own, nobody else's."""

    @tornado.web.authenticated
    async def post(self, kernel_id: str) -> None:
        """End the kernel; to anybody but its owner it does not exist."""
        if not self.settings["owners"].owns(self.current_user, kernel_id):
            raise tornado.web.HTTPError(404)
        if kernel_id in self.settings["kernel_manager"]:
            await ensure_async(self.settings["kernel_manager"].shutdown_kernel(kernel_id))
        self.set_status(204)
        self.finish()


class KernelAsks(RequestInfoSocketHandler):
    """Where a preheated kernel learns who opened it: for kernels of this server only, by a secret they inherited."""

    async def prepare(self) -> None:
        """Refuse whoever does not hold the secret."""
        secret, given = os.environ.get(SECRET_ENV, ""), self.request.headers.get(SECRET_HEADER, "")
        if len(secret) < 32 or not hmac.compare_digest(given.encode(), secret.encode()):
            raise tornado.web.HTTPError(403)

    def check_origin(self, origin: str) -> bool:
        """A kernel sends no origin, and a browser is not welcome."""
        return False

    def on_close(self) -> None:
        """Forget this kernel only."""
        waiting = RequestInfoSocketHandler._waiters
        for kernel_id in [known for known, socket in waiting.items() if socket is self]:
            del waiting[kernel_id]

    @classmethod
    def forget(cls, alive: set[str]) -> None:
        """Drop what was kept for kernels that are gone."""
        kept = RequestInfoSocketHandler._cache
        for kernel_id in set(kept) - alive:
            del kept[kernel_id]
