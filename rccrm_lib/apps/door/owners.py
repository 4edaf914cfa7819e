"""Whose kernel is whose: kept in memory, because a kernel does not outlive the server either."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.auth.authorizer import Authorizer

from rccrm_lib.apps.visitor import Visitor


@dataclass(frozen=True)
class Owner:
    """One session of one person: the same person's next session does not reach the pages of the last."""

    person_id: str
    session: str


class Owners:
    """One row per kernel that was handed to somebody. A kernel that nobody owns is reached by nobody."""

    def __init__(self) -> None:
        self._owner: dict[str, Owner] = {}

    def claim(self, kernel_id: str, visitor: Visitor) -> None:
        """Give a kernel to a visitor; it is not given twice."""
        if kernel_id in self._owner:
            raise ValueError("this kernel has an owner already")
        self._owner[kernel_id] = Owner(visitor.person_id, visitor.session)

    def owns(self, visitor: Visitor | None, kernel_id: str) -> bool:
        """Whether a kernel was given to this visitor in this session."""
        return visitor is not None and self._owner.get(kernel_id) == Owner(visitor.person_id, visitor.session)

    def kernels_of(self, session: str) -> list[str]:
        """The kernels of one session."""
        return [kernel for kernel, owner in self._owner.items() if owner.session == session]

    def sessions(self) -> set[str]:
        """Every session that owns a kernel."""
        return {owner.session for owner in self._owner.values()}

    def forget(self, alive: set[str]) -> None:
        """Drop the kernels that are not alive any more."""
        self._owner = {kernel: owner for kernel, owner in self._owner.items() if kernel in alive}


class OwnKernelsOnly(Authorizer):
    """What Jupyter's handlers ask before they act: only on kernels, and only on one's own."""

    def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:
        """Whether this visitor may do something to the kernel that the address names."""
        owners: Owners = handler.settings["owners"]
        return resource == "kernels" and owners.owns(user, handler.path_kwargs.get("kernel_id", ""))


class HandOut:
    """A kernel manager for one request: every kernel that it hands out gets its owner before the page knows its id."""

    def __init__(self, manager: Any, claim: Callable[[str], None]) -> None:
        self._manager, self._claim = manager, claim

    def __getattr__(self, name: str) -> Any:
        return getattr(self._manager, name)

    async def start_kernel(self, **options: Any) -> str:
        """A new kernel of this visitor."""
        kernel_id: str = await ensure_async(self._manager.start_kernel(**options))
        self._claim(kernel_id)
        return kernel_id

    async def get_rendered_notebook(self, notebook_name: str, **_: Any) -> tuple[Awaitable[Any], list[str], str]:
        """A kernel from the pool, now of this visitor.

        Voila would hand the address of this request on to the kernel that refills the pool, which is the next
        visitor's; that argument is dropped.
        """
        task, cache, kernel_id = await self._manager.get_rendered_notebook(notebook_name=notebook_name)
        self._claim(kernel_id)
        return task, cache, kernel_id
