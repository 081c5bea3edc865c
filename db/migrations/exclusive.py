"""Have all tables of the owner at once for the rest of a transaction, while servers serve.

Source: docs/decisions/058-upgrade-while-people-work.md; docs/operations.md (Upgrade, and back).
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from db.server.away import LOCKED, TOO_LONG, sqlstate
from domain.terminal_error import TerminalError

TABLES = text("""
select string_agg(format('%I.%I', n.nspname, c.relname), ', ' order by c.relkind, c.relname)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = current_schema() and c.relowner = to_regrole(current_user) and c.relkind in ('r', 'p', 'v')
  and c.relname <> 'alembic_version'
""")
"""The owner's tables and views. Servers read each second at which version the database stands: that table nothing alters."""
HOLDERS = text("""
select distinct a.usename || ' (process ' || l.pid || ')'
from pg_locks l join pg_class c on c.oid = l.relation join pg_stat_activity a on a.pid = l.pid
where l.granted and l.pid <> pg_backend_pid() and c.relowner = to_regrole(current_user) and c.relname <> 'alembic_version'
  and l.database = (select oid from pg_database where datname = current_database()) and c.relkind in ('r', 'p', 'v') order by 1
""")

GROWTH = 1.05


class InUse(TerminalError):
    """The tables are used without a pause; nothing is changed."""


@dataclass(frozen=True)
class Patience:
    """How long is waited for the tables, in seconds: in the `first` try, in which others wait too, and for `upkeep`.

    Each further try is a little longer, up to `most`: where much is asked, what is under way takes longer to end. After each there is a
    pause as long, in which who waited is served. `most` is less than PostgreSQL's `deadlock_timeout`: nothing is ended as a deadlock.
    """

    first: float = 0.2
    most: float = 0.8
    tries: int = 50
    upkeep: float = 10.0

    def seconds(self) -> Iterator[float]:
        """Yield how long each try takes: a minute for all of them with their pauses."""
        yield from (min(self.first * GROWTH**number, self.most) for number in range(self.tries))


async def exclude_others(connection: AsyncConnection, patience: Patience) -> None:
    """Lock the owner's tables until the transaction ends. Raises InUse.

    Taken one by one as they are altered, some would be held while others are waited for: whoever has those waits for the first.
    """
    tables = await connection.scalar(TABLES)
    if tables is None:
        return
    # PostgreSQL ends its own upkeep of a table for whoever waits a second, which no try does. For this lock nobody else waits.
    held = await _locked(connection, f"lock table {tables} in share update exclusive mode", patience.upkeep)
    for seconds in patience.seconds() if held else ():
        if await _locked(connection, f"lock table {tables} in access exclusive mode", seconds):
            return
        await asyncio.sleep(seconds)
    by = await connection.scalars(HOLDERS)
    raise InUse(
        f"The tables are in use without a pause, by {', '.join(by) or 'others'}; nothing is changed. "
        "Call it again when a backup, a vacuum or a long reading has ended."
    )


async def _locked(connection: AsyncConnection, statement: str, seconds: float) -> bool:
    """Lock by a statement. The limit is of the whole of it, not of each table as `lock_timeout` is: so long others wait behind it."""
    try:
        async with connection.begin_nested():
            await connection.execute(text(f"set local statement_timeout = {seconds * 1000:.0f}"))
            await connection.execute(text(statement))
    except DBAPIError as error:
        if sqlstate(error) in {*LOCKED, *TOO_LONG}:
            return False
        raise
    await connection.execute(text("set local statement_timeout to default"))
    return True
