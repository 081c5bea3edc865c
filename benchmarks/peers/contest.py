"""Starts each way to answer as a process of its own, on a port of its own, and has it asked.

Source: docs/benchmarks.md.
"""

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from time import perf_counter
from urllib.parse import quote

import psutil

from benchmarks.peers.driver import drive, once
from benchmarks.peers.given import Given
from benchmarks.peers.question import Known
from benchmarks.replay import plain
from benchmarks.spent import of_sessions, seconds, since
from db.server.embedded import programs
from db.server.login import Login

PATIENCE = 60.0
"""Seconds in which a process must have answered."""
STOPPED = 15.0
"""Seconds in which it must have ended."""
PROGRESS = re.compile(r"progress: \S+ s, (\S+) tps")
TEXT = re.compile(r"'[^']*'")


@dataclass(frozen=True)
class Measured:
    """What one round of one way to answer took. Processor times are microseconds of an answer; the database's are of its sessions alone."""

    rate: float
    """Answers a second."""
    app: float
    database: float
    slowest: float
    """Milliseconds of the 99th of 100 answers."""


@dataclass
class Served:
    """A process that answers at a port."""

    process: psutil.Process
    port: int
    asks: Sequence[bytes]
    """The request of each viewer."""
    began: float
    """Seconds from its start to its first answer."""
    answer: bytes

    async def measure(self, connections: int, lasts: float, postmaster: psutil.Process) -> Measured:
        """Have it asked for so many seconds over so many connections."""
        app, database, began = seconds(self.process), of_sessions(postmaster, Login.APP), perf_counter()
        took = sorted(await drive(self.port, self.asks, connections, lasts))
        whole, count = perf_counter() - began, len(took)
        spent, below = seconds(self.process) - app, since(database, of_sessions(postmaster, Login.APP))
        return Measured(count / whole, 1e6 * spent / count, 1e6 * below / count, 1000 * took[int(0.99 * (count - 1))])

    @property
    def memory(self) -> float:
        """The megabytes that it holds (RSS), with what it started."""
        return sum(each.memory_info().rss for each in [self.process, *self.process.children()]) / 1e6


@dataclass(frozen=True)
class Replayed:
    """A statement that pgbench runs, prepared, with the values of one request."""

    known: Known
    url: str
    folder: Path

    async def measure(self, connections: int, lasts: float, postmaster: psutil.Process) -> Measured:
        """Have it run for so many seconds; the second before, in which connections and plans are made, and that behind count nothing."""
        path = self.folder / f"{id(self.known)}.sql"
        path.write_text(f"{scripted(self.known)};\n", "utf-8")
        values = [f"-Dv{place}={plain(value)}" for place, value in enumerate(self.known.values, 1) if value is not None]
        last = ceil(lasts) + 2
        command = [str(programs() / "pgbench"), "-n", "-M", "prepared", "-c", str(connections), "-T", str(last), "-P", "1"]
        environment = {**os.environ, "PGOPTIONS": "-c plan_cache_mode=force_generic_plan -c jit=off"}
        running = await asyncio.create_subprocess_exec(
            *command, *values, "-f", str(path), self.url, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        await asyncio.sleep(1)
        database, began = of_sessions(postmaster, Login.APP), perf_counter()
        await asyncio.sleep(lasts)
        whole, spent = perf_counter() - began, since(database, of_sessions(postmaster, Login.APP))
        _, told = await running.communicate()
        assert running.returncode == 0, told[-2000:]
        rates = [float(rate) for rate in PROGRESS.findall(told.decode())][1 : 1 + ceil(lasts)]
        assert rates, f"pgbench told no progress: {told!r}"
        rate = sum(rates) / len(rates)
        assert rate, "pgbench had no answer within the seconds that count"
        return Measured(rate, 0.0, 1e6 * spent / (rate * whole), 0.0)


def scripted(known: Known) -> str:
    """Return a statement as pgbench takes it: values by name, nulls as they are, and no colon within a text."""

    def named(match: re.Match[str]) -> str:
        place = int(match[1])
        return "null" if known.values[place - 1] is None else f":v{place}"

    spelled = TEXT.sub(lambda match: match[0] if ":" not in match[0] else f"E{match[0].replace(':', chr(92) + '072')}", known.statement)
    return re.sub(r"\$(\d+)", named, spelled)


def tail(log: Path) -> str:
    """Return the last lines of a log."""
    return log.read_text("utf-8", "replace")[-2000:]


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


def for_postgraphile(given: Given, path: Path) -> Path:
    """Keep what is given as the script of PostGraphile reads it."""
    told = " ".join(f"-c {name}={value}" for name, value in given.session.items())
    url = f"{given.url}&options={quote(told)}"
    viewers = {token: dict(asking.settings) for token, asking in given.viewers.items()}
    path.write_text(json.dumps({"url": url, "port": given.port, "connections": given.connections, "viewers": viewers}))
    return path


@asynccontextmanager
async def serving(
    command: Sequence[str], port: int, asks: Sequence[bytes], log: Path, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Served]:
    """Run a process that answers at a port; it is stopped at the end."""
    began = perf_counter()
    with log.open("wb") as lines:
        running = await asyncio.create_subprocess_exec(*command, stdout=lines, stderr=lines, env={**os.environ, **(environment or {})})
    try:
        answer = await _first(running, port, asks[0])
        assert answer is not None, f"{' '.join(command)} did not answer: {tail(log)}"
        yield Served(psutil.Process(running.pid), port, asks, perf_counter() - began, answer)
    finally:
        with suppress(ProcessLookupError):
            running.terminate()
        try:
            await asyncio.wait_for(running.wait(), STOPPED)
        except TimeoutError:
            running.kill()
            await running.wait()


async def _first(running: asyncio.subprocess.Process, port: int, asks: bytes) -> bytes | None:
    """Return the first answer of a process that starts; None where it ends, or does not answer in time."""
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while running.returncode is None:
                with suppress(ConnectionError):
                    return await once(port, asks)
                await asyncio.sleep(0.01)
    return None


def python(module: str, given: Path) -> list[str]:
    """Return the command that runs a module of ours on what is given."""
    return [sys.executable, "-m", module, str(given)]
