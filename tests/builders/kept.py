"""A database that is lent to one module of tests after the other, each time as a new one would be; connections to it stay.

A connection that stays has read the policies and planned the statements already: in a new one that costs more than most tests.
Source: CONTRIBUTING.md (How it should read).
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from io import BytesIO
from typing import Any, Generic, Protocol, Self, TypeVar

import asyncpg

from db.server.embedded import Embedded
from db.server.login import Addresses
from db.session.connect import connected
from tests.conftest import cloned, name_of

C = TypeVar("C")
S = TypeVar("S", bound="Closes")
T = TypeVar("T")
Marks = dict[str, tuple[Any, ...]]

OF_KIND = "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = $1 order by relname"
STRUCTURE = [
    "pg_attrdef",
    "pg_attribute",
    "pg_class",
    "pg_constraint",
    "pg_db_role_setting",
    "pg_default_acl",
    "pg_index",
    "pg_largeobject_metadata",
    "pg_namespace",
    "pg_policy",
    "pg_proc",
    "pg_publication",
    "pg_statistic",
    "pg_statistic_ext",
    "pg_trigger",
    "pg_type",
]
"""In which tables PostgreSQL notes what a database is made of, and what it has counted of it."""
MARK = "select '{0}', count(*), max(xmin::text::bigint) from only {0}"
"""How many rows a table has, and the last transaction that wrote one of them: whatever is written, changed or removed shows."""
NEXT = "select '{0}', last_value, is_called from {0}"
PUTTING_BACK = {"session_replication_role": "replica", "lock_timeout": "10s"}
"""No trigger fires. Set once: every time it is set, PostgreSQL forgets all plans of the connection."""


class Restore:
    """Knows how a database stood, and puts it back."""

    def __init__(self, superuser: asyncpg.Connection) -> None:
        """Use `of`, with a connection that has the settings `PUTTING_BACK`."""
        self._superuser = superuser
        self._tables: list[str] = []
        self._sequences: list[str] = []
        self._rows: dict[str, bytes] = {}
        self._marks: Marks = {}
        self._next: Marks = {}
        self._structure: Marks = {}

    @classmethod
    async def of(cls, superuser: asyncpg.Connection) -> Self:
        """Note how the database of a superuser's connection stands."""
        made = cls(superuser)
        made._tables, made._sequences = [[row[0] for row in await superuser.fetch(OF_KIND, kind)] for kind in (b"r", b"S")]
        made._marks, made._next = await made._marked(MARK, made._tables), await made._marked(NEXT, made._sequences)
        made._structure = await made._marked(MARK, STRUCTURE)
        for table in made._tables:
            if made._marks[table][0]:
                await superuser.copy_from_table(table, output=(content := BytesIO()), format="binary")
                made._rows[table] = content.getvalue()
        return made

    async def back(self) -> bool:
        """Whether its rows and sequences are as they were again: they are not where something else of it was changed."""
        if await self._marked(MARK, STRUCTURE) != self._structure:
            return False
        now, following = await self._marked(MARK, self._tables), await self._marked(NEXT, self._sequences)
        async with self._superuser.transaction():
            writing = await self._superuser.fetchval("select pg_current_xact_id()::xid::text::bigint")
            for table, (count, by) in self._marks.items():
                if now[table] != (count, by):
                    await self._put_back(table)
                    self._marks[table] = (count, writing if count else None)
        for name, was in self._next.items():
            if following[name] != was:
                await self._superuser.execute("select setval($1::text::regclass, $2, $3)", name, *was)
        return True

    async def _put_back(self, table: str) -> None:
        """No TRUNCATE: that would have every connection plan anew."""
        await self._superuser.execute(f"delete from only {table}")
        if rows := self._rows.get(table):
            await self._superuser.copy_to_table(table, source=BytesIO(rows), format="binary")

    async def _marked(self, mark: str, names: list[str]) -> Marks:
        return {name: tuple(marks) for name, *marks in await self._superuser.fetch(" union all ".join(mark.format(name) for name in names))}


class Kept(Generic[C]):
    """What is connected to a kept database. Where a module has changed more than rows, the next one gets a new database."""

    def __init__(self, server: Embedded, template: str, connect: Callable[[Addresses], AbstractAsyncContextManager[C]]) -> None:
        """`connect` makes it of a database that is as the template."""
        self._server, self._template, self._connect = server, template, connect
        self._open = AsyncExitStack()
        self._lent: tuple[C, Restore] | None = None

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[C]:
        """Lend it to one module."""
        connected, restore = self._lent = self._lent or await self._made()
        yield connected
        if not await restore.back():
            await self.close()

    async def close(self) -> None:
        """Let go of the database."""
        self._lent = None
        await self._open.aclose()

    async def _made(self) -> tuple[C, Restore]:
        addresses = await self._open.enter_async_context(cloned(self._server, self._template))
        name = name_of(addresses)
        superuser = await self._open.enter_async_context(connected(self._server.url("postgres", name), settings=PUTTING_BACK))
        restore = await Restore.of(superuser)
        return await self._open.enter_async_context(self._connect(addresses)), restore


class Closes(Protocol):
    """What is closed at its end."""

    async def close(self) -> None: ...


@asynccontextmanager
async def closing(stage: S) -> AsyncIterator[S]:
    """Yield what is closed afterwards."""
    yield stage
    await stage.close()


@asynccontextmanager
async def keeping(
    server: Embedded, template: str, stage: Callable[[Addresses], AbstractAsyncContextManager[T]]
) -> AsyncIterator[Kept[tuple[T, asyncpg.Connection]]]:
    """Yield what lends a stage over a kept database, with a connection of the loader's that writes the worlds that stand on it."""

    @asynccontextmanager
    async def connect(addresses: Addresses) -> AsyncIterator[tuple[T, asyncpg.Connection]]:
        async with stage(addresses) as begun, connected(addresses.loader) as loader:
            yield begun, loader

    kept = Kept(server, template, connect)
    yield kept
    await kept.close()
