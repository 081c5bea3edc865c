"""What a command costs: signatures, outcomes, a bulk of 100, an import of 500 rows, in turns with the same statements in pgbench.

`python -m benchmarks.commands [ROUNDS]`. It makes a PostgreSQL of its own, on the disk, and drops it. Commands come as GraphQL documents to
the executor, without a socket; what they asked of PostgreSQL is run by pgbench on a copy of the database as it was before.
Source: docs/benchmarks.md and docs/decisions/057-fewer-statements.md, where its figures stand.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import psutil
import uvloop

from api.serving.life import stand
from app import executor
from benchmarks.imports import rows
from benchmarks.replay import Made, Recorded, recorded, replay
from benchmarks.spent import postmaster, seconds
from db.migrations import runner
from db.reference.current import at_hand
from db.reference.load import load
from db.server.embedded import Embedded
from db.server.login import Addresses, provide
from db.session.connect import connected
from domain.referral import State
from domain.value.node_id import global_id
from domain.viewer import Language
from resolvers.commands.runner import Commands
from resolvers.files.visits.desk import VISITS, Options, take_in
from schema.execute.execute import Executor, Request
from settings.read import read_settings
from tests.builders.spreadsheet import csv_of
from tests.builders.world import NOW, World
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import DISPATCHER, HANDLER
from tests.resolvers.files.conftest import CADRE, CIPHER

ROUNDS, SINGLE, BULK, ROWS = 6, 40, 100, 500
SHOWN = "{ referral { id number state workDueAt version handler { name } } errors { code path } }"
SIGN = f"""
    mutation ($targets: [TargetInput!]!, $key: String) {{
      referralSign(input: {{targets: $targets, idempotencyKey: $key}}) {{ results {SHOWN} }}
    }}
"""
COMPLETE = f"mutation ($input: ReferralCompleteInput!) {{ referralComplete(input: $input) {SHOWN} }}"
OUTCOME = {"result": "WITHDRAWN", "decidedOn": "2026-11-24"}


@dataclass
class Figures:
    """What one kind of work took in each round: milliseconds for one command, target or row."""

    server: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    by_pgbench: list[float] = field(default_factory=list)
    statements: list[float] = field(default_factory=list)

    def told(self) -> str:
        """Return the medians, and the median ratio of a round."""
        ratio = median(p / w for p, w in zip(self.by_pgbench, self.whole, strict=True))
        spent = f"processor: server {median(self.server):.2f} ms, database {median(self.database):.2f} ms"
        took = f"whole {median(self.whole):.2f} ms, pgbench {median(self.by_pgbench):.2f} ms, ratio {ratio:.2f}"
        return f"{median(self.statements):.1f} statements; {spent}; {took}"


@dataclass
class Round:
    """What one round works on: ids of referrals to sign, to complete, to sign together; rows of a file."""

    sign: list[str]
    complete: list[str]
    together: list[str]
    rows: list[dict[str, object]]


@dataclass
class Bench:
    """A server's executor and commands, its PostgreSQL, and a copy of its database."""

    postmaster: psutil.Process
    copied: Addresses
    executes: Executor
    commands: Commands
    world: World
    kept: Recorded
    figures: dict[str, Figures] = field(default_factory=dict)

    async def asked(self, document: str, by: str, **variables: Any) -> None:
        """Execute a document that does what it says."""
        answer = await self.executes.execute(Request(document, None, variables), self.world.viewer(by), "0" * 32)
        assert not answer.errors, answer
        assert b'"errors":[{' not in (answer.data or b'"errors":[{'), answer

    async def imported(self, file: Path) -> None:
        """Import a file."""
        report = await take_in(file, self.commands, self.world.viewer(CADRE), Language.EN, Options(), VISITS)
        assert report.recorded == ROWS, [*report.lines(Language.EN)][:5]

    async def measure(self, name: str, units: int, *work: Callable[[], Awaitable[object]]) -> None:
        """Measure works, one after the other, then their statements."""
        figures, first, made = self.figures.setdefault(name, Figures()), list[Made](), list[Made]()
        self.kept.taken()
        database, server, began = seconds(self.postmaster), process_time(), perf_counter()
        for each in work:
            await each()
            await asyncio.sleep(0)  # what was asked over the driver is told afterwards
            made += self.kept.taken()
            first = first or [*made]
        for of, spent in (
            (figures.whole, perf_counter() - began),
            (figures.server, process_time() - server),
            (figures.database, seconds(self.postmaster) - database),
        ):
            of.append(1000 * spent / units)
        figures.statements.append(len(made) / units)
        figures.by_pgbench.append(await replay(self.copied.app, first if len(work) > 1 else [], made) / units)

    async def round(self, given: Round, folder: Path) -> None:
        """Measure each kind of work once."""
        signs = (partial(self.asked, SIGN, DISPATCHER, targets=[{"id": each}], key=f"sign {each}") for each in given.sign)
        await self.measure("sign, a command", SINGLE, *signs)
        outcomes = ({"id": each, "outcome": OUTCOME, "idempotencyKey": f"outcome {each}"} for each in given.complete)
        await self.measure("outcome, a command", SINGLE, *(partial(self.asked, COMPLETE, HANDLER, input=each) for each in outcomes))
        targets = [{"id": each} for each in given.together]
        await self.measure("sign 100 at once, a target", BULK, partial(self.asked, SIGN, DISPATCHER, targets=targets))
        file = folder / "visits.csv"
        file.write_bytes(csv_of(given.rows))
        await self.measure("import 500 visits, a row", ROWS, partial(self.imported, file))


async def filled(addresses: Addresses, world: World, rounds: int) -> list[Round]:
    """Fill a database with what so many rounds work on."""
    await runner.upgrade(addresses.owner, lambda _: None)
    await load(addresses.loader, NOW.date(), lambda _: None)
    visits = rows("visits", ROWS * rounds)
    async with at_hand(addresses.app, lambda: NOW) as (_, references), world.connected(addresses.loader):
        stage = Stage(addresses, world, references())

        async def cases(state: State, count: int) -> list[str]:
            return [global_id("Referral", (await stage.referred(state)).referral.id) for _ in range(count)]

        for name in (DISPATCHER, HANDLER, CADRE):
            await stage.viewer(name)
        given = []
        for _ in range(rounds):
            states = ((State.DISPATCHED, SINGLE), (State.IN_PROGRESS, SINGLE), (State.DISPATCHED, BULK))
            sign, complete, together = [await cases(*each) for each in states]
            given.append(Round(sign, complete, together, [next(visits) for _ in range(ROWS)]))
        await stage.close()
    return given


async def measure(server: Embedded, folder: Path, rounds: int) -> None:
    """Fill a database, copy it, and measure in turns; the first round counts nothing."""
    addresses, world = await provide(server, "measured"), World()
    given = await filled(addresses, world, rounds + 1)
    async with connected(server.url("postgres", "postgres")) as connection:
        await connection.execute("create database replayed template measured strategy file_copy")
    copied = await provide(server, "replayed")
    for name in ("measured", "replayed"):
        async with connected(server.url("postgres", name)) as connection:
            await connection.execute("vacuum analyze")
    settings = read_settings({"LIANBANG_VAR": str(folder)})
    async with at_hand(addresses.app, lambda: NOW) as (database, references):
        commands = Commands(database, references, CIPHER, allow_synthetic=True)
        with recorded(database) as kept:
            bench = Bench(postmaster(server.data), copied, executor(settings, database, references), commands, world, kept)
            for number, each in enumerate(given):
                await bench.round(each, folder)
                if not number:
                    bench.figures.clear()
                    stand()  # as a server has when it answers
    for name, figures in bench.figures.items():
        sys.stdout.write(f"{name}: {figures.told()}\n")


def main(rounds: int) -> None:
    """Measure on a PostgreSQL of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="lianbang-benchmark-") as folder,
        Embedded(Path(folder) / "postgres", lambda _: None) as server,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop,
    ):  # that of the server
        loop.run(measure(server, Path(folder), rounds))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
