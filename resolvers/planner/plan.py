"""Plans: an operation in, a statement with its bound values out; data that can be printed, compared and cached.

Source: docs/design.md 4.3. No execution here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from graphql import FieldNode, GraphQLField, GraphQLSchema, get_argument_values
from graphql.execution.values import VariableValues
from sqlalchemy import Executable, select
from sqlalchemy.dialects.postgresql import asyncpg

from domain.message.message import text
from domain.viewer import Viewer
from resolvers.document.parse import Operation
from resolvers.planner.cost import check_rows
from resolvers.planner.draft import Call, Draft, Getter
from resolvers.planner.mapping import Root, TypeMapping
from resolvers.planner.sql.json import EMPTY, text_literal
from resolvers.planner.sql.roots import Printed, print_root, print_row
from resolvers.planner.sql.statement import statement

DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Plan:
    """One statement, and where each of its arguments comes from."""

    sql: str
    order: tuple[str, ...]
    bound: Mapping[str, Getter]
    argued: tuple[tuple[GraphQLField, FieldNode], ...]
    notes: bool
    """Whether it writes what it shows to the audit."""
    counts: bool
    """Whether it counts rows in groups, which reads all of them: it runs in the lane of costly readings from the first."""
    checks: tuple[Callable[[Call], None], ...] = ()

    def bind(self, variables: VariableValues, call: Call) -> list[object]:
        """The arguments of one execution, in the statement's order. Raises Refusal for a malformed cursor, an unknown code."""
        arguments = tuple(get_argument_values(of, node, variables) for of, node in self.argued)
        complete = replace(call, arguments=arguments)
        for check in self.checks:
            check(complete)
        return [self.bound[name](complete) for name in self.order]


@dataclass(frozen=True)
class Planner:
    """Makes plans over one schema, its mappings and roots. `asks`: action -> the inputs it asks for."""

    schema: GraphQLSchema
    mappings: Mapping[str, TypeMapping]
    roots: Mapping[str, Root]
    asks: Mapping[str, tuple[str, ...]]

    def query(self, operation: Operation, variables: VariableValues, viewer: Viewer, *, tolerant: bool = False) -> Plan:
        """The plan of a query's roots, without those that no plan answers. Raises Refusal; GraphQLError where a variable is null and must
        not be, unless tolerant: what it makes unfit is then left out."""
        draft = replace(self._draft(operation, variables, viewer), tolerant=tolerant)
        query_type = self.schema.query_type
        assert query_type is not None
        roots = draft.collect_roots(query_type, operation.node.selection_set)
        check_rows(draft, query_type, roots)
        printed: dict[str, Printed] = {}
        for key, nodes in roots.items():
            name = nodes[0].name.value
            if name == "__typename":
                printed[key] = constant(query_type.name)
            elif name in self.roots and draft.fits(query_type.fields[name], nodes[0]):
                printed[key] = print_root(draft, self.roots[name], query_type.fields[name], nodes)
        return finished(draft, statement(draft, printed, operation.name or "query"))

    def row(self, type_name: str, nodes: Sequence[FieldNode], operation: Operation, variables: VariableValues, viewer: Viewer) -> Plan:
        """The plan of one row by its key, as `{"row": ...}`: a payload. Raises Refusal, GraphQLError."""
        draft = self._draft(operation, variables, viewer)
        return finished(draft, statement(draft, {"row": print_row(draft, type_name, list(nodes))}, operation.name or type_name))

    def bounded(self, operation: Operation, variables: VariableValues, viewer: Viewer) -> tuple[Draft, dict[str, list[FieldNode]]]:
        """A mutation to be looked through, whose payloads cannot hold too many rows, and those of its fields that can be run: not one
        whose own arguments do not fit. Raises Refusal, GraphQLError."""
        mutation_type, draft = self.schema.mutation_type, self._draft(operation, variables, viewer)
        assert mutation_type is not None
        roots = draft.collect_roots(mutation_type, operation.node.selection_set)
        looked_at = replace(draft, tolerant=True)
        run = {key: nodes for key, nodes in roots.items() if looked_at.runs(mutation_type, nodes[0])}
        check_rows(draft, mutation_type, run)
        return draft, run

    def _draft(self, operation: Operation, variables: VariableValues, viewer: Viewer) -> Draft:
        def reasons(code: str) -> str:
            return text(code, viewer.language)

        return Draft(self.schema, self.mappings, operation.fragments, variables, viewer, reasons, self.asks)


def constant(name: str) -> Printed:
    """A root that asks no table: `__typename`."""
    return Printed(select(text_literal(name).label("body"), EMPTY.label("seen")))


def finished(draft: Draft, made: Executable) -> Plan:
    """Compile a statement once: one text, numbered arguments."""
    compiled = made.compile(dialect=DIALECT)  # type: ignore[attr-defined]
    order = tuple(compiled.positiontup or ())
    literals = {name: value for name, value in compiled.params.items() if name not in draft.bound}
    constants: dict[str, Callable[[Call], object]] = {name: (lambda call, value=value: value) for name, value in literals.items()}  # type: ignore[misc]
    counts = any(node.name.value == "groups" for _, node in draft.argued)
    bound = {**draft.bound, **constants}
    return Plan(str(compiled), order, bound, tuple(draft.argued), bool(draft.audited), counts, tuple(draft.checks))
