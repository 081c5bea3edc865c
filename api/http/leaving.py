"""Gives a reading up once its caller has gone, so that the connection and the place that it holds are free for others.

Source: docs/decisions/055-nobody-waits.md. Only who takes long is attended: most readings are over before it begins.
"""

import asyncio
from types import TracebackType

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from api.lapse import BrokenOff, Lapse

ATTENDED_SECONDS = 0.25
"""Seconds after which a reading takes long."""


class Attended:
    """A block that is cancelled, with ClientDisconnect, when the caller's connection ends. The request's body must be read before it.

    `after`: the seconds for which nobody looks.
    """

    __slots__ = ("_after", "_block", "_receive", "_watching")

    def __init__(self, receive: Receive, after: Lapse) -> None:
        self._receive = receive
        self._after = after
        self._watching: asyncio.Task[None] | None = None

    def __enter__(self) -> None:
        """Begin to attend after some time."""
        self._block = BrokenOff()
        self._after.begin(self)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Attend no more. Raises ClientDisconnect where the caller has gone."""
        self._after.end(self)
        if self._watching is not None:
            self._watching.cancel()
        if self._block.ended(kind):
            raise ClientDisconnect from error

    def over(self) -> None:
        """Attend from now on."""
        self._watching = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._block.cancel()
