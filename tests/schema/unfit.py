"""Documents with variables in any place of any argument, and values for them that are right, null, absent, defaulted or of another kind.

Source: GraphQL specification, September 2025: 5.8.5 (All Variable Usages Are Allowed), 6.1.2 (Coercing Variable Values), 6.4.1 (Coercing
Field Arguments).
"""

from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)
from hypothesis.strategies import DrawFn, composite, integers, lists, sampled_from

from tests.schema.documents import Asked

DEPTH = 3
LITERALS = {
    "ID": '"UmVmZXJyYWw6MDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAw"',
    "Int": "1",
    "Boolean": "true",
    "DateTime": '"2026-11-01T00:00:00Z"',
    "Date": '"2026-11-01"',
    "RegionCode": '"330110"',
    "Fen": "100",
    "String": '"A01"',
}
VALUES: dict[str, Any] = {name: 1 if text == "1" else 100 if text == "100" else text.strip('"') for name, text in LITERALS.items()}
VALUES["Boolean"] = True
OTHERS: tuple[Any, ...] = (
    None, 0, -1, 7, 2**31, 2**40, 10**30, -(10**400), 1.5, 1e300, True, "", "x", "330110", "1600-01-01", "\N{SNOWMAN}" * 9,
    [], [None], [[1]], [[["x"]]], {}, {"unknown": 1}, {"110101199001011237": 1}, {"id": None}, [{"id": "x"}, None],
)  # fmt: skip
"""Values of every kind, among them none that fits everywhere."""


@dataclass
class Drawing:
    """A document while it is drawn."""

    draw: DrawFn
    schema: GraphQLSchema
    declared: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)

    def chance(self, of: int) -> bool:
        """Once in so many."""
        return self.draw(integers(0, of - 1)) == 0

    def line(self, name: str, of: GraphQLField) -> str:
        """A field with some of its arguments, and a selection in which something may be left out by a variable."""
        given = [each for key, argument in of.args.items() if (each := self.argument(key, argument))]
        arguments = f"({', '.join(given)})" if given else ""
        return f"{name}{arguments}{self.directive()}{self.selection(get_named_type(of.type))}"

    def directive(self) -> str:
        """Perhaps @skip or @include."""
        if not self.chance(5):
            return ""
        return f" @{self.draw(sampled_from(('skip', 'include')))}(if: {self.variable(GraphQLNonNull(self.boolean))})"

    @property
    def boolean(self) -> Any:
        """The type."""
        return self.schema.type_map["Boolean"]

    def selection(self, of: Any) -> str:
        """What is asked of a field's type."""
        if not isinstance(of, (GraphQLObjectType, GraphQLInterfaceType)):
            return ""
        lines = [f"{name}{self.directive()}" for name, each in of.fields.items() if is_leaf_type(get_named_type(each.type))][:2]
        if "groups" in of.fields and self.chance(2):
            lines.append(self.line("groups", of.fields["groups"]))
        if "errors" in of.fields:
            lines.append("errors { code }")
        if self.chance(6):
            self.fragments.append(f"fragment F{len(self.fragments)} on {of.name} {{ {' '.join(lines)} }}")
            lines = [f"...F{len(self.fragments) - 1}{self.directive()}"]
        elif self.chance(6):
            lines = [f"...{self.directive()} {{ {' '.join(lines)} }}"]
        return f" {{ {' '.join([*lines, '__typename'])} }}"

    def argument(self, name: str, of: GraphQLArgument) -> str | None:
        """An argument, if it is given."""
        if not isinstance(of.type, GraphQLNonNull) and not self.chance(3):
            return None
        return f"{name}: {self.value(of.type, DEPTH)}"

    def value(self, of: GraphQLInputType, depth: int) -> str:
        """A value, or a variable in its place; inside of it the same."""
        if self.chance(3):
            return self.variable(of)
        return self.literal(of, depth)

    def literal(self, of: GraphQLInputType, depth: int) -> str:
        """A value in which variables may stand."""
        if isinstance(of, GraphQLNonNull):
            return self.literal(of.of_type, depth)
        if isinstance(of, GraphQLList):
            return f"[{', '.join(self.value(of.of_type, depth - 1) for _ in range(self.draw(integers(1, 2))))}]"
        if isinstance(of, GraphQLInputObjectType):
            names = [name for name, each in of.fields.items() if isinstance(each.type, GraphQLNonNull)]
            others = [name for name in of.fields if name not in names and name != "idempotencyKey"]
            names += self.draw(lists(sampled_from(others), min_size=int(not names), max_size=1)) if others and depth > 0 else []
            return f"{{ {', '.join(f'{name}: {self.value(of.fields[name].type, depth - 1)}' for name in names)} }}"
        if isinstance(of, GraphQLEnumType):
            return str(next(iter(of.values)))
        return LITERALS[of.name]

    def plain(self, of: GraphQLInputType) -> Any:
        """A value that fits, for a variable."""
        if isinstance(of, GraphQLNonNull):
            return self.plain(of.of_type)
        if isinstance(of, GraphQLList):
            return [self.plain(of.of_type)]
        if isinstance(of, GraphQLInputObjectType):
            names = [name for name, each in of.fields.items() if isinstance(each.type, GraphQLNonNull)] or [next(iter(of.fields))]
            return {name: self.plain(of.fields[name].type) for name in names}
        if isinstance(of, GraphQLEnumType):
            return next(iter(of.values))
        return VALUES[of.name]

    def variable(self, of: GraphQLInputType) -> str:
        """A variable that may stand where this type is expected, as far as can be told before it has a value."""
        name = f"v{len(self.declared)}"
        inner = of.of_type if isinstance(of, GraphQLNonNull) else of
        default = self.chance(2) if isinstance(of, GraphQLNonNull) else self.chance(3)
        if default:
            constant = Drawing(self.draw, self.schema)
            constant.chance = lambda of: False  # type: ignore[method-assign] # no variable in a default
            self.declared.append(f"${name}: {inner} = {constant.literal(inner, 0)}")
        else:
            self.declared.append(f"${name}: {of}")
        if not self.chance(4):
            self.values[name] = self.plain(of) if self.chance(2) else None if self.chance(2) else self.draw(sampled_from(OTHERS))
        return f"${name}"


@composite
def documents(draw: DrawFn, schema: GraphQLSchema) -> Asked:
    """A document over the contract: queries and mutations, with values for some of its variables."""
    drawing = Drawing(draw, schema)
    kind = "mutation" if drawing.chance(2) else "query"
    of = schema.mutation_type if kind == "mutation" else schema.query_type
    assert of is not None
    names = draw(lists(sampled_from([*of.fields]), min_size=1, max_size=2, unique=True))
    lines = [drawing.line(name, of.fields[name]) for name in names]
    declared = f"({', '.join(drawing.declared)})" if drawing.declared else ""
    return Asked("\n".join([f"{kind} {declared} {{ {' '.join([*lines, '__typename'])} }}", *drawing.fragments]), drawing.values)
