"""The rate limits of requests: token buckets for accounts, service clients and addresses, of all processes on a port together.

Source: docs/settings.md (LIANBANG_REQUESTS_PER_MINUTE and those beside it); docs/design.md 8 (RATE_LIMITED);
docs/decisions/045-watching.md (why each machine counts for itself), 052-gateway.md (a board for several processes).
"""

from collections.abc import Callable, Hashable
from datetime import datetime
from functools import partial
from math import ceil
from typing import Protocol

from api.serving.board import Bucket, Spend
from api.serving.crowd import network_of
from domain.recent import Recent
from domain.viewer import Viewer

KEPT = 50_000
"""Most buckets kept, more than accounts that ask within a minute: what is forgotten starts with a full bucket."""


class Buckets(Protocol):
    """Where buckets are kept: in a process of its own, or on the board of several."""

    def exchange(self, whose: Hashable, spend: Spend) -> tuple[Bucket, bool]:
        """Let a bucket become what `spend` makes of it. Return it, and whether there was a request in it."""

    def look(self, whose: Hashable) -> Bucket | None:
        """Return a bucket, None where none is kept."""


class Own:
    """The buckets of the only process; where there are too many, the one that was asked for longest ago is forgotten."""

    def __init__(self) -> None:
        self._kept: Recent[Hashable, Bucket] = Recent(KEPT)

    def exchange(self, whose: Hashable, spend: Spend) -> tuple[Bucket, bool]:
        """Let a bucket become what `spend` makes of it. Return it, and whether there was a request in it."""
        bucket, taken = spend(self._kept.get(whose))
        self._kept.keep(whose, bucket)
        return bucket, taken

    def look(self, whose: Hashable) -> Bucket | None:
        """Return a bucket, None where none is kept."""
        return self._kept.get(whose)


class Allowance:
    """The requests that each of many may still make. Those of a whole minute may come at once."""

    def __init__(self, per_minute: int, clock: Callable[[], datetime], name: str = "", kept: Buckets | None = None) -> None:
        """`per_minute`: requests of one account, client or address, at least 1. `name`: of this limit among those of a board."""
        self._most = float(per_minute)
        self._clock = clock
        self._name = name
        self._kept = kept or Own()

    def take(self, whose: Hashable) -> bool:
        """Take one request from a bucket. Return whether there was one."""
        return self.spend(whose) is not None

    def spend(self, whose: Hashable) -> int | None:
        """Take one request from a bucket. Return how many are left then, None where there was none."""
        (left, _), taken = self._kept.exchange((self._name, whose), partial(self._spent, self._clock().timestamp()))
        return int(left) if taken else None

    def seconds(self, whose: Hashable) -> int:
        """Return after how many seconds the next request is there, at least 1."""
        left, _ = self._kept.look((self._name, whose)) or (self._most, 0.0)
        return max(1, ceil((1 - left) * 60 / self._most))

    def _spent(self, now: float, bucket: Bucket | None) -> tuple[Bucket, bool]:
        left, since = bucket or (self._most, now)
        left = min(self._most, left + max(0.0, now - since) * self._most / 60)
        return (left - 1 if left >= 1 else left, now), left >= 1


class UsedUp(Exception):
    """There is no request left; `seconds`: after how many there is one."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Allowances:
    """What a request counts for: its account, and the service client by which that acts."""

    def __init__(self, accounts: Allowance, clients: Allowance) -> None:
        self._accounts = accounts
        self._clients = clients

    def take(self, viewer: Viewer) -> int:
        """Take one request. Return how many more the viewer may make then, by the tighter of the two limits. Raises UsedUp."""
        left = self._accounts.spend(viewer.account)
        if left is None:
            raise UsedUp(self._accounts.seconds(viewer.account))
        if viewer.client is None:
            return left
        of_client = self._clients.spend(viewer.client)
        if of_client is None:
            raise UsedUp(self._clients.seconds(viewer.client))
        return min(left, of_client)


class AtTheDoor:
    """The requests that an address may make without a name: an IPv6 network counts as one."""

    def __init__(self, addresses: Allowance) -> None:
        self._addresses = addresses

    def wait(self, address: str) -> int | None:
        """Take one request. Return after how many seconds there is one; None if there was."""
        place = network_of(address)
        return None if self._addresses.take(place) else self._addresses.seconds(place)
