"""What is the same in every statement is printed once: of the call alone, and of one row alone, whatever the row is called.

Source: docs/decisions/062-around-the-read.md.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BindParameter, ClauseElement, ColumnElement, FromClause
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import CompilerState, SQLCompiler
from sqlalchemy.sql.elements import Grouping, quoted_name
from sqlalchemy.types import TypeEngine
from typing_extensions import override

from domain.memory import Memory
from resolvers.document.shape import shape_of_viewer
from resolvers.planner.printing import Binds, Getter, Printing, Source
from resolvers.planner.rows import DIALECT, Rows
from resolvers.planner.tree import Connection, Field, Groups, Object, ShownRow

ROW, LEVELS = quoted_name("\ue000", quote=False), quoted_name("\ue001", quote=False)
"""What a text says in the place of the names of its row, and of the row's levels: characters that no document and no text may hold."""
KEPT_FIELDS, KEPT_CHARACTERS = 10_000, 4 << 20
"""Most fields kept, and most characters of their texts together; an eighth of them for one account."""


class Same(ColumnElement[Any]):
    """An expression of the values of a call alone, which refers to no other part of a statement."""

    inherit_cache = False

    def __init__(self, of: ColumnElement[Any]) -> None:
        """`of`: its values are called by the same names in every statement."""
        self.type = of.type
        self.text, self.values = _text_of(of)


@compiles(Same)
def _print_same(same: Same, compiler: SQLCompiler, **kw: Any) -> str:
    for each in same.values:
        compiler.process(each)
    return same.text


def _text_of(printed: ClauseElement) -> tuple[str, tuple[BindParameter[Any], ...]]:
    """The text, in which values stand by their names, and the values, in the order in which the arguments of a statement are numbered."""
    compiler = DIALECT.statement_compiler(DIALECT, None)
    compiler.state = CompilerState.COMPILING  # what is compiled already is given numbers
    text, values = compiler.process(printed), tuple(compiler.bind_names)
    assert not any(each.unique for each in values)
    return text, values


@dataclass(frozen=True)
class Printed:
    """A field of whatever row of a type: its text, the columns that it asks of the row and of its levels, its values and their getters."""

    text: str
    type: TypeEngine[Any]
    columns: tuple[str, ...]
    levels: tuple[str, ...]
    values: tuple[BindParameter[Any], ...]
    getters: Mapping[str, Getter]


class OfRow(ColumnElement[Any]):
    """A field of one row, whose text is known but for the names of the row and of its levels."""

    inherit_cache = False

    def __init__(self, printed: Printed, of: Source) -> None:
        self.type = printed.type
        self.printed = printed
        self.of = of
        for rows, names in ((of.row, printed.columns), (of.levels, printed.levels)):
            if rows is not None:
                _ = [rows.c[name] for name in names]  # what is asked of derived rows is what they select

    @property
    @override
    def _from_objects(self) -> list[FromClause]:
        """The rows to select from, where a statement does not say it."""
        return [self.of.row] if self.of.levels is None else [self.of.row, self.of.levels]

    @override
    def self_group(self, against: Any = None) -> "OfRow | Grouping[Any]":
        """In parentheses wherever it is a part of an expression: its text may be an operation."""
        return self if against is None else Grouping(self)


@compiles(OfRow)
def _print_of_row(field: OfRow, compiler: SQLCompiler, **kw: Any) -> str:
    for each in field.printed.values:
        compiler.process(each)
    text = field.printed.text.replace(ROW, _name(field.of.row))
    return text if field.of.levels is None else text.replace(LEVELS, _name(field.of.levels))


def _name(rows: Any) -> str:
    return str(rows.name)


Made = Callable[[Printing, Source], ColumnElement[Any]]
"""Prints a field of a row."""


class FieldsOfRows:
    """The fields that are read of a row alone, each printed once for all who are printed for alike."""

    def __init__(self) -> None:
        self._kept: Memory[Hashable, Printed] = Memory(KEPT_FIELDS, KEPT_CHARACTERS // 8, size=KEPT_CHARACTERS, size_of=_size)

    def of(self, printing: Printing, of: Source, field: Field, made: Made) -> ColumnElement[Any]:
        """A field of a row. `made` prints it: where its text is not known, and where that is another for each statement."""
        if printing.assumed is not None or not isinstance(of.row, Rows) or not _alone(field):
            return made(printing, of)
        viewer, asked = printing.viewer, replace(field, key=field.name, arguments=None)
        key = (viewer.once(shape_of_viewer), printing.kind, of.type_name, of.levels is None, asked)
        printed = self._kept.get(key)
        if printed is None:
            printed = _printed(printing, of, made)
            if printed is None:
                return made(printing, of)
            self._kept.keep(key, printed, viewer.account)
        printing.binds.getters.update(printed.getters)
        return OfRow(printed, of)


def _alone(field: Field) -> bool:
    """Whether a field asks for no connection, which is printed for one place."""
    match field.below:
        case Object(_, fields) | ShownRow(object=Object(_, fields)):
            return all(map(_alone, fields))
        case Connection() | Groups():
            return False
    return True


def _printed(printing: Printing, of: Source, made: Made) -> Printed | None:
    """Print a field of a row whose name is left open; None where it binds what a call gives for its place.

    What is named within is named after the row, so that no name is taken twice.
    """
    binds, row, levels = Binds(within=f"{ROW}_"), _left_open(ROW, of.row), None if of.levels is None else _left_open(LEVELS, of.levels)
    left_open = Source(of.type_name, row, levels)
    value = made(replace(printing, binds=binds), left_open)
    if binds.argued or binds.placed:
        return None
    selected, values = _text_of(left_open.select(value.label("value")))
    text = selected.removeprefix("SELECT ").rpartition(" AS value \nFROM ")[0]
    assert text
    return Printed(text, value.type, _asked(row), () if levels is None else _asked(levels), values, binds.getters)


def _left_open(name: str, like: FromClause) -> Rows:
    assert isinstance(like, Rows)
    return Rows(name, like.types)


def _asked(rows: Rows) -> tuple[str, ...]:
    return tuple(rows.c.made)


def _size(printed: Printed) -> int:
    return len(printed.text)
