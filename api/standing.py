"""What waits in the database, as gauges: asked when they are fetched, and not more often than every few seconds.

Source: docs/decisions/045-watching.md. Every server tells the same numbers, which a rule takes the highest of.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from time import monotonic

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from typing_extensions import override

from api.families import KEY, STANDING, UP, Family

KEPT_SECONDS = 15.0
"""How long an answer of the database is told again."""
SILENT_SECONDS = 60.0
"""After how long the worker, whose rounds take two, is silent: so long its jobs have left something waiting."""
OF_THE_WORKER = ("audit", "feed")
"""What the worker empties."""

Numbers = Sequence[tuple[str, str, float]]


class Standing(Collector):
    """Collects the gauges. `read` asks the database; `troubles`: the errors by which it does not answer."""

    def __init__(
        self, read: Callable[[], Awaitable[Numbers]], up: Callable[[], bool], key: str, troubles: tuple[type[BaseException], ...]
    ) -> None:
        """`up`: whether the database is known to answer; `key`: the id of the cipher key that writes."""
        self._read = read
        self._up = up
        self._key = key
        self._troubles = troubles
        self._numbers: Numbers = ()
        self._at: float | None = None
        self._turn = asyncio.Lock()

    async def look(self) -> None:
        """Ask the database, unless that was done a moment ago. Where it does not answer nothing is told of it."""
        async with self._turn:
            if self._at is not None and monotonic() - self._at < KEPT_SECONDS:
                return
            try:
                self._numbers = await self._read() if self._up() else ()
            except self._troubles:
                self._numbers = ()
            self._at = monotonic()

    async def remarks(self) -> list[str]:
        """Look, and return what is wrong although requests are served, in words for who watches."""
        await self.look()
        none = ["no worker works: nothing is sealed, told in the feed, or removed"] if ("workers", "active", 0.0) in self._numbers else []
        return [*none, *(["the worker is silent: what it should have done waits"] if self.is_silent else [])]

    @property
    def is_silent(self) -> bool:
        """Whether the worker leaves things waiting, by the last look."""
        return any(name == "oldest" and label in OF_THE_WORKER and value > SILENT_SECONDS for name, label, value in self._numbers)

    @override
    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges of the last look."""
        yield _gauge(UP, {(): float(self._up())})
        yield _gauge(KEY, {(self._key,): 1.0})
        for name, family in STANDING.items():
            told: dict[tuple[str, ...], float] = {}
            for each, label, value in self._numbers:
                if each == name:
                    told[label,] = told.get((label,), 0.0) + value  # two offices whose ids begin alike are one line
            yield _gauge(family, told)


def _gauge(family: Family, told: Mapping[tuple[str, ...], float]) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(family.name, family.meaning, labels=family.labels)
    for labels, value in told.items():
        gauge.add_metric(labels, value)
    return gauge
