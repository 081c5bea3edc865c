"""The rate limits of requests: token buckets for accounts, service clients and addresses, in this process.

Source: docs/settings.md (LIANBANG_REQUESTS_PER_MINUTE and the two beside it); docs/design.md 8 (RATE_LIMITED);
docs/decisions/045-watching.md (why each process counts for itself).
"""

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from math import ceil

from cachetools import TTLCache

from api.serving.crowd import network_of
from domain.viewer import Viewer

KEPT = 50_000
"""Most buckets kept, more than accounts that ask within a minute: what is forgotten starts with a full bucket."""
FULL_AGAIN = timedelta(minutes=1)
"""The time in which an empty bucket fills, after which forgetting it changes nothing."""


class Allowance:
    """The requests that each of many may still make. Those of a whole minute may come at once."""

    def __init__(self, per_minute: int, clock: Callable[[], datetime]) -> None:
        """`per_minute`: requests of one account, client or address, at least 1."""
        self._most = float(per_minute)
        self._clock = clock
        self._left: TTLCache[Hashable, tuple[float, datetime], datetime] = TTLCache(KEPT, FULL_AGAIN, clock)

    def take(self, whose: Hashable) -> bool:
        """Take one request from a bucket. Return whether there was one."""
        now = self._clock()
        left, since = self._left.get(whose, (self._most, now))
        left = min(self._most, left + max(0.0, (now - since).total_seconds()) * self._most / 60)
        self._left[whose] = (left - 1 if left >= 1 else left, now)
        return left >= 1

    def seconds(self, whose: Hashable) -> int:
        """Return after how many seconds the next request is there, at least 1."""
        left, _ = self._left.get(whose, (self._most, self._clock()))
        return max(1, ceil((1 - left) * 60 / self._most))


class Allowances:
    """What a request counts for: its account, and the service client by which that acts."""

    def __init__(self, accounts: Allowance, clients: Allowance) -> None:
        self._accounts = accounts
        self._clients = clients

    def wait(self, viewer: Viewer) -> int | None:
        """Take one request. Return after how many seconds there is one; None if there was."""
        if not self._accounts.take(viewer.account):
            return self._accounts.seconds(viewer.account)
        if viewer.client is not None and not self._clients.take(viewer.client):
            return self._clients.seconds(viewer.client)
        return None


class AtTheDoor:
    """The requests that an address may make without a name: an IPv6 network counts as one."""

    def __init__(self, addresses: Allowance) -> None:
        self._addresses = addresses

    def wait(self, address: str) -> int | None:
        """Take one request. Return after how many seconds there is one; None if there was."""
        place = network_of(address)
        return None if self._addresses.take(place) else self._addresses.seconds(place)
