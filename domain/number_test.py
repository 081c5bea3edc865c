"""How many ID numbers an account may test for being registered, whether they are or not.

Source: docs/domain.md 7 (numbers are not tested for free); the limits stand in db/reference/limits.toml (`number_...`). A person's area,
birth date and sex leave only 500 possible numbers, so an account may test very few that share these.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import timedelta

from domain.rules.access import level_of
from domain.rules.group import Group, Level
from domain.viewer import Kind

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ALIKE = 14
"""Characters at the start of a number that hold the area and the birth date."""


@dataclass(frozen=True)
class Tried:
    """A tested number as two keyed hashes: of the whole number, and of its area, birth date and sex (`alike`)."""

    number: bytes
    alike: bytes


@dataclass(frozen=True)
class Past:
    """An account's earlier tests: numbers in the last hour and day, rows of files in the last day, and by `alike` hash the numbers of the
    last `number_alike_days` days."""

    hour: int
    day: int
    rows: int
    alike: Mapping[bytes, frozenset[bytes]]


def alike(number: str) -> str:
    """Return the text that all valid numbers of one area, birth date and sex share."""
    return f"{number[:ALIKE]}{int(number[16]) % 2}"


def may_be_told(kind: Kind) -> bool:
    """Return whether this kind of viewer may learn that a number is registered: those who see ID numbers at least masked."""
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
