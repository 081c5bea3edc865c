"""Human numbers: a kind letter, the year, eight random digits and a check digit, such as R2026-48210937-5.

Source: docs/design.md 7: random, because a sequence would tell how many there are.
The check digit (ISO 7064 MOD 11-10) finds every single slip.
"""

import re
from enum import StrEnum
from random import Random


class NumberKind(StrEnum):
    """The letter a number begins with."""

    FAMILY = "F"
    VISIT = "V"
    NEED = "N"
    ITEM = "A"
    REFERRAL = "R"
    CAMPAIGN = "C"
    IMPORT = "T"


DIGITS = 8
SHAPE = re.compile(r"([FVNARCT])([0-9]{4})-([0-9]{8})-([0-9])")


def draw(kind: NumberKind, year: int, random: Random) -> str:
    """A number of this kind and year, to be drawn again if taken. `random`: `SystemRandom`, or a seeded one for the demonstration."""
    digits = f"{random.randrange(10**DIGITS):0{DIGITS}d}"
    return f"{kind.value}{year:04d}-{digits}-{check_digit(f'{year:04d}{digits}')}"


def is_valid(number: str) -> bool:
    """Whether this is a number that could have been drawn: its shape and its check digit."""
    match = SHAPE.fullmatch(number)
    return match is not None and match[4] == check_digit(match[2] + match[3])


def check_digit(digits: str) -> str:
    """The check digit of a row of decimal digits by ISO 7064 MOD 11-10."""
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)
