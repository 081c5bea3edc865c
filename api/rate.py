"""The rate limit of requests: a token bucket for each account, in this process.

Source: docs/settings.md (LIANBANG_REQUESTS_PER_MINUTE); docs/design.md 8 (RATE_LIMITED).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from cachetools import TTLCache

KEPT_ACCOUNTS = 50_000
"""Most buckets kept, more than accounts that ask within a minute: a forgotten account starts with a full bucket."""
FULL_AGAIN = timedelta(minutes=1)
"""The time in which an empty bucket fills, after which forgetting it changes nothing."""


class Allowance:
    """The requests that accounts may still make. Those of a whole minute may come at once."""

    def __init__(self, per_minute: int, clock: Callable[[], datetime]) -> None:
        """`per_minute`: requests of one account, at least 1."""
        self._most = float(per_minute)
        self._clock = clock
        self._left: TTLCache[UUID, tuple[float, datetime], datetime] = TTLCache(KEPT_ACCOUNTS, FULL_AGAIN, clock)

    def take(self, account: UUID) -> bool:
        """Take one request from an account's bucket. Return whether there was one."""
        now = self._clock()
        left, since = self._left.get(account, (self._most, now))
        left = min(self._most, left + max(0.0, (now - since).total_seconds()) * self._most / 60)
        self._left[account] = (left - 1 if left >= 1 else left, now)
        return left >= 1
