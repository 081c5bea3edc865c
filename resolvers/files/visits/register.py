"""What is registered that rows of a spreadsheet may mean: looked up for several rows at once, as far as the viewer sees it.

Source: docs/domain.md 2 (found by a keyed blind index); docs/decisions/009-import.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from db.tables.family import Family
from db.tables.import_row import ImportRow
from db.tables.person import Person
from domain.number_test import may_be_told
from domain.value.number import is_valid
from resolvers.files.visits.sight import Sight, Somebody


@dataclass(frozen=True)
class Wanted:
    """By what one row may find something: whom it is about, the family number that it gives, the hashes of the row and its household.

    `others`: ID numbers of further members.
    """

    who: Somebody
    family_number: str | None
    digest: bytes
    household: bytes
    others: tuple[str, ...] = ()


Trait = tuple[object, ...]
"""Name, year of birth, name of the head, telephone."""


def trait(who: Somebody) -> Trait | None:
    """Return the hash by which a person without a number is known again in another village; None where the row says too little."""
    told = (who.name, who.birth_year, who.head, who.phone)
    return None if who.number is not None or None in told or who.village is None else told


@dataclass(frozen=True)
class Register:
    """What was found for some rows: rows recorded before by their digests, families, their members, people by their numbers' hashes."""

    recorded: frozenset[bytes]
    families: Mapping[UUID, Family]
    members: Mapping[UUID, Sequence[Person]]
    numbered: Mapping[bytes, Person]
    ours: Mapping[bytes, frozenset[UUID]]
    """The families of the office's own rows of a household."""
    homes: Mapping[Trait, frozenset[str]]
    """The villages in which somebody of that name, year of birth, head and telephone is registered."""

    def family_numbered(self, number: str) -> Family | None:
        """Return the family of a human number."""
        return next((each for each in self.families.values() if each.number == number), None)

    def lives_elsewhere(self, who: Somebody) -> bool:
        """Whether somebody without a number, of that name, year of birth, head and telephone, is registered in another village."""
        return who.number is None and any(village != who.village for village in self.homes.get(trait(who) or (), ()))

    def called(self, village: str, head: str) -> list[Family]:
        """The families of a village and the name of a head, by their numbers."""
        found = [each for each in self.families.values() if each.region_code == village and each.display_name == head]
        return sorted(found, key=lambda family: family.number)


async def look_up(sight: Sight, wanted: Sequence[Wanted]) -> Register:
    """Look up what is registered that these rows may mean. The transaction reads as the viewer."""
    session, office = sight.session, sight.viewer.office
    digests, households = {each.digest for each in wanted}, {each.household for each in wanted}
    marks = select(ImportRow.digest, ImportRow.household, ImportRow.family_id).where(
        ImportRow.office_id == office, or_(ImportRow.digest.in_(digests), ImportRow.household.in_(households))
    )
    recorded, ours = set[bytes](), defaultdict[bytes, set[UUID]](set)
    for digest, household, family in await session.execute(marks):
        recorded.add(digest)
        ours[household].add(family)
    people = await _numbered(sight, wanted)
    keys = {*(each.family_id for each in people), *(family for families in ours.values() for family in families)}
    families = {each.id: each for each in [*await _called(sight, wanted), *await _keyed(sight, wanted, keys)]}
    members = defaultdict[UUID, list[Person]](list)
    if families:
        for person in await session.scalars(select(Person).where(Person.family_id.in_(families)).order_by(Person.created_at, Person.id)):
            members[person.family_id].append(person)
    return Register(
        recorded=frozenset(recorded & digests),
        families=families,
        members=members,
        numbered={each.id_number_index: each for each in reversed(people) if each.id_number_index is not None},
        homes=await _homes(sight, wanted),
        ours={household: frozenset(found) for household, found in ours.items()},
    )


async def _numbered(sight: Sight, wanted: Iterable[Wanted]) -> Sequence[Person]:
    """Return who is registered under the rows' ID numbers, the earliest first."""
    numbers = {number for each in wanted for number in (each.who.number, *each.others) if number is not None}
    if not numbers or not may_be_told(sight.viewer.kind):
        return ()
    indexes = [sight.index(number) for number in numbers]
    people = select(Person).where(Person.id_number_index.in_(indexes)).order_by(Person.created_at, Person.id)
    return (await sight.session.scalars(people)).all()


async def _called(sight: Sight, wanted: Iterable[Wanted]) -> Sequence[Family]:
    """Return the families of the rows' villages whose head has the name of one of them."""
    homes = [(each.who.village, each.who.head) for each in wanted if each.who.village is not None and each.who.head is not None]
    if not homes or not sight.names_in_clear:
        return ()
    named = Family.region_code.in_({village for village, _ in homes}), Family.display_name.in_({head for _, head in homes})
    return (await sight.session.scalars(select(Family).where(*named))).all()


async def _homes(sight: Sight, wanted: Iterable[Wanted]) -> Mapping[Trait, frozenset[str]]:
    """Where people without a number are registered of whom the rows say enough to know them again."""
    traits = {told for each in wanted if (told := trait(each.who)) is not None}
    if not traits or not sight.names_in_clear:
        return {}
    known = select(Person.name, Person.birth_year, Family.display_name, Family.phone, Family.region_code).join(
        Family, Person.family_id == Family.id
    )
    named = Person.name.in_({name for name, *_ in traits}), Family.phone.in_({phone for *_, phone in traits})
    found = defaultdict[Trait, set[str]](set)
    for name, birth_year, head, phone, village in await sight.session.execute(known.where(*named)):
        found[name, birth_year, head, phone].add(village)
    return {told: frozenset(villages) for told, villages in found.items() if told in traits}


async def _keyed(sight: Sight, wanted: Iterable[Wanted], keys: set[UUID]) -> Sequence[Family]:
    numbers = {each.family_number for each in wanted if each.family_number is not None and is_valid(each.family_number)}
    if not numbers and not keys:
        return ()
    return (await sight.session.scalars(select(Family).where(or_(Family.id.in_(keys), Family.number.in_(numbers))))).all()
