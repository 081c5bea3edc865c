"""Limits of time that share a timer end each at its own time. Source: docs/decisions/062-around-the-read.md."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from api.lapse import Lapse, Limit

SOON = 0.01
SECONDS = 10.0


@dataclass
class Loop:
    """A loop whose clock the test turns; `timers`: when which call is made."""

    now: float = 0.0
    timers: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def time(self) -> float:
        return self.now

    def call_later(self, seconds: float, call: Callable[..., None], *given: object) -> None:
        self.timers.append((self.now + seconds, lambda: call(*given)))

    def turn_to(self, moment: float) -> None:
        """Go on to a moment; what is due meanwhile is called at its own."""
        while due := [each for each in self.timers if each[0] <= moment]:
            (self.now, call) = first = min(due, key=lambda each: each[0])
            self.timers.remove(first)
            call()
        self.now = moment


@dataclass(eq=False)
class Somebody:
    """Who waits, and is told at which moments."""

    loop: Loop
    told: list[float] = field(default_factory=list)

    def over(self) -> None:
        self.told.append(self.loop.now)


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Loop:
    loop = Loop()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: loop)
    return loop


def test_each_is_told_once_and_at_their_own_end_unless_they_ended_before(loop: Loop) -> None:
    lapse, people = Lapse(SECONDS), [Somebody(loop) for _ in range(4)]
    for second, somebody in enumerate(people):
        loop.turn_to(float(second))
        lapse.begin(somebody)
    lapse.end(people[0])
    lapse.end(people[2])
    loop.turn_to(100.0)
    assert [each.told for each in people] == [[], [11.0], [], [13.0]]


def test_many_have_one_timer_and_it_rings_again_for_who_comes_after_it(loop: Loop) -> None:
    lapse, people = Lapse(SECONDS), [Somebody(loop) for _ in range(50)]
    for each in people[:-1]:
        lapse.begin(each)
        lapse.end(each)
    assert len(loop.timers) == 1
    loop.turn_to(50.0)
    assert loop.timers == []
    lapse.begin(people[-1])
    loop.turn_to(100.0)
    assert [each.told for each in people] == [[]] * 49 + [[60.0]]


async def test_a_block_that_takes_too_long_is_ended_and_whoever_is_in_time_is_not() -> None:
    with pytest.raises(TimeoutError), Limit(Lapse(SOON)):
        await asyncio.Event().wait()
    with Limit(Lapse(SOON)):
        pass
    await asyncio.sleep(2 * SOON)  # nothing of it is left


async def test_who_is_cancelled_by_others_is_not_told_that_it_took_too_long() -> None:
    async def wait() -> None:
        with Limit(Lapse(SECONDS)):
            await asyncio.Event().wait()

    waiting = asyncio.create_task(wait())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert waiting.cancelled()


@pytest.mark.parametrize(("outer", "inner", "ended"), [(SECONDS, SOON, ["inner"]), (SOON, SECONDS, ["outer"])])
async def test_of_two_limits_the_one_that_is_over_ends(outer: float, inner: float, ended: list[str]) -> None:
    told = list[str]()
    try:
        with Limit(Lapse(outer)):
            try:
                with Limit(Lapse(inner)):
                    await asyncio.Event().wait()
            except TimeoutError:
                told.append("inner")
    except TimeoutError:
        told.append("outer")
    assert told == ended


def test_a_lapse_counts_on_whichever_loop_runs() -> None:
    lapse = Lapse(SOON)

    async def wait() -> None:
        with Limit(lapse):
            await asyncio.Event().wait()

    async def pass_by() -> None:
        with Limit(lapse):
            pass

    with asyncio.Runner() as runner:
        runner.run(pass_by())
    with asyncio.Runner() as runner, pytest.raises(TimeoutError):
        runner.run(wait())
