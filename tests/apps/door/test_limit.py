"""How often one address may fail: counted within a window, apart from other addresses, and forgotten with time."""

from rccrm_lib.apps.door import limit
from rccrm_lib.apps.door.limit import AddressLimit


def test_an_address_waits_after_too_many_failures_and_others_do_not() -> None:
    limits = AddressLimit(most=3, within=60)
    for second in (0, 10, 20):
        assert limits.wait("a", second) == 0
        limits.fail("a", second)
    assert limits.wait("a", 30) == 30 and limits.wait("b", 30) == 0
    assert limits.wait("a", 60) == 0, "the first failure is a minute old"


def test_memory_is_bounded(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(limit, "MOST_ADDRESSES", 5)
    limits = AddressLimit(most=1, within=60)
    for number in range(50):
        limits.fail(f"address {number}", 0)
    assert len(limits._failures) == 5 and limits.wait("address 49", 1) > 0
