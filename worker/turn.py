"""The turn of the one worker that works, while others are ready: a lock of the database that goes with its connection.

Source: docs/decisions/049-side-by-side.md. Each job is safe by itself where two workers do it at once; the turn keeps one from doing what
another does.
"""

from collections.abc import Callable

import asyncpg

from db.session.connect import WORKERS_TURN, reach

TAKE = f"select pg_try_advisory_lock({WORKERS_TURN})"
ASK = "select true"
NOTICED = "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3"
"""After 25 s the database lets go of a worker whose machine is gone; on a socket of its own machine it knows at once."""
CONNECTION_SECONDS = 10.0


class Turn:
    """Whether it is this worker's turn. `tell` gets a line whenever that changes."""

    def __init__(self, url: str, tell: Callable[[str], None]) -> None:
        self._url = url
        self._tell = tell
        self._connection: asyncpg.Connection | None = None
        self._mine: bool | None = None

    async def mine(self) -> bool:
        """Take the turn if nobody has it. Return whether it is this worker's. Raises what asyncpg raises, and gives it up then."""
        try:
            if self._connection is None or self._connection.is_closed():
                self._connection, self._mine = None, None if self._mine is None else False
                self._connection = await reach(self._url, timeout=CONNECTION_SECONDS)
                await self._connection.execute(NOTICED)
            mine = bool(await self._connection.fetchval(ASK if self._mine else TAKE, timeout=CONNECTION_SECONDS))
        except BaseException:
            self.give_up()
            raise
        if mine is not self._mine:
            self._tell("worker: works" if mine else "worker: another works; ready to take its turn")
            self._mine = mine
        return mine

    def give_up(self) -> None:
        """Let another worker work."""
        self._mine = False if self._mine else self._mine
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None
