"""Checks an input by the rules of its annotations: normalises every value, or refuses with every fault and its path.

Source: docs/design.md 8 (Errors: the path of the input); the rules stand in domain/value/values.py and domain/value/citizen.py.
"""

from collections.abc import Iterable, Sequence
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
    fields = fields_of(type(given))
    if given.one_of and sum(getattr(given, each.name) not in (None, ABSENT) for each in fields) != 1:
        refusals.append(Refusal("EXACTLY_ONE"))
    changed, told = dict[str, Any](), vars(given)
    for each in fields:
        value = told[each.name]
        if not (value is None and each.shape.nullable):  # as most fields of a large input are
            normalised = _below(value, each.shape, context, refusals, each.spelled)
            if normalised is not value:
                changed[each.name] = normalised
    return given.with_values(changed) if changed else given


def _below(value: Any, shape: Shape, context: Context, refusals: list[Refusal], step: str | int) -> Any:
    """Return the normalised value; add its faults to the refusals, with `step` before their paths."""
    found: list[Refusal] = []
    normalised = _value(value, shape, context, found)
    if found:
        refusals += [refusal.below(step) for refusal in found]
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
    _by_rules(value, shape.rules, context, refusals)
    if any(refusal.code == "TOO_MANY" for refusal in refusals):
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
