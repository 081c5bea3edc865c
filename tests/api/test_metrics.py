"""Requests are counted together, and none is left out. Source: docs/decisions/062-around-the-read.md, 045-watching.md."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from api.metrics import GATHERED, Answered, Metrics
from api.standing import Standing
from api.watching import Watcher, Watching
from domain.time.spent import Course, Phase

ANSWERED = Answered("/graphql", "query", 200, 0.25, Course({Phase.DATABASE: 0.125}, [("referralSign", "OK")]), ("inbox", "OK"))
REQUESTS = ("lianbang_requests_total", {"path": "/graphql", "operation": "query", "status": "200"})


def counted(metrics: Metrics) -> float | None:
    """How many requests are counted already, whoever looks."""
    return metrics._registry.get_sample_value(*REQUESTS)


def test_everything_of_a_request_is_counted() -> None:
    metrics = Metrics()
    for answered in (ANSWERED, ANSWERED, ANSWERED._replace(asked=None)):
        metrics.gather(answered)
    value = metrics.registry.get_sample_value
    assert value(*REQUESTS) == 3
    assert value("lianbang_request_seconds_sum", {"path": "/graphql", "operation": "query"}) == 0.75
    assert value("lianbang_operations_total", {"name": "inbox", "operation": "query", "code": "OK"}) == 2
    assert value("lianbang_operation_seconds_count", {"name": "inbox"}) == 2
    assert value("lianbang_phase_seconds_sum", {"phase": "database"}) == 0.375
    assert value("lianbang_commands_total", {"action": "referralSign", "code": "OK"}) == 3
    assert metrics.registry.get_sample_value(*REQUESTS) == 3  # each once


def test_when_there_are_many_they_are_counted_whether_or_not_anybody_looks() -> None:
    metrics = Metrics()
    for _ in range(GATHERED - 1):
        metrics.gather(ANSWERED)
    assert counted(metrics) is None
    metrics.gather(ANSWERED)
    assert counted(metrics) == GATHERED


async def beat(metrics: Metrics) -> None:
    """One beat of whoever tells others."""

    async def nothing() -> tuple[tuple[str, str, float], ...]:
        return ()

    stop = asyncio.Event()
    watching = Watching(metrics, Standing(nothing, lambda: False, "", ()), dict, Watcher(None, is_open=True))
    beating = asyncio.create_task(watching.keep(stop))
    await asyncio.sleep(0)
    assert counted(metrics) == 1
    stop.set()
    await beating


async def looked(metrics: Metrics) -> None:
    metrics.counted()


async def ended(metrics: Metrics) -> None:
    metrics.leave()


@pytest.mark.parametrize("after", [beat, looked, ended])
async def test_few_are_counted_by_the_next_beat_when_somebody_looks_and_at_the_end(after: Callable[[Metrics], Awaitable[None]]) -> None:
    metrics = Metrics()
    metrics.gather(ANSWERED)
    assert counted(metrics) is None
    await after(metrics)
    assert counted(metrics) == 1
