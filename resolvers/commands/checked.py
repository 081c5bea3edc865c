"""Checking an input by the rules its annotations name: every value normalised, or every refusal with its path.

Source: docs/design.md 8 (Errors: the path of the input); the rules stand in domain/value/values.py and domain/value/citizen.py.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from domain.message.refusal import Refusal
from domain.value.code_list import called
from domain.value.spelling import camel
from domain.value.values import Context, Rule
from resolvers.commands.command import ABSENT, Absent, CodeOf, Input, Refusals

Given = TypeVar("Given", bound=Input)

Check = Callable[[Any, Context, list[Refusal]], Any]
"""Gives the normalised value; what is wrong with it is put on the list."""


@dataclass(frozen=True)
class Several:
    """How many entries a list has. Every other rule beside a list holds for each of its entries."""

    least: int
    most: int

    def check(self, value: Sequence[Any], context: Context) -> Sequence[Any]:
        """The list as it is."""
        if len(value) < self.least:
            raise Refusal("TOO_FEW", least=self.least)
        if len(value) > self.most:
            raise Refusal("TOO_MANY", most=self.most)
        return value


@dataclass(frozen=True)
class Distinct:
    """No entry of a list is given twice."""

    def check(self, value: Sequence[Any], context: Context) -> Sequence[Any]:
        """The list as it is."""
        seen: list[Any] = []
        for place, entry in enumerate(value):
            if entry in seen:
                raise Refusal("REPEATED", path=(place,))
            seen.append(entry)
        return value


OF_LISTS = (Several, Distinct)


def checked(given: Given, context: Context) -> Given:
    """A copy of the input with its values normalised. Raises Refusals with every one of them, in the order of the input."""
    refusals: list[Refusal] = []
    copy: Given = _check_input(given, context, refusals)
    if refusals:
        raise Refusals(*refusals)
    return copy


def _check_input(given: Any, context: Context, refusals: list[Refusal]) -> Any:
    checks = _checks(given.__class__)
    if given.one_of and sum(getattr(given, name) not in (None, ABSENT) for name in checks) != 1:
        refusals.append(Refusal("EXACTLY_ONE"))
    changed = {}
    for name, check in checks.items():
        below: list[Refusal] = []
        changed[name] = check(getattr(given, name), context, below)
        refusals += [refusal.below(camel(name)) for refusal in below]
    return replace(given, **changed)


@cache
def _checks(kind: type[Any]) -> dict[str, Check]:
    """What is done with each field of an input; from its hints, once."""
    hints = get_type_hints(kind, include_extras=True)
    return {each.name: _check_of(hints[each.name], ()) for each in fields(kind)}


def _check_of(hint: Any, rules: tuple[Any, ...]) -> Check:
    """The check of a hint under the rules around it: `Annotated[list[Annotated[str, CodeOf(..)]] | None, Several(..)]` in any nesting."""
    if get_origin(hint) is Annotated:
        inner, *more = get_args(hint)
        return _check_of(inner, (*rules, *more))
    if get_origin(hint) in (Union, UnionType):
        meant = [each for each in get_args(hint) if each not in (type(None), Absent)]
        return _unless_left_out(_check_of(meant[0], rules)) if len(meant) == 1 else _by_rules(rules)
    if get_origin(hint) in (list, tuple, Sequence):
        of_list = tuple(rule for rule in rules if isinstance(rule, OF_LISTS))
        of_entry = tuple(rule for rule in rules if not isinstance(rule, OF_LISTS))
        return _of_entries(_by_rules(of_list), _check_of(get_args(hint)[0], of_entry))
    if isinstance(hint, type) and issubclass(hint, Input):
        return _check_input
    return _by_rules(rules)


def _unless_left_out(check: Check) -> Check:
    return lambda value, context, refusals: value if value is None or value is ABSENT else check(value, context, refusals)


def _of_entries(of_list: Check, of_entry: Check) -> Check:
    def check(value: Sequence[Any], context: Context, refusals: list[Refusal]) -> Any:
        before = len(refusals)
        of_list(value, context, refusals)
        if any(refusal.code == "TOO_MANY" for refusal in refusals[before:]):
            return value
        entries = []
        for place, entry in enumerate(value):
            below: list[Refusal] = []
            entries.append(of_entry(entry, context, below))
            refusals += [refusal.below(place) for refusal in below]
        return type(value)(entries)  # type: ignore[call-arg]

    return check


def _by_rules(rules: tuple[Any, ...]) -> Check:
    applied = tuple(_applied(rules))

    def check(value: Any, context: Context, refusals: list[Refusal]) -> Any:
        try:
            for rule in applied:
                value = rule(value, context)
        except Refusal as refusal:
            refusals.append(refusal)
        return value

    return check


def _applied(rules: tuple[Any, ...]) -> Iterator[Callable[[Any, Context], Any]]:
    for rule in rules:
        if isinstance(rule, CodeOf):
            yield _in_list(rule.code_list)
        elif isinstance(rule, Rule):
            yield rule.check


def _in_list(code_list: str) -> Callable[[Any, Context], Any]:
    def check(value: Any, context: Context) -> Any:
        if value not in context.codes[code_list]:
            raise Refusal("UNKNOWN_CODE", list=called(code_list))
        return value

    return check
