"""The deadline of a request, and how its time is divided.

Source: docs/design.md 5 (bulk commands answer what is done when their time is up). The clock is passed in: monotonic seconds.
"""

from collections.abc import Callable
from math import inf
from typing import NamedTuple

WORK = 0.7
"""The share of a request's time after which no new work is begun and unfinished work is given up."""
READ = 0.9
"""The share after which no more rows are read; the rest is for sending the answer."""


class Deadline(NamedTuple):
    """When a request began, by `clock`, and how many seconds it has in all."""

    began: float
    seconds: float
    clock: Callable[[], float]

    def left(self, share: float) -> float:
        """Return the seconds until a share of the time is used up, at least 0."""
        return max(0.0, self.began + self.seconds * share - self.clock())


ENDLESS = Deadline(0.0, inf, lambda: 0.0)
"""The deadline of work that no request waits for."""
