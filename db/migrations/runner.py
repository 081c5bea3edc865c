"""Bring a database to the tables of this version, up or down, and replace its policies.

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

from db.protect import policies
from db.server.unpooled import engine_of
from domain.terminal_error import TerminalError

FOLDER = Path(__file__).parent
ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('lianbang migrate'))")


class MigrationError(TerminalError):
    """The database cannot be migrated; the text says why in one line."""


def newest() -> str | None:
    """Return the newest revision in `versions/`: the one at which this version of the platform serves."""
    return ScriptDirectory.from_config(config()).get_current_head()


def revisions() -> frozenset[str]:
    """Return every revision in `versions/`."""
    return frozenset(each.revision for each in ScriptDirectory.from_config(config()).walk_revisions())


async def upgrade(owner_url: str, say: Callable[[str], None], revision: str = "head") -> None:
    """Migrate up to a revision in one transaction and replace the policies; `say` is called only if there is something to migrate.

    Raises MigrationError.
    """

    def work(connection: Connection) -> None:
        standing = _standing(connection)
        if standing != newest():
            say(f"Migrating the database from {standing or 'nothing'} to {revision} ...")
            policies.drop(connection)
            command.upgrade(config(connection), revision)
            connection.execute(text("set constraints all immediate"))  # no table with a check still to come can be altered
        policies.apply(connection)

    await as_owner(owner_url, work)


async def downgrade(owner_url: str, say: Callable[[str], None], revision: str) -> None:
    """Migrate down to a revision (`base`: no table at all). Until the next upgrade, tables under row security show no row."""

    def work(connection: Connection) -> None:
        say(f"Migrating the database from {_standing(connection) or 'nothing'} down to {revision} ...")
        policies.drop(connection)
        command.downgrade(config(connection), revision)

    await as_owner(owner_url, work)


async def as_owner(owner_url: str, work: Callable[[Connection], object]) -> None:
    """Run `work` in one transaction of the owner's login; a second process waits for the first. Raises MigrationError."""
    engine = engine_of(owner_url)
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
    if revision is not None and revision not in revisions():
        raise MigrationError(f"The database was migrated to {revision} by a newer version: run that one, this one does not know it.")
    return revision


def config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for our folder; its env.py migrates over `connection`."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made
