"""Plans: a selection is decided as a tree, and printed as one statement with getters of its bound values. A plan is cached.

Source: docs/design.md 4.3. No execution here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graphql import FieldNode, GraphQLObjectType, GraphQLSchema
from graphql.execution.values import VariableValues
from sqlalchemy import Executable

from db.session.viewer import planned_for
from domain.time.spent import Phase, Timed
from domain.viewer import Viewer
from resolvers.document.parse import Operation
from resolvers.document.rows import check_rows, check_targets
from resolvers.document.selection import Arguments, Selection, Spread
from resolvers.planner.decide.roots import RootDecider
from resolvers.planner.mapping import Root, TypeMapping
from resolvers.planner.printing import Binds, Call, Getter, OfViewer, Printing
from resolvers.planner.rows import DIALECT
from resolvers.planner.same import FieldsOfRows
from resolvers.planner.sql.filters import check
from resolvers.planner.sql.objects import Objects
from resolvers.planner.sql.roots import Roots
from resolvers.planner.sql.statement import COMMITS, statement
from resolvers.planner.tree import Connection, Object, RootField, Tree


@dataclass(frozen=True)
class Plan:
    """One statement with its tree; `order`: the names of its arguments, `bound`: the getters of those that a viewer or a call decides,
    `constants`: the others, `argued`: the fields whose coerced arguments a call brings; `checks`: run at each call."""

    tree: Tree
    sql: str
    order: tuple[str, ...]
    bound: Mapping[str, Getter]
    constants: Mapping[str, object]
    argued: tuple[Arguments, ...]
    rows: int
    """How many rows its answer may have, whichever are stored."""
    checks: tuple[Callable[[Call], None], ...] = ()

    @cached_property
    def notes(self) -> bool:
        """Whether the statement writes to the read audit."""
        return bool(self.tree.audited)

    @cached_property
    def commits(self) -> int:
        """The place among its arguments of how the statement commits."""
        return self.order.index(COMMITS)

    @cached_property
    def counts(self) -> bool:
        """Whether it shows counts of lists alone, and no row of them."""
        lists = [each.body for each in self.tree.roots if isinstance(each.body, Connection)]
        return bool(lists) and len(lists) == len(self.tree.roots) and not any(each.pages for each in lists)

    def bind(self, variables: VariableValues, call: Call) -> list[object]:
        """The arguments of one execution, in the statement's order. Raises Refusal for a malformed cursor or an unknown code."""
        if self.argued:
            call.arguments = tuple(each.coerced(variables) for each in self.argued)
        for each in self.checks:
            each(call)
        values = [*call.viewer.once(self._of_viewer)]
        for place, getter in self._getters:
            values[place] = getter(call)
        return values

    def _of_viewer(self, viewer: Viewer) -> tuple[object, ...]:
        """The constants and what a viewer decides, at their places among the arguments; None at all others."""
        getters = ((name, self.bound.get(name)) for name in self.order)
        return tuple(each.value(viewer) if isinstance(each, OfViewer) else self.constants.get(name) for name, each in getters)

    @cached_property
    def _getters(self) -> tuple[tuple[int, Getter], ...]:
        """The place and the getter of each argument that is another at each call."""
        bound = ((place, self.bound.get(name)) for place, name in enumerate(self.order))
        return tuple((place, each) for place, each in bound if each is not None and not isinstance(each, OfViewer))


@dataclass(frozen=True)
class Planner:
    """Makes plans over one schema, its mappings and roots. `asks`: action -> the names of the inputs it asks for."""

    schema: GraphQLSchema
    mappings: Mapping[str, TypeMapping]
    roots: Mapping[str, Root]
    asks: Mapping[str, tuple[str, ...]]
    fields: FieldsOfRows = field(default_factory=FieldsOfRows)

    def query(self, operation: Operation, variables: VariableValues, viewer: Viewer, *, tolerant: bool = False) -> Plan:
        """The plan of a query, without the roots that no plan answers. Raises Refusal; GraphQLError where a variable must not be null,
        unless tolerant: then the fields that it makes unfit are left out."""
        spread = Spread(self.schema, operation, variables, tolerant)
        rows = check_rows(asked := spread.roots())
        deciding = RootDecider(self.mappings, viewer.kind)
        roots: list[RootField] = []
        for each in asked:
            if each.name == "__typename":
                roots.append(RootField(each.key, each.name, Object(spread.root_type.name, ())))
            elif each.name in self.roots and each.fits:
                roots.append(deciding.root(self.roots[each.name], each))
        return self._printed(deciding.tree(operation.name or "query", *roots), viewer, rows)

    def row(self, type_name: str, nodes: Sequence[FieldNode], operation: Operation, variables: VariableValues, viewer: Viewer) -> Plan:
        """The plan of a payload: one row by its key, as `{"row": ...}`. Raises Refusal, GraphQLError."""
        of = self.schema.get_type(type_name)
        assert isinstance(of, GraphQLObjectType)
        asked = Spread(self.schema, operation, variables).asked(of, nodes)
        deciding = RootDecider(self.mappings, viewer.kind)
        row = RootField("row", type_name, deciding.row(type_name, asked))
        return self._printed(deciding.tree(operation.name or type_name, row), viewer, 1)

    def mutation(self, operation: Operation, variables: VariableValues) -> tuple[Selection, dict[str, int]]:
        """Check the limits of a mutation; return the fields that can be run, and its targets and rows. Raises Refusal, GraphQLError."""
        run = Spread(self.schema, operation, variables).runnable()
        return run, {"targets": check_targets(run), "rows": check_rows(run)}

    def _printed(self, tree: Tree, viewer: Viewer, rows: int) -> Plan:
        """Print a tree and compile it to a text with numbered arguments."""
        printing = Printing(viewer, tree.kind, Binds(), self.asks)
        roots = Roots(printing, Objects(self.mappings, self.fields))
        printed = {each.key: roots.root(each, self.roots.get(each.name)) for each in tree.roots}
        made: Executable = statement(printing, tree, printed)
        with Timed(Phase.COMPILING):
            compiled: Any = made.compile(dialect=DIALECT)  # type: ignore[attr-defined]
            sql = planned_for(viewer.kind, str(compiled))
        checks = tuple(check(printing, each) for each in tree.checks)
        bound = printing.binds.getters
        constants = {name: value for name, value in compiled.params.items() if name not in bound}
        return Plan(tree, sql, tuple(compiled.positiontup or ()), bound, constants, tuple(printing.binds.argued), rows, checks)
