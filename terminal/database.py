"""`lianbang migrate` and `lianbang bootstrap`: the database, its logins, the first administrators.

Source: docs/settings.md (The database, In production).
"""

import asyncio
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

from auth.bootstrap import bootstrap
from auth.renewal import TERM, renew
from db.migrations import runner
from db.reference.load import load
from db.reference.working_days import near_its_end
from db.server.login import Addresses, create_logins
from db.session.connect import connected
from domain.time.calendar import day_of
from domain.viewer import Role
from resolvers.commands.item.reroute import reroute
from settings.kind import SettingsError
from settings.settings import Settings
from terminal.reach import addresses, check_between, reaching, say


def migrate(settings: Settings, *, create: bool) -> None:
    """Bring the database to this version; with `create` make its logins first, as the superuser. Raises SettingsError without one."""
    with addresses(settings) as database, reaching(DBAPIError):
        if create:
            if settings.superuser_url is None:
                raise SettingsError("LIANBANG_SUPERUSER_URL must be set for --create-logins: the database as a superuser.")
            asyncio.run(create_logins(settings.superuser_url, database))
        check_between(database.owner)
        asyncio.run(bring_up(settings, database))


async def bring_up(settings: Settings, database: Addresses) -> None:
    """Bring tables and reference data to this version, and decide anew where items that are not dispatched may go."""
    await runner.upgrade(database.owner, say)
    await load(database.loader, day_of(settings.now()), say, provinces=settings.townships_of)
    if changed := await rerouted(database.loader):
        say(f"Routes: decided anew for {changed} items.")
    if (told := await near_its_end(database.loader, day_of(settings.now()))) is not None:
        say(told)


async def rerouted(loader_url: str) -> int:
    """Decide anew where items that are not dispatched may go. Return for how many that changed."""
    async with connected(loader_url) as connection, connection.transaction():
        return await reroute(connection)


def renew_administrator(settings: Settings, role: Role, account: str) -> str:
    """Give an administrator's role that nobody holds to an account for a month. Return a line that says so. Raises RenewalError."""
    with addresses(settings) as database, reaching(DBAPIError):
        made = asyncio.run(renew(database.loader, role, account, settings.now()))
    return f"{made.subject}  {made.role}  membership {made.membership}, for {TERM.days} days: propose who goes on."


def make_administrators(settings: Settings) -> Iterator[str]:
    """Create the missing administrators. Return a line for each: account, role, and the membership that its tokens name."""
    with addresses(settings) as database, reaching(DBAPIError):
        made = asyncio.run(bootstrap(database.loader, settings.now()))
    yield from (f"{each.subject}  {each.role}  membership {each.membership}" for each in made)
    if not made:
        yield "The three administrators are there already."
