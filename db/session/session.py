"""The session of a transaction: SQLAlchemy knows the rows and what changes of them; the transaction, and most statements, are the driver's.

Source: docs/decisions/069-driver.md (what a statement costs on either way).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import asyncpg
from asyncpg.transaction import Transaction
from sqlalchemy import Dialect, Select, inspect
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Session as SyncSession
from sqlalchemy.orm import SessionTransaction, make_transient_to_detached
from sqlalchemy.orm.attributes import instance_state, set_committed_value
from sqlalchemy.sql import Executable

from db.server.away import DRIVERS, as_closed, is_away
from db.tables.declare import Row

ROLLBACK_SECONDS = 2.0
"""Seconds in which a transaction must be rolled back; a connection that does not answer is closed."""
POSTGRESQL: Dialect = dialect()  # type: ignore[no-untyped-call]


class Unsure(ConnectionError):
    """The connection was lost during the commit: whether the transaction took effect is not known."""


@dataclass(frozen=True)
class Direct:
    """A statement for the driver: its text, the names of its values in their places, and those values that are its own."""

    text: str
    names: tuple[str, ...]
    own: Mapping[str, object]


def direct(statement: Executable) -> Direct:
    """Return a statement for the driver. Its values are of types that the driver knows by itself."""
    compiled: Any = statement.compile(dialect=POSTGRESQL)  # type: ignore[attr-defined]
    assert "POSTCOMPILE" not in str(compiled), "a list is one value: any_(), not in_()"
    own = {name: each.value for name, each in compiled.binds.items() if not each.required}
    return Direct(str(compiled), tuple(compiled.positiontup or ()), own)


@dataclass(frozen=True)
class DirectRows(Direct):
    """A statement for the driver that returns whole rows of tables: one of each type, or none, in each row of its own."""

    types: tuple[type[Row], ...]


def direct_rows(statement: Select[*tuple[Any, ...]]) -> DirectRows:
    """Return a statement for the driver, of one that selects types of rows."""
    assert not any(each["aliased"] for each in statement.column_descriptions), "the columns of tables are read"
    types = tuple(each["type"] for each in statement.column_descriptions)
    columns = [column for of in types for column in of.__table__.columns]
    asked = direct(statement.with_only_columns(*columns))
    return DirectRows(asked.text, asked.names, asked.own, types)


class Session(AsyncSession):
    """The session of a transaction: what its connection is asked through SQLAlchemy is within the transaction of the driver."""

    driver: asyncpg.Connection
    _whole: Transaction | None = None
    _savepoint: SessionTransaction | None = None
    """The savepoint in which PostgreSQL is: SQLAlchemy makes one with the first thing that is asked in it."""

    def __init__(self, engine: AsyncEngine) -> None:
        """`engine` neither begins nor commits a transaction."""
        super().__init__(engine, expire_on_commit=False, autoflush=False)

    async def connect(self) -> None:
        """Take a connection. Raises what the pool raises."""
        self.driver = await self.run_sync(_driver_of)

    @asynccontextmanager
    async def begun(self) -> AsyncIterator[None]:
        """Begin a transaction, flushed and committed at the end and rolled back by any exception. Raises DBAPIError, Unsure."""
        whole = self.driver.transaction()
        await self._surely(whole.start)
        self._whole = whole
        try:
            yield
            if self._whole is not None:
                await self.flush()
        except BaseException:
            with suppress(DBAPIError, OSError):  # what came before is told
                await self.take_back()
            raise
        if self._whole is not None:
            await self._commit(whole)

    async def take_back(self) -> None:
        """Roll back all that was done; nothing can be asked afterwards. Raises DBAPIError, TimeoutError."""
        whole, self._whole = self._whole, None
        if whole is not None:
            async with asyncio.timeout(ROLLBACK_SECONDS):
                await self._surely(whole.rollback)

    async def _commit(self, whole: Transaction) -> None:
        try:
            await self._surely(whole.commit)
        except (DBAPIError, OSError) as error:
            if is_away(error):
                raise Unsure from error
            raise

    async def _surely(self, step: Callable[[], Awaitable[None]]) -> None:
        """Begin or end the transaction; where that is cancelled or fails the connection is closed, lest whoever has it next is in it."""
        try:
            with _translated():
                await step()
        except BaseException:
            self.driver.terminate()
            raise

    async def ask(self, of: Direct, **values: object) -> list[asyncpg.Record]:
        """Return the rows of a statement. Raises DBAPIError."""
        return await self.fetch(of.text, *[of.own[name] if name in of.own else values[name] for name in of.names])

    async def rows(self, of: DirectRows, **values: object) -> list[Any]:
        """Return the rows of a table that a statement returns. Raises DBAPIError.

        A row that the session knows is the same object, with the values that it has now but for what is changed and not yet written.
        """
        return [row for (row,) in await self.joined(of, **values)]

    async def joined(self, of: DirectRows, **values: object) -> list[tuple[Any, ...]]:
        """Return the rows of several tables that a statement joins, as `rows`. Raises DBAPIError."""
        return [tuple(self._known(of.types, [*record])) for record in await self.ask(of, **values)]

    def _known(self, types: Iterable[type[Row]], cells: Sequence[object]) -> Iterator[Row | None]:
        """Yield the rows of these types whose values follow each other, None for one that is not there."""
        begins = 0
        for of in types:
            names = _names(of)
            yield self._taken(of, names, cells[begins : begins + len(names)])
            begins += len(names)

    def _taken(self, of: type[Row], names: Sequence[str], cells: Sequence[object]) -> Row | None:
        """Return the row that has these values as the session knows it from now on."""
        mapper, values = inspect(of), dict(zip(names, cells, strict=True))
        key = tuple(values[column.name] for column in mapper.primary_key)
        if None in key:
            return None
        known: Row | None = self.sync_session.identity_map.get(mapper.identity_key_from_primary_key(key))
        if known is None:
            row: Row = mapper.class_manager.new_instance()
            vars(row).update(values)
            make_transient_to_detached(row)
            self.add(row)
            return row
        knows, changed = vars(known), instance_state(known).committed_state
        for name, value in values.items():
            if name not in changed and (name not in knows or knows[name] != value):
                set_committed_value(known, name, value)
        return known

    async def fetch(self, text: str, *values: object) -> list[asyncpg.Record]:
        """Return the rows of a statement that is text. Raises DBAPIError, as every statement of a session."""
        assert self._whole is not None, "a transaction that has begun and was not taken back"
        savepoint = self.sync_session.get_nested_transaction()
        if savepoint is not self._savepoint:
            await self.connection()
            self._savepoint = savepoint
        try:
            with _translated():
                return await self.driver.fetch(text, *values)
        except AttributeError as error:
            if (closed := as_closed(error, is_open=not self.driver.is_closed())) is not None:
                raise DBAPIError(None, None, closed) from error
            raise


@cache
def _names(of: type[Row]) -> tuple[str, ...]:
    return tuple(of.__table__.columns.keys())


def _driver_of(session: SyncSession) -> asyncpg.Connection:
    return cast(asyncpg.Connection, session.connection().connection.driver_connection)


@contextmanager
def _translated() -> Iterator[None]:
    """Raise the driver's errors as SQLAlchemy does, so that there is one kind of error of a session."""
    try:
        yield
    except DRIVERS as error:
        raise DBAPIError(None, None, error) from error
