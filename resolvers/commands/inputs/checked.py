"""Checks an input by the rules of its annotations: normalises every value, or refuses with every fault and its path.

Source: docs/design.md 8 (Errors: the path of the input); the rules stand in domain/value/values.py and domain/value/citizen.py.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from domain.message.refusal import Refusal, Refusals
from domain.value.values import Context, Rule
from resolvers.commands.inputs.grammar import Shape, fields_of
from resolvers.commands.inputs.input import ABSENT, Input

Given = TypeVar("Given", bound=Input)


def checked(given: Given, context: Context) -> Given:
    """Return the input with its values normalised. Raises Refusals with all faults, in the order of the fields."""
    refusals: list[Refusal] = []
    normalised = _input(given, context, refusals)
    if refusals:
        raise Refusals(*refusals)
    return normalised


def _input(given: Given, context: Context, refusals: list[Refusal]) -> Given:
    if given.one_of and sum(value is not None and value is not ABSENT for value in vars(given).values()) != 1:
        refusals.append(Refusal("EXACTLY_ONE"))
    changed, told = dict[str, Any](), vars(given)
    for name, nullable, shape, spelled in _judged(type(given)):  # type: ignore[arg-type] # a class can be hashed, which mypy does not see
        value = told[name]
        if not (value is None and nullable):  # as most fields of a large input are
            normalised = _below(value, shape, context, refusals, spelled)
            if normalised is not value:
                changed[name] = normalised
    return given.with_values(changed) if changed else given


@cache
def _judged(of: type[Input]) -> tuple[tuple[str, bool, Shape, str], ...]:
    """Return the fields that a rule judges, by themselves or below: name, whether null may be given, shape, name in the contract."""
    return tuple((each.name, each.shape.nullable, each.shape, each.spelled) for each in fields_of(of) if _is_judged(each.shape))


def _is_judged(shape: Shape) -> bool:
    return bool(shape.rules) or shape.entry is not None or issubclass(shape.of, Input)


def _below(value: Any, shape: Shape, context: Context, refusals: list[Refusal], step: str | int) -> Any:
    """Return the normalised value; add its faults to the refusals, with `step` before their paths."""
    before = len(refusals)
    normalised = _value(value, shape, context, refusals)
    if len(refusals) > before:
        refusals[before:] = [refusal.below(step) for refusal in refusals[before:]]
    return normalised


def _value(value: Any, shape: Shape, context: Context, refusals: list[Refusal]) -> Any:
    if (value is None and shape.nullable) or value is ABSENT:
        return value
    if shape.entry is not None:
        return _list(value, shape, shape.entry, context, refusals)
    if isinstance(value, Input):
        return _input(value, context, refusals)
    return _by_rules(value, shape.rules, context, refusals)


def _list(value: Sequence[Any], shape: Shape, entry: Shape, context: Context, refusals: list[Refusal]) -> Any:
    """Return the list with its entries normalised; where it is too long, unchanged."""
    before = len(refusals)
    _by_rules(value, shape.rules, context, refusals)
    if any(refusal.code == "TOO_MANY" for refusal in refusals[before:]):
        return value
    return shape.of(_below(each, entry, context, refusals, place) for place, each in enumerate(value))


def _by_rules(value: Any, rules: Iterable[Rule], context: Context, refusals: list[Refusal]) -> Any:
    """Return the value as normalised by the rules in turn, up to the first that refuses."""
    try:
        for rule in rules:
            value = rule.check(value, context)
    except Refusal as refusal:
        refusals.append(refusal)
    return value
