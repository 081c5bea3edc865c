"""Beside all that a class of viewers sees together, a masked number fits 10,000 ID numbers, or the 500 of an area, a day and a sex.

Source: docs/domain.md 7, GB 11643.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import product
from math import prod

import pytest

from db.protect.cipher import masked_number
from db.reference.divisions import known
from db.reference.read import Reference
from domain.family import Sex
from domain.rules.access import LEVELS, SUPERIOR_LEVELS, AsShared, cell
from domain.rules.group import Group, Level
from domain.value.checksum import CHECK_CHARACTERS, WEIGHTS, check_character
from domain.viewer import Kind
from resolvers.reads.mappings.family import BANDS

LEAST, NARROW = 10_000, 500
COUNTY = 3
AREAS = tuple(sorted({division.code[:6] for division in known() if division.level == COUNTY}))
"""Where an ID number may come from, as far as it is known; counties that are gone only add to them."""
BIRTHS = (date(1948, 2, 29), date(1968, 5, 20), date(2021, 12, 31))
NARROWEST = min(high - low + 1 for low, high in BANDS)
"""Years: the band of ages that tells most."""
MODULUS = len(CHECK_CHARACTERS)


Remainders = Counter[int]
"""How many texts weigh how much in the sum that the check character is drawn from."""


def weigh(at: int, texts: Iterable[str]) -> Remainders:
    """The digits from this place on, weighed as GB 11643 does."""
    return Counter(sum(int(digit) * WEIGHTS[at + place] for place, digit in enumerate(text)) % MODULUS for text in texts)


@cache
def areas(codes: tuple[str, ...], start: str) -> Remainders:
    """Address codes that begin so."""
    return weigh(0, (code for code in codes if code.startswith(start[:6])))


@cache
def births(first: date, days: int) -> Remainders:
    """Dates of birth from a day on."""
    return weigh(6, (f"{first + timedelta(days=day):%Y%m%d}" for day in range(days)))


@cache
def orders(sex: Sex | None, end: str) -> Remainders:
    """Orders of birth in a place on a day: odd for a man, even for a woman."""
    fit = (f"{order:03}" for order in range(1000) if sex in (None, Sex.MALE if order % 2 else Sex.FEMALE))
    return weigh(14, (order for order in fit if order.endswith(end)))


@cache
def fitting(codes: tuple[str, ...], start: str, end: str, birth: date, days: int, sex: Sex | None) -> int:
    """How many ID numbers begin and end so, with an address code among these."""
    found = 0
    for weighed in product(*(part.items() for part in (areas(codes, start), births(birth, days), orders(sex, end[:-1])))):
        check = CHECK_CHARACTERS[sum(remainder for remainder, _ in weighed) % MODULUS]
        found += prod(times for _, times in weighed) if check in (end[-1:] or check) else 0
    return found


@dataclass(frozen=True)
class Seen:
    """What a viewer sees of one person: the masked number, from which day on so many may be that of the birth, and the sex."""

    number: str
    birth: date
    days: int
    sex: Sex | None

    def candidates(self, codes: tuple[str, ...]) -> int:
        """How many ID numbers fit, with an address code among these."""
        return fitting(codes, self.number.partition("*")[0], self.number.rpartition("*")[2], self.birth, self.days, self.sex)


def numbers() -> Iterator[tuple[str, date, Sex]]:
    """Numbers of each first digit and check character, of both sexes and several ages."""
    firsts = {area[0]: area for area in AREAS}
    for area, birth, order in product(firsts.values(), BIRTHS, range(20, 42)):
        digits = f"{area}{birth:%Y%m%d}{order:03}"
        yield digits + check_character(digits), birth, Sex.MALE if order % 2 else Sex.FEMALE


def shows(levels: Mapping[Group, int], field: str) -> bool:
    """Whether a field of a person is shown at these levels."""
    found = cell(f"Person.{field}")
    assert found is not None
    return levels.get(found.group, Level.HIDDEN) >= found.at


def seen(number: str, birth: date, sex: Sex, levels: Mapping[Group, int]) -> Seen:
    """What a viewer of these levels sees together; of an age band and a year of birth as many days as the narrowest has."""
    assert levels.get(Group.ID_NUMBER, Level.HIDDEN) < Level.FULL
    shown = masked_number(number) if shows(levels, "idNumber") else "*"
    if shows(levels, "birthDate"):
        days = 1
    elif shows(levels, "birthYear"):
        days = 365
    else:
        days = 365 * NARROWEST
    return Seen(shown, birth, days, sex if shows(levels, "sex") else None)


def levels_of(kind: Kind, reference: Reference) -> dict[Group, int]:
    """The highest levels that a viewer of this kind can have: an office with referrals of every type, before and after it signs."""
    halves = [half for contract in reference.every_contract.values() for half in contract.values()]
    found: dict[Group, int] = {}
    for group, level in LEVELS[kind].items():
        given = max(half.get(group.value, 0) for half in halves) if isinstance(level, AsShared) else int(level)
        found[group] = max(given, SUPERIOR_LEVELS.get(group, 0)) if level is AsShared.SUPERIOR else given
    return found


def home_shown(levels: Mapping[Group, int]) -> bool:
    """Whether a family's division is told, by which the address code of its members' numbers is guessed: the township to everybody who is
    shown the row."""
    return levels.get(Group.STATUS, Level.HIDDEN) == Level.FULL


def every_class(reference: Reference) -> Iterator[tuple[str, dict[Group, int]]]:
    """What each class of viewers sees of a person: the federation's kinds, and an office by each contract, by all of them, before and after
    signing; and a superior office's own rows beside those of its line."""
    for kind in Kind:
        yield kind.value, levels_of(kind, reference)
        if not any(isinstance(level, AsShared) for level in LEVELS[kind].values()):
            continue
        for (type_code, version), contract in reference.every_contract.items():
            for half, given in contract.items():
                levels = {
                    group: given.get(group.value, 0) if isinstance(level, AsShared) else int(level) for group, level in LEVELS[kind].items()
                }
                yield f"{kind} {type_code}.{version} {half}", levels


def fits(levels: Mapping[Group, int]) -> int:
    """How many ID numbers fit, in the worst case, beside what is seen at these levels."""
    return min(seen(*person, levels).candidates((person[0][:6],) if home_shown(levels) else AREAS) for person in numbers())


def test_whatever_a_class_sees_together_fits_ten_thousand_numbers_or_the_five_hundred_of_an_area_a_day_and_a_sex(
    reference: Reference,
) -> None:
    known: dict[tuple[tuple[Group, int], ...], int] = {}
    for name, levels in every_class(reference):
        key = tuple(sorted(levels.items()))
        left = known.setdefault(key, fits(levels))
        narrow = home_shown(levels) and shows(levels, "birthDate") and shows(levels, "sex")
        assert left >= (NARROW if narrow else LEAST), name


@pytest.mark.parametrize("number", [Level.HIDDEN, Level.MASKED])
@pytest.mark.parametrize("birth", Level)
def test_no_contract_of_tomorrow_can_give_less(birth: Level, number: Level) -> None:
    left = fits({Group.STATUS: Level.FULL, Group.BIRTH: birth, Group.ID_NUMBER: number})
    assert left >= (NARROW if birth is Level.FULL else LEAST)


def test_none_of_the_last_four_characters_is_shown() -> None:
    for number, _, _ in numbers():
        assert set(masked_number(number)[-4:]) == {"*"}


def test_who_knows_the_day_of_birth_from_a_band_that_changed_has_five_hundred_numbers_left() -> None:
    for number, birth, sex in numbers():
        assert Seen(masked_number(number), birth, 1, sex).candidates((number[:6],)) >= NARROW


def test_with_the_last_character_there_would_be_forty_six_at_most() -> None:
    for number, birth, sex in numbers():
        assert Seen(f"9*{number[-1]}".replace("9", number[0], 1), birth, 1, sex).candidates((number[:6],)) <= 46


def test_the_first_six_and_last_four_beside_the_birth_date_are_the_number() -> None:
    for number, birth, sex in numbers():
        assert Seen(f"{number[:6]}********{number[-4:]}", birth, 1, sex).candidates(AREAS) == 1


def test_a_certificates_mask_tells_no_more_than_the_numbers() -> None:
    for number, _, _ in numbers():
        assert masked_number(number + "41B1") == masked_number(number)
