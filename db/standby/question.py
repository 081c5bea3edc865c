"""A question to a server about itself, over a connection of its own, asked once for everybody who waits.

Source: docs/decisions/066-standbys.md.
"""

import asyncio

import asyncpg

from db.session.connect import reach
from db.standby.state import State


class Question:
    """Asks a server for its state. `patience`: seconds in which it must answer, a new connection among them."""

    def __init__(self, url: str, statement: str, patience: float) -> None:
        self._url = url
        self._statement = statement
        self._patience = patience
        self._connection: asyncpg.Connection | None = None
        self._turn = asyncio.Lock()
        self._next: asyncio.Task[State] | None = None

    async def answer(self) -> State:
        """Return the state by a question that is asked after this is called. Raises asyncpg's errors, OSError."""
        if self._next is None:
            self._next = asyncio.create_task(self._asked())
            self._next.add_done_callback(lambda task: task.cancelled() or task.exception())  # whoever waited may have gone
        return await asyncio.shield(self._next)

    def drop(self) -> None:
        """Close the connection at once; the next question opens a new one."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def _asked(self) -> State:
        """Ask for everybody who waits before it begins; those who come later wait for the next question."""
        async with self._turn:
            self._next = None
            try:
                async with asyncio.timeout(self._patience):
                    if self._connection is None or self._connection.is_closed():
                        self._connection = await reach(self._url)
                    told = await self._connection.fetchrow(self._statement)
                    assert told is not None, "a server always has a state"
                    return State(*told)
            except BaseException:
                self.drop()
                raise
