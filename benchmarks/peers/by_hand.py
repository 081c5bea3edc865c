"""An endpoint written by hand for one list: the server's statement with its audit, and nothing else of the server.

`python -m benchmarks.peers.by_hand GIVEN`. Source: docs/benchmarks.md. It knows no GraphQL, has no limits and logs nothing.
"""

import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import asyncpg
import orjson
from starlette.types import Receive, Scope, Send

from api.serving.life import ServerBounds, Stop, listening, serve, stand
from benchmarks.peers.given import Asking, Given, kept
from db.audit.flush import Flush


@dataclass
class ByHand:
    """An endpoint for one list: whose token it is stands in a table, its statement and most of its values are known."""

    pool: asyncpg.Pool
    flush: Flush
    clock: Callable[[], datetime]
    statement: str
    viewers: Mapping[str, Asking]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = dict(scope["headers"])
        asking = self.viewers[headers[b"authorization"].decode()]
        assert orjson.loads(body)["variables"]["first"] == 20
        now, given = self.clock(), [*asking.values]
        async with self.flush.kept() as how, self.pool.acquire() as connection:
            decided = {"now": now, "set_now": now.isoformat(), "trace": os.urandom(16).hex(), "commits": how}
            for place, what in asking.decided.items():
                given[place] = decided[what]
            answer = await connection.fetchval(self.statement, *given)
        told = b'{"data":' + answer + b"}"
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-type", b"application/json"), (b"content-length", str(len(told)).encode())],
            }
        )
        await send({"type": "http.response.body", "body": told})


@asynccontextmanager
async def pool_of(url: str, size: int, session: Mapping[str, str]) -> AsyncIterator[asyncpg.Pool]:
    """Yield connections to a database, told what the server tells its own."""

    async def begin(connection: asyncpg.Connection) -> None:
        for name, value in session.items():
            await connection.execute(f"set {name} = {value}")
        await connection.set_type_codec("json", schema="pg_catalog", encoder=bytes, decoder=bytes, format="binary")

    async def leave(_: asyncpg.Connection) -> None: ...

    async with asyncpg.create_pool(url, min_size=1, max_size=size, init=begin, reset=leave, max_cacheable_statement_size=0) as pool:
        yield pool


@dataclass
class Started:
    """The endpoint with its life: its connections are made when the server starts."""

    given: Given
    endpoint: ByHand | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or live."""
        if scope["type"] == "http":
            assert self.endpoint is not None
            await self.endpoint(scope, receive, send)
            return
        await receive()
        given = self.given
        async with pool_of(given.url, given.connections, given.session) as pool:
            flush = Flush(given.url, 2.0)
            self.endpoint = ByHand(pool, flush, lambda: datetime.now(UTC), given.statement, given.viewers)
            stand()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            flush.drop()
        await send({"type": "lifespan.shutdown.complete"})


def main(given: Given) -> None:
    """Serve as `lianbang serve` does, until SIGTERM."""
    with listening("127.0.0.1", given.port) as door:
        serve(Started(given), door, "WARNING", ServerBounds(), Stop())


if __name__ == "__main__":
    main(kept(sys.argv[1]))
