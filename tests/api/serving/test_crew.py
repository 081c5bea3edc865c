"""Processes that share a socket: as many as wished, replaced when they die, renewed without a gap.

Source: docs/decisions/049-side-by-side.md. The processes here only say that they serve; `make rolling` has real ones.
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from api.serving import crew
from api.serving.crew import Crew, Place
from domain.terminal_error import StartError

SERVES = "import socket, sys; line = socket.socket(fileno=int(sys.argv[-2])); line.send(b'\\n'); line.recv(1)"
"""It ends when it is told to, or when the other end of its line is gone."""
STARTS_ONCE = "import os, sys; os.path.exists(sys.argv[1]) and sys.exit(1); " + SERVES


@dataclass
class Watched:
    """A crew at work, and what it tells."""

    crew: Crew
    lines: "asyncio.Queue[str]"
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    renew: asyncio.Event = field(default_factory=asyncio.Event)

    def pids(self) -> set[int]:
        return {member.process.pid for member in self.crew._members if member is not None}

    async def told(self, words: str) -> None:
        async with asyncio.timeout(60):
            while words not in await self.lines.get():
                pass


@asynccontextmanager
async def working(program: str, *arguments: str, size: int = 2) -> AsyncIterator[Watched]:
    """A crew of processes that run this program, until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        lines = asyncio.Queue[str]()
        watched = Watched(Crew((sys.executable, "-S", "-c", program, *arguments), door, size, 30, lines.put_nowait), lines)
        run = asyncio.create_task(watched.crew.run(watched.stop, watched.renew))
        try:
            await watched.told(f"{size} of {size} processes serve")
            yield watched
        finally:
            watched.stop.set()
            await run
    for pid in watched.pids():
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_one_that_dies_is_replaced_and_all_are_renewed_when_that_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "FIRST_PAUSE", 0.0)
    async with working(SERVES) as it:
        first = it.pids()
        os.kill(min(first), signal.SIGKILL)
        await it.told("has ended (-9)")
        await it.told("2 of 2")
        second = it.pids()
        assert len(second - first) == 1
        it.renew.set()
        await it.told("All processes are new")
        assert len(it.pids()) == 2
        assert it.pids().isdisjoint(first | second)


async def test_where_new_ones_do_not_start_those_of_before_go_on(tmp_path: Path) -> None:
    async with working(STARTS_ONCE, str(tmp_path / "broken")) as it:
        before = it.pids()
        (tmp_path / "broken").touch()
        it.renew.set()
        await it.told("do not start")
        assert it.pids() == before
        for pid in before:
            os.kill(pid, 0)


async def test_a_crew_whose_first_process_does_not_start_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        failing = Crew((sys.executable, "-S", "-c", "raise SystemExit(1)"), door, 2, 30, lambda line: None)
        with pytest.raises(StartError, match="did not start"):
            await failing.run(asyncio.Event(), asyncio.Event())


async def test_a_process_stops_when_whoever_keeps_it_is_gone() -> None:
    ours, theirs = socket.socketpair()
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, told.set)
    try:
        with theirs, suppress(OSError):
            Place(theirs, theirs).started()
            assert ours.recv(1) == crew.READY
            ours.close()
            await asyncio.wait_for(told.wait(), 60)
    finally:
        loop.remove_signal_handler(signal.SIGTERM)
