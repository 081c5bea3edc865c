"""Write what a transaction has changed and made, in one statement: each table's rows as one value, in JSON.

Source: docs/decisions/057-fewer-statements.md. The text of a statement depends on tables and columns alone and is made once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import Column, MetaData, Table
from sqlalchemy.orm import InstanceState
from sqlalchemy.orm import Session as SyncSession
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.orm.exc import StaleDataError

from db.session.session import POSTGRESQL, Session
from db.session.viewer import OF_COMMANDS
from db.tables.declare import Row

AFTERWARDS = ("family_access",)
"""Tables with a trigger that reads other tables before a row is there: their rows are written by a statement of its own, the last."""


class Part(NamedTuple):
    """Rows of a table that give the same columns. `changes`: the rows are there; `single`: it is one row."""

    table: Table
    columns: tuple[str, ...]
    changes: bool
    single: bool


async def write(session: Session, new: Iterable[Row], gone: Sequence[Row] = ()) -> None:
    """Write what has changed, delete the rows that are gone, insert the new ones, in the order in which tables refer to each other.

    The session does not know the new rows afterwards: who needs one reads it.
    """
    if gone:
        await session.run_sync(_remove, gone)
    if session.new or session.deleted:
        await session.flush()
    states = [state for row in session.dirty if (state := instance_state(row)).committed_state]
    parts = [*_changed(states)]
    rest = [row for row in new if instance_state(row).key is None]  # a command may have written a row before that others refer to
    inserted = [*_inserted(rest)]
    parts += [each for each in inserted if each[0].table.name not in AFTERWARDS]
    await _run(session, parts)
    _written_down(session.sync_session, states)
    await _run(session, [each for each in inserted if each[0].table.name in AFTERWARDS])


def _remove(session: SyncSession, gone: Sequence[Row]) -> None:
    session.flush()
    for _, leaving in groupby(sorted(gone, key=place_of, reverse=True), place_of):
        for row in leaving:
            session.delete(row)
        session.flush()


def _written_down(session: SyncSession, states: Sequence[InstanceState[Any]]) -> None:
    """Let the session know that rows are written, as it does itself after a flush, so that it does not write them again."""
    InstanceState._commit_all_states(((state, state.dict) for state in states), session.identity_map)  # noqa: SLF001
    session._register_altered(states)  # noqa: SLF001


async def _run(session: Session, parts: Sequence[tuple[Part, Sequence[Mapping[str, object]]]]) -> None:
    if not parts:
        return
    statement = _statement(tuple(part for part, _ in parts))
    values = [orjson.dumps(rows, default=_plain).decode() for _, rows in parts]
    ((found,),) = await session.fetch(statement, *values)
    if found != sum(len(rows) for part, rows in parts if part.changes):
        raise StaleDataError


def _changed(states: Iterable[InstanceState[Any]]) -> Iterator[tuple[Part, list[dict[str, object]]]]:
    """Yield what has changed of the rows that the session knows, table by table."""
    changed = list[tuple[str, tuple[str, ...], Table, dict[str, object]]]()
    for state in states:
        now, table = state.dict, state.class_.__table__
        columns = tuple(sorted(name for name, was in state.committed_state.items() if now[name] is not was and now[name] != was))
        if columns:
            keys = [column.name for column in table.primary_key]
            changed.append((table.name, columns, table, {name: now[name] for name in (*keys, *columns)}))
    for (_, columns), of in groupby(sorted(changed, key=lambda each: each[:2]), key=lambda each: each[:2]):
        alike = [*of]
        yield Part(alike[0][2], columns, changes=True, single=len(alike) == 1), [row for *_, row in alike]


def _inserted(rows: Iterable[Row]) -> Iterator[tuple[Part, list[dict[str, object]]]]:
    """Yield the new rows, table by table."""
    for table, of in groupby(sorted(rows, key=place_of), lambda row: row.written_in()):
        alike = [_values(row) for row in of]
        yield Part(table, _names(table)[0], changes=False, single=len(alike) == 1), alike


@cache
def _places(metadata: MetaData) -> Mapping[str, int]:
    return {table.name: number for number, table in enumerate(metadata.sorted_tables)}


def place_of(row: Row) -> int:
    """Return the place of a row's table among all: each stands after those that it refers to."""
    return _places(row.metadata)[row.__tablename__]


@cache
def _names(table: Table) -> tuple[tuple[str, ...], tuple[Column[Any], ...], frozenset[str]]:
    """Return the names of the columns of a new row, all but those that the database writes alone; the columns with a default; the names."""
    columns = [each for each in table.columns if each.computed is None and (each.server_default is None or each.default is not None)]
    names = tuple(column.name for column in columns)
    return names, tuple(column for column in columns if column.default is not None), frozenset(names)


class Made(dict[str, object]):
    """The values of a new row, as a default that looks at them asks for them."""

    def get_current_parameters(self) -> Mapping[str, object]:
        """Return the values that are given."""
        return self


def _values(row: Row) -> dict[str, object]:
    """Return what a new row gives, with the defaults of what it does not give; what is not there is null."""
    (_, by_default, names) = _names(row.written_in())
    values = {name: value for name, value in vars(row).items() if value is not None and name in names}
    for column in by_default:
        if column.name not in values:
            default: Any = column.default
            values[column.name] = default.arg(Made(values)) if default.is_callable else default.arg
    return values


@cache
def _statement(parts: tuple[Part, ...]) -> str:
    """Return the statement that writes these parts and says how many rows it has changed; what is changed is changed first."""
    made = [_change(number, part) if part.changes else _insert(number, part) for number, part in enumerate(parts)]
    counts = [f"(select count(*) from part_{number})" for number, part in enumerate(parts) if part.changes]
    first = sum(part.changes for part in parts)
    changed = f"changed as (select {' + '.join(counts) or '0::bigint'} number)"
    return f"{OF_COMMANDS} with {', '.join([*made[:first], changed, *made[first:]])} select number from changed"


def _change(number: int, part: Part) -> str:
    keys = [column.name for column in part.table.primary_key]
    of, rows = _quoted(part.table.name), _rows(number, part, (*keys, *part.columns))
    told = ", ".join(f"{_quoted(name)} = given.{_quoted(name)}" for name in part.columns)
    same = " and ".join(f"{of}.{_quoted(name)} = given.{_quoted(name)}" for name in keys)
    return f"part_{number} as (update {of} set {told} from {rows} where {same} returning 1)"


def _insert(number: int, part: Part) -> str:
    columns = ", ".join(map(_quoted, part.columns))
    told = f"select {columns} from {_rows(number, part, part.columns)} where (select number from changed) >= 0"
    return f"part_{number} as (insert into {_quoted(part.table.name)} ({columns}) {told})"


def _rows(number: int, part: Part, columns: Iterable[str]) -> str:
    """Return rows with these columns that are given as JSON; that it is one is said, lest a plan reads a table whole for a hundred."""
    types = ", ".join(f"{_quoted(name)} {part.table.columns[name].type.compile(POSTGRESQL)}" for name in columns)
    rows = f"json_to_recordset(${number + 1}::text::json) given({types})"
    return f"(select * from {rows} limit 1) given" if part.single else rows


def _quoted(name: str) -> str:
    return POSTGRESQL.identifier_preparer.quote(name)


def _plain(value: object) -> object:
    """Return as JSON what is not JSON by itself."""
    match value:
        case bytes():
            return f"\\x{value.hex()}"
        case UUID():  # of asyncpg's own kind
            return str(value)
        case frozenset() | set():
            return [*value]
    raise TypeError(type(value))
