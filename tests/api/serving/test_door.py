"""Strangers at the door: what does not end is not gathered, what does not come is not waited for, and no one holds the place of all."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.server import ServerState

from api.http.edge import Edge
from api.metrics import Metrics
from api.serving.crowd import Crowd
from api.serving.door import HEAD_BYTES, Alarm, Config, Door, House, Patience

HEAD = b"GET / HTTP/1.1\r\nhost: x\r\n"


HASTY = Patience(head=0.0, idle=0)
"""Waits no time."""


async def reads(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that reads what it is sent."""
    await Request(scope, receive).body()
    await PlainTextResponse("done")(scope, receive, send)


async def refuses(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that answers before it reads, as to a stranger."""
    await Edge(PlainTextResponse("no", 401), paths=frozenset(), log=logging.Logger("silent"), metrics=Metrics())(scope, receive, send)


@asynccontextmanager
async def behind(application: ASGIApp, house: House) -> AsyncIterator[tuple[str, int]]:
    """A server behind such doors: its address."""
    config, state = Config(application, house, lifespan="off"), ServerState()
    server = await asyncio.get_running_loop().create_server(lambda: Door(config, state, {}), "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()
        for connection in list(state.connections):
            connection.transport.abort()
        for _ in range(3):  # they notice
            await asyncio.sleep(0)


async def sent(address: tuple[str, int], *pieces: bytes) -> bytes:
    """What is answered to these pieces until the connection is closed."""
    reader, writer = await asyncio.open_connection(*address)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        return await asyncio.wait_for(reader.read(), 10)
    except ConnectionError:
        return b"closed"
    finally:
        writer.close()


async def test_a_head_that_comes_in_pieces_is_served() -> None:
    async with behind(reads, House()) as at:
        answer = await sent(at, HEAD[:10], HEAD[10:], b"x: " + b"a" * 1000 + b"\r\n", b"connection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")


async def test_a_large_body_is_no_head() -> None:
    async with behind(reads, House()) as at:
        body = b"a" * 4 * HEAD_BYTES
        answer = await sent(at, HEAD.replace(b"GET", b"POST") + b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(body), body)
    assert answer.startswith(b"HTTP/1.1 200")


async def test_a_head_without_end_is_refused() -> None:
    pieces = [HEAD + b"x: ", *[b"a" * HEAD_BYTES] * 64]
    async with behind(reads, House()) as at:
        answer = await sent(at, *pieces)
    assert answer == b"closed" or answer.startswith(b"HTTP/1.1 400")


async def test_an_address_without_end_is_refused() -> None:
    async with behind(reads, House()) as at:
        answer = await sent(at, b"GET /", *[b"a" * HEAD_BYTES] * 64)
    assert answer == b"closed" or answer.startswith(b"HTTP/1.1 400")


async def test_who_does_not_say_what_he_wants_is_not_waited_for() -> None:
    async with behind(reads, House(HASTY)) as at:
        assert await sent(at) in {b"", b"closed"}
        assert await sent(at, HEAD) in {b"", b"closed"}


POST = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n"
REQUEST = HEAD + b"\r\n"


async def test_who_is_answered_before_the_body_has_come_gets_the_whole_answer_and_then_the_end() -> None:
    async with behind(refuses, House()) as at:
        answer = await sent(at, POST + b"{")
    assert answer.startswith(b"HTTP/1.1 401")
    assert b"connection: close" in answer.lower()
    assert answer.endswith(b"no")


async def test_an_answer_is_not_lost_though_the_body_goes_on_coming() -> None:
    async with behind(refuses, House()) as at:
        answer = await sent(at, POST, *[b"x" * 100_000] * 9)
    assert (answer[:12], answer[-2:]) == (b"HTTP/1.1 401", b"no")


async def test_a_body_in_pieces_that_is_not_read_ends_the_connection_too() -> None:
    head = b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"
    async with behind(refuses, House()) as at:
        assert (await sent(at, head, b"5\r\nhello\r\n")).endswith(b"no")


async def test_a_connection_whose_request_was_read_serves_the_next_one() -> None:
    async with behind(reads, House()) as at:
        reader, writer = await asyncio.open_connection(*at)
        for _ in range(3):
            writer.write(REQUEST)
            assert (await reader.readuntil(b"done")).startswith(b"HTTP/1.1 200")
        writer.close()


async def test_who_asks_nothing_more_is_not_waited_for() -> None:
    async with behind(reads, House(Patience(idle=0))) as at:
        assert (await sent(at, REQUEST)).endswith(b"done")


async def test_half_of_a_second_request_is_not_waited_for_though_the_answer_to_the_first_was_slow_to_fetch() -> None:
    async with behind(reads, House(Patience(head=0.0))) as at:
        reader, writer = await asyncio.open_connection(*at)
        writer.write(REQUEST + HEAD)
        answer = await reader.read()
        assert answer == b"" or answer.endswith(b"done")
        writer.close()


async def test_an_alarm_that_is_cleared_does_not_ring_and_one_that_is_set_twice_rings_once() -> None:
    rung: list[str] = []
    head, answer = Alarm(asyncio.get_running_loop()), Alarm(asyncio.get_running_loop())
    head.set(0, lambda: rung.append("head"))
    head.set(0, lambda: rung.append("again"))
    answer.set(0, lambda: rung.append("answer"))
    answer.clear()
    for _ in range(3):
        await asyncio.sleep(0)
    assert rung == ["head"]


async def test_a_server_that_stops_ends_every_connection_with_its_answer() -> None:
    async with behind(reads, House(stopping=lambda: True)) as at:
        assert b"connection: close" in (await sent(at, REQUEST)).lower()


async def test_whoever_has_waited_longest_gives_way_to_a_newcomer() -> None:
    async with behind(reads, House(crowd=Crowd(3, 3))) as at:
        waiting = [await asyncio.open_connection(*at) for _ in range(3)]
        for _, writer in waiting:
            writer.write(HEAD)
        assert (await sent(at, HEAD + b"connection: close\r\n\r\n")).endswith(b"done")
        assert await waiting[0][0].read() == b""
        waiting[2][1].write(b"connection: close\r\n\r\n")
        assert (await waiting[2][0].read()).endswith(b"done")
        for _, writer in waiting:
            writer.close()


async def test_where_everybody_is_being_answered_a_newcomer_is_told_that_there_is_no_room() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        begun.set()
        await go_on.wait()
        await PlainTextResponse("late")(scope, receive, send)

    async with behind(slow, House(crowd=Crowd(1, 1))) as at:
        first = asyncio.create_task(sent(at, HEAD + b"connection: close\r\n\r\n"))
        await begun.wait()
        refused = await sent(at, REQUEST)
        go_on.set()
        assert refused.startswith(b"HTTP/1.1 503")
        assert b"retry-after: 1" in refused
        assert (await first).endswith(b"late")


async def test_many_who_hold_unfinished_bodies_keep_nobody_out() -> None:
    async with behind(refuses, House(crowd=Crowd(20, 20))) as at:
        held = [await asyncio.open_connection(*at) for _ in range(60)]
        for _, writer in held:
            writer.write(POST + b"{")
        assert (await sent(at, HEAD + b"connection: close\r\n\r\n")).startswith(b"HTTP/1.1 401")
        for _, writer in held:
            writer.close()
