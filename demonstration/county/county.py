"""The demonstration county: places, accounts, families; deterministic, synthetic, of any size.

Source: docs/domain-facts.md 7; docs/decisions/007-demonstration.md. Pure: divisions and the cipher are handed in.
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
from demonstration.county.special import Case, special_households
from domain.viewer import RegionLevel, region_level

SEED = "lianbang 2026"
SHARES = (50, 25, 25)
"""Of the families, by county in the order of `COUNTIES`, in percent."""
PER_VILLAGE, FEWEST_VILLAGES = 12, 6
NEIGHBOURS = 3
"""Villages of one township that are settled before the next township has its turn."""
FIRST_VILLAGE_COMMITTEE = 200
"""The last three digits of a code from which on it is a village's; below it is a neighbourhood in town (docs/domain-facts.md 2.4)."""


@dataclass(frozen=True)
class County:
    """Everything that is there before the first visit of this year."""

    places: Places
    accounts: Accounts
    families: tuple[Members, ...]
    today: date

    @property
    def special(self) -> dict[Case, Members]:
        """The families that are there for a reason."""
        return {Case(each.case): each for each in self.families if each.case}

    def rows(self, without: frozenset[str] = frozenset()) -> Iterator[Row]:
        """Every row, in an order in which it may be inserted; of accounts those whose subject is not there already (`without`)."""
        yield from self.places.organizations.values()
        yield from self.places.offices.values()
        members = (each for each in self.accounts.members.values() if each.account.subject not in without)
        yield from chain.from_iterable((each.account, each.membership) for each in members)
        for each in self.families:
            yield from (each.family, *each.persons, *each.records)


def county(divisions: Mapping[str, str], cipher: Cipher, today: date, families: int = FAMILIES, seed: str = SEED) -> County:
    """The county as of a day. `divisions`: name by 12-digit code, down to the villages of the three counties.

    Those of the special cases come on top of the number asked for.
    """
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
    """Each part has a stream of its own: a change of one does not change the others."""
    return Random(f"{seed}/{part}")


def _settled(divisions: Mapping[str, str], families: int) -> list[str]:
    """The village of each family. The special ones stand first and live in the same villages of the first county, whatever its size."""
    numbers = [families * share // 100 for share in SHARES]
    numbers[0] += families - sum(numbers)
    special = islice(cycle(_villages(divisions, COUNTIES[0])[:FEWEST_VILLAGES]), len(Case))
    return [
        *special,
        *(village for county, number in zip(COUNTIES, numbers, strict=True) for village in _in_county(divisions, county, number)),
    ]


def _in_county(divisions: Mapping[str, str], county: str, number: int) -> Iterator[str]:
    return islice(cycle(_villages(divisions, county)[: max(FEWEST_VILLAGES, number // PER_VILLAGE)]), number)


def _villages(divisions: Mapping[str, str], county: str) -> list[str]:
    """The villages of a county, in the order in which they are settled."""
    return _in_turn([each for each in sorted(divisions) if each.startswith(county) and region_level(each) is RegionLevel.VILLAGE])


def _in_turn(villages: Sequence[str]) -> list[str]:
    """The first villages of each township, then the next ones of each, and so on."""
    towns: dict[str, list[str]] = {}
    for village in villages:
        towns.setdefault(village[: RegionLevel.TOWNSHIP], []).append(village)
    turns = zip_longest(*([town[at : at + NEIGHBOURS] for at in range(0, len(town), NEIGHBOURS)] for town in towns.values()), fillvalue=[])
    return [village for turn in turns for neighbours in turn for village in neighbours]


def _households(seed: str, today: date, settled: Sequence[str]) -> Iterator[Household]:
    """The special ones first, then ordinary ones."""
    random = _random(seed, "households")
    draw = Draw(random, today, IdNumbers(random), Phones(random), tuple(sorted(set(settled))))
    special = special_households(draw)
    yield from special
    for village in settled[len(special) :]:
        yield draw.household(urban=int(village[RegionLevel.TOWNSHIP :]) < FIRST_VILLAGE_COMMITTEE)
