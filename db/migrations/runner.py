"""Bring a database to the tables of this version, up or down, and print the policies anew.

Source: docs/design.md 7; docs/decisions/001-embedded-database.md; how a migration is written: CONTRIBUTING.md.
"""

from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from db.protect import policies
from domain.terminal_error import TerminalError

FOLDER = Path(__file__).parent
ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('lianbang migrate'))")


class MigrationError(TerminalError):
    """The database cannot be brought to this version; the text says why, in one line."""


def newest() -> str | None:
    """The revision that this version of the platform wants."""
    return ScriptDirectory.from_config(_config()).get_current_head()


async def upgrade(owner_url: str, say: Callable[[str], None], revision: str = "head") -> None:
    """Migrate up to a revision, all in one transaction, and print the policies; `say` hears of it when there is anything to do."""

    def work(connection: Connection) -> None:
        standing = _standing(connection)
        if standing != newest():
            say(f"Migrating the database from {standing or 'nothing'} to {revision} ...")
            _drop_policies(connection)
            command.upgrade(_config(connection), revision)
            connection.execute(text("set constraints all immediate"))  # no table with a check still to come can be altered
        policies.apply(connection)

    await as_owner(owner_url, work)


async def lay_out(owner_url: str) -> None:
    """Migrate an empty database up to the newest revision, without policies: those of a table still to be drafted cannot be printed."""
    await as_owner(owner_url, lambda connection: command.upgrade(_config(connection), "head"))


async def downgrade(owner_url: str, say: Callable[[str], None], revision: str) -> None:
    """Migrate down to a revision (`base`: no table at all). Until the next upgrade secured tables have no policy and show nothing."""

    def work(connection: Connection) -> None:
        say(f"Migrating the database from {_standing(connection) or 'nothing'} down to {revision} ...")
        _drop_policies(connection)
        command.downgrade(_config(connection), revision)

    await as_owner(owner_url, work)


async def draft(owner_url: str, title: str) -> None:
    """Write a new migration from what differs between the tables and a database at the newest revision: to be read and mended by hand."""
    number = 1 + len([*(FOLDER / "versions").glob("*.py")])
    await as_owner(
        owner_url, lambda connection: command.revision(_config(connection), message=title, autogenerate=True, rev_id=f"{number:04}")
    )


async def as_owner(owner_url: str, work: Callable[[Connection], object]) -> None:
    """Do something in one transaction of the owner; two processes that migrate one database wait for each other."""
    engine = create_async_engine(owner_url.replace("postgresql://", "postgresql+asyncpg://", 1), poolclass=NullPool)
    async with AsyncExitStack() as exits:
        exits.push_async_callback(engine.dispose)
        try:
            connection = await exits.enter_async_context(engine.begin())
        except (OSError, DBAPIError, asyncpg.PostgresError) as error:
            reason = error.orig if isinstance(error, DBAPIError) else error
            raise MigrationError(f"The database cannot be reached as its owner (LIANBANG_OWNER_URL): {reason}") from error
        await connection.execute(ONE_AT_A_TIME)
        await connection.run_sync(work)


def _standing(connection: Connection) -> str | None:
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and revision not in {each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()}:
        raise MigrationError(f"The database was migrated to {revision} by a newer version: run that one, this one does not know it.")
    return revision


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _drop_policies(connection: Connection) -> None:
    """A policy holds on to the columns it names; row security stays on, so that nothing shows until they are back."""
    for table, name in connection.execute(text("select tablename, policyname from pg_policies where schemaname = 'public'")).all():
        connection.execute(text(f'drop policy "{name}" on "{table}"'))
