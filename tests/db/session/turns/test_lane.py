"""Who is let into a lane of readings, and when. Source: docs/decisions/055-nobody-waits.md."""

import asyncio
from collections.abc import Callable
from uuid import UUID

import pytest

from db.server.away import Busy
from db.session.turns.lane import LONGEST_REST, RECENTLY, RESTS, Lane, Others

A, B = UUID(int=1), UUID(int=2)
LONG = 5.0


class Line:
    """Readings in a lane that stay until they are told to go; `entered`: in which order they came in."""

    def __init__(self, places: int, *, each: int = 1, counting: int | None = None) -> None:
        self.now = 0.0
        self.rests: list[tuple[float, Callable[[], None]]] = []
        self.others = Others(lambda: self.now, lambda seconds, end: self.rests.append((seconds, end)))
        self.lane = Lane(places, self.others, each=each, counting=counting)
        self.entered: list[str] = []
        self.go: dict[str, asyncio.Event] = {}

    async def come(self, account: UUID, name: str, *, counts: bool = False) -> asyncio.Task[None]:
        """A reading that comes, and has entered where it may."""
        self.go[name] = asyncio.Event()

        async def read() -> None:
            async with self.lane.place(account, LONG, counts=counts):
                self.entered.append(name)
                await self.go[name].wait()

        task = asyncio.create_task(read())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return task


async def test_an_account_that_asks_for_much_is_behind_one_that_asks_for_little() -> None:
    line = Line(1)
    tasks = [await line.come(account, name) for account, name in ((A, "a1"), (A, "a2"), (A, "a3"), (B, "b1"))]
    for name in ("a1", "b1", "a2", "a3"):
        line.go[name].set()
        await tasks[["a1", "a2", "a3", "b1"].index(name)]
    assert line.entered == ["a1", "b1", "a2", "a3"]


async def test_an_account_has_one_place_though_others_are_free() -> None:
    line = Line(2)
    tasks = [await line.come(account, name) for account, name in ((A, "a1"), (A, "a2"), (B, "b1"))]
    assert line.entered == ["a1", "b1"]
    for name in ("a1", "b1", "a2"):
        line.go[name].set()
    await asyncio.gather(*tasks)
    assert line.entered == ["a1", "b1", "a2"]


async def test_an_account_holds_as_many_places_as_each_may() -> None:
    line = Line(4, each=2)
    tasks = [await line.come(account, name) for account, name in ((A, "a1"), (A, "a2"), (A, "a3"), (B, "b1"))]
    assert line.entered == ["a1", "a2", "b1"]
    for name in ("a1", "a2", "a3", "b1"):
        line.go[name].set()
    await asyncio.gather(*tasks)
    assert line.entered == ["a1", "a2", "b1", "a3"]


async def test_who_gives_up_while_a_place_becomes_free_takes_none_with_them() -> None:
    line = Line(1)
    tasks = [await line.come(account, name) for account, name in ((A, "a1"), (B, "b1"), (B, "b2"))]
    line.go["a1"].set()
    tasks[1].cancel()  # it is told so, and ends when the first has left already
    await tasks[0]
    line.go["b2"].set()
    await tasks[2]
    assert (line.entered, tasks[1].cancelled()) == (["a1", "b2"], True)
    await line.come(A, "a2")
    assert line.entered[-1] == "a2"


async def test_what_only_counts_leaves_places_to_what_shows_rows() -> None:
    line = Line(2, counting=1)
    tasks = [await line.come(account, name, counts=name < "c") for account, name in ((A, "a"), (B, "b"), (B, "c"))]
    assert line.entered == ["a", "c"]
    line.go["c"].set()
    await tasks[2]
    assert line.entered == ["a", "c"]
    line.go["a"].set()
    await tasks[0]
    assert line.entered == ["a", "c", "b"]
    line.go["b"].set()
    await tasks[1]


async def test_an_account_that_waits_to_count_is_shown_rows_meanwhile() -> None:
    line = Line(3, counting=1)
    tasks = [await line.come(A, name, counts=name < "c") for name in ("a", "b", "c")]
    assert line.entered == ["a", "c"]
    for name in ("a", "b", "c"):
        line.go[name].set()
    await asyncio.gather(*tasks)


async def test_who_finds_no_place_in_time_is_told_so_and_forgotten() -> None:
    line = Line(1)
    inside = await line.come(A, "a1")
    with pytest.raises(Busy):
        async with line.lane.place(B, 0):
            """Never reached."""
    given_up = await line.come(B, "b1")
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    line.go["a1"].set()
    await inside
    last = await line.come(B, "b2")
    line.go["b2"].set()
    await last
    assert line.entered == ["a1", "b2"]


async def test_a_place_that_is_given_to_somebody_who_leaves_at_that_moment_is_free_again() -> None:
    line = Line(1)
    inside, leaves = await line.come(A, "a1"), await line.come(B, "b1")
    line.go["a1"].set()
    await inside  # the place is given to b1, which has not run since
    leaves.cancel()
    await asyncio.gather(leaves, return_exceptions=True)
    last = await line.come(A, "a2")
    line.go["a2"].set()
    await last
    assert line.entered[-1] == "a2"


async def test_while_others_ask_for_more_than_counts_a_place_rests_to_what_only_counts() -> None:
    line = Line(1)
    tasks = [await line.come(A, "a", counts=True), await line.come(B, "b", counts=True)]
    line.others.note()
    line.now = 0.01
    line.go["a"].set()
    await tasks[0]
    tasks.append(await line.come(B, "c"))
    assert line.entered == ["a", "c"]
    ((seconds, end),) = line.rests
    assert seconds == pytest.approx(RESTS * 0.01)
    line.go["c"].set()
    await tasks[2]
    end()
    line.go["b"].set()
    await tasks[1]
    assert line.entered == ["a", "c", "b"]


def test_a_place_rests_no_longer_than_a_while_however_long_a_count_took_and_only_while_others_are_there() -> None:
    others = Others(lambda: 0.0)
    assert others.rest(10) == 0
    others.note()
    assert others.rest(10) == LONGEST_REST


async def test_who_asked_for_more_than_counts_is_forgotten_soon() -> None:
    line = Line(1)
    line.others.note()
    line.now = RECENTLY
    inside, waits = await line.come(A, "a", counts=True), await line.come(B, "b", counts=True)
    line.go["a"].set()
    line.go["b"].set()
    await asyncio.gather(inside, waits)
    assert line.rests == []


async def test_who_asks_for_rows_is_one_of_the_others() -> None:
    line = Line(2)
    shown = await line.come(A, "a")
    line.go["a"].set()
    await shown
    assert line.others.rest(1) == LONGEST_REST
