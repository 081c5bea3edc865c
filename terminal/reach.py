"""What commands share: the database's addresses, the development issuer, and output for the person at the terminal.

Source: docs/design.md 7; docs/settings.md. It imports little, so that small commands start quickly.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from typing import TypeVar

import asyncpg

from auth.issuer import LIFETIME, Issuer, keep_name, name_in
from db.server.embedded import SETTINGS, Embedded
from db.server.fitting import of_this_machine
from db.server.guard import guarded
from db.server.login import Addresses, provide
from db.session.connect import connected
from db.session.pooler import fault_between
from domain.terminal_error import StartError
from settings.settings import Settings
from terminal.diagnosis import line_of

DATABASE = "lianbang"
T = TypeVar("T")


@contextmanager
def addresses(settings: Settings, tell: Callable[[str], None] | None = None) -> Iterator[Addresses]:
    """Yield the addresses of the database for each login: those of the settings, or of our own database, which runs meanwhile.

    `tell` is called with its messages. Raises StartError.
    """
    if settings.app_url and settings.owner_url and settings.worker_url and settings.loader_url:
        yield Addresses(owner=settings.owner_url, app=settings.app_url, worker=settings.worker_url, loader=settings.loader_url)
        return
    with ExitStack() as exits:
        with reaching():
            own = exits.enter_context(Embedded(settings.var / "postgres", tell or say, {**SETTINGS, **of_this_machine()}))
            provided = asyncio.run(provide(own, DATABASE))
        exits.enter_context(guarded(own, tell or say))
        yield provided


@contextmanager
def reaching(*more: type[Exception]) -> Iterator[None]:
    """Turn errors of the database, and of the types `more`, into StartError with one line."""
    caught: tuple[type[Exception], ...] = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, *more)
    try:
        yield
    except caught as error:
        raise StartError(line_of(error)) from error


def check_between(url: str) -> None:
    """Check that whatever stands before the database gives each connection a session of its own. Raises StartError.

    A database that is out of reach is told by who uses it next.
    """
    with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        if (fault := asyncio.run(fault_between(url))) is not None:
            raise StartError(fault)


def as_loader(settings: Settings, work: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
    """Return what `work` returns over a connection of the loader."""

    async def done(url: str) -> T:
        async with connected(url) as connection, connection.transaction():
            return await work(connection)

    with addresses(settings) as database, reaching():
        return asyncio.run(done(database.loader))


def issuer(settings: Settings) -> Issuer:
    """Return the development issuer, known as the server of this folder is, wherever that listens. Raises StartError in production."""
    only_in_development(settings, "The development issuer")
    lifetime, folder = min(LIFETIME, timedelta(seconds=settings.token_seconds)), settings.var / "keys"
    return Issuer(folder, settings.known_as or name_in(folder) or settings.issuer, settings.audience, lifetime)


def issuer_that_serves(settings: Settings) -> Issuer:
    """Return the development issuer of a server, and keep as what it is known. Raises StartError in production."""
    only_in_development(settings, "The development issuer")
    keep_name(settings.var / "keys", settings.issuer)
    return issuer(settings)


def only_in_development(settings: Settings, what: str) -> None:
    """Check that this is development. Raises StartError, which names `what` exists there alone."""
    if not settings.in_development:
        raise StartError(f"{what} exists in development alone, and LIANBANG_ENV says {settings.environment}.")


def say(line: str) -> None:
    """Write a line to standard error; if it is closed, nothing happens."""
    with suppress(OSError):
        sys.stderr.write(f"{line}\n")
