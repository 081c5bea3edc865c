"""The composition root: makes every object from the settings, hands them down, and runs the server.

Source: design of the house, docs/map.md. Nobody imports this module but `cli.py` and the tests.
"""

import asyncio
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from db.embedded import Embedded
from db.login import Addresses, create_logins, provide
from db.migrations import runner
from settings import Settings, SettingsError

DATABASE = "lianbang"
GRACE = 2  # seconds for requests in flight; with the stop of the database it stays inside the 10 s of Ctrl-C


class StartError(Exception):
    """The server cannot start; the text says why and what to do, in one line."""


def run(settings: Settings) -> None:
    """Everything for one machine: database, migrations, reference data, demonstration county, server with the worker inside."""
    with listening(settings) as door, addresses(settings) as database:
        asyncio.run(runner.upgrade(database.owner, say))
        answer(application(settings, database), settings, door)


def serve(settings: Settings) -> None:
    """The server alone, on a database that `migrate` has made."""
    with listening(settings) as door, addresses(settings) as database:
        answer(application(settings, database), settings, door)


def migrate(settings: Settings, *, create: bool) -> None:
    """Bring the database to this version; with `create` make its logins first, as the superuser of the settings."""
    with addresses(settings) as database:
        if create:
            if settings.superuser_url is None:
                raise SettingsError("LIANBANG_SUPERUSER_URL must be set for --create-logins: the database as a superuser.")
            asyncio.run(create_logins(settings.superuser_url, database))
        asyncio.run(runner.upgrade(database.owner, say))


def application(settings: Settings, database: Addresses) -> Starlette:
    """The ASGI application: routes, and what lives as long as the server."""
    routes: list[BaseRoute] = []
    return Starlette(routes=routes, debug=False)


@contextmanager
def addresses(settings: Settings) -> Iterator[Addresses]:
    """The database as each login reaches it: the one of the settings, or our own under `var` for as long as it is used."""
    if settings.app_url and settings.owner_url and settings.worker_url and settings.loader_url:
        yield Addresses(owner=settings.owner_url, app=settings.app_url, worker=settings.worker_url, loader=settings.loader_url)
        return
    with Embedded(settings.var / "postgres", say) as server:
        yield asyncio.run(provide(server, DATABASE))


@contextmanager
def listening(settings: Settings) -> Iterator[socket.socket]:
    """The socket of the server, taken before anything else: a port in use is told at once, and nothing has been started."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((settings.host, settings.port))
            door.listen(2048)
        except OSError as error:
            reason = error.strerror or "unknown reason"
            raise StartError(
                f"Cannot listen on {settings.host} port {settings.port} ({reason}): stop what uses it, or set LIANBANG_PORT to another."
            ) from error
        yield door


def answer(application: Starlette, settings: Settings, door: socket.socket) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    config = uvicorn.Config(
        application,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=GRACE,
    )
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):  # uvicorn hands the signal on when it has ended what was in flight
        server.run(sockets=[door])
    if not server.started:
        raise StartError("The server did not start; the lines above say why.")


def say(line: str) -> None:
    """Tell the person at the terminal; standard output is for answers."""
    sys.stderr.write(f"{line}\n")
