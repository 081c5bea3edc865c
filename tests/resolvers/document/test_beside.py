"""Work beside the event loop. Source: docs/decisions/055-nobody-waits.md."""

import asyncio
from threading import Event

import pytest

from domain.time.spent import Phase, Timed, begin
from resolvers.document.beside import Beside


async def test_others_are_answered_while_work_is_done_and_who_asks_for_the_same_waits_for_it() -> None:
    beside, begun, go, times = Beside(), asyncio.Event(), Event(), 0
    loop = asyncio.get_running_loop()

    def work() -> int:
        nonlocal times
        times += 1
        loop.call_soon_threadsafe(begun.set)
        assert go.wait(60)
        return times

    asked = [asyncio.create_task(beside.done("plan", work)) for _ in range(3)]
    await begun.wait()  # this runs, and the work is not over
    asked[0].cancel()
    await asyncio.gather(asked[0], return_exceptions=True)
    go.set()
    assert (await asked[1], await asked[2]) == (1, 1)
    assert await beside.done("plan", work) == 2


async def test_what_is_raised_there_reaches_all_who_ask_and_is_tried_anew_by_the_next() -> None:
    beside = Beside()

    def fails() -> None:
        raise ValueError

    for each in await asyncio.gather(*(beside.done("plan", fails) for _ in range(2)), return_exceptions=True):
        assert isinstance(each, ValueError)
    assert await beside.done("plan", lambda: 3) == 3


async def test_its_time_counts_for_the_request_that_asked_first() -> None:
    course = begin()

    def timed() -> None:
        with Timed(Phase.PLANNING):
            """Nothing."""

    await Beside().done("plan", timed)
    assert [*course.seconds] == [Phase.PLANNING]


async def test_nobody_who_asks_is_told_of_what_nobody_waits_for() -> None:
    beside, go = Beside(), Event()

    def fails() -> None:
        assert go.wait(60)
        raise ValueError

    asked = asyncio.create_task(beside.done("plan", fails))
    await asyncio.sleep(0)
    asked.cancel()
    go.set()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert await beside.done("other", lambda: 1) == 1
