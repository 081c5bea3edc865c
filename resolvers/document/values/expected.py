"""What a value of an input lacks to be of its type: each place with what was expected there.

Source: docs/design.md 8 (Errors: BAD_USER_INPUT with `extensions.path`). Whether it is refused at all, graphql-core says; this only tells
why, without the value: its own messages repeat what was sent.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    is_required_input_field,
)

from domain.message.expected import unfit
from domain.message.refusal import Path, Refusal
from domain.message.text import Text, listed

LISTED_WORDS = 50
"""Words listed in one sentence."""
NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,63}", re.ASCII)
"""A key that may be repeated: it could be a name of the contract, and is no number of a person."""
CHINESE = re.compile("[\u4e00-\u9fff]")


def unfit_of(of: GraphQLInputType, value: object, path: Path) -> Iterator[Refusal]:
    """Why a value is not of a type, place by place; nothing where it is. A RecursionError is the caller's."""
    if isinstance(of, GraphQLNonNull):
        if value is None:
            yield unfit("NOT_NULL", path)
            return
        of = of.of_type
    if value is None:
        return
    if isinstance(of, GraphQLList):
        entries = enumerate(value) if isinstance(value, list) else [(None, value)]
        for place, each in entries:
            yield from unfit_of(of.of_type, each, path if place is None else (*path, place))
    elif isinstance(of, GraphQLInputObjectType):
        yield from _object(of, value, path)
    else:
        try:
            of.coerce_input_value(value)  # type: ignore[arg-type] # of whatever kind: it says whether it is a word of the enumeration
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
    """What an object as a whole lacks to be of a type."""
    for name, field in of.fields.items():
        if name not in value and is_required_input_field(field):
            yield unfit("VALUE", (*path, name))
    if of.is_one_of and (len(value) != 1 or None in value.values()):
        yield unfit("EXACTLY_ONE", path, names=_names(of))


def no_field(of: GraphQLInputObjectType, key: str, path: Path) -> Refusal:
    """There is no such key in an object of this type; one that could not be a name is not repeated."""
    if NAME.fullmatch(key):
        return unfit("NO_SUCH_FIELD", (*path, key), name=key, names=_names(of))
    return unfit("NO_FIELD", path, names=_names(of))


def expected_of(of: GraphQLInputType, path: Path) -> Refusal:
    """That a value of this type is expected here."""
    if isinstance(of, (GraphQLNonNull, GraphQLList)):
        return expected_of(of.of_type, path)
    if isinstance(of, GraphQLInputObjectType):
        return unfit("OBJECT", path, names=_names(of))
    if isinstance(of, GraphQLEnumType):
        words = (Text(_called(name, each.description), name) for name, each in of.values.items())
        return unfit("ONE_OF", path, values=_first(words))
    return unfit(of.name, path)


def _called(name: str, description: str | None) -> str:
    """A word of an enumeration with what it is called in Chinese: `SIGNED（已签收）`."""
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
