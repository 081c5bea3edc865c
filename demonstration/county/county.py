"""Make the demonstration county: places, accounts and families, synthetic, of any size, the same for the same seed and day.

Source: docs/domain-facts.md 7; docs/decisions/007-demonstration.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, cycle, islice, zip_longest
from random import Random

from db.protect.cipher import Cipher
from db.tables.declare import Row
from demonstration.county.accounts import Accounts, accounts
from demonstration.county.household import Household, IdNumbers
from demonstration.county.names import Phones
from demonstration.county.ordinary import Draw
from demonstration.county.people import Members, Registrar
from demonstration.county.places import COUNTIES, Places, places
from demonstration.county.size import FAMILIES
from demonstration.county.special import SpecialFamily, special_households
from domain.viewer import RegionLevel, region_level

SEED = "lianbang 2026"
SHARES = (50, 25, 25)
"""The share of families in each of the `COUNTIES`, in percent."""
PER_VILLAGE, FEWEST_VILLAGES = 12, 6
NEIGHBOURS = 3
"""How many villages of a township get families before those of the next township do."""
FIRST_VILLAGE_COMMITTEE = 200
"""Last three digits of a code: from here on it is a village's, below it a neighbourhood's in town (docs/domain-facts.md 2.4)."""


@dataclass(frozen=True)
class County:
    """The places, accounts and families of the county before the first visit."""

    places: Places
    accounts: Accounts
    families: tuple[Members, ...]
    today: date

    @property
    def special(self) -> dict[SpecialFamily, Members]:
        """Return the special families by their case."""
        return {SpecialFamily(each.case): each for each in self.families if each.case}

    def rows(self, without: frozenset[str] = frozenset()) -> Iterator[Row]:
        """Yield every row in an order in which they can be inserted, but for the accounts with a subject in `without`."""
        yield from self.places.organizations.values()
        yield from self.places.offices.values()
        members = (each for each in self.accounts.members.values() if each.account.subject not in without)
        yield from chain.from_iterable((each.account, each.membership) for each in members)
        for each in self.families:
            yield from (each.family, *each.persons, *each.records)


def county(divisions: Mapping[str, str], cipher: Cipher, today: date, families: int = FAMILIES, seed: str = SEED) -> County:
    """Make the county as of a day. `divisions`: names by 12-digit code, down to villages; `families`: beside the special ones."""
    settled = _settled(divisions, families)
    villages = tuple(sorted(set(settled)))
    where = places(divisions, villages)
    who = accounts(_random(seed, "accounts"), where, villages, today)
    registrar = Registrar(_random(seed, "families"), cipher, today)
    made = [
        registrar.register(household, village, who[who.commissioners[village]].account.id)
        for household, village in zip(_households(seed, today, settled), settled, strict=True)
    ]
    return County(where, who, tuple(made), today)


def _random(seed: str, part: str) -> Random:
    """Return the random numbers of one part of the county; each part has its own, so that a change of one leaves the others as they are."""
    return Random(f"{seed}/{part}")


def _settled(divisions: Mapping[str, str], families: int) -> list[str]:
    """Return the village of each family; the special ones come first, in the first villages of the first county."""
    numbers = [families * share // 100 for share in SHARES]
    numbers[0] += families - sum(numbers)
    special = islice(cycle(_villages(divisions, COUNTIES[0])[:FEWEST_VILLAGES]), len(SpecialFamily))
    return [
        *special,
        *(village for county, number in zip(COUNTIES, numbers, strict=True) for village in _in_county(divisions, county, number)),
    ]


def _in_county(divisions: Mapping[str, str], county: str, number: int) -> Iterator[str]:
    return islice(cycle(_villages(divisions, county)[: max(FEWEST_VILLAGES, number // PER_VILLAGE)]), number)


def _villages(divisions: Mapping[str, str], county: str) -> list[str]:
    """Return the villages of a county in the order in which they get families."""
    return _in_turn([each for each in sorted(divisions) if each.startswith(county) and region_level(each) is RegionLevel.VILLAGE])


def _in_turn(villages: Sequence[str]) -> list[str]:
    """Return the first `NEIGHBOURS` villages of each township, then the next ones of each, and so on."""
    towns: dict[str, list[str]] = {}
    for village in villages:
        towns.setdefault(village[: RegionLevel.TOWNSHIP], []).append(village)
    turns = zip_longest(*([town[at : at + NEIGHBOURS] for at in range(0, len(town), NEIGHBOURS)] for town in towns.values()), fillvalue=[])
    return [village for turn in turns for neighbours in turn for village in neighbours]


def _households(seed: str, today: date, settled: Sequence[str]) -> Iterator[Household]:
    """Yield the special households, then ordinary ones for the other villages of `settled`."""
    random = _random(seed, "households")
    draw = Draw(random, today, IdNumbers(random), Phones(random), tuple(sorted(set(settled))))
    special = special_households(draw)
    yield from special
    for village in settled[len(special) :]:
        yield draw.household(urban=int(village[RegionLevel.TOWNSHIP :]) < FIRST_VILLAGE_COMMITTEE)
