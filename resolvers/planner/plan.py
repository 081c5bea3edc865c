"""Plans: an operation in, a statement with its bound values out; data that can be printed, compared and cached.

Source: design.md 4.3. No execution here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from graphql import FieldNode, FragmentDefinitionNode, GraphQLField, GraphQLSchema, OperationDefinitionNode, get_argument_values
from graphql.execution.values import VariableValues
from sqlalchemy import Executable, select
from sqlalchemy.dialects.postgresql import asyncpg

from domain.message import text
from domain.viewer import Viewer
from resolvers.planner.draft import Call, Draft, Getter
from resolvers.planner.mapping import Root, TypeMapping
from resolvers.planner.sql.json import text_literal
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

    def bind(self, variables: VariableValues, call: Call) -> list[object]:
        """The arguments of one execution, in the statement's order. Raises Refusal for a malformed cursor."""
        arguments = tuple(get_argument_values(of, node, variables) for of, node in self.argued)
        complete = replace(call, arguments=arguments)
        return [self.bound[name](complete) for name in self.order]


@dataclass(frozen=True)
class Planner:
    """Makes plans over one schema, its mappings and roots. `asks`: action -> the inputs it asks for."""

    schema: GraphQLSchema
    mappings: Mapping[str, TypeMapping]
    roots: Mapping[str, Root]
    asks: Mapping[str, tuple[str, ...]]

    def query(
        self, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode], variables: VariableValues, viewer: Viewer
    ) -> Plan:
        """The plan of a query whose roots are all planned (or `__typename`)."""
        draft = self._draft(fragments, variables, viewer)
        query_type = self.schema.query_type
        assert query_type is not None
        printed: dict[str, Printed] = {}
        for key, nodes in draft.collect_roots(query_type, operation.selection_set).items():
            name = nodes[0].name.value
            if name == "__typename":
                printed[key] = constant(query_type.name)
            else:
                printed[key] = print_root(draft, self.roots[name], query_type.fields[name], nodes)
        return finished(draft, statement(draft, printed, operation.name.value if operation.name else "query"))

    def row(
        self,
        type_name: str,
        nodes: Sequence[FieldNode],
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: VariableValues,
        viewer: Viewer,
    ) -> Plan:
        """The plan of one row by its key, as `{"row": ...}`: a payload."""
        draft = self._draft(fragments, variables, viewer)
        return finished(draft, statement(draft, {"row": print_row(draft, type_name, list(nodes))}, type_name))

    def is_planned(
        self, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode], variables: VariableValues, viewer: Viewer
    ) -> bool:
        """Whether every root of a query is planned; introspection is not."""
        draft = self._draft(fragments, variables, viewer)
        assert self.schema.query_type is not None
        roots = draft.collect_roots(self.schema.query_type, operation.selection_set)
        return all(nodes[0].name.value in self.roots or nodes[0].name.value == "__typename" for nodes in roots.values())

    def _draft(self, fragments: Mapping[str, FragmentDefinitionNode], variables: VariableValues, viewer: Viewer) -> Draft:
        def reasons(code: str) -> str:
            return text(code, viewer.language)

        return Draft(self.schema, self.mappings, fragments, variables, viewer, reasons, self.asks)


def constant(name: str) -> Printed:
    """A root that asks no table: `__typename`."""
    return Printed(select(text_literal(name).label("body"), text_literal("[]").label("seen")))


def finished(draft: Draft, made: Executable) -> Plan:
    """Compile a statement once: one text, numbered arguments."""
    compiled = made.compile(dialect=DIALECT)  # type: ignore[attr-defined]
    order = tuple(compiled.positiontup or ())
    literals = {name: value for name, value in compiled.params.items() if name not in draft.bound}
    constants: dict[str, Callable[[Call], object]] = {name: (lambda call, value=value: value) for name, value in literals.items()}  # type: ignore[misc]
    return Plan(str(compiled), order, {**draft.bound, **constants}, tuple(draft.argued))
