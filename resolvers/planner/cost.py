"""How many rows an answer may hold at most, before it is planned.

Source: the attack documents of docs/decisions/010-contract.md.
"""

from collections.abc import Iterator, Mapping

from graphql import FieldNode, GraphQLObjectType, get_named_type, is_abstract_type, is_list_type, is_non_null_type

from resolvers.document.limits import LIST, MOST, NO_ROWS, PAGE, ROWS, TARGETS, too_costly
from resolvers.planner.draft import Draft


def check_rows(draft: Draft, of: GraphQLObjectType, roots: dict[str, list[FieldNode]]) -> None:
    """Refuse an operation whose answer could hold too many rows. Raises TOO_COSTLY."""
    targets = sum(_aimed_at(draft, of, roots))
    if targets > TARGETS:
        raise too_costly("TARGETS", targets, TARGETS)
    rows = sum(_rows(draft, of, roots, 1))
    if rows > ROWS:
        raise too_costly("ROWS", rows, ROWS)


def _aimed_at(draft: Draft, of: GraphQLObjectType, roots: dict[str, list[FieldNode]]) -> Iterator[int]:
    """How many rows each command of the operation is aimed at: every one is a transaction."""
    for nodes in roots.values():
        if field := of.fields.get(nodes[0].name.value):
            targets = _targets(draft.values(field, nodes[0]))
            yield 1 if targets is None else len(targets)


def _rows(draft: Draft, of: GraphQLObjectType, asked: dict[str, list[FieldNode]], times: int) -> Iterator[int]:
    """The rows that these fields may answer, `times` over, as they are found."""
    for nodes in asked.values():
        field = of.fields.get(nodes[0].name.value)
        named = None if field is None else get_named_type(field.type)
        if field is None or not nodes[0].selection_set:
            continue
        arguments = draft.values(field, nodes[0])
        nullable = field.type.of_type if is_non_null_type(field.type) else field.type
        size = times * _length(nodes[0].name.value, arguments, several=is_list_type(nullable))
        if isinstance(named, GraphQLObjectType) and named.name.endswith("Connection"):
            pages = {key: each for key, each in draft.collect(named, nodes).items() if each[0].name.value in {"nodes", "edges"}}
            yield from _page(draft, named, pages, size * _first(arguments))
            continue
        if named is not None and named.name not in NO_ROWS:
            yield size
        for concrete in draft.schema.get_possible_types(named) if is_abstract_type(named) else [named]:
            if isinstance(concrete, GraphQLObjectType):
                yield from _rows(draft, concrete, draft.collect(concrete, nodes), size)


def _page(draft: Draft, of: GraphQLObjectType, asked: dict[str, list[FieldNode]], rows: int) -> Iterator[int]:
    """The rows of a connection: each stands in `nodes` or in an edge."""
    for nodes in asked.values():
        yield rows
        inner = get_named_type(of.fields[nodes[0].name.value].type)
        if isinstance(inner, GraphQLObjectType):
            yield from _rows(draft, inner, draft.collect(inner, nodes), rows)


def _first(arguments: Mapping[str, object]) -> int:
    first = arguments.get("first")
    return min(max(first, 0), MOST) if isinstance(first, int) else PAGE


def _length(name: str, arguments: Mapping[str, object], *, several: bool) -> int:
    """How many objects stand under a field: as many as are aimed at, or as ids are given (rounded up to a power of two, which the shape
    of a plan tells)."""
    targets, ids = _targets(arguments), arguments.get("ids")
    if targets is not None:
        return len(targets)
    if isinstance(ids, list):
        return min(1 << len(ids).bit_length(), MOST)
    return LIST if several and name != "results" else 1


def _targets(arguments: Mapping[str, object]) -> list[object] | None:
    """What a command is aimed at; None where it takes no list of targets."""
    given = arguments.get("input")
    targets = given.get("targets") if isinstance(given, Mapping) else None
    return targets if isinstance(targets, list) else None
