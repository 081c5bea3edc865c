"""The worker's loop: does what is due, again and again, until it is told to stop; a fault is logged and the loop goes on.

Source: docs/design.md 3 and 5; in development it runs inside the server's process.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

from db.audit.seal import connect
from db.session.engine import Clock
from worker.seal import seal_audit, take_in_what_was_left_out

PAUSE = 2.0
"""Seconds between two rounds: how long a record may stand unsealed."""


ROUNDS = 1800
"""Rounds after which the whole trail is looked through for records that no queue holds: about an hour, and with the first round."""


class Worker:
    """Seals the audit trail as the worker's login. `log` hears the chain's head and every fault; `pause` is in seconds."""

    def __init__(self, url: str, clock: Clock, head_file: Path, log: Callable[[str], None], pause: float = PAUSE) -> None:
        self.url = url
        self.clock = clock
        self.head_file = head_file
        self.log = log
        self.pause = pause
        self._rounds = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; a lost connection is made anew in the next round."""
        while not stop.is_set():
            try:
                await self.round()
            except Exception as fault:  # noqa: BLE001 -- the edge of the worker: what fails is told, and tried again
                self.log(f"worker: {type(fault).__name__}")
            try:
                await asyncio.wait_for(stop.wait(), self.pause)
            except TimeoutError:
                continue

    async def round(self) -> None:
        """Everything that is due now, once."""
        connection = await connect(self.url)
        try:
            if self._rounds % ROUNDS == 0:
                await take_in_what_was_left_out(connection, self.log)
            self._rounds += 1
            await seal_audit(connection, self.clock, self.head_file, self.log)
        finally:
            await connection.close()
