"""Whether an office's inbox waits for others: alone, and beside what counts, imports and commands, over one server and its socket.

`make lanes`: 12 clients count a province without end, 4 files of visits are imported one after the other, 20 commands a second run, each
alone beside the inbox and all at once. It writes to the database of `LIANBANG_VAR`. Source: docs/decisions/055-nobody-waits.md.
"""

import asyncio
import itertools
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from random import randrange
from statistics import median, quantiles
from time import perf_counter, sleep
from uuid import uuid4

from benchmarks.imports import rows
from benchmarks.peers.question import OFFICE
from benchmarks.working import PROGRAM, working
from db.session.connect import connected
from settings.read import read_settings
from terminal.reach import addresses
from terminal.token import token
from tests.builders.spreadsheet import csv_of
from tests.builders.spreadsheet import number as number_of
from tests.deploy.installation import PROGRESS, Caller, free_port

WORKING, IMPORTING = "dispatcher.civil-affairs.330105", "cadre.federation.330110"
COUNTING = ("leader.federation.33", "leader.federation.3301", "monitor.federation.33")
INBOX = "{ inbox(first: 20) { nodes { number state workDueAt colour type { name } family { number displayName { value } } } } }"
OPEN = "{ referrals(first: 50, filter: { state: [SIGNED, IN_PROGRESS] }) { nodes { id } } }"
GROUPS = tuple(
    f"{{ referrals(first: 0) {{ groups(by: [{keys}]) {{ keys count overdue }} }} }}"
    for keys in ("OFFICE", "DEPARTMENT, STATE", "WEEK", "MONTH")
)
READINGS, GROUPINGS, IMPORTS, COMMANDS, ROWS, ROUNDS = 2000, 12, 4, 20, 3000, 3
"""Readings of an inbox a time, clients that count, files at once, commands a second, rows of a file, rounds that are counted."""
WRITERS = 16
"""Clients that write, each with a connection that it keeps."""
SETTLED = 12.0
"""Seconds until what runs beside has started."""
LOADED = 120.0
"""Seconds in which a file must have begun to write."""
WRITING = ("imports", "all")
"""Beside what files are taken in."""


class Beside:
    """What runs beside the inbox, and what came of it: how many of each were answered, and with which codes not."""

    def __init__(self, environment: Mapping[str, str], folder: Path, loader: str) -> None:
        self.environment, self.folder, self.loader = environment, folder, loader
        self.done: Counter[str] = Counter()
        self._numbers = itertools.count()

    async def ask(self, name: str, caller: Caller, document: str, variables: dict[str, object] | None = None) -> None:
        """Ask once, and count what came."""
        answer = await caller.ask(document, variables)
        said = json.loads(answer.body) if answer.status else {"errors": [{"extensions": {"code": "LOST"}}]}
        self.done[name if "errors" not in said else f"{name} {said['errors'][0]['extensions']['code']}"] += 1

    async def counting(self, callers: Sequence[Caller]) -> None:
        """Count without end, each client one document after the other."""

        async def count(caller: Caller, place: int) -> None:
            for number in itertools.count(place):
                await self.ask("groups", caller, GROUPS[number % len(GROUPS)])

        await asyncio.gather(*(count(caller, place) for place, caller in enumerate(callers)))

    async def importing(self) -> None:
        """Import files of new households without end, so many at once."""
        await asyncio.gather(forget_files(self.loader), *(self._files() for _ in range(IMPORTS)))

    async def _files(self) -> None:
        while True:
            number = next(self._numbers)
            file = self.folder / f"{number}.csv"
            file.write_bytes(csv_of(of_new_households(number)))
            process = await asyncio.create_subprocess_exec(
                *PROGRAM, "import", "visits", str(file), "--as", IMPORTING, env=self.environment, stdout=subprocess.PIPE
            )
            try:
                await process.communicate()
                self.done["rows imported" if process.returncode == 0 else "files refused"] += ROWS if process.returncode == 0 else 1
            finally:
                if process.returncode is None:
                    process.terminate()
                    await process.wait()

    async def writes(self) -> None:
        """Wait until rows of a file are written. Raises TimeoutError."""
        before = await visits_of(self.loader)
        async with asyncio.timeout(LOADED):
            while True:
                if await visits_of(self.loader) > before:
                    return
                await asyncio.sleep(0.2)

    async def commanding(self, callers: Sequence[Caller], referrals: Sequence[str]) -> None:
        """Write notes on referrals, so many a second, as long as a client is free."""
        free: asyncio.Queue[Caller] = asyncio.Queue()
        for each in callers:
            free.put_nowait(each)

        async def write(number: int) -> None:
            values: dict[str, object] = {"id": referrals[number % len(referrals)], "note": "已联系家庭", "idempotencyKey": str(uuid4())}
            caller = await free.get()
            try:
                await self.ask("commands", caller, PROGRESS, {"input": values})
            finally:
                free.put_nowait(caller)

        async with asyncio.TaskGroup() as tasks:
            for number in itertools.count():
                tasks.create_task(write(number))
                await asyncio.sleep(1 / COMMANDS)


def of_new_households(number: int) -> Iterator[dict[str, object]]:
    """Yield the rows of a file, of persons who are in no other one."""
    born = date(1940, 1, 1) + timedelta(randrange(25_000))
    for place, row in enumerate(rows("visits", ROWS)):
        whose = number_of(f"99{place:04d}{born:%Y%m%d}021")
        yield {**row, "姓名": f"{row['姓名']}{chr(0x4E00 + number)}", "身份证号": whose}


async def forget_files(loader: str) -> None:
    """Let the days pass, without end, in each of which an account may take in so many files and rows: more are taken in here."""
    async with connected(loader) as connection:
        while True:
            await connection.execute("update number_test set rows = 0, weight = 0 where rows > 0 or weight > 0")
            await asyncio.sleep(1)


async def visits_of(loader: str) -> int:
    """Return how many visits have been written, as PostgreSQL counts them."""
    async with connected(loader) as connection:
        written: int = await connection.fetchval("select n_tup_ins from pg_stat_user_tables where relname = 'visit'")
        return written


def p99(took: Sequence[float]) -> float:
    """Return the 99th of 100."""
    return quantiles(took, n=100)[98]


async def inboxes(caller: Caller) -> list[float]:
    """Return the milliseconds of readings of an inbox, one after the other."""
    took = []
    for _ in range(READINGS):
        began = perf_counter()
        answer = await caller.ask(INBOX)
        took.append(1000 * (perf_counter() - began))
        assert answer.status == 200, answer
    return took


@contextmanager
def served(environment: Mapping[str, str], folder: Path) -> Iterator[None]:
    """Have a worker and a server, each a process, while the block runs."""
    with working(environment, folder / "worker.log"), (folder / "server.log").open("wb") as into:
        server = subprocess.Popen([*PROGRAM, "serve"], env=environment, stdout=into, stderr=into)
        try:
            yield
        finally:
            server.terminate()
            server.wait(60)


@asynccontextmanager
async def running(*loads: "asyncio.Task[None]") -> AsyncIterator[None]:
    """Let loads run while the block does."""
    try:
        await asyncio.sleep(SETTLED)
        yield
    finally:
        for each in loads:
            each.cancel()
        await asyncio.gather(*loads, return_exceptions=True)


def serves(port: int) -> None:
    """Wait until the server is ready."""
    for _ in range(240):
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
            assert answer.status == 200
            return
        sleep(0.5)
    raise TimeoutError


async def measure(port: int, bearers: Mapping[str, str], beside: Beside) -> None:
    """Measure in turns: alone, beside each of the loads, beside all of them."""
    inbox, working = Caller(port, bearers[OFFICE]), [Caller(port, bearers[WORKING]) for _ in range(WRITERS)]
    counting = [Caller(port, bearers[COUNTING[place % len(COUNTING)]]) for place in range(GROUPINGS)]
    answer = await working[0].ask(OPEN)
    referrals = [each["id"] for each in json.loads(answer.body)["data"]["referrals"]["nodes"]]
    assert referrals, "nothing to work on"
    loads: Mapping[str, Callable[[], list[Coroutine[None, None, None]]]] = {
        "groups": lambda: [beside.counting(counting)],
        "commands": lambda: [beside.commanding(working, referrals)],
        "imports": lambda: [beside.importing()],
        "all": lambda: [beside.counting(counting), beside.commanding(working, referrals), beside.importing()],
    }
    ratios: dict[str, list[float]] = {name: [] for name in loads}
    for number in range(ROUNDS + 1):
        for name, load in loads.items():
            alone, before = await inboxes(inbox), beside.done.copy()
            began = perf_counter()
            async with running(*(asyncio.create_task(each) for each in load())):
                if name in WRITING:
                    await beside.writes()
                took = await inboxes(inbox)
            seconds, did = perf_counter() - began, beside.done - before
            if number:
                ratios[name].append(p99(took) / p99(alone))
                rates = ", ".join(f"{each} {times / seconds:.1f} a second" for each, times in sorted(did.items()))
                sys.stdout.write(
                    f"{name}: median {median(alone):.1f} -> {median(took):.1f} ms, p99 {p99(alone):.1f} -> {p99(took):.1f}, "
                    f"ratio {ratios[name][-1]:.2f}; {rates}\n"
                )
                sys.stdout.flush()
    for name, told in ratios.items():
        sys.stdout.write(f"{name}: median ratio of p99 {median(told):.2f} ({min(told):.2f}-{max(told):.2f})\n")


def main() -> None:
    """Measure on the database of the environment, with a server on a port of its own."""
    environment = {**os.environ, "LIANBANG_PORT": str(free_port()), "LIANBANG_REQUESTS_PER_MINUTE": "1000000"}
    settings = read_settings(environment)
    with addresses(settings) as named, tempfile.TemporaryDirectory() as folder, served(environment, Path(folder)):
        serves(settings.port)
        bearers = {each: token(settings, each, None) for each in {OFFICE, WORKING, *COUNTING}}
        asyncio.run(measure(settings.port, bearers, Beside(environment, Path(folder), named.loader)))


if __name__ == "__main__":
    main()
