"""Asks one question over so many connections without a pause, and says how long each answer took.

Source: docs/benchmarks.md. One driver for all: bytes that were made once, over sockets that are kept open, read by httptools.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import httptools
from typing_extensions import override


def request(port: int, token: str, body: bytes) -> bytes:
    """Return a request as it is sent."""
    lines = (
        "POST /graphql HTTP/1.1",
        f"host: 127.0.0.1:{port}",
        f"authorization: {token}",
        "content-type: application/json",
        "accept: application/json",
        f"content-length: {len(body)}",
    )
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass
class Caller(asyncio.Protocol):
    """One connection, which asks again as soon as it is answered."""

    asks: bytes
    until: float
    took: list[float] = field(default_factory=list)
    body: bytes = b""
    """What the last answer was."""
    done: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @override
    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self._ask()

    @override
    def data_received(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(error)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(exc or ConnectionError("the connection was closed"))

    def on_body(self, body: bytes) -> None:
        """Keep a part of an answer."""
        self.parts.append(body)

    def on_message_complete(self) -> None:
        """Count an answer, and ask again while there is time."""
        now = perf_counter()
        self.took.append(now - self.began)
        self.body = b"".join(self.parts)
        if self.parser.get_status_code() != 200 or b'"errors"' in self.body:
            self._fail(AssertionError(self.body[:500]))
        elif now < self.until:
            self._ask()
        elif not self.done.done():
            self.done.set_result(None)

    def _ask(self) -> None:
        self.parser, self.parts = httptools.HttpResponseParser(self), list[bytes]()
        self.began = perf_counter()
        self.transport.write(self.asks)

    def _fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)


async def drive(port: int, asks: Sequence[bytes], connections: int, seconds: float) -> Sequence[float]:
    """Ask for so many seconds over so many connections, each one of the requests; return the seconds that each answer took."""
    loop, until = asyncio.get_running_loop(), perf_counter() + seconds
    callers = [Caller(asks[number % len(asks)], until) for number in range(connections)]
    for each in callers:
        await loop.create_connection(lambda each=each: each, "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*(each.done for each in callers))
    for each in callers:
        each.transport.close()
    return [took for each in callers for took in each.took]


async def once(port: int, asks: bytes) -> bytes:
    """Ask once; return the answer. Raises OSError while nobody listens."""
    _, caller = await asyncio.get_running_loop().create_connection(lambda: Caller(asks, 0.0), "127.0.0.1", port)
    await caller.done
    caller.transport.close()
    return caller.body
