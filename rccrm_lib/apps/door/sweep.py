"""What ends with a session: its sockets at once, its kernels with them; asked every few seconds.

A socket that only listens would otherwise go on receiving what the kernel says to somebody who is signed out.
"""

from __future__ import annotations

from typing import Any

from jupyter_core.utils import ensure_async

from rccrm_lib.apps.door.kernels import SIGNED_OUT, KernelAsks

EVERY_SECONDS = 3


async def sweep(settings: dict[str, Any]) -> None:
    """Close the sockets and end the kernels of every session that has ended, and forget kernels that are gone."""
    owners, door = settings["owners"], settings["door"]
    for session in owners.sessions():
        if not door.lasts(session):
            await end_session(settings, session)
    alive = set(settings["kernel_manager"].list_kernel_ids())
    owners.forget(alive)
    KernelAsks.forget(alive)


async def end_session(settings: dict[str, Any], session: str) -> None:
    """Close one session's sockets and end its kernels."""
    for socket in [one for one in settings["sockets"] if one.current_user.session == session]:
        socket.close(SIGNED_OUT, "signed out")
    manager = settings["kernel_manager"]
    for kernel_id in settings["owners"].kernels_of(session):
        if kernel_id in manager:
            await ensure_async(manager.shutdown_kernel(kernel_id, now=True))
