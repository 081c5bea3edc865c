"""What is counted of requests for Prometheus. What waits in the database is told by `api/standing.py`.

Source: docs/decisions/045-watching.md, docs/design.md 6; the table of metrics is `api/families.py`.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

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


GATHERED = 100
"""Requests that are counted together at the most: one by one each found the code and the numbers of counting out of the processor's
caches, and counting took three times as long (docs/decisions/062-around-the-read.md)."""


class Answered(NamedTuple):
    """What is counted of a request: `asked`: the name of what it asks, from a limited number, and the code of an error, or OK."""

    path: str
    operation: str
    status: int
    seconds: float
    course: Course
    asked: tuple[str, str] | None = None


class ByWords(dict[tuple[str | int, ...], Counted]):
    """What counts under words, made when it first does: they are of a limited number."""

    def __init__(self, of: Counted) -> None:
        super().__init__()
        self._of: Counted = of

    def __missing__(self, words: tuple[str | int, ...]) -> Counted:
        """Make what counts under words that are new."""
        made: Counted = self._of.labels(*words)
        self[words] = made
        return made


class Metrics:
    """The counters of this process since its start, and of those beside it that share a folder with it."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder`: where the processes of this machine keep their counters; None: this one counts for itself."""
        self._folder = folder
        self._registry = CollectorRegistry()
        self._gathered: list[Answered] = []
        self._requests, self._operations = self._counter(REQUESTS), self._counter(OPERATIONS)
        self._commands, self._refused = self._counter(COMMANDS), self._counter(REFUSED)
        self._request_seconds = self._histogram(REQUEST_SECONDS)
        self._operation_seconds = self._histogram(OPERATION_TIME)
        self._phases = self._histogram(PHASES)
        self._size, self._used = self._gauge(POOL_SIZE), self._gauge(POOL_USED)
        self._readings = self._counter(READINGS)
        self._lag, self._read = self._gauge(STANDBY_LAG, "livemax"), self._gauge(STANDBY_READ, "livemin")

    def gather(self, answered: Answered) -> None:
        """Count a request with others: when there are so many, at the next beat, or when somebody looks."""
        self._gathered.append(answered)
        if len(self._gathered) >= GATHERED:
            self.add_up()

    def add_up(self) -> None:
        """Count what was gathered."""
        gathered, self._gathered = self._gathered, []
        for path, operation, status, seconds, course, asked in gathered:
            self.count(path, operation, status, seconds)
            self.count_course(course)
            if asked is not None:
                name, code = asked
                self.count_operation(name, operation, code, seconds)

    def count(self, path: str, operation: str, status: int, seconds: float) -> None:
        """Count one request. `operation`: `query`, `mutation`, `print`, `token` or `none`."""
        self._requests[path, operation, status].inc()
        self._request_seconds[path, operation].observe(seconds)

    def count_operation(self, name: str, operation: str, code: str, seconds: float) -> None:
        """Count what a request asked. `name`: from a limited number; `code`: of an error, or OK."""
        self._operations[name, operation, code].inc()
        self._operation_seconds[name,].observe(seconds)

    def count_course(self, course: Course) -> None:
        """Count on what a request spent its time, and its commands."""
        for phase, seconds in course.seconds.items():
            self._phases[phase,].observe(seconds)
        for words in course.commands:
            self._commands[words].inc()

    def count_refused(self, reason: str) -> None:
        """Count a credential that was refused."""
        self._refused[reason,].inc()

    def tell_pools(self, pools: Mapping[str, tuple[int, int]]) -> None:
        """Note how many connections each pool may have, and how many are in use."""
        for name, (most, used) in pools.items():
            self._size.labels(name).set(most)
            self._used.labels(name).set(used)

    def count_reading(self, standby: str) -> None:
        """Count a reading that a standby may answer, by who did."""
        self._readings[standby,].inc()

    def tell_standbys(self, standbys: Mapping[str, tuple[float, bool]]) -> None:
        """Note of each standby how many seconds it lacks, and whether it is read from."""
        for name, (lag, is_read) in standbys.items():
            self._lag.labels(name).set(lag)
            self._read.labels(name).set(float(is_read))

    def leave(self) -> None:
        """Take back what is true of running processes alone: this one ends."""
        self.add_up()
        if self._folder is not None:
            forget(self._folder, os.getpid())

    @property
    def registry(self) -> CollectorRegistry:
        """What this process has counted."""
        self.add_up()
        return self._registry

    def counted(self) -> CollectorRegistry:
        """Return the registry to be shown: of all processes that share the folder, where there is one."""
        own = self.registry
        if self._folder is None:
            return own
        registry = CollectorRegistry()
        registry.register(Counts(self._folder))
        return registry

    def _counter(self, family: Family) -> ByWords[Counter]:
        return ByWords(Counter(family.name, family.meaning, family.labels, registry=self._registry))

    def _histogram(self, family: Family) -> ByWords[Histogram]:
        return ByWords(Histogram(family.name, family.meaning, family.labels, buckets=family.buckets, registry=self._registry))

    def _gauge(self, family: Family, together: Literal["livesum", "livemax", "livemin"] = "livesum") -> Gauge:
        """Return a gauge; `together`: what several processes tell of it."""
        return Gauge(family.name, family.meaning, family.labels, registry=self._registry, multiprocess_mode=together)
