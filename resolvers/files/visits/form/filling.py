"""Makes an input of a row's values, each of which has its path in the input. How is found out once for rows that fill the same columns.

Source: docs/decisions/009-import.md; the classes of inputs are read by resolvers/commands/inputs/grammar.py.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from domain.message.refusal import Path, Refusal, Refusals
from resolvers.commands.inputs.grammar import Shape, fields_of
from resolvers.commands.inputs.input import Input

PLANS = 1_000
"""Most sets of filled columns, of an input and of each within it, of which it is remembered how an input is made of them."""


@dataclass(frozen=True)
class Plan:
    """How an input is made of values of certain paths. `plain`: those taken as they are; `codes`: as codes; `below`, `lists`: inputs."""

    kind: type[Input]
    plain: tuple[tuple[str, Path], ...] = ()
    codes: tuple[tuple[str, Path, type[StrEnum]], ...] = ()
    below: tuple[tuple[str, "Plan"], ...] = ()
    lists: tuple[tuple[str, tuple["Plan", ...]], ...] = ()
    missing: tuple[Path, ...] = ()
    """The paths of required values that are not given; their input cannot be made."""

    def filled(self, told: Mapping[Path, Any]) -> Input:
        """Return the input of the values."""
        given = {name: told[path] for name, path in self.plain}
        for name, path, code in self.codes:
            given[name] = code(told[path])
        for name, plan in self.below:
            given[name] = plan.filled(told)
        for name, plans in self.lists:
            given[name] = tuple([plan.filled(told) for plan in plans])
        return self.kind.of_values(given)


def made(kind: type[Any], told: Mapping[Path, Any]) -> Any:
    """Return an input of values by their paths; None marks one that is missing. Raises Refusals (REQUIRED) with every missing path."""
    given = frozenset([path for path, value in told.items() if value is not None])
    plan = _plan(kind, frozenset(told), given)  # type: ignore[arg-type] # a class can be hashed, which mypy does not see
    if plan.missing:
        raise Refusals(*(Refusal("REQUIRED", path=path) for path in plan.missing))
    return plan.filled(told)


@lru_cache(PLANS)
def _plan(kind: type[Any], told: frozenset[Path], given: frozenset[Path], above: Path = (), spelled: Path = ()) -> Plan:
    """Return how an input is made of the values below a path: made once, since most rows of a file fill the same columns.

    `told`: all paths; `given`: those with a value; `spelled`: the path in the input, where the entries of a list are counted without gaps.
    """
    plain, codes, below, lists, missing = list[Any](), list[Any](), list[Any](), list[Any](), list[Path]()

    def under(shape: Shape, at: Path, spelled: Path) -> Plan:
        plan = _plan(shape.of, told, given, at, spelled)  # type: ignore[arg-type]
        missing.extend(plan.missing)
        return plan

    for field in fields_of(kind):
        at, shape, there = (*above, field.spelled), field.shape, (*spelled, field.spelled)
        if at in given and issubclass(shape.of, StrEnum):
            codes.append((field.name, at, shape.of))
        elif at in given:
            plain.append((field.name, at))
        elif not any(len(each) > len(at) and each[: len(at)] == at for each in told):
            missing += [there] if field.default is MISSING else []
        elif shape.entry is None:
            below.append((field.name, under(shape, at, there)))
        else:
            entry, places = shape.entry, sorted({int(each[len(at)]) for each in told if each[: len(at)] == at != each})
            lists.append((field.name, tuple(under(entry, (*at, place), (*there, number)) for number, place in enumerate(places))))
    return Plan(kind, tuple(plain), tuple(codes), tuple(below), tuple(lists), tuple(missing))
