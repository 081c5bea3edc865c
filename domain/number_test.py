"""How often an account may have ID numbers compared with those that are registered, hit or miss.

Source: docs/domain.md 7 (numbers are not tested for free); the limits stand in db/reference/limits.toml (`number_...`). Whoever knows where
and when somebody was born, and the sex, has 500 numbers left to try: of so few that are alike, an account may try a handful.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import timedelta

from domain.rules.access import Group, Level, level_of
from domain.viewer import Kind

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ALIKE = 14
"""The first characters of a number, which tell the area and the date of birth."""


@dataclass(frozen=True)
class Tried:
    """A number as the quota knows it: keyed hashes of the number, and of what numbers of that area, birth date and sex have in common."""

    number: bytes
    alike: bytes


@dataclass(frozen=True)
class Past:
    """What an account has had tested: what counts in the last hour and day, rows of files in the last day, and the numbers by what they
    have in common, as far back as `number_alike_days`."""

    hour: int
    day: int
    rows: int
    alike: Mapping[bytes, frozenset[bytes]]


def alike(number: str) -> str:
    """What a valid number has in common with those of the same area, birth date and sex."""
    return f"{number[:ALIKE]}{int(number[16]) % 2}"


def may_be_told(kind: Kind) -> bool:
    """Whether this kind of viewer is told at all that a number is registered: who is shown numbers, be it masked."""
    level = level_of(kind, Group.ID_NUMBER)
    return isinstance(level, Level) and level >= Level.MASKED


def exceeds(past: Past, asked: Iterable[Tried], limits: Mapping[str, int]) -> bool:
    """Return whether a command that tests these numbers goes over what the account may have tested."""
    tried = set(asked)
    return _exceeds(past, len(tried), tried, limits)


def file_exceeds(past: Past, rows: int, asked: Iterable[Tried], limits: Mapping[str, int]) -> bool:
    """Return whether a file with so many rows that hold a number goes over: it counts as one test, its rows have a limit of their own."""
    return past.rows + rows > limits["import_rows_a_day"] or _exceeds(past, 1, set(asked), limits)


def _exceeds(past: Past, tests: int, tried: Set[Tried], limits: Mapping[str, int]) -> bool:
    numbers = {key: set(known) for key, known in past.alike.items()}
    for each in tried:
        numbers.setdefault(each.alike, set()).add(each.number)
    return (
        past.hour + tests > limits["number_tests_an_hour"]
        or past.day + tests > limits["number_tests_a_day"]
        or any(len(numbers[each.alike]) > limits["number_tests_alike"] for each in tried)
    )
