"""What the server does around a read: an office's inbox over its endpoint, in turns with an endpoint written by hand for this one list.

`python -m benchmarks.around [ACCOUNT]`, on the database of the environment, which is only read (the readings are noted in its audit trail).
Both are ASGI applications called without a socket, with the same statement, its values and its audit, under the same policies.
Source: docs/benchmarks.md, where its figures stand.
"""

import asyncio
import io
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from cProfile import Profile
from statistics import median, quantiles
from time import perf_counter, process_time

import orjson
import uvloop
from starlette.applications import Starlette
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.types import ASGIApp, Message, Scope

from api.http.edge import Edge
from api.http.failure import Troubles
from api.http.graphql import GraphQL
from api.log import configure
from api.metrics import Metrics
from api.rate import Allowance, Allowances
from api.serving.life import stand
from app import executor
from auth.bearer import Bearer
from auth.identify import Identity
from auth.issuer import Issuer
from auth.token import Tokens
from benchmarks.peers.by_hand import ByHand, pool_of
from benchmarks.peers.given import Asking
from benchmarks.peers.question import OFFICE, ROWS, known, viewer_of
from db.reference.current import at_hand
from db.server.away import is_away, is_busy, took_too_long
from db.server.login import Addresses
from db.session.connect import connected
from db.session.engine import PLANNED_ONCE, Database
from resolvers.document.trusted import Trust
from schema.execute.execute import Executor
from settings.read import read_settings
from settings.settings import Settings
from terminal.reach import addresses

ROUNDS, READINGS = 30, 60
BY_SERVER, BY_HAND = "server", "by hand"


async def ask(app: ASGIApp, token: str) -> bytes:
    """Return the answer of an application to the inbox."""
    headers = {
        "authorization": token,
        "content-type": "application/json",
        "accept": "application/json",
        "content-length": f"{len(ROWS.body)}",
    }
    scope: Scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": b"",
        "root_path": "",
        "client": ("127.0.0.1", 5),
        "server": ("127.0.0.1", 80),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    told: list[Message] = []
    asked, forever = iter([{"type": "http.request", "body": ROWS.body, "more_body": False}]), asyncio.Event()

    async def receive() -> Message:
        for message in asked:
            return message
        await forever.wait()
        raise AssertionError

    async def send(message: Message) -> None:
        told.append(message)

    await app(scope, receive, send)
    assert told[0]["status"] == 200, told
    return b"".join(each.get("body", b"") for each in told)


def server(settings: Settings, database: Database, executes: Executor, issuer: Issuer) -> Starlette:
    """Return the endpoint as the server has it, which logs into memory and limits nobody."""
    log = configure("INFO", io.StringIO())
    tokens = Tokens(issuer.issuer, issuer.audience, lambda: issuer.keys, settings.now)
    allowances = Allowances(Allowance(10_000_000, settings.now), Allowance(10_000_000, settings.now))
    troubles = Troubles(is_away, is_busy, took_too_long)
    endpoint = GraphQL(Identity(database, Bearer(tokens)), executes, Trust(dict), allowances, log, troubles, 30.0, body_patience=10.0)
    made = Starlette()
    doors = {"/graphql": endpoint}
    made.middleware_stack = Edge(ExceptionMiddleware(made.router), doors=doors, paths=frozenset(doors), log=log, metrics=Metrics())
    return made


async def measure(settings: Settings, reached: Addresses, account: str) -> None:
    """Measure both in turns, and say the ratios."""
    async with at_hand(reached.app, settings.now) as (database, references):
        executes = executor(settings, database, references)
        async with connected(reached.loader) as loader:
            viewer = await viewer_of(loader, account, database.clock())
        issuer = Issuer(settings.var / "measured", "https://lianbang.example", "lianbang")
        token = f"Bearer {issuer.issue(viewer.membership, account, settings.now())}"

        asked, _ = await known(executes, database, viewer, ROWS)
        async with pool_of(reached.app, 4, PLANNED_ONCE) as pool:
            apps: dict[str, ASGIApp] = {
                BY_SERVER: server(settings, database, executes, issuer),
                BY_HAND: ByHand(pool, database.flush, database.clock, asked.statement, {token: Asking({}, asked.values, asked.decided)}),
            }
            bodies = {name: orjson.loads(await ask(app, token))["data"] for name, app in apps.items()}
            assert bodies[BY_SERVER] == bodies[BY_HAND]
            assert bodies[BY_HAND]["inbox"]["nodes"]
            await compared(apps, token)


async def compared(apps: Mapping[str, ASGIApp], token: str) -> None:
    """Say what a reading of each takes and how many functions it calls, which no other work distorts, and the ratios."""
    for app in apps.values():
        for _ in range(100):
            await ask(app, token)
    stand()
    work: dict[str, list[float]] = {name: [] for name in apps}
    took: dict[str, list[float]] = {name: [] for name in apps}
    for number in range(ROUNDS):
        for name in apps if number % 2 else reversed([*apps]):
            began, cpu = perf_counter(), process_time()
            for _ in range(READINGS):
                await ask(apps[name], token)
            work[name].append(1e6 * (process_time() - cpu) / READINGS)
            took[name].append(1e6 * (perf_counter() - began) / READINGS)
    for name in apps:
        sys.stdout.write(f"{name}: processor of the server {spread(work[name])} microseconds, whole {spread(took[name])}\n")
    for name, app in apps.items():
        sys.stdout.write(f"{name}: {await calls(app, token):.0f} calls of functions\n")
    for what, each in (("processor", work), ("whole", took)):
        sys.stdout.write(f"{what}: {spread([s / h for s, h in zip(each[BY_SERVER], each[BY_HAND], strict=True)], '.2f')} times by hand\n")


async def calls(app: ASGIApp, token: str) -> float:
    """Return how many functions a reading calls, those in C that Python calls with them."""
    with Profile() as profile:
        for _ in range(READINGS):
            await ask(app, token)
    return sum(each.callcount for each in profile.getstats()) / READINGS


def spread(of: list[float], form: str = ".0f") -> str:
    """Return the median and the quartiles."""
    low, _, high = quantiles(of, n=4)
    return f"{median(of):{form}} ({low:{form}}-{high:{form}})"


def main(accounts: list[str]) -> None:
    """Measure on the database of the environment."""
    settings = read_settings(os.environ)
    with addresses(settings) as reached, suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop:
        loop.run(measure(settings, reached, accounts[0] if accounts else OFFICE))  # that of the server


if __name__ == "__main__":
    main(sys.argv[1:])
