"""A kernel belongs to one session of one person; one that nobody owns is reached by nobody."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from rccrm_lib.apps.door.owners import HandOut, Owners, OwnKernelsOnly
from rccrm_lib.apps.visitor import Visitor


def _visitor(person: str, session: str) -> Visitor:
    return Visitor(person_id=person, name=person, role="manager", member_id="360199", session=session)


WANG, WANG_LATER, LI = _visitor("wang", "s1"), _visitor("wang", "s2"), _visitor("li", "s3")


@pytest.fixture
def owners() -> Owners:
    owners = Owners()
    owners.claim("k1", WANG)
    return owners


@pytest.mark.parametrize(
    ("visitor", "kernel", "reached"),
    [(WANG, "k1", True), (WANG_LATER, "k1", False), (LI, "k1", False), (None, "k1", False), (WANG, "k2", False),
     (WANG, "", False)],
)
def test_only_the_owner_reaches_a_kernel(owners: Owners, visitor: Visitor | None, kernel: str, reached: bool) -> None:
    assert owners.owns(visitor, kernel) is reached
    handler = SimpleNamespace(settings={"owners": owners}, path_kwargs={"kernel_id": kernel})
    ask: Any = OwnKernelsOnly().is_authorized
    assert ask(handler, visitor, "execute", "kernels") is reached
    assert ask(handler, visitor, "read", "contents") is False, "nothing but kernels may be asked for"


def test_a_kernel_is_not_given_twice(owners: Owners) -> None:
    with pytest.raises(ValueError, match="owner"):
        owners.claim("k1", LI)


def test_what_is_gone_is_forgotten(owners: Owners) -> None:
    owners.claim("k2", LI)
    owners.forget({"k2"})
    assert (owners.kernels_of("s1"), owners.kernels_of("s3"), owners.sessions()) == ([], ["k2"], {"s3"})


def test_the_address_of_one_visitor_does_not_reach_the_kernel_of_the_next() -> None:
    """Voila hands the request's address to the kernel that refills the pool."""
    asked: dict[str, Any] = {}

    class Manager:
        other = "passed on"

        async def get_rendered_notebook(self, **options: Any) -> tuple[Any, list[str], str]:
            asked.update(options)
            return None, [], "k9"

    owners = Owners()
    hand = HandOut(Manager(), lambda kernel: owners.claim(kernel, WANG))
    asyncio.run(hand.get_rendered_notebook(
        "a.ipynb", extra_kernel_env_variables={"VOILA_REQUEST_URL": "http://x/?customer=SECRET"}))
    assert asked == {"notebook_name": "a.ipynb"} and owners.owns(WANG, "k9") and hand.other == "passed on"
