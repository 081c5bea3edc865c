"""Until when a request must have been answered, and how its time is shared out.

Source: docs/design.md 5 (bulk commands answer what is done when their time is up). The clock is handed in: seconds that only go forward.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

WORK = 0.7
"""The share of a request's time in which new work is begun, and unfinished work given up."""
READ = 0.9
"""The share until which rows are read for the answer; what remains is for sending it."""


@dataclass(frozen=True)
class Deadline:
    """When a request began and how many seconds it has in all, by `clock`."""

    began: float
    seconds: float
    clock: Callable[[], float]

    def left(self, share: float) -> float:
        """Seconds until this share of the time is used up; never below zero."""
        return max(0.0, self.began + self.seconds * share - self.clock())


ENDLESS = Deadline(0.0, inf, lambda: 0.0)
"""For what nobody waits for."""
