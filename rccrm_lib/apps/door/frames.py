"""The frame of the visitor of one request."""

from __future__ import annotations

from typing import Any

from rccrm_lib.apps.shell.frame import Frame, month_shown
from rccrm_lib.apps.shell.menu import menu_of


def frame_for(handler: Any) -> Frame:
    """What the frame shows to whoever asks: their name and role, their pages, their member's month."""
    visitor, door = handler.current_user, handler.settings["door"]
    return Frame(
        visitor=visitor,
        role=door.role_name(visitor.role),
        menu=menu_of(door.pages_of(visitor.role)),
        xsrf=handler.xsrf_token.decode("ascii"),
        month=month_shown(handler.settings["outputs"], visitor.member_id, simulated_today=door.simulated_today),
        can_sign_out=door.can_sign_out,
    )
