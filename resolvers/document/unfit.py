"""Why a value of an input does not fit: each place in it, with what was expected there.

Source: docs/design.md 8 (Errors: BAD_USER_INPUT with `extensions.path`). Whether it is refused at all, graphql-core says; its own messages
are not passed on, because they repeat the value.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graphql import (
    BREAK,
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    ListValueNode,
    Node,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    VisitorAction,
    get_named_type,
    get_nullable_type,
    is_required_input_field,
    visit,
)

from domain.message.expected import unfit
from domain.message.refusal import Path, Refusal
from domain.message.text import Text, listed

NOT_PLAIN = re.compile("[\0\ud800-\udfff]")
"""A NUL, or half of a surrogate pair: no text of the database holds one."""
LISTED_WORDS = 50
"""Most words that one sentence lists."""
REPEATABLE_KEY = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,63}", re.ASCII)
"""A key that an answer may repeat: it has the form of a name of the contract, and cannot be the number of a person."""
CHINESE = re.compile("[\u4e00-\u9fff]")


def is_plain(text: str) -> bool:
    """Whether the database can hold a text."""
    return NOT_PLAIN.search(text) is None


def unfit_of(of: GraphQLInputType, value: object, path: Path) -> Iterator[Refusal]:
    """A refusal for each place at which a value does not fit its type. Raises RecursionError for a value that is nested too deeply."""
    if isinstance(of, GraphQLNonNull):
        if value is None:
            yield unfit("NOT_NULL", path)
            return
        of = of.of_type
    if value is None:
        return
    if isinstance(of, GraphQLList):
        for place, each in enumerate(value) if isinstance(value, list) else [(None, value)]:
            yield from unfit_of(of.of_type, each, path if place is None else (*path, place))
    elif isinstance(of, GraphQLInputObjectType):
        yield from _object(of, value, path)
    else:
        try:
            of.coerce_input_value(value)  # type: ignore[arg-type]  # any value: an enumeration says whether it is one of its words
        except (GraphQLError, ValueError, TypeError, OverflowError):
            yield expected_of(of, path)


def _object(of: GraphQLInputObjectType, value: object, path: Path) -> Iterator[Refusal]:
    if not isinstance(value, Mapping):
        yield expected_of(of, path)
        return
    for name, field in of.fields.items():
        if name in value:
            yield from unfit_of(field.type, value[name], (*path, name))
    yield from (no_field(of, str(key), path) for key in value if key not in of.fields)
    yield from lacks_of(of, value, path)


def lacks_of(of: GraphQLInputObjectType, value: Mapping[str, object], path: Path) -> Iterator[Refusal]:
    """A refusal for each required field that an object lacks, and for a one-of object without exactly one field."""
    for name, field in of.fields.items():
        if name not in value and is_required_input_field(field):
            yield unfit("VALUE", (*path, name))
    if of.is_one_of and (len(value) != 1 or None in value.values()):
        yield unfit("EXACTLY_ONE", path, names=_names(of))


def no_field(of: GraphQLInputObjectType, key: str, path: Path) -> Refusal:
    """The refusal of a key that objects of this type do not have; it repeats the key only where that has the form of a name."""
    if REPEATABLE_KEY.fullmatch(key):
        return unfit("NO_SUCH_FIELD", (*path, key), name=key, names=_names(of))
    return unfit("NO_FIELD", path, names=_names(of))


def expected_of(of: GraphQLInputType, path: Path) -> Refusal:
    """The refusal that says what the type expects at a place."""
    named = get_named_type(of)
    if isinstance(named, GraphQLInputObjectType):
        return unfit("OBJECT", path, names=_names(named))
    if isinstance(named, GraphQLEnumType):
        words = (Text(_called(name, each.description), name) for name, each in named.values.items())
        return unfit("ONE_OF", path, values=_first(words))
    return unfit(named.name, path)


def _called(name: str, description: str | None) -> str:
    """A word of an enumeration with its Chinese name from the description: `SIGNED（已签收）`."""
    chinese = CHINESE.search(description or "")
    if chinese is None or description is None:
        return name
    text = description[description.rfind(". ", 0, chinese.start()) + 2 :]
    return f"{name}（{text.split('。')[0]}）"


def _names(of: GraphQLInputObjectType) -> Text:
    return _first(Text(name, name) for name in of.fields)


def _first(words: Iterable[Text]) -> Text:
    every = tuple(words)
    more = (Text("…", "…"),) if len(every) > LISTED_WORDS else ()
    return listed((*every[:LISTED_WORDS], *more))


def of_value(node: Node, document: DocumentNode, schema: GraphQLSchema) -> list[Refusal]:
    """Why a value written in a document, or a variable in its place, does not fit there."""
    info = TypeInfo(schema)
    finder = _Finder(node, info)
    visit(document, TypeInfoVisitor(info, finder))
    of, within, path = finder.of, finder.within, finder.path
    owner = None if within is None else get_named_type(within)
    if isinstance(node, ObjectFieldNode) and isinstance(owner, GraphQLInputObjectType) and node.name.value not in owner.fields:
        return [no_field(owner, node.name.value, path[:-1])]
    if isinstance(node, StringValueNode) and not is_plain(node.value):
        return [unfit("PLAIN", path)]
    if of is None:
        return [unfit("VALUE", path)]
    if isinstance(node, (VariableNode, NullValueNode)):
        return [unfit("NOT_NULL", path)]
    inner = get_nullable_type(of)
    if isinstance(node, ObjectValueNode) and isinstance(inner, GraphQLInputObjectType):
        told_of = {each.name.value: None if isinstance(each.value, (NullValueNode, VariableNode)) else each.value for each in node.fields}
        return list(lacks_of(inner, told_of, path)) or [expected_of(of, path)]
    return [expected_of(of, path)]


class _Finder(Visitor):
    """Walks to a node, and keeps its path (field, argument, place within the value) and the types expected there."""

    def __init__(self, wanted: Node, info: TypeInfo) -> None:
        super().__init__()
        self.wanted = wanted
        self.info = info
        self.path: Path = ()
        self.of: GraphQLInputType | None = None
        self.within: GraphQLInputType | None = None

    def enter(self, node: Node, key: Any, parent: Any, path: Any, ancestors: list[Any]) -> VisitorAction:
        """Stop at the node that is looked for."""
        copied = self.wanted.loc is None and node == self.wanted  # graphql-core looks at some values with variables put in
        if node is not self.wanted and not copied:
            return None
        self.path = tuple(_steps([*ancestors, parent, node]))
        self.within = self.info.get_parent_input_type()
        self.of = self.within if isinstance(node, ListValueNode) else self.info.get_input_type()  # of a list it knows the entries
        return BREAK


def _steps(way: list[Any]) -> list[str | int]:
    found: list[str | int] = []
    for step in way:
        match step:
            case FieldNode():
                found = [step.name.value]
            case DirectiveNode():
                found.append(f"@{step.name.value}")
            case VariableDefinitionNode():
                found = [step.variable.name.value]
            case ArgumentNode() | ObjectFieldNode():
                found.append(step.name.value)
            case ListValueNode():
                found += [place for place, each in enumerate(step.values) if any(each is later for later in way)]
    return found
