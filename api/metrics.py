"""What is counted of requests for Prometheus. What waits in the database is told by `api/standing.py`.

Source: docs/decisions/045-watching.md, docs/design.md 6; the table of metrics is `api/families.py`.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from api.families import (
    COMMANDS,
    OPERATION_TIME,
    OPERATIONS,
    PHASES,
    POOL_SIZE,
    POOL_USED,
    READINGS,
    REFUSED,
    REQUEST_SECONDS,
    REQUESTS,
    STANDBY_LAG,
    STANDBY_READ,
    Family,
)
from api.serving.counts import Counts, forget
from domain.time.spent import Course

Counted = TypeVar("Counted", Counter, Histogram)


class Metrics:
    """The counters of this process since its start, and of those beside it that share a folder with it."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder`: where the processes of this machine keep their counters; None: this one counts for itself."""
        self._folder = folder
        self.registry = CollectorRegistry()
        self._found: dict[tuple[Counter | Histogram, tuple[str, ...]], Any] = {}
        self._requests, self._operations = self._counter(REQUESTS), self._counter(OPERATIONS)
        self._commands, self._refused = self._counter(COMMANDS), self._counter(REFUSED)
        self._request_seconds = self._histogram(REQUEST_SECONDS)
        self._operation_seconds = self._histogram(OPERATION_TIME)
        self._phases = self._histogram(PHASES)
        self._size, self._used = self._gauge(POOL_SIZE), self._gauge(POOL_USED)
        self._readings = self._counter(READINGS)
        self._lag, self._read = self._gauge(STANDBY_LAG, "livemax"), self._gauge(STANDBY_READ, "livemin")

    def count(self, path: str, operation: str, status: int, seconds: float) -> None:
        """Count one request. `operation`: `query`, `mutation`, `print`, `token` or `none`."""
        self._of(self._requests, path, operation, str(status)).inc()
        self._of(self._request_seconds, path, operation).observe(seconds)

    def count_operation(self, name: str, operation: str, code: str, seconds: float) -> None:
        """Count what a request asked. `name`: from a limited number; `code`: of an error, or OK."""
        self._of(self._operations, name, operation, code).inc()
        self._of(self._operation_seconds, name).observe(seconds)

    def count_course(self, course: Course) -> None:
        """Count on what a request spent its time, and its commands."""
        for phase, seconds in course.seconds.items():
            self._of(self._phases, phase.value).observe(seconds)
        for action, code in course.commands:
            self._of(self._commands, action, code).inc()

    def count_refused(self, reason: str) -> None:
        """Count a credential that was refused."""
        self._refused.labels(reason).inc()

    def tell_pools(self, pools: Mapping[str, tuple[int, int]]) -> None:
        """Note how many connections each pool may have, and how many are in use."""
        for name, (most, used) in pools.items():
            self._size.labels(name).set(most)
            self._used.labels(name).set(used)

    def count_reading(self, standby: str) -> None:
        """Count a reading that a standby may answer, by who did."""
        self._of(self._readings, standby).inc()

    def tell_standbys(self, standbys: Mapping[str, tuple[float, bool]]) -> None:
        """Note of each standby how many seconds it lacks, and whether it is read from."""
        for name, (lag, is_read) in standbys.items():
            self._lag.labels(name).set(lag)
            self._read.labels(name).set(float(is_read))

    def leave(self) -> None:
        """Take back what is true of running processes alone: this one ends."""
        if self._folder is not None:
            forget(self._folder, os.getpid())

    def counted(self) -> CollectorRegistry:
        """Return the registry to be shown: of all processes that share the folder, where there is one."""
        if self._folder is None:
            return self.registry
        registry = CollectorRegistry()
        registry.register(Counts(self._folder))
        return registry

    def _of(self, counted: Counted, *words: str) -> Counted:
        """Return what counts under these words, found once: they are of a limited number."""
        found: Counted | None = self._found.get((counted, words))
        if found is None:
            found = self._found[counted, words] = counted.labels(*words)
        return found

    def _counter(self, family: Family) -> Counter:
        return Counter(family.name, family.meaning, family.labels, registry=self.registry)

    def _histogram(self, family: Family) -> Histogram:
        return Histogram(family.name, family.meaning, family.labels, buckets=family.buckets, registry=self.registry)

    def _gauge(self, family: Family, together: Literal["livesum", "livemax", "livemin"] = "livesum") -> Gauge:
        """Return a gauge; `together`: what several processes tell of it."""
        return Gauge(family.name, family.meaning, family.labels, registry=self.registry, multiprocess_mode=together)
