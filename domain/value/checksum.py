"""Check characters of citizens' ID numbers and of bank cards.

Source: docs/domain-facts.md 2.3 (GB 11643: ISO 7064 MOD 11-2); cards: ISO 7812 (Luhn).
"""

from operator import mul

WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))
CHECK_CHARACTERS = "10X98765432"


def check_character(digits: str) -> str:
    """Return the check character of 17 digits by ISO 7064 MOD 11-2."""
    return CHECK_CHARACTERS[sum(map(mul, map(int, digits), WEIGHTS)) % 11]


def passes_luhn(digits: str) -> bool:
    """Return whether the last digit of a card number is right by the Luhn algorithm."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(int(digit) for digit in digits[-1::-2]) + sum(doubled)) % 10 == 0
