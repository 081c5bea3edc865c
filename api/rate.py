"""How often an account may ask: a bucket that fills evenly, one per account, in this process alone.

Source: docs/settings.md (LIANBANG_REQUESTS_PER_MINUTE); docs/design.md 8 (RATE_LIMITED).
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

REMEMBERED = 10_000
"""Accounts kept; one that is forgotten begins with a full bucket."""


class Allowance:
    """Requests that accounts may still make. A whole minute's worth may come at once."""

    def __init__(self, per_minute: int, clock: Callable[[], datetime]) -> None:
        """`per_minute`: requests of one account, 1 or more."""
        self._most = float(per_minute)
        self._clock = clock
        self._left: OrderedDict[UUID, tuple[float, datetime]] = OrderedDict()

    def take(self, account: UUID) -> bool:
        """Take one request from an account's allowance; whether there was one."""
        now = self._clock()
        left, since = self._left.pop(account, (self._most, now))
        left = min(self._most, left + max(0.0, (now - since).total_seconds()) * self._most / 60)
        self._left[account] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        return left >= 1
