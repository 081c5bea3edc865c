"""Numbers of rows for people: a letter for the kind, the year, eight random digits and a check digit, such as R2026-48210937-5.

Source: docs/design.md 7. The digits are random, because a sequence would show how many rows there are. The check digit (ISO 7064 MOD
11-10) detects every single wrong digit.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from domain.message.refusal import Refusal
from domain.value.values import Context


class NumberKind(StrEnum):
    """The first letter of a number, by the kind of row."""

    FAMILY = "F"
    VISIT = "V"
    NEED = "N"
    ITEM = "A"
    REFERRAL = "R"
    CAMPAIGN = "C"
    IMPORT = "T"
    MOVE = "M"


DIGITS = 8
LONGEST = 40
"""Longest form of a number that is read, with spaces around it."""
SHAPE = re.compile(r"([FVNARCTM])([0-9]{4})-([0-9]{8})-([0-9])")


def draw(kind: NumberKind, year: int, random: Random) -> str:
    """Return a random number of a kind and year; the caller draws again if it is taken. `random`: `SystemRandom`, or a seeded one."""
    digits = f"{random.randrange(10**DIGITS):0{DIGITS}d}"
    return f"{kind.value}{year:04d}-{digits}-{check_digit(f'{year:04d}{digits}')}"


def is_valid(number: str) -> bool:
    """Return whether a number has the right shape and check digit."""
    match = SHAPE.fullmatch(number)
    return match is not None and match[4] == check_digit(match[2] + match[3])


@dataclass(frozen=True)
class RowNumber:
    """A rule: the number of a row of one of these kinds."""

    kinds: tuple[NumberKind, ...]

    def check(self, value: str, context: Context) -> str:
        """Return the number in capitals and plain digits. Raises ROW_NUMBER."""
        number = unicodedata.normalize("NFKC", value[:LONGEST]).strip().upper()
        if not is_valid(number) or number[0] not in self.kinds:
            raise Refusal("ROW_NUMBER")
        return number


def check_digit(digits: str) -> str:
    """Return the check digit of decimal digits by ISO 7064 MOD 11-10."""
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)
