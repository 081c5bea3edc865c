"""What every command at the terminal stands on: the database, the issuer of development, and where it speaks.

Source: docs/design.md 7; docs/settings.md. It imports little, so that a command which needs no more has begun at once.
"""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta

import asyncpg

from auth.issuer import LIFETIME, Issuer
from db.server.embedded import Embedded
from db.server.guard import guarded
from db.server.login import Addresses, provide
from domain.terminal_error import StartError
from settings import Settings
from terminal.diagnosis import line_of

DATABASE = "lianbang"


@contextmanager
def addresses(settings: Settings, tell: Callable[[str], None] | None = None) -> Iterator[Addresses]:
    """The database as each login reaches it: the one of the settings, or our own under `var` for as long as it is used."""
    if settings.app_url and settings.owner_url and settings.worker_url and settings.loader_url:
        yield Addresses(owner=settings.owner_url, app=settings.app_url, worker=settings.worker_url, loader=settings.loader_url)
        return
    with ExitStack() as exits:
        with reaching():
            own = exits.enter_context(Embedded(settings.var / "postgres", tell or say))
            provided = asyncio.run(provide(own, DATABASE))
        exits.enter_context(guarded(own, tell or say))
        yield provided


@contextmanager
def reaching(*more: type[Exception]) -> Iterator[None]:
    """A database that cannot be used is told in a line; `more` are errors in which one is wrapped. Raises StartError."""
    caught: tuple[type[Exception], ...] = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, *more)
    try:
        yield
    except caught as error:
        raise StartError(line_of(error)) from error


def issuer(settings: Settings) -> Issuer:
    """The development issuer."""
    only_in_development(settings, "The development issuer")
    lifetime = min(LIFETIME, timedelta(seconds=settings.token_seconds))
    return Issuer(settings.var / "keys", settings.issuer, settings.audience, lifetime)


def only_in_development(settings: Settings, what: str) -> None:
    """Refuse what production does not have. Raises StartError."""
    if not settings.in_development:
        raise StartError(f"{what} exists in development alone, and LIANBANG_ENV says {settings.environment}.")


def say(line: str) -> None:
    """Tell the person at the terminal; standard output is for answers. One that has been closed stops nothing on its way out."""
    with suppress(OSError):
        sys.stderr.write(f"{line}\n")
