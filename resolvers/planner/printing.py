"""What printed SQL asks of the call that will run it (who reads, when, with which arguments), and the values it binds.

Source: docs/design.md 4.3.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, DateTime, FromClause, Text, Uuid, bindparam, cast, true
from sqlalchemy.types import TypeEngine

from db.session.viewer import READ, settings
from domain.viewer import Kind, RegionLevel, Viewer, region_level
from resolvers.document.selection import Arguments


@dataclass(frozen=True)
class Call:
    """One execution of a plan: the viewer, the moment, the trace, and each argued field's coerced arguments."""

    viewer: Viewer
    now: datetime
    trace: str
    limits: Mapping[str, int]
    codes: Mapping[str, Container[str]]
    """List of the reference data -> every code that it has ever had."""
    arguments: tuple[Mapping[str, Any], ...] = ()
    keys: tuple[UUID, ...] = ()

    @cached_property
    def settings(self) -> Mapping[str, str]:
        """The viewer as the policies read them."""
        return settings(self.viewer, self.now, READ)


Getter = Callable[[Call], object]


@dataclass
class Binds:
    """The values that each execution of one statement brings along, by name; the fields whose arguments it needs; names for its rows."""

    getters: dict[str, Getter] = field(default_factory=dict)
    argued: list[Arguments] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def alias(self, prefix: str) -> str:
        """A name for a row that no other row of the statement has."""
        return f"{prefix}_{next(self.numbers)}"

    def fact(self, name: str, of: TypeEngine[Any], value: Getter) -> ColumnElement[Any]:
        """A value of the call, bound once under its name."""
        self.getters.setdefault(name, value)
        bound = bindparam(name, type_=of)
        return cast(bound, of) if isinstance(of, ARRAY) else bound  # the driver calls a list of texts varchar[], which meets no text[]

    def value(self, of: TypeEngine[Any], value: Getter) -> ColumnElement[Any]:
        """A value of the call that stands here alone."""
        return self.fact(f"p{len(self.getters)}", of, value)

    def arguments(self, of: Arguments) -> Callable[[Call], Mapping[str, Any]]:
        """Where each call finds the arguments of a field."""
        if of not in self.argued:
            self.argued.append(of)
        place = self.argued.index(of)
        return lambda call: call.arguments[place]


@dataclass(frozen=True)
class Source:
    """A row in a statement: its type, its alias, and beside it the levels that family_access gives, where the row decides them."""

    type_name: str
    row: FromClause
    levels: FromClause | None = None

    @property
    def own(self) -> tuple[FromClause, ...]:
        """What a statement selects from for this row: everything else in it belongs to an outer one."""
        return (self.row,) if self.levels is None else (self.row, self.levels)

    @property
    def joined(self) -> FromClause:
        """The row with its levels, to select from."""
        return self.row if self.levels is None else self.row.join(self.levels, true())


@dataclass(frozen=True)
class Printing:
    """For whom a part of a statement is printed, and the values it may bind."""

    viewer: Viewer
    """Any viewer of the plan's shape: their language, role and the levels of their scope are printed, everything else is bound."""
    kind: Kind
    """As which kind of viewer: the viewer's own, but in a preview of what an office will see."""
    binds: Binds
    asks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Action -> the names of the inputs it asks for."""
    assumed: "Callable[[Printing, str, FromClause], FromClause] | None" = None
    """Where a preview takes the levels of a row of a type from, instead of family_access as the viewer."""

    def alias(self, prefix: str) -> str:
        """A name for a row that no other row of the statement has."""
        return self.binds.alias(prefix)

    def fact(self, name: str, of: TypeEngine[Any], value: Getter) -> ColumnElement[Any]:
        """A value of the call, bound once under its name."""
        return self.binds.fact(name, of, value)

    def of_viewer(self, name: str, of: TypeEngine[Any], value: Callable[[Viewer], object]) -> ColumnElement[Any]:
        """A fact of the viewer, bound once under its name."""
        return self.fact(name, of, lambda call: value(call.viewer))

    @property
    def now(self) -> ColumnElement[Any]:
        """The moment of the call."""
        return self.fact("now", DateTime(timezone=True), lambda call: call.now)

    @property
    def office(self) -> ColumnElement[Any]:
        """The viewer's office."""
        return self.fact("office", Uuid(), lambda call: call.viewer.office)

    @property
    def account(self) -> ColumnElement[Any]:
        """The viewer's account."""
        return self.fact("account", Uuid(), lambda call: call.viewer.account)

    @property
    def membership(self) -> ColumnElement[Any]:
        """The viewer's membership."""
        return self.fact("membership", Uuid(), lambda call: call.viewer.membership)

    @property
    def department(self) -> ColumnElement[Any]:
        """The viewer's line; null where they have none."""
        return self.fact("department", Text(), lambda call: call.viewer.department)

    @property
    def scope(self) -> ColumnElement[Any]:
        """All divisions of the viewer's scope."""
        return self.fact("scope", ARRAY(Text()), lambda call: list(call.viewer.scope))

    def scope_at(self, level: RegionLevel, several: bool) -> ColumnElement[Any]:
        """The divisions of one level of the viewer's scope: one code, or several as an array."""

        def codes(call: Call) -> list[str]:
            return [code for code in call.viewer.scope if region_level(code) is level]

        if several:
            return self.fact(f"scope_{int(level)}_all", ARRAY(Text()), codes)
        return self.fact(f"scope_{int(level)}", Text(), lambda call: codes(call)[0])

    def setting(self, name: str) -> ColumnElement[Any]:
        """One of the transaction-local settings of `db.session.viewer`."""
        return self.fact(f"set_{name.removeprefix('app.')}", Text(), lambda call: call.settings[name])
