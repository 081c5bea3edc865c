"""Bring a database to the tables of this version, up or down, and replace its policies.

Source: docs/design.md 7; docs/decisions/001-embedded-database.md; how a migration is written: CONTRIBUTING.md.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from db.migrations import applied, beside
from db.migrations.exclusive import Patience, exclude_others
from db.protect import policies
from db.server.unpooled import engine_of
from domain.terminal_error import TerminalError

FOLDER = Path(__file__).parent
ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('lianbang migrate'))")

PATIENCE = Patience()


class MigrationError(TerminalError):
    """The database cannot be migrated; the text says why in one line."""


@cache
def scripts() -> ScriptDirectory:
    """Return what stands in `versions/`, read once: those of this process, whatever is installed over it meanwhile."""
    return ScriptDirectory.from_config(config())


def newest() -> str | None:
    """Return the newest revision in `versions/`: the one at which this version of the platform serves."""
    return scripts().get_current_head()


def revisions() -> frozenset[str]:
    """Return every revision in `versions/`."""
    return frozenset(each.revision for each in scripts().walk_revisions())


def is_newer(revision: str) -> bool:
    """Whether a database at this revision was migrated by a newer version than this one."""
    return revision not in revisions()


async def upgrade(owner_url: str, say: Callable[[str], None], revision: str = "head", patience: Patience = PATIENCE) -> None:
    """Migrate up to a revision in one transaction and replace the policies, with nobody else at the tables.

    Where all is so already nothing is locked. `say` is called only if there is something to migrate. Raises MigrationError, InUse.
    """

    def stands(connection: Connection) -> bool:
        return _standing(connection) == newest() and applied.stand(connection)

    def work(connection: Connection) -> None:
        standing = _standing(connection)
        if standing != newest():
            say(f"Migrating the database from {standing or 'nothing'} to {revision} ...")
            policies.drop(connection)
            command.upgrade(config(connection), revision)
            connection.execute(text("set constraints all immediate"))  # no table with a check still to come can be altered
        policies.apply(connection)
        applied.note(connection)

    async with owned(owner_url) as connection:
        if not await connection.run_sync(stands):
            await exclude_others(connection, patience)
            await connection.run_sync(work)
    if revision == "head":
        await beside.build(owner_url, say, beside.declared())


async def downgrade(owner_url: str, say: Callable[[str], None], revision: str, patience: Patience = PATIENCE) -> None:
    """Migrate down to a revision (`base`: no table at all). Until the next upgrade, tables under row security show no row."""

    def work(connection: Connection) -> None:
        say(f"Migrating the database from {_standing(connection) or 'nothing'} down to {revision} ...")
        policies.drop(connection)
        command.downgrade(config(connection), revision)

    async with owned(owner_url) as connection:
        await exclude_others(connection, patience)
        await connection.run_sync(work)


async def as_owner(owner_url: str, work: Callable[[Connection], object]) -> None:
    """Run `work` in one transaction of the owner's login; a second process waits for the first. Raises MigrationError."""
    async with owned(owner_url) as connection:
        await connection.run_sync(work)


@asynccontextmanager
async def owned(owner_url: str) -> AsyncIterator[AsyncConnection]:
    """Yield a connection of the owner's login in one transaction; a second process waits for the first. Raises MigrationError."""
    engine = engine_of(owner_url)
    async with AsyncExitStack() as exits:
        exits.push_async_callback(engine.dispose)
        try:
            connection = await exits.enter_async_context(engine.begin())
        except (OSError, DBAPIError, asyncpg.PostgresError) as error:
            reason = error.orig if isinstance(error, DBAPIError) else error
            raise MigrationError(f"The database cannot be reached as its owner (LIANBANG_OWNER_URL): {reason}") from error
        await connection.execute(ONE_AT_A_TIME)
        yield connection


def _standing(connection: Connection) -> str | None:
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and is_newer(revision):
        raise MigrationError(f"The database was migrated to {revision} by a newer version: run that one, this one does not know it.")
    return revision


def config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for our folder; its env.py migrates over `connection`."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made
