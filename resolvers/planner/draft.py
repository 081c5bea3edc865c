"""A plan in the making: what its printers read, and what they leave behind (arguments, bound values, audited rows).

Source: docs/design.md 4.3.
"""

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import count
from typing import Any
from uuid import UUID

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionSetNode,
    get_argument_values,
    get_directive_values,
    is_abstract_type,
)
from graphql.execution.values import VariableValues
from sqlalchemy import ARRAY, ColumnElement, DateTime, Text, Uuid, bindparam, cast
from sqlalchemy.types import TypeEngine

from db.session.viewer import READ, settings
from domain.rules.access import Group
from domain.viewer import Kind, RegionLevel, Viewer, region_level
from resolvers.planner.mapping import TypeMapping


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
        """The viewer as the policies read him."""
        return settings(self.viewer, self.now, READ)


Getter = Callable[[Call], object]

PREVIEWED_AS = {"Family": "PreviewFamily", "Person": "PreviewPerson", "Account": "PreviewAccount"}
"""The types whose rows a preview shows as somebody else will see them: what the contract calls them there, without an id."""


@dataclass
class Draft:
    """The state of planning one operation for one kind of viewer."""

    schema: GraphQLSchema
    mappings: Mapping[str, TypeMapping]
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues
    viewer: Viewer
    reasons: Callable[[str], str]
    """The text of an error code in the viewer's language."""
    asks: Mapping[str, tuple[str, ...]]
    """Action -> the names of the inputs it asks for."""
    tolerant: bool = False
    """Whether what a variable's null makes unfit is left out, for graphql-core to tell where it is executed: else GraphQLError."""
    kind: Kind = field(init=False)
    argued: list[tuple[GraphQLField, FieldNode]] = field(default_factory=list)
    bound: dict[str, Getter] = field(default_factory=dict)
    checks: "list[Callable[[Call], None]]" = field(default_factory=list)
    """What is looked at anew in each call before it is executed; raises Refusal."""
    audited: set[Group] = field(default_factory=set)
    noted: set[str] = field(default_factory=set)
    """The types of which rows are noted in the read audit."""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    """Of the names given so far."""
    sources: "Callable[[Draft, str, Any], Any] | None" = None
    """Where a preview takes the levels of a family's rows from, instead of family_access as the viewer."""

    def __post_init__(self) -> None:
        self.kind = self.viewer.kind

    def seen_by(self, kind: Kind, sources: "Callable[[Draft, str, Any], Any]") -> "Draft":
        """For a part of the same statement as another kind of viewer will see it, with levels from `sources`."""
        other = replace(self)
        other.kind, other.sources = kind, sources
        return other

    def called(self, type_name: str) -> str:
        """What the contract calls a type in this part of the statement."""
        return type_name if self.sources is None else PREVIEWED_AS.get(type_name, type_name)

    # --- selections -------------------------------------------------------------------------------------------------

    def collect(self, of: GraphQLObjectType, nodes: list[FieldNode]) -> dict[str, list[FieldNode]]:
        """The fields asked of a concrete type under these nodes: response key -> nodes, in the order of the document."""
        found: dict[str, list[FieldNode]] = {}
        visited: set[str] = set()
        for node in nodes:
            if node.selection_set:
                self._walk(of, node.selection_set, found, visited)
        return found

    def collect_roots(self, of: GraphQLObjectType, selections: SelectionSetNode) -> dict[str, list[FieldNode]]:
        """The root fields of an operation."""
        found: dict[str, list[FieldNode]] = {}
        self._walk(of, selections, found, set())
        return found

    def _walk(self, of: GraphQLObjectType, selections: SelectionSetNode, found: dict[str, list[FieldNode]], visited: set[str]) -> None:
        for selection in selections.selections:
            if not self._included(selection):
                continue
            if isinstance(selection, FieldNode):
                key = selection.alias.value if selection.alias else selection.name.value
                found.setdefault(key, []).append(selection)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition.name.value if selection.type_condition else None
                if self._applies(of, condition):
                    self._walk(of, selection.selection_set, found, visited)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in visited:
                visited.add(selection.name.value)
                fragment = self.fragments[selection.name.value]
                if self._applies(of, fragment.type_condition.name.value):
                    self._walk(of, fragment.selection_set, found, visited)

    def _included(self, node: Any) -> bool:
        try:
            skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
            include = get_directive_values(GraphQLIncludeDirective, node, self.variables)
        except GraphQLError:
            if self.tolerant:
                return False
            raise
        return not (skip and skip["if"]) and not (include and not include["if"])

    def _applies(self, of: GraphQLObjectType, condition: str | None) -> bool:
        if condition is None or condition == of.name:
            return True
        conditional = self.schema.get_type(condition)
        return is_abstract_type(conditional) and self.schema.is_sub_type(conditional, of)

    # --- arguments and bound values ---------------------------------------------------------------------------------

    def arguments(self, of: GraphQLField, node: FieldNode) -> tuple[int, dict[str, Any]]:
        """A field's coerced arguments now, and the place at which every execution finds its own."""
        self.argued.append((of, node))
        return len(self.argued) - 1, get_argument_values(of, node, self.variables)

    def fits(self, of: GraphQLField, node: FieldNode) -> bool:
        """Whether a field's arguments are what it takes. Raises GraphQLError where they are not, unless tolerant."""
        try:
            get_argument_values(of, node, self.variables)
        except GraphQLError:
            if self.tolerant:
                return False
            raise
        return True

    def runs(self, of: GraphQLObjectType, node: FieldNode) -> bool:
        """Whether a field of this type is run: `__typename` is, and one whose arguments fit."""
        field = of.fields.get(node.name.value)
        return field is None or self.fits(field, node)

    def values(self, of: GraphQLField, node: FieldNode) -> dict[str, Any]:
        """A field's coerced arguments, to be looked at alone; none where they do not fit and that is tolerated."""
        return get_argument_values(of, node, self.variables) if self.fits(of, node) else {}

    def bind(self, of: TypeEngine[Any], value: Getter) -> ColumnElement[Any]:
        """A value that each execution brings along."""
        return self.fact(f"p{len(self.bound)}", of, value)

    def fact(self, name: str, of: TypeEngine[Any], value: Getter) -> ColumnElement[Any]:
        """A fact of the call (who, when), bound once under its name."""
        self.bound.setdefault(name, value)
        bound = bindparam(name, type_=of)
        return cast(bound, of) if isinstance(of, ARRAY) else bound  # the driver calls a list of texts varchar[], which meets no text[]

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
        """The viewer's line; null where he has none."""
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

    def alias(self, prefix: str) -> str:
        """A name for a row that no other row of the statement has."""
        return f"{prefix}_{next(self.numbers)}"
