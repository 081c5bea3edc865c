"""Work for the processor that is done beside the event loop, in one thread, once for all who ask for the same at one time.

Source: docs/decisions/055-nobody-waits.md. One thread: whoever is answered meanwhile shares the processor with one piece of work at most.
"""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

T = TypeVar("T")


class Beside:
    """The thread, and what is under way in it. What is done there must not wait for the event loop."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "beside")
        self._under_way: dict[Hashable, asyncio.Future[Any]] = {}

    async def done(self, key: Hashable, work: Callable[[], T]) -> T:
        """Return what `work` returns, or raise what it raises; it is done once for all who ask by an equal `key` until it is done."""
        found = self._under_way.get(key)
        if found is None:
            found = asyncio.get_running_loop().run_in_executor(self._thread, copy_context().run, work)
            self._under_way[key] = found
            found.add_done_callback(lambda future: self._forget(key, future))
        result: T = await asyncio.shield(found)  # whoever leaves does not take it away from the others
        return result

    def _forget(self, key: Hashable, future: "asyncio.Future[Any]") -> None:
        del self._under_way[key]
        if not future.cancelled():
            future.exception()  # if nobody waits any more, nobody is told
