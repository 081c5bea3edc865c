"""Documents over the contract, drawn by hypothesis: selections, arguments, aliases, fragments, directives.

Source: docs/design.md 4.6 (the Reader's bytes and graphql-core answer alike).
"""

from collections.abc import Mapping, Sequence
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
from hypothesis.strategies import DrawFn, composite, integers, lists, none, one_of, sampled_from

DEPTH = 5
MOMENTS = ("2026-11-01T00:00:00Z", "2026-11-23T09:00:00+08:00", "2026-12-01T00:00:00Z")
DAYS = ("2026-11-23", "2027-01-01")
REGIONS = ("33", "330110", "330110109", "330110109200", "330106000000")
WORDS = ("A01", "LIVING_ASSISTANCE", "CIVIL_AFFAIRS", "R2026")
SKIPS = ("skip", "include")
CURSORS = ("", "MQ==", "W10=")


@dataclass(frozen=True)
class Asked:
    """A document with the values of its variables."""

    text: str
    variables: Mapping[str, Any]


@dataclass
class Drawing:
    """A document while it is drawn."""

    draw: DrawFn
    schema: GraphQLSchema
    ids: Sequence[str]
    variables: dict[str, tuple[str, Any]] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    aliases: int = 0

    def chance(self, of: int) -> bool:
        """Once in so many."""
        return self.draw(integers(0, of - 1)) == 0

    def selection(self, of: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
        """Some fields of a type."""
        fitting = [name for name, each in of.fields.items() if depth > 0 or is_leaf_type(get_named_type(each.type))]
        names = self.draw(lists(sampled_from(fitting), min_size=1, max_size=4, unique=True)) if fitting else []
        lines = [self.line(name, of.fields[name], depth) for name in names]
        lines += ["__typename"] if self.chance(4) or not lines else []
        if isinstance(of, GraphQLInterfaceType):
            each = self.draw(sampled_from([*self.schema.get_possible_types(of)]))
            lines.append(f"... on {each.name} {{ {self.selection(each, depth - 1)} }}")
        elif self.chance(6):
            self.fragments.append(f"fragment F{len(self.fragments)} on {of.name} {{ {' '.join(lines)} }}")
            return f"...F{len(self.fragments) - 1}"
        return " ".join(lines)

    def line(self, name: str, of: GraphQLField, depth: int) -> str:
        """A field, perhaps under another name, perhaps left out."""
        alias = ""
        if self.chance(5) and self.aliases < 10:
            self.aliases += 1
            alias = f"a{self.aliases}: "
        told = (
            ["filter: { kind: [COMMAND, REVEAL] }"] if name == "auditRecords" else []
        )  # to read it adds to it: only what no reading wrote
        given = [
            *told,
            *(each for key, argument in of.args.items() if not (told and key == "filter") and (each := self.argument(key, argument))),
        ]
        arguments = f"({', '.join(given)})" if given else ""
        steered = f" @{self.draw(sampled_from(SKIPS))}(if: {self.variable('Boolean!', self.chance(2))})" if self.chance(8) else ""
        inner = get_named_type(of.type)
        assert inner is not None
        below = f" {{ {self.selection(inner, depth - 1)} }}" if isinstance(inner, (GraphQLObjectType, GraphQLInterfaceType)) else ""
        return f"{alias}{name}{arguments}{steered}{below}"

    def argument(self, name: str, of: GraphQLArgument) -> str | None:
        """An argument, if it is given."""
        if not isinstance(of.type, GraphQLNonNull) and not self.chance(12 if name == "after" else 3):  # no cursor that is drawn fits
            return "first: 2" if name == "first" else None
        return f"{name}: {self.variable(str(of.type), self.value(name, of.type))}"

    def variable(self, of: str, value: Any) -> str:
        """A variable of this value."""
        name = f"v{len(self.variables)}"
        self.variables[name] = (of, value)
        return f"${name}"

    def value(self, name: str, of: GraphQLInputType) -> Any:
        """A value, now and then one that is refused."""
        if isinstance(of, GraphQLNonNull):
            return self.value(name, of.of_type)
        if isinstance(of, GraphQLList):
            return [self.value(name, of.of_type) for _ in range(self.draw(integers(1, 2)))]
        if isinstance(of, GraphQLInputObjectType):
            names = self.draw(lists(sampled_from([*of.fields]), min_size=1, max_size=2, unique=True))
            return {key: self.value(key, of.fields[key].type) for key in names}
        if isinstance(of, GraphQLEnumType):
            return self.draw(sampled_from([*of.values]))
        known: Mapping[str, Any] = {
            "ID": sampled_from(self.ids),
            "Int": one_of(none(), integers(0, 3)),
            "Boolean": sampled_from([True, False]),
            "DateTime": sampled_from(MOMENTS),
            "Date": sampled_from(DAYS),
            "RegionCode": sampled_from(REGIONS),
            "String": sampled_from(CURSORS if name == "after" else WORDS),
        }
        return self.draw(known[get_named_type(of).name])


@composite
def documents(draw: DrawFn, schema: GraphQLSchema, ids: Sequence[str]) -> Asked:
    """A valid document; `ids` are global ids of the world, and others."""
    drawing = Drawing(draw, schema, ids)
    assert schema.query_type is not None
    names = draw(lists(sampled_from([*schema.query_type.fields]), min_size=1, max_size=3, unique=True))
    lines = [drawing.line(name, schema.query_type.fields[name], DEPTH) for name in names]
    lines += ["__typename"] if drawing.chance(4) else []
    declared = ", ".join(f"${name}: {of}" for name, (of, _) in drawing.variables.items())
    text = "\n".join([f"query {f'({declared})' if declared else ''} {{ {' '.join(lines)} }}", *drawing.fragments])
    return Asked(text, {name: value for name, (_, value) in drawing.variables.items()})
