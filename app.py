"""The composition root: makes every object from the settings, hands them down, and runs the server.

Source: docs/design.md 3 and 7. Nobody imports this module but `cli.py` and the tests.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from joserfc.jwk import KeySet
from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from api.health import Health
from api.http.edge import Edge
from api.http.failure import Troubles
from api.http.front import front
from api.http.graphql import GraphQL
from api.keys import jwks
from api.log import NAME
from api.metrics import Metrics
from api.rate import Allowance
from api.serving import life
from api.serving.door import Patience
from auth.account import membership_of
from auth.bootstrap import bootstrap
from auth.identify import Identity
from auth.token import Tokens
from db.audit.seal import looked_through
from db.migrations import runner
from db.protect.cipher import Cipher, load_keys
from db.protect.keys import keys_of
from db.reference.current import Current, at_hand
from db.reference.load import load
from db.reference.working_days import near_its_end
from db.server.away import is_away, is_busy, took_too_long
from db.server.login import Addresses, create_logins
from db.server.pulse import Pulse
from db.session.engine import Bounds, Database, stands
from db.session.read import find_viewer
from demonstration.seed import seed
from demonstration.welcome import welcome
from diagnosis import NOT_MIGRATED
from domain.time.calendar import day_of
from domain.told import StartError, Told
from domain.viewer import Language, Viewer
from resolvers.commands.all import COMMANDS
from resolvers.commands.reveal.reveal import Reveal
from resolvers.commands.runner import Commands
from resolvers.files.visits import desk
from resolvers.planner.plan import Planner
from resolvers.reads.roots import MAPPINGS, ROOTS
from resolvers.reads.runner import Reader
from resolvers.reads.visit_draft import Drafts
from schema.build.assemble import graphql_of
from schema.build.mutations import asks
from schema.contract import contract
from schema.execute.execute import Executor
from settings import Settings, SettingsError
from terminal import addresses, issuer, now, only_in_development, reaching, say
from worker.runner import Worker

T = TypeVar("T")


class AuditError(Told):
    """The audit trail is not whole; the text lists every fault, a line each."""


def run(settings: Settings) -> None:
    """Everything for one machine: database, migrations, reference data, demonstration county, server with the worker inside."""
    only_in_development(settings, "lianbang run")
    with life.listening(settings.host, settings.port) as door, addresses(settings) as database:
        with reaching(DBAPIError):
            asyncio.run(bring_up(settings, database))
            sealing = asyncio.run(cipher_of(settings, database))
            asyncio.run(seed(database.loader, now(settings), sealing, say))
            greeting, stop = "\n".join(welcome(settings.host, settings.port)), life.Stop()
            made = application(settings, database, lambda: say(greeting), stop)
        life.serve(made, door, settings.log_level, bounds(settings), stop)


async def bring_up(settings: Settings, database: Addresses) -> None:
    """The tables of this version, and the reference data of its files."""
    await runner.upgrade(database.owner, say)
    await load(database.loader, day_of(now(settings)), say)
    if (told := await near_its_end(database.loader, day_of(now(settings)))) is not None:
        say(told)


def serve(settings: Settings) -> None:
    """The server alone, on a database that `migrate` has made."""
    with life.listening(settings.host, settings.port) as door, addresses(settings) as database:
        with reaching(DBAPIError):
            if not asyncio.run(stands(database.app, runner.newest())):
                raise StartError(NOT_MIGRATED)
            asyncio.run(cipher_of(settings, database))
            stop = life.Stop()
            made = application(settings, database, stopping=stop)
        life.serve(made, door, settings.log_level, bounds(settings), stop)


def work(settings: Settings) -> None:
    """The worker alone, until Ctrl-C."""
    with addresses(settings) as database:
        with reaching(DBAPIError):
            made = worker(settings, database, say)
            asyncio.run(made.round())  # what keeps it from working at all is told at once
        asyncio.run(made.run(asyncio.Event()))


def migrate(settings: Settings, *, create: bool) -> None:
    """Bring the database to this version; with `create` make its logins first, as the superuser of the settings."""
    with addresses(settings) as database, reaching(DBAPIError):
        if create:
            if settings.superuser_url is None:
                raise SettingsError("LIANBANG_SUPERUSER_URL must be set for --create-logins: the database as a superuser.")
            asyncio.run(create_logins(settings.superuser_url, database))
        asyncio.run(bring_up(settings, database))


def demonstrate(settings: Settings, families: int) -> str:
    """Put the demonstration county into a database that nobody uses yet: so many families beside those of the special cases."""
    only_in_development(settings, "lianbang seed")
    with addresses(settings) as database, reaching(DBAPIError):
        asyncio.run(bring_up(settings, database))
        sealing = asyncio.run(cipher_of(settings, database))
        put_in = asyncio.run(seed(database.loader, now(settings), sealing, say, families=families))
    return "The demonstration county is in the database." if put_in else "The database is in use: nothing was put in."


def make_administrators(settings: Settings) -> Iterator[str]:
    """Make the three administrators that are missing; a line for each: its account, role, and the membership that its tokens name."""
    with addresses(settings) as database, reaching(DBAPIError):
        made = asyncio.run(bootstrap(database.loader, now(settings)))
    yield from (f"{each.subject}  {each.role}  membership {each.membership}" for each in made)
    if not made:
        yield "The three administrators are there already."


def import_visits(settings: Settings, file: Path, account: str, language: Language, options: desk.Options) -> Iterator[str]:
    """Record the visits of a spreadsheet as an account; what became of its rows. Raises FileRefused, RowsRefused."""
    report = as_account(settings, account, lambda commands, viewer: desk.take_in(file, commands, viewer, language, options))
    yield from desk.told(report, file, language)


def list_imports(settings: Settings, account: str, language: Language) -> list[str]:
    """A line for each of the newest imports that an account may take back. Raises FileRefused."""
    return as_account(settings, account, lambda commands, viewer: desk.imports(commands, viewer, language))


def undo_import(settings: Settings, number: str, account: str, language: Language) -> str:
    """Take back an import as an account; what is told of it. Raises FileRefused."""
    return as_account(settings, account, lambda commands, viewer: desk.undo(number, commands, viewer, language))


def as_account(settings: Settings, account: str, work: Callable[[Commands, Viewer | None], Awaitable[T]]) -> T:
    """What is done with commands as the viewer that an account's running membership makes; None where it has none."""

    async def done(named: Addresses) -> T:
        sealing = await cipher_of(settings, named)
        async with at_hand(named.app, partial(now, settings)) as (database, references):
            viewer = await find_viewer(database, await membership_of(named.app, account, now(settings)), now(settings))
            return await work(Commands(database, references, sealing, allow_synthetic=settings.in_development), viewer)

    with addresses(settings) as database, reaching(DBAPIError):
        return asyncio.run(done(database))


def write_template(settings: Settings, file: Path, language: Language) -> None:
    """Write the empty spreadsheet of visits. Raises FileRefused."""

    async def written(url: str) -> None:
        async with at_hand(url, partial(now, settings)) as (_, references):
            desk.write_template(file, references(), language)

    with addresses(settings) as database, reaching(DBAPIError):
        asyncio.run(written(database.app))


def verify_audit(settings: Settings) -> str:
    """Verify the chain of the audit trail against itself and the head that is kept beside the database; with what is strange in it, a
    line each. Raises AuditError."""
    with addresses(settings) as database, reaching(DBAPIError):
        faults, strange = asyncio.run(looked_through(database.worker, now(settings), settings.var / "audit-head"))
    if faults:
        raise AuditError("\n".join(faults + strange))
    return "\n".join(["The audit trail is whole.", *strange])


def application(
    settings: Settings, addresses: Addresses, started: Callable[[], None] = lambda: None, stopping: Callable[[], bool] = lambda: False
) -> Starlette:
    """The ASGI application: routes, and what lives as long as the server.

    `started` is called when it serves; once `stopping` says so it is not ready for more.
    """
    log, metrics = logging.getLogger(NAME), Metrics()
    clock = partial(now, settings)
    database = Database(addresses.app, clock, limits_of(settings))
    pulse = Pulse(database, runner.newest(), log.warning)
    references = Current(database)
    keys, own_routes = KeySet([]), list[BaseRoute]()
    if settings.in_development:
        own = issuer(settings)
        keys, own_routes = own.keys, [Route("/.well-known/jwks.json", jwks(own.jwks))]
    lifetime = timedelta(seconds=settings.token_seconds)
    identity = Identity(Tokens(settings.issuer, settings.audience, lambda: keys, clock, longest=lifetime), database)
    allowance = Allowance(settings.requests_per_minute, clock)
    graphql = GraphQL(
        identity,
        executor(settings, database, references),
        allowance,
        log,
        Troubles(is_away, is_busy, took_too_long, pulse.is_away),
        settings.request_seconds,
        body_patience=settings.body_seconds,
    )
    health = Health(pulse.is_ready, stopping)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        stop = asyncio.Event()
        await database.open()
        await references.read()
        await pulse.look()
        beside = [references.keep(stop), pulse.keep(stop)]
        if settings.in_development:
            beside.append(worker(settings, addresses, log.info).run(stop))
        tasks = [asyncio.create_task(each) for each in beside]
        started()
        try:
            yield
        finally:
            stop.set()
            await asyncio.gather(*tasks, return_exceptions=True)
            await database.close()

    routes = [
        Route("/", front(in_development=settings.in_development)),
        Route("/graphql", graphql),
        Route("/healthz", health.alive),
        Route("/readyz", health.ready),
        Route("/metrics", metrics.show),
        *own_routes,
    ]
    paths = frozenset(route.path for route in routes if isinstance(route, Route))
    edge = Middleware(Edge, paths=paths, log=log, metrics=metrics)
    made = Starlette(routes=routes, middleware=[edge], lifespan=lifespan, debug=False)
    made.router.redirect_slashes = False  # a redirect would repeat the Host header that the caller wrote
    return made


def limits_of(settings: Settings) -> Bounds:
    """What requests share of the database."""
    return Bounds(settings.readers, settings.costly_readers, settings.writers, settings.request_seconds)


def bounds(settings: Settings) -> life.Bounds:
    """What the server gives to callers."""
    return life.Bounds(
        connections=settings.connections,
        per_address=settings.connections_per_address,
        patience=Patience(head=settings.head_seconds, idle=settings.idle_seconds),
        drain=settings.drain_seconds,
        grace=settings.grace_seconds,
    )


async def cipher_of(settings: Settings, database: Addresses) -> Cipher:
    """What seals the numbers of persons, once the keys are found to be those of this database. Raises KeysError."""
    return Cipher(await keys_of(database.loader, settings.cipher_keys, settings.index_key, settings.var / "keys"))


def executor(settings: Settings, database: Database, references: Current) -> Executor:
    """What executes documents: the contract, with the reader of its queries and the commands of its mutations."""
    sealing = Cipher(load_keys(settings.cipher_keys, settings.index_key, settings.var / "keys"))
    declared = contract(COMMANDS)
    planner = Planner(graphql_of(declared), MAPPINGS, ROOTS, asks(COMMANDS))
    reader = Reader(database, planner, references)
    commands = Commands(database, references, sealing, allow_synthetic=settings.in_development)
    reveals = Reveal(database, references, sealing)
    return Executor(declared, reader, commands, reveals, Drafts(database, sealing), introspection=True)


def worker(settings: Settings, addresses: Addresses, tell: Callable[[str], None]) -> Worker:
    """What works beside the server; `tell` hears the chain's head and every fault."""
    settings.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Worker(addresses.worker, partial(now, settings), settings.var / "audit-head", tell)
