"""How often one address may try to sign in: a few failures are forgotten with time, many close it for a while."""

from __future__ import annotations

from collections import deque

MOST_ADDRESSES = 10_000


class AddressLimit:
    """Failures per address within a window of seconds; time is handed in."""

    def __init__(self, *, most: int, within: float) -> None:
        self._most, self._within = most, within
        self._failures: dict[str, deque[float]] = {}

    def wait(self, address: str, now: float) -> float:
        """Seconds until this address may try again, 0 when it may now."""
        failures = self._recent(address, now)
        return failures[0] + self._within - now if len(failures) >= self._most else 0.0

    def fail(self, address: str, now: float) -> None:
        """Remember one failure."""
        if address not in self._failures and len(self._failures) >= MOST_ADDRESSES:
            self._failures.pop(next(iter(self._failures)))
        self._failures.setdefault(address, deque(maxlen=self._most)).append(now)

    def _recent(self, address: str, now: float) -> deque[float]:
        failures = self._failures.get(address, deque())
        while failures and failures[0] <= now - self._within:
            failures.popleft()
        if not failures:
            self._failures.pop(address, None)
        return failures
