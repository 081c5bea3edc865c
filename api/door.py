"""Bounds what comes before the body of a request, in bytes and in time: anybody may send it, and nothing of ours has looked at it yet.

Source: SECURITY.md (no input makes the server hang or use memory without bound). The parser gathers an address or a header without end,
copying what it has with every piece: 150 MB of one header kept the server from answering for a minute.
"""

import asyncio
from typing import Any, ClassVar

from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST = 1 << 16
"""Bytes of a head, beyond what comes with its first piece."""
PATIENCE = 10.0
"""Seconds in which a head must have come."""


class Door(HttpToolsProtocol):
    """A connection to the server."""

    patience: ClassVar[float] = PATIENCE

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._in_head = False
        self._length = 0
        self._alarm: asyncio.TimerHandle | None = None

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody is there: from now on he has time to say what he wants."""
        super().connection_made(transport)
        self._wait()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is waited for any more."""
        self._wait_no_more()
        super().connection_lost(exc)

    @override
    def data_received(self, data: bytes) -> None:
        """Bytes; of a head that had begun before them and goes on after them there may be too many."""
        begun = self._in_head
        super().data_received(data)
        if not (begun and self._in_head):
            return
        self._length += len(data)
        if self._length > MOST:
            self._wait_no_more()
            self.send_400_response("The head of the request is too large.")

    @override
    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._in_head, self._length = True, 0
        self._wait()

    @override
    def on_headers_complete(self) -> None:
        """The head is there."""
        self._in_head = False
        self._wait_no_more()
        super().on_headers_complete()

    def _wait(self) -> None:
        if self._alarm is None:
            self._alarm = self.loop.call_later(self.patience, self.transport.close)

    def _wait_no_more(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
