"""The inbox beside others: the server, an endpoint written by hand, PostGraphile, the usual way, and the statement alone, in one run.

`python -m benchmarks.peers.bench [ROUNDS [SECONDS [QUESTIONS]]]`, on our own PostgreSQL under LIANBANG_VAR, which is only read (the
readings are noted in its audit trail). PostGraphile takes part where `make bench` has fetched it into var/postgraphile. A run of six
rounds or more writes docs/benchmarks.svg and prints the tables that stand in docs/benchmarks.md. Source: docs/benchmarks.md.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import psutil
import uvloop

from app import executor
from benchmarks.peers.contest import Measured, Replayed, Served, for_postgraphile, free_port, python, serving
from benchmarks.peers.driver import drive, request
from benchmarks.peers.given import Asking, Given, keep
from benchmarks.peers.question import ACCOUNTS, QUESTIONS, Known, Question, known, page, viewer_of
from benchmarks.peers.told import BARE, BY_HAND, NOTED, POSTGRAPHILE, SERVER, USUAL, Footprint, Rounds, held, plot, table
from benchmarks.spent import postmaster
from benchmarks.working import working
from db.reference.current import at_hand
from db.server.login import Addresses
from db.session.connect import connected
from db.session.engine import PLANNED_ONCE
from db.session.viewer import settings as settings_of
from settings.read import read_settings
from settings.settings import Settings
from terminal.reach import addresses, issuer_that_serves

ROUNDS, SECONDS, CONNECTIONS = 8, 2.0, (1, 16)
WARM_SECONDS = 2.0
ENOUGH = 6
"""The least rounds whose figures are written down."""
ROOT = Path(__file__).parents[2]
FETCHED = ROOT / "var" / "postgraphile"


@dataclass(frozen=True)
class Contest:
    """What is asked by whom: the database, the viewers, the statement with and without its audit."""

    question: Question
    reached: Addresses
    folder: Path
    viewers: Mapping[str, Asking]
    """Token -> whose it is."""
    office: UUID
    port: int
    noted: Known
    bare: Known
    readers: int

    def given(self) -> Given:
        """Return what a peer is given, with a port of its own."""
        return Given(self.reached.app, free_port(), self.readers, PLANNED_ONCE, self.viewers, self.office, self.noted.statement)

    @asynccontextmanager
    async def served(self) -> AsyncIterator[dict[str, Served]]:
        """Start a worker, which seals what all of them note, and whatever answers at a port, one after the other."""
        async with AsyncExitStack() as running:
            running.enter_context(working({**os.environ, **self.environment()}, self.folder / "worker.log"))

            async def start(name: str, command: list[str], given: Given, body: bytes, **environment: str) -> None:
                asks, log = [request(given.port, token, body) for token in self.viewers], self.folder / f"{name}.log"
                made[name] = await running.enter_async_context(serving(command, given.port, asks, log, environment))

            made: dict[str, Served] = {}
            given, body = replace(self.given(), port=self.port), self.question.body
            program = [str(Path(sys.executable).parent / "lianbang"), "serve"]
            await start(SERVER, program, given, body, **self.environment())
            given = self.given()
            await start(BY_HAND, python("benchmarks.peers.by_hand", keep(given, self.folder / "by_hand")), given, body)
            given = self.given()
            if node := next((FETCHED / "node_modules").glob("node-linux-*/bin/node"), None):
                told = for_postgraphile(given, self.folder / "postgraphile.json")
                same = self.question.body_of_postgraphile(self.office)
                production = {"GRAPHILE_ENV": "production", "NODE_ENV": "production"}
                await start(POSTGRAPHILE, [str(node), str(FETCHED / "server.mjs"), str(told)], given, same, **production)
            given = self.given()
            await start(USUAL, python("benchmarks.peers.usual", keep(given, self.folder / "usual")), given, body)
            yield made

    def environment(self) -> dict[str, str]:
        """Return the settings of the server, but for those of the environment: where the database is, and that nobody is held back."""
        owner, app, worker, loader = self.reached
        logins = {"LIANBANG_OWNER_URL": owner, "DATABASE_URL": app, "LIANBANG_WORKER_URL": worker, "LIANBANG_LOADER_URL": loader}
        return {**logins, "LIANBANG_PORT": str(self.port), "LIANBANG_REQUESTS_PER_MINUTE": "1000000"}


async def contest(settings: Settings, reached: Addresses, folder: Path, question: Question) -> Contest:
    """Find the viewers, their tokens and the statement."""
    port = free_port()
    issuer = issuer_that_serves(replace(settings, port=port))
    async with at_hand(reached.app, settings.now) as (database, references), connected(reached.loader) as loader:
        executes = executor(settings, database, references)

        async def asking(account: str) -> tuple[str, Asking]:
            viewer = await viewer_of(loader, account, database.clock())
            noted, _ = await known(executes, database, viewer, question)
            told = {name: value for name, value in settings_of(viewer, settings.now()).items() if name != "app.now"}
            return f"Bearer {issuer.issue(viewer.membership, account, settings.now())}", Asking(told, noted.values, noted.decided)

        viewers = dict([await asking(account) for account in ACCOUNTS])
        first = await viewer_of(loader, ACCOUNTS[0], database.clock())
        noted, bare = await known(executes, database, first, question)
    return Contest(question, reached, folder, viewers, first.office, port, noted, bare, settings.readers)


def compare(made: Mapping[str, Served]) -> None:
    """Check that all give the same page."""
    pages = {name: page(each.answer) for name, each in made.items()}
    assert pages[SERVER]["nodes"], "there is nothing in this inbox"
    for name, each in pages.items():
        assert each == pages[SERVER], f"{name} gives another page: {each}\n{pages[SERVER]}"


async def measure(settings: Settings, reached: Addresses, question: Question, rounds: int, lasts: float) -> Rounds:
    """Start all, compare, measure in turns, and print the table; return the figures."""
    figures: dict[tuple[str, int], list[Measured]] = {}
    database = postmaster(settings.var / "postgres" / "data")
    with tempfile.TemporaryDirectory(prefix="lianbang-bench-") as folder:
        asked = await contest(settings, reached, Path(folder), question)
        async with asked.served() as made:
            compare(made)
            for way in made.values():
                await drive(way.port, way.asks, max(CONNECTIONS), WARM_SECONDS)
            alone = {NOTED: asked.noted, BARE: asked.bare}
            ways: dict[str, Served | Replayed] = {**made, **{name: Replayed(of, reached.app, Path(folder)) for name, of in alone.items()}}
            figures = {(name, each): [] for name in ways for each in CONNECTIONS}
            for number in range(rounds):
                turns = [*ways][number % len(ways) :] + [*ways][: number % len(ways)]
                for each in CONNECTIONS:
                    for name in turns:
                        figures[name, each].append(await ways[name].measure(each, lasts, database))
                sys.stderr.write(f"{question.name}: round {number + 1} of {rounds}; load {psutil.getloadavg()[0]:.1f}\n")
            footprints = {name: Footprint(each.memory, each.began) for name, each in made.items()}
            size = len(made[SERVER].answer)
    head = f"{question.title} ({size} bytes)"
    sys.stdout.write("\n".join([head, "", *table(figures, footprints, CONNECTIONS), "", *held(figures, CONNECTIONS), "", ""]))
    return figures


def main(rounds: int, lasts: float, questions: Sequence[str]) -> None:
    """Measure on our own PostgreSQL."""
    settings, figures = read_settings(os.environ), dict[str, Rounds]()
    with addresses(settings) as reached, asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop:
        for name in questions:
            figures[QUESTIONS[name].title] = loop.run(measure(settings, reached, QUESTIONS[name], rounds, lasts))
    if rounds >= ENOUGH and len(figures) == len(QUESTIONS):
        (ROOT / "docs" / "benchmarks.svg").write_text(plot(figures, CONNECTIONS), "utf-8")


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given[0]) if given else ROUNDS, float(given[1]) if len(given) > 1 else SECONDS, given[2:] or [*QUESTIONS])
