"""The limits of a request: the size of its document, checked before it is validated, and the rows of its answer.

Source: the attack documents of docs/decisions/010-contract.md. Each fragment is measured once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from domain.message.refusal import Path, Refusal
from domain.message.text import Text

TEXT_TOKENS, TEXT_COMMENTS = 2000, 200
"""Most tokens and comments of a document."""
FIELD_LEVELS = 12
"""Most levels of fields below each other."""
BRACE_LEVELS = 60
"""Most levels of braces and fragments below each other."""
FIELD_COUNT = 1000
"""Most fields of an operation with its fragments spread out, each as it counts by the next two."""
HEAVY_AS_FIELDS = {"availableActions": 30, "dispatchPreview": 60, "warnings": 20}
"""Field -> how many fields it counts as, by the SQL that is printed for it."""
NEIGHBOUR_AS_FIELDS = 6
"""How many fields any other field with fields of its own counts as: most often it reads another table."""
ALIAS_COUNT = 15
"""Most aliases of an operation."""
ROOT_COUNT = 20
"""Most root fields of an operation."""
DIRECTIVE_COUNT = 4
"""Most directives on one field or fragment."""

COMMAND_TARGETS = 200
"""Most rows all commands of one request may target, so that it ends within its timeout."""
ANSWER_ROWS = 10_000
"""Most rows of an answer, at the page sizes asked for."""
PAGE_ROWS, PAGE_ROWS_MOST = 20, 100
CHANGES_MOST = 200
"""The rows of a page without `first`, and the most that `first` may ask for; also the most ids of `nodes`."""
LIST_VALUES = 200
"""Most values of one list in a query: of a filter, of ids."""
LIST_ROWS = 10
"""How many rows a list without `first` counts as: the members of a family, the memberships of an office."""

COUNTED: Mapping[str, Text] = {
    "LENGTH": Text("字符数", "characters"),
    "TOKENS": Text("词法单元数", "tokens"),
    "COMMENTS": Text("注释数", "comments"),
    "NESTING": Text("括号与片段的嵌套层数", "braces and fragments below each other"),
    "DEPTH": Text("字段层数", "fields below each other"),
    "FIELDS": Text("字段数（有下级字段的按 6 个计）", "fields (one with fields of its own counts as 6)"),
    "ALIASES": Text("别名数", "aliases"),
    "ROOTS": Text("顶层字段数", "root fields"),
    "DIRECTIVES": Text("同一处的指令数", "directives in one place"),
    "TARGETS": Text("操作对象数", "targets"),
    "ROWS": Text("可能返回的行数", "rows that may come"),
    "SECONDS": Text("查询秒数", "seconds"),
}
"""What is counted -> its name in the message of TOO_COSTLY."""
MORE_THAN = Text("超过 {limit}", "more than {limit}")
"""The cost that the message names where counting stopped at the limit."""


FEWER = Text("减少字段、层级或每页数量", "ask for fewer fields, levels or rows a page")
"""What helps where a document or its answer is too large."""


class TooCostly(Refusal):
    """A request that is too large. `cost`: what was counted of it, for `extensions.cost` of the answer."""

    cost: Mapping[str, int] = MappingProxyType({})


def too_costly(
    what: str, cost: int | None, limit: int, advice: Text = FEWER, path: Path = (), told: Mapping[str, int] | None = None
) -> TooCostly:
    """The refusal TOO_COSTLY; `what`: a key of COUNTED, `cost`: None where counting stopped at the limit, `advice`: what helps."""
    counted = MORE_THAN.filled({"limit": limit}) if cost is None else cost
    refusal = TooCostly("TOO_COSTLY", path=path, what=COUNTED[what], cost=counted, limit=limit, advice=advice)
    refusal.cost = told or {}
    return refusal


@dataclass(frozen=True)
class Size:
    """The size of a selection with its fragments spread out: levels, fields (as they count), aliases, fields of its first level."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    roots: int = 0

    @cached_property
    def told(self) -> Mapping[str, int]:
        """The size of an operation, as the cost of a request tells it."""
        return {"depth": self.depth, "fields": self.fields, "aliases": self.aliases, "rootFields": self.roots}


@dataclass
class _Measure:
    """Measures selections. A fragment that is being measured adds nothing to itself: validation refuses the circle."""

    fragments: Mapping[str, FragmentDefinitionNode]
    known: dict[str, Size] = field(default_factory=dict)
    """The fragments measured so far, by name."""

    def of(self, selections: SelectionSetNode, nesting: int = 0) -> Size:
        """The size of a selection set. Raises TOO_COSTLY for braces nested too deeply, and for too many directives in one place."""
        if nesting > BRACE_LEVELS:
            raise too_costly("NESTING", nesting, BRACE_LEVELS)
        depth = fields = aliases = roots = 0
        for node in selections.selections:
            if (directives := len(node.directives or ())) > DIRECTIVE_COUNT:
                raise too_costly("DIRECTIVES", directives, DIRECTIVE_COUNT)
            if isinstance(node, FieldNode):
                below = self.of(node.selection_set, nesting + 1) if node.selection_set else Size()
                levels = 1 if node.name.value.startswith("__") else below.depth + 1  # graphql-core limits introspection
                weight = HEAVY_AS_FIELDS.get(node.name.value, NEIGHBOUR_AS_FIELDS if node.selection_set else 1)
                here = Size(levels, below.fields + weight, below.aliases + (node.alias is not None), 1)
            elif isinstance(node, InlineFragmentNode):
                here = self.of(node.selection_set, nesting + 1)
            else:
                assert isinstance(node, FragmentSpreadNode)
                here = self._fragment(node.name.value, nesting + 1)
            depth, fields = max(depth, here.depth), fields + here.fields
            aliases, roots = aliases + here.aliases, roots + here.roots
        return Size(depth, fields, aliases, roots)

    def _fragment(self, name: str, nesting: int) -> Size:
        if name not in self.known:
            self.known[name] = Size()
            if name in self.fragments:
                self.known[name] = self.of(self.fragments[name].selection_set, nesting)
        return self.known[name]


def check_size(document: DocumentNode) -> list[Size]:
    """Check the size of each operation of a document, and return them in its order. Raises TOO_COSTLY."""
    definitions = document.definitions
    measure = _Measure({each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)})
    sizes = [measure.of(each.selection_set) for each in definitions if isinstance(each, OperationDefinitionNode)]
    for size in sizes:
        deep, many = ("DEPTH", size.depth, FIELD_LEVELS), ("FIELDS", size.fields, FIELD_COUNT)
        for what, cost, limit in (deep, many, ("ALIASES", size.aliases, ALIAS_COUNT), ("ROOTS", size.roots, ROOT_COUNT)):
            if cost > limit:
                raise too_costly(what, cost, limit, told=size.told)
    return sizes
