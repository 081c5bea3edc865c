"""A connection to the server, bounded in bytes and in time: anybody may make one, and nothing of ours has looked at it yet.

Source: SECURITY.md (no input makes the server hang or use memory without bound; strangers cannot hold it). The parser gathers an address or
a header without end, copying what it has with every piece: 150 MB of one header kept the server from answering for a minute.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import uvicorn
from starlette.types import ASGIApp
from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.serving.crowd import Crowd

HEAD_BYTES = 1 << 16
"""Bytes of a head, beyond what comes with its first piece."""
BACKLOG = 256
"""Connections that the system holds for us: so many may come at once, before one is looked at."""
NO_ROOM = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nretry-after: 1\r\nconnection: close\r\n\r\n"


@dataclass(frozen=True)
class Patience:
    """How many seconds a connection has for each step before it is closed."""

    head: float = 10.0
    """For a head to come, whole."""
    idle: int = 75
    """For the next request, and for an answer to be fetched."""
    linger: float = 1.0
    """For the other side to notice that we close: what it still sends meanwhile is thrown away, so that no reset overtakes the answer."""


@dataclass
class House:
    """State that the connections of one server share. `stopping`: every answer from now on ends its connection."""

    patience: Patience = field(default_factory=Patience)
    crowd: Crowd = field(default_factory=lambda: Crowd(1000, 1000))
    stopping: Callable[[], bool] = lambda: False


class Config(uvicorn.Config):
    """uvicorn's configuration, with what its connections need of ours."""

    def __init__(self, application: ASGIApp, house: House, *, lifespan: Literal["on", "off"], grace: int | None = None) -> None:
        """`grace`: seconds for requests in flight at the end."""
        super().__init__(
            application,
            http=Door,
            ws="none",
            lifespan=lifespan,
            log_config=None,
            access_log=False,
            server_header=False,
            backlog=BACKLOG,
            timeout_keep_alive=house.patience.idle,
            timeout_graceful_shutdown=grace,
        )
        self.house = house


class Outlet:
    """The transport as uvicorn writes to it: closing waits until what was written has been fetched, and resets nothing."""

    def __init__(self, transport: asyncio.Transport, patience: Patience) -> None:
        self._transport = transport
        self._patience = patience
        self._closing = False
        self._end: asyncio.TimerHandle | None = None

    def write(self, data: bytes) -> None:
        """Send data, unless the connection is closed."""
        if not self._closing:
            self._transport.write(data)

    def is_closing(self) -> bool:
        """Whether nothing more is sent or read."""
        return self._closing or self._transport.is_closing()

    def close(self) -> None:
        """Send what was written and then the end; the other side may be sending still, and has `linger` to notice."""
        if self.is_closing():
            return
        self._closing = True
        self._transport.resume_reading()
        self._transport.write_eof()
        loop = asyncio.get_running_loop()
        self._wait(loop, loop.time() + self._patience.idle)

    def abort(self) -> None:
        """Close the connection at once."""
        self._closing = True
        self.forget()
        self._transport.abort()

    def forget(self) -> None:
        """Stop the timers of a connection that has ended."""
        if self._end is not None:
            self._end.cancel()
            self._end = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def _wait(self, loop: asyncio.AbstractEventLoop, latest: float) -> None:
        self._end = loop.call_later(self._patience.linger, self._look, loop, latest)

    def _look(self, loop: asyncio.AbstractEventLoop, latest: float) -> None:
        """Wait on while the other side still fetches the answer; otherwise close."""
        if self._transport.get_write_buffer_size() and loop.time() < latest:
            self._wait(loop, latest)
        else:
            self._transport.abort()


class Alarm:
    """A timer that acts once its seconds have passed, unless it is cleared before."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._handle: asyncio.TimerHandle | None = None

    def set(self, patience: float, then: Callable[[], None]) -> None:
        """Start the timer; one that runs already is not started anew."""
        if self._handle is None:
            self._handle = self._loop.call_later(patience, then)

    def clear(self) -> None:
        """Stop the timer."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None


class Door(HttpToolsProtocol):
    """One connection to the server, with its timers and limits."""

    def __init__(self, config: Config, *arguments: Any, **named: Any) -> None:
        super().__init__(config, *arguments, **named)
        self._house = config.house
        self._in_head = False
        self._length = 0
        self._head = Alarm(self.loop)
        self._answer = Alarm(self.loop)

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the header timeout, if there is room for the connection; otherwise refuse it."""
        super().connection_made(transport)
        self._outlet = Outlet(transport, self._house.patience)
        self.transport = cast(asyncio.Transport, self._outlet)
        if self._house.crowd.enter(self, self.client[0] if self.client else ""):
            self._head.set(self._house.patience.head, self._outlet.close)
        else:
            self._outlet.write(NO_ROOM)
            self._outlet.close()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timers and free the connection's place."""
        self._head.clear()
        self._answer.clear()
        self._outlet.forget()
        self._house.crowd.leave(self)
        super().connection_lost(exc)

    @override
    def data_received(self, data: bytes) -> None:
        """Take received bytes. A head that goes on beyond the limit is refused."""
        if self._outlet.is_closing():
            return
        begun = self._in_head
        super().data_received(data)
        if not (begun and self._in_head):
            return
        self._length += len(data)
        if self._length > HEAD_BYTES:
            self._head.clear()
            self.send_400_response("The head of the request is too large.")

    @override
    def on_message_begin(self) -> None:
        """Start the header timeout for a new request."""
        super().on_message_begin()
        self._in_head, self._length = True, 0
        self._head.set(self._house.patience.head, self._outlet.close)

    @override
    def on_headers_complete(self) -> None:
        """Stop the header timeout: the request is being answered, and the connection gives way to nobody."""
        self._in_head = False
        self._head.clear()
        self._house.crowd.works(self)
        super().on_headers_complete()
        if self._house.stopping():
            self.cycle.keep_alive = False

    @override
    def on_response_complete(self) -> None:
        """Start the idle timeout after an answer, unless the next request is here already."""
        more = bool(self.pipeline)
        super().on_response_complete()
        if not more:
            self._house.crowd.waits(self)

    @override
    def pause_writing(self) -> None:
        """Start the timeout for an answer that the other side does not fetch."""
        super().pause_writing()
        self._answer.set(self._house.patience.idle, self._outlet.abort)

    @override
    def resume_writing(self) -> None:
        """Stop the timeout for fetching: the other side reads again."""
        super().resume_writing()
        self._answer.clear()

    def give_way(self) -> None:
        """Close the connection: a new one needs its place."""
        self._outlet.abort()
