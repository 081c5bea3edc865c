"""A head that does not end is not gathered, and one that does not come is not waited for."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from api.door import MOST, Door

HEAD = b"GET / HTTP/1.1\r\nhost: x\r\n"
Sends = Callable[..., Coroutine[Any, Any, bytes]]


class Hasty(Door):
    """Waits no time."""

    patience = 0.0


async def reads(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that reads what it is sent."""
    await Request(scope, receive).body()
    await PlainTextResponse("done")(scope, receive, send)


@asynccontextmanager
async def behind(door: type[Door]) -> AsyncIterator[Sends]:
    """A server behind this door; what is sent to it, piece by piece, and what it answers until it closes."""
    config = uvicorn.Config(reads, http=door, ws="none", log_config=None, lifespan="off")
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(lambda: door(config, state, {}), "127.0.0.1", 0)

    async def send(*pieces: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        try:
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            return await reader.read()
        except ConnectionError:
            return b"closed"
        finally:
            writer.close()

    async with server:
        yield send


async def test_a_head_that_comes_in_pieces_is_served() -> None:
    async with behind(Door) as send:
        answer = await send(HEAD[:10], HEAD[10:], b"x: " + b"a" * 1000 + b"\r\n", b"connection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")


async def test_a_large_body_is_no_head() -> None:
    async with behind(Door) as send:
        body = b"a" * 4 * MOST
        answer = await send(HEAD.replace(b"GET", b"POST") + b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(body), body)
    assert answer.startswith(b"HTTP/1.1 200")


async def test_a_head_without_end_is_refused() -> None:
    pieces = [HEAD + b"x: ", *[b"a" * MOST] * 64]
    async with behind(Door) as send:
        answer = await asyncio.wait_for(send(*pieces), 10)
    assert answer == b"closed" or answer.startswith(b"HTTP/1.1 400")


async def test_an_address_without_end_is_refused() -> None:
    async with behind(Door) as send:
        answer = await asyncio.wait_for(send(b"GET /", *[b"a" * MOST] * 64), 10)
    assert answer == b"closed" or answer.startswith(b"HTTP/1.1 400")


async def test_who_does_not_say_what_he_wants_is_not_waited_for() -> None:
    async with behind(Hasty) as send:
        assert await asyncio.wait_for(send(), 10) in {b"", b"closed"}
        assert await asyncio.wait_for(send(HEAD), 10) in {b"", b"closed"}
