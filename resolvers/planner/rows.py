"""The rows that statements name, which of them a kind of viewer sees (`domain/rules/rows.py`), towards whom they are shared.

Source: docs/domain.md 7 (Rows). Most tables have many columns, of which most statements need few: a column is made when it is asked for.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import FromClause, SelectBase, TableClause, TextClause, column, table, text
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import KeyedColumnElement
from sqlalchemy.types import TypeEngine
from typing_extensions import override

from domain.rules.condition import Rule
from domain.rules.rows import ROWS
from domain.viewer import Kind

DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]
TOWARDS = {
    "Family": ("id", "head_id"),
    "Person": ("family_id", "id"),
    **dict.fromkeys(("CertificateRecord", "Entitlement"), ("family_id", "person_id")),
}
"""Types whose personal groups are shared through family_access -> the columns of their family and their person (or head)."""


class Columns(Mapping[str, KeyedColumnElement[Any]]):
    """The columns of rows by name, each made when it is first asked for. `made`: those that were, in that order."""

    def __init__(self, of: TableClause, types: Mapping[str, TypeEngine[Any]]) -> None:
        self.made: dict[str, KeyedColumnElement[Any]] = {}
        self._of, self._types = of, types

    @override
    def __getitem__(self, name: str) -> KeyedColumnElement[Any]:
        made = self.made.get(name)
        if made is None:
            made = self.made[name] = column(name, self._types[name], _selectable=self._of)
        return made

    __getattr__ = __getitem__

    @override
    def __contains__(self, name: object) -> bool:
        return name in self._types

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._types)

    @override
    def __len__(self) -> int:
        return len(self._types)


class Rows(TableClause):
    """Rows under a name of their own. `types`: their columns."""

    inherit_cache = False

    def __init__(self, name: str, types: Mapping[str, TypeEngine[Any]]) -> None:
        super().__init__(name)
        self.types = types
        self._asked = Columns(self, types)

    @property
    @override
    def c(self) -> Any:
        """The columns."""
        return self._asked


class Named(Rows):
    """The rows of a table under a name."""

    inherit_cache = False

    def __init__(self, of: str, types: Mapping[str, TypeEngine[Any]], name: str) -> None:
        super().__init__(name, types)
        self.of = of


class Derived(Rows):
    """The rows of a statement, which may depend on the row of the outer statement and selects no column that is not asked for.

    `made`: makes the statement for the columns asked for, once all of them are known.
    """

    inherit_cache = False

    def __init__(self, name: str, types: Mapping[str, TypeEngine[Any]], made: Callable[[Sequence[str]], SelectBase]) -> None:
        super().__init__(name, types)
        self._made = made

    @property
    def rows(self) -> FromClause:
        """The statement, with the columns that were asked for, in that order."""
        return self._made(tuple(self._asked.made)).lateral(self.name)


@compiles(Named)
def _print_named(rows: Named, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{compiler.preparer.quote(rows.of)} AS {compiler.preparer.quote(rows.name)}"


@compiles(Derived)
def _print_derived(rows: Derived, compiler: SQLCompiler, **kw: Any) -> str:
    return str(compiler.process(rows.rows, **kw))


def columns_of(rows: FromClause, names: Sequence[str]) -> TextClause:
    """Columns of rows, to be selected: as one text, since SQLAlchemy prints each column of a statement in a dozen calls."""
    assert isinstance(rows, Rows)
    asked = [rows.c[name] for name in names]  # of derived rows, which select what is asked of them
    return text(", ".join(f"{rows.name}.{DIALECT.identifier_preparer.quote(each.name)}" for each in asked))


@cache
def plain(row: type[DeclarativeBase]) -> TableClause:
    """The table with the names and types of its columns alone: each alias makes all columns anew, which costs much for declared ones."""
    return table(row.__tablename__, *(column(each.name, each.type) for each in row.__table__.columns))


@cache
def types_of(rows: TableClause) -> Mapping[str, TypeEngine[Any]]:
    """Column of a table -> its type."""
    return {each.name: each.type for each in rows.c}


def aliased(rows: TableClause, name: str) -> FromClause:
    """The rows of a table under a name."""
    return Named(rows.name, types_of(rows), name)


def words_for(kind: Kind, table: str) -> Rule:
    """The conditions of which one must hold for a row to be seen by this kind of viewer; empty where none are seen."""
    return ROWS.get(table, {}).get(kind, ())
