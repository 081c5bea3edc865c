"""For whom SQL is printed, the values that each call binds to it, and the rows that it names.

Source: docs/design.md 4.3.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    DateTime,
    FromClause,
    Select,
    Text,
    Uuid,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.elements import quoted_name
from sqlalchemy.types import TypeEngine

from db.session.viewer import MOMENT, lasting
from domain.time.calendar import Calendar
from domain.viewer import Kind, RegionLevel, Viewer, region_level
from resolvers.document.selection import Arguments
from resolvers.planner.rows import aliased, plain


@dataclass
class Call:
    """One execution of a plan: the viewer, the moment, the trace, the calendar, limits and codes in force, the coerced arguments of its
    fields."""

    viewer: Viewer
    now: datetime
    trace: str
    calendar: Calendar
    limits: Mapping[str, int]
    codes: Mapping[str, Container[str]]
    """List of the reference data -> every code that it has ever had."""
    arguments: tuple[Mapping[str, Any], ...] = ()
    """In the order of `Binds.argued`."""
    keys: tuple[UUID, ...] = ()
    """The key of the row, where the plan reads one row."""


Getter = Callable[[Call], object]


@dataclass(frozen=True)
class OfViewer:
    """A getter of what the viewer alone decides: a plan gets it once for each."""

    value: Callable[[Viewer], object]

    def __call__(self, call: Call) -> object:
        """Return the value for the viewer of a call."""
        return self.value(call.viewer)


@dataclass
class Binds:
    """What one statement has gathered: getters of the bound values by name, fields whose arguments it needs, numbers for its aliases."""

    getters: dict[str, Getter] = field(default_factory=dict)
    printed: dict[str, ColumnElement[Any]] = field(default_factory=dict)
    """The bound values by name, as they stand in the statement."""
    argued: list[Arguments] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    within: str = ""
    """How the names of its aliases begin."""
    placed: int = 0
    """How many values are bound for one place each."""

    def fact(self, name: str, of: TypeEngine[Any], value: Getter) -> ColumnElement[Any]:
        """A value of the call, bound once in the statement under this name."""
        found = self.printed.get(name)
        if found is None:
            bound = bindparam(name, type_=of)
            found = cast(bound, of) if isinstance(of, ARRAY) else bound  # the driver calls a list of texts varchar[], which meets no text[]
            self.getters[name], self.printed[name] = value, found
        return found

    def of_viewer(self, name: str, of: TypeEngine[Any], value: Callable[[Viewer], object]) -> ColumnElement[Any]:
        """A value of the viewer, bound once in the statement under this name."""
        return self.fact(name, of, OfViewer(value))

    @property
    def now(self) -> ColumnElement[Any]:
        """The moment of the call."""
        return self.fact("now", DateTime(timezone=True), lambda call: call.now)

    def setting(self, name: str) -> ColumnElement[Any]:
        """The value of one of the transaction-local settings of `db.session.viewer`."""
        value: Getter = (lambda call: call.now.isoformat()) if name == MOMENT else OfViewer(lambda viewer: viewer.once(lasting)[name])
        return self.fact(f"set_{name.removeprefix('app.')}", Text(), value)


def in_shanghai(at: ColumnElement[Any]) -> ColumnElement[Any]:
    """A moment as local time in Shanghai, without a time zone."""
    return func.timezone(literal_column("'Asia/Shanghai'"), at)


@dataclass(frozen=True)
class Source:
    """A row in a statement: its type, its alias, and beside it the levels of family_access where the row decides them."""

    type_name: str
    row: FromClause
    levels: FromClause | None = None

    @property
    def joined(self) -> FromClause:
        """The row with its levels, to select from."""
        return self.row if self.levels is None else self.row.join(self.levels, true())

    def select(self, value: ColumnElement[Any], *where: ColumnElement[bool]) -> Select[Any]:
        """A value of the rows for which the conditions hold, as a subquery: other tables in it belong to the outer statement."""
        own = (self.row,) if self.levels is None else (self.row, self.levels)
        return select(value).select_from(self.joined).where(*where).correlate_except(*own)


@dataclass(frozen=True)
class Printing:
    """For whom a part of a statement is printed, and the values it may bind."""

    viewer: Viewer
    """Any viewer of the plan's shape: their language, role and the levels of their scope are printed, everything else is bound."""
    kind: Kind
    """The viewer's kind; in the preview of what an office will see, the office's."""
    binds: Binds
    asks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Action -> the names of the inputs it asks for."""
    assumed: "Callable[[Printing, str, FromClause], FromClause] | None" = None
    """In a preview: gives the levels towards a row of a type, in the place of the viewer's family_access."""

    def alias(self, prefix: str) -> str:
        """A name for rows that no other rows of the statement have."""
        return quoted_name(f"{self.binds.within}{prefix}_{next(self.binds.numbers)}", quote=False)

    def table(self, of: type[DeclarativeBase], prefix: str) -> FromClause:
        """The rows of a table, under a name of their own."""
        return aliased(plain(of), self.alias(prefix))

    def fact(self, name: str, of: TypeEngine[Any], value: Getter) -> ColumnElement[Any]:
        """A value of the call, bound once in the statement under this name."""
        return self.binds.fact(name, of, value)

    def value(self, of: TypeEngine[Any], value: Getter) -> ColumnElement[Any]:
        """A value of the call that is bound for this place alone."""
        self.binds.placed += 1
        return self.fact(f"p{self.binds.placed}", of, value)

    def arguments(self, of: Arguments) -> Callable[[Call], Mapping[str, Any]]:
        """A function from a call to its coerced arguments of this field."""
        argued = self.binds.argued
        if of not in argued:
            argued.append(of)
        place = argued.index(of)
        return lambda call: call.arguments[place]

    def of_viewer(self, name: str, of: TypeEngine[Any], value: Callable[[Viewer], object]) -> ColumnElement[Any]:
        """A value of the viewer, bound once in the statement under this name."""
        return self.binds.of_viewer(name, of, value)

    @property
    def now(self) -> ColumnElement[Any]:
        """The moment of the call."""
        return self.binds.now

    @property
    def today(self) -> ColumnElement[Any]:
        """The day of the call in Shanghai."""
        return cast(in_shanghai(self.now), Date)

    @property
    def office(self) -> ColumnElement[Any]:
        """The id of the viewer's office."""
        return self.of_viewer("office", Uuid(), lambda viewer: viewer.office)

    @property
    def account(self) -> ColumnElement[Any]:
        """The id of the viewer's account."""
        return self.of_viewer("account", Uuid(), lambda viewer: viewer.account)

    @property
    def membership(self) -> ColumnElement[Any]:
        """The id of the viewer's membership."""
        return self.of_viewer("membership", Uuid(), lambda viewer: viewer.membership)

    @property
    def department(self) -> ColumnElement[Any]:
        """The code of the line of the viewer's office; null where it has none."""
        return self.of_viewer("department", Text(), lambda viewer: viewer.department)

    @property
    def scope(self) -> ColumnElement[Any]:
        """All divisions of the viewer's scope, as an array of the digits that name each."""
        return self.of_viewer("scope_digits", ARRAY(Text()), lambda viewer: list(viewer.scope_digits))

    def scope_at(self, level: RegionLevel, several: bool) -> ColumnElement[Any]:
        """The divisions of one level of the viewer's scope: one code, or several as an array."""

        def codes(viewer: Viewer) -> list[str]:
            return [code for code in viewer.scope if region_level(code) is level]

        if several:
            return self.of_viewer(f"scope_{int(level)}_all", ARRAY(Text()), codes)
        return self.of_viewer(f"scope_{int(level)}", Text(), lambda viewer: codes(viewer)[0])
