"""Check characters: of citizens' numbers and of bank cards.

Source: docs/domain-facts.md 2.3 (GB 11643: ISO 7064 MOD 11-2); cards: ISO 7812 (Luhn).
"""

WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))
CHECK_CHARACTERS = "10X98765432"


def check_character(digits: str) -> str:
    """The check character of 17 digits by ISO 7064 MOD 11-2."""
    return CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11]


def passes_luhn(digits: str) -> bool:
    """Whether the last digit fits the others, as on every card."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(int(digit) for digit in digits[-1::-2]) + sum(doubled)) % 10 == 0
