"""Waits for what another process does, or a thread."""

import asyncio
from collections.abc import Awaitable, Callable

PAUSE = 0.01
"""Seconds before it is looked at again: who looks without a pause takes the processor from what is waited for."""


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Return once it holds."""
    while not await holds():  # noqa: ASYNC110 -- what others do tells nobody here
        await asyncio.sleep(PAUSE)
