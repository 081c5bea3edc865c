"""The terminal's commands run over asyncio's own loop, as they do in operation; the server's is that of the other tests."""

import asyncio
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def loop_of_the_terminal() -> Iterator[None]:
    """`asyncio.run` makes it."""
    others = asyncio.get_event_loop_policy()
    asyncio.set_event_loop_policy(asyncio.DefaultEventLoopPolicy())
    yield
    asyncio.set_event_loop_policy(others)
