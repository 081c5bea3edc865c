"""Server processes that share one listening socket: their number is kept, and they are renewed one after the other.

Source: docs/decisions/049-side-by-side.md; docs/operations.md (Several processes). The socket is one for all of them, so that a connection
which a process has not accepted yet is another's when that process ends.
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from api.serving.board import Board, new_board
from api.serving.counts import fold
from api.serving.life import listening
from domain.terminal_error import StartError

READY = b"\n"
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before a process that ended by itself is replaced; doubled while the next one ends before the longest pause has passed."""
BEYOND = 15.0
"""Seconds beyond its own time for stopping after which a process is killed."""


@dataclass(frozen=True)
class Place:
    """What a process is given: the socket to serve, its end of the line to the one that keeps the crew, and the board of all.

    `board`: None of one who keeps none, of the version before.
    """

    door: socket.socket
    line: socket.socket
    board: Board | None = None

    def started(self) -> None:
        """Say that requests are served; from now on, stop as by SIGTERM when the other end of the line is gone."""
        self.line.send(READY)
        asyncio.get_running_loop().add_reader(self.line.fileno(), self._hear)

    def _hear(self) -> None:
        asyncio.get_running_loop().remove_reader(self.line.fileno())
        os.kill(os.getpid(), signal.SIGTERM)


def place_of(door: int, line: int, board: int | None = None) -> Place:
    """Return the place of this process, from the numbers of the files that it was given."""
    return Place(socket.socket(fileno=door), socket.socket(fileno=line), None if board is None else Board(board))


def keep(host: str, port: int, size: int, patience: float, tell: Callable[[str], None], counters: Path | None = None) -> None:
    """Keep so many server processes on a port until Ctrl-C or SIGTERM; SIGUSR1 renews them. Raises StartError. The rest as in `Crew`.

    `counters`: the folder in which they keep what they count; it is emptied. What a process that has ended counted stays there.
    """
    if counters is not None:
        empty(counters)
    asyncio.run(_keep(host, port, size, patience, tell, lambda pid: None if counters is None else fold(counters, pid)))


def empty(counters: Path) -> None:
    """Make the folder of what processes count, or take away what those of before have left in it. Raises StartError."""
    try:
        counters.mkdir(mode=0o700, parents=True, exist_ok=True)
        for file in counters.glob("*.db"):
            file.unlink()
    except OSError as error:
        raise StartError(f"PROMETHEUS_MULTIPROC_DIR cannot be used: {counters}: {error.strerror}.") from error


async def _keep(host: str, port: int, size: int, patience: float, tell: Callable[[str], None], gone: Callable[[int], object]) -> None:
    stop, renew, loop = asyncio.Event(), asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGUSR1, renew.set)
    with listening(host, port) as door:
        await Crew(command(), door, size, patience, tell, gone).run(stop, renew)


def command() -> tuple[str, ...]:
    """Return what starts a process: this program by the name that it was called by, so that a newer version of that name is started."""
    called = Path(sys.argv[0])
    program = (str(called.absolute()),) if called.name == "lianbang" else (sys.executable, "-P", "-m", "terminal.command")
    return (*program, "serve", "--place")


@dataclass(frozen=True)
class Member:
    """A process of the crew, and our end of the line to it."""

    process: asyncio.subprocess.Process
    line: socket.socket

    async def end(self, patience: float) -> None:
        """Stop the process, and kill it if it has not ended after so many seconds."""
        with suppress(ProcessLookupError):
            self.process.terminate()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.process.wait(), patience)
        await self.kill()

    async def kill(self) -> None:
        """Kill the process, unless it has ended."""
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()
        self.line.close()


class Crew:
    """Processes of one command that serve one socket. `patience`: seconds in which a process stops; `tell` gets a line at each change.

    `gone` gets the number of each process that has ended, however it did.
    """

    def __init__(
        self,
        command: Sequence[str],
        door: socket.socket,
        size: int,
        patience: float,
        tell: Callable[[str], None],
        gone: Callable[[int], object] = lambda _: None,
    ) -> None:
        """`command` is called with three more arguments, the numbers of `place_of`."""
        self._command = command
        self._door = door
        self._size = size
        self._patience = patience + BEYOND
        self._tell = tell
        self._gone = gone
        self._board = new_board()
        self._members: list[Member | None] = []
        self._turn = asyncio.Lock()

    async def run(self, stop: asyncio.Event, renew: asyncio.Event) -> None:
        """Serve until `stop` is set, with new processes when `renew` is set. Raises StartError if the very first one does not start."""
        tasks: list[asyncio.Task[None]] = []
        stopped = asyncio.create_task(stop.wait())
        try:
            tasks.append(asyncio.create_task(self._serve(renew)))
            await asyncio.wait([stopped, *tasks], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (stopped, *tasks):
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.gather(*(each.end(self._patience) for each in self._members if each is not None))
            self._board.close()
        for each in ended:
            if isinstance(each, Exception):
                raise each

    async def _serve(self, renew: asyncio.Event) -> None:
        self._members = [await self._begun(), *[None] * (self._size - 1)]
        await asyncio.gather(*(self._keep(number) for number in range(self._size)), self._renew(renew))

    async def _begun(self) -> Member:
        """Start a process and wait until it serves. Raises StartError if it ends before."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            files = (self._door.fileno(), theirs.fileno(), self._board.fileno())
            process = await asyncio.create_subprocess_exec(*self._command, *(str(file) for file in files), pass_fds=files)
        member = Member(process, ours)
        try:
            said = await asyncio.get_running_loop().sock_recv(ours, len(READY))
        except BaseException:
            await self._failed(member)
            raise
        if said != READY:
            await self._failed(member)
            raise StartError("The server did not start; the lines above say why.")
        return member

    async def _failed(self, member: Member) -> None:
        await member.kill()
        self._gone(member.process.pid)

    async def _keep(self, number: int) -> None:
        """Start a process where there is none yet, and another where one ended by itself."""
        loop, pause = asyncio.get_running_loop(), 0.0
        while True:
            member, since = self._members[number], loop.time()
            if member is not None:
                await member.process.wait()
                self._gone(member.process.pid)
                if self._members[number] is not member:
                    continue
                member.line.close()
                pause = FIRST_PAUSE if loop.time() - since > LONGEST_PAUSE else max(pause, FIRST_PAUSE)
                self._tell(f"A server process has ended ({member.process.returncode}); another starts in {pause:.0f} s.")
            await asyncio.sleep(pause)
            pause = min(max(2 * pause, FIRST_PAUSE), LONGEST_PAUSE)
            async with self._turn:
                if self._members[number] is member:
                    with suppress(StartError):  # it has said why; the next try comes after a longer pause
                        self._members[number] = await self._begun()
                        self._tell(f"{sum(each is not None for each in self._members)} of {self._size} processes serve.")

    async def _renew(self, renew: asyncio.Event) -> None:
        """Replace every process by a new one, each when the new one serves; where one does not start, those of before stay."""
        while await renew.wait():
            renew.clear()
            try:
                for number in range(self._size):
                    async with self._turn:
                        before, self._members[number] = self._members[number], await self._begun()
                    if before is not None:
                        await before.end(self._patience)
            except StartError:
                self._tell("The new processes do not start; those of before go on.")
            else:
                self._tell("All processes are new.")
