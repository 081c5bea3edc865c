"""Work that is done one piece ahead: while whoever takes the pieces waits for something else, such as the database, the next is made.

Source: docs/decisions/009-import.md. It is done in the same thread, so that no two pieces are made at once, and in their order.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import TypeVar

T = TypeVar("T")


async def ahead(made: AsyncGenerator[T]) -> AsyncGenerator[T]:
    """Yield what is made, one piece of it ahead. What making one raises is raised where that one would be taken."""
    async with aclosing(made):
        coming = asyncio.ensure_future(anext(made))
        try:
            with suppress(StopAsyncIteration):
                while True:
                    each = await coming
                    coming = asyncio.ensure_future(anext(made))
                    yield each
        finally:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)
