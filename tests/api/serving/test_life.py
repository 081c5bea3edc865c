"""How a server ends: it says so first, then finishes what it has begun. Source: docs/decisions/008-http.md (Stopping)."""

import asyncio
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.health import Health
from api.serving.door import Config, House
from api.serving.life import RESERVED_FILES, Server, Stop, listening, room_for
from api.watching import Watcher

HEAD = "GET {} HTTP/1.1\r\nhost: x\r\n\r\n"


@dataclass
class Ending:
    """A server with one request that goes on, and its address."""

    server: Server
    address: tuple[str, int]
    begun: asyncio.Event
    go_on: asyncio.Event
    served: asyncio.Task[None]

    async def ask(self, path: str) -> bytes:
        """The answer, whole: until the server closes."""
        reader, writer = await asyncio.open_connection(*self.address)
        writer.write(HEAD.format(path).encode())
        try:
            return await reader.read()
        finally:
            writer.close()


@asynccontextmanager
async def ending(drain: int, grace: int) -> AsyncIterator[Ending]:
    """Such a server; it has ended when the block does."""
    stop, begun, go_on = Stop(), asyncio.Event(), asyncio.Event()

    async def remarks() -> list[str]:
        return []

    async def slow(_: Request) -> Response:
        begun.set()
        await go_on.wait()
        return PlainTextResponse("finished")

    application = Starlette(
        routes=[Route("/readyz", Health(list, Watcher(None, is_open=False), remarks, stop).ready), Route("/slow", slow)]
    )
    with listening("127.0.0.1", 0) as door:
        address = door.getsockname()
        server = Server(Config(application, House(stopping=stop), lifespan="off", grace=grace), stop, drain)
        served = asyncio.create_task(server.serve(sockets=[door]))
        yield Ending(server, address, begun, go_on, served)
        await served


async def test_a_server_that_stops_says_so_first_takes_requests_still_and_finishes_those_in_flight() -> None:
    async with ending(drain=1, grace=30) as it:
        in_flight = asyncio.create_task(it.ask("/slow"))
        await it.begun.wait()
        it.server.should_exit = True
        answer = b""
        while not answer.startswith(b"HTTP/1.1 503"):  # until the server has noticed
            reader, writer = await asyncio.open_connection(*it.address)
            writer.write(HEAD.format("/readyz").encode())
            answer = await reader.readuntil(b"}")
            writer.close()
        assert b"stopping" in answer
        it.go_on.set()
        assert (await in_flight).endswith(b"finished")


async def test_a_connection_that_waits_for_its_next_request_is_ended_and_not_reset() -> None:
    async with ending(drain=0, grace=30) as it:
        reader, writer = await asyncio.open_connection(*it.address)
        writer.write(HEAD.format("/readyz").encode())
        await reader.readuntil(b"}")
        it.server.should_exit = True
        assert await reader.read() == b""
        writer.close()


async def test_a_connection_that_was_made_just_before_may_still_ask_once() -> None:
    async with ending(drain=0, grace=30) as it:
        warm, fresh = [await asyncio.open_connection(*it.address) for _ in range(2)]
        warm[1].write(HEAD.format("/readyz").encode())
        await warm[0].readuntil(b"}")
        it.server.should_exit = True
        assert await warm[0].read() == b""  # from now on nothing is accepted
        fresh[1].write(HEAD.format("/readyz").encode())
        assert (await fresh[0].read()).startswith(b"HTTP/1.1 503")
        for _, writer in (warm, fresh):
            writer.close()


async def test_a_request_that_goes_on_for_too_long_does_not_keep_a_server_alive() -> None:
    async with ending(drain=0, grace=0) as it:
        in_flight = asyncio.create_task(it.ask("/slow"))
        await it.begun.wait()
        it.server.should_exit = True
        assert (await in_flight).startswith(b"HTTP/1.1 500")


def test_as_many_connections_are_held_as_the_system_lets_this_process_open() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (1024, hard))
        assert room_for(100) == 100
        assert room_for(1000) == 1000
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= 1000 + RESERVED_FILES
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("allowed", [256, 1024])
def test_where_the_system_allows_few_files_fewer_connections_are_held(allowed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (allowed, allowed))
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
    assert allowed // 2 <= room_for(100_000) < allowed
