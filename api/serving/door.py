"""A connection to the server, limited in bytes and time before any request is parsed.

Source: SECURITY.md (no input makes the server hang or use memory without bound; strangers cannot hold it). The parser collects an address
or header of any length, copying it with every piece: one header of 150 MB kept the server busy for a minute.
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
"""Largest head of a request, beyond the first piece received."""
BACKLOG = 256
"""Connections that the operating system queues before they are accepted."""
NO_ROOM = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nretry-after: 1\r\nconnection: close\r\n\r\n"


@dataclass(frozen=True)
class Patience:
    """Timeouts of a connection, in seconds."""

    head: float = 10.0
    """For the whole head of a request to arrive."""
    idle: int = 75
    """For the next request to begin, and for a response to be read."""
    fresh: float = 1.0
    """For the first request of a connection that was made just before the server stops taking new ones."""
    linger: float = 1.0
    """Between our end and the close: what still arrives is discarded, so that no reset overtakes the response."""


@dataclass
class House:
    """State shared by the connections of one server. `stopping`: whether responses now end their connection."""

    patience: Patience = field(default_factory=Patience)
    crowd: Crowd = field(default_factory=lambda: Crowd(1000, 1000))
    stopping: Callable[[], bool] = lambda: False


class Config(uvicorn.Config):
    """uvicorn's configuration, with the state that our connections share."""

    def __init__(self, application: ASGIApp, house: House, *, lifespan: Literal["on", "off"], grace: int | None = None) -> None:
        """`grace`: seconds for requests in flight when the server stops."""
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
    """A transport whose `close` waits until the other side has read what was written, instead of resetting the connection."""

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
        """Send what was written and an end of file, and close after `linger` seconds, during which the other side may still send."""
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
        """Wait on while the other side still reads the response, until `latest` (loop time); otherwise close."""
        if self._transport.get_write_buffer_size() and loop.time() < latest:
            self._wait(loop, latest)
        else:
            self._transport.abort()


class Alarm:
    """A timer that calls a function after some seconds, unless it is cleared before."""

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
        self._fresh = Alarm(self.loop)

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
        self._fresh.clear()
        self._outlet.forget()
        self._house.crowd.leave(self)
        super().connection_lost(exc)

    @override
    def data_received(self, data: bytes) -> None:
        """Pass received bytes on. Answer 400 to a head over HEAD_BYTES."""
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
        """Stop the header timeout: the request is being answered, and the connection is not closed for a new one."""
        self._in_head = False
        self._head.clear()
        self._fresh.clear()
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
        """Start the timeout for a response that the other side does not read."""
        super().pause_writing()
        self._answer.set(self._house.patience.idle, self._outlet.abort)

    @override
    def resume_writing(self) -> None:
        """Stop the timeout for the response: the other side reads again."""
        super().resume_writing()
        self._answer.clear()

    @override
    def shutdown(self) -> None:
        """End a connection that waits for its next request; one that was just made may ask once, and a head that has begun may end."""
        if self._in_head:
            return
        if self.cycle is None:
            self._fresh.set(self._house.patience.fresh, self._outlet.close)
        else:
            super().shutdown()

    def give_way(self) -> None:
        """Close the connection: a new one needs its place."""
        self._outlet.abort()
