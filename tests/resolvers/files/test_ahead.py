"""Pieces of work are made one ahead of who takes them, in their order. Source: docs/decisions/009-import.md."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from resolvers.files.ahead import ahead


class Maker:
    """Makes numbers, and remembers which; the fault is raised in the place of one of them."""

    def __init__(self, fault: int | None = None) -> None:
        self.made: list[int] = []
        self.fault = fault
        self.closed = False

    async def numbers(self, count: int) -> AsyncGenerator[int]:
        """Yield so many numbers from 0 on."""
        try:
            for number in range(count):
                await asyncio.sleep(0)
                if number == self.fault:
                    raise ZeroDivisionError
                self.made.append(number)
                yield number
        finally:
            self.closed = True


async def others_go_on() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_the_next_is_made_while_the_last_is_worked_on_and_none_after_it() -> None:
    maker, taken = Maker(), list[int]()
    async for each in ahead(maker.numbers(4)):
        await others_go_on()
        taken.append(each)
        assert maker.made == [*range(min(each + 2, 4))]
    assert taken == [0, 1, 2, 3]


async def test_what_making_one_raises_is_raised_in_its_place() -> None:
    pieces = ahead(Maker(fault=2).numbers(4))
    assert [await anext(pieces), await anext(pieces)] == [0, 1]
    await others_go_on()
    with pytest.raises(ZeroDivisionError):
        await anext(pieces)


@pytest.mark.parametrize("fault", [None, 1])
async def test_who_takes_no_more_leaves_nothing_behind(fault: int | None) -> None:
    maker = Maker(fault)
    async with aclosing(ahead(maker.numbers(4))) as pieces:
        assert await anext(pieces) == 0
        await others_go_on()
    assert maker.closed
    assert len(asyncio.all_tasks()) == 1
