"""Looks up the registered families and persons that rows may mean, for several rows at once, as far as the viewer sees them.

Source: docs/domain.md 2 (found by a keyed blind index); docs/decisions/009-import.md.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, Text, Uuid, any_, bindparam, or_, select

from db.session.session import direct, direct_rows
from db.tables.family import Family
from db.tables.family_merge import goes_on_as
from db.tables.import_row import ImportRow
from db.tables.person import Person
from domain.number_test import may_be_told
from domain.value.number import is_valid
from resolvers.files.visits.form.visit_input import family_number
from resolvers.files.visits.lookup.sight import Clues, DescribedPerson, Sight

TEXTS, HASHES, KEYS = ARRAY(Text()), ARRAY(LargeBinary()), ARRAY(Uuid())

IMPORTED = direct(
    select(ImportRow.digest, ImportRow.household, goes_on_as(ImportRow.family_id)).where(
        ImportRow.office_id == bindparam("office"),
        or_(
            ImportRow.digest == any_(bindparam("digests", type_=HASHES)), ImportRow.household == any_(bindparam("households", type_=HASHES))
        ),
    )
)
"""The rows that an office has imported which say the same, or are of the same household. Lists are one value each, so that the statement is
made and planned once, however many rows share a transaction."""
NUMBERED = direct_rows(
    select(Person).where(Person.id_number_index == any_(bindparam("indexes", type_=HASHES))).order_by(Person.created_at, Person.id)
)
CALLED = direct_rows(
    select(Family).where(
        Family.village_code == any_(bindparam("villages", type_=TEXTS)),
        Family.display_name.collate("C") == any_(bindparam("heads", type_=TEXTS)),
    )
)
"""As the index of families by village and name has it: by the column of any division every family was read."""
KEYED = direct_rows(
    select(Family).where(or_(Family.id == any_(bindparam("keys", type_=KEYS)), Family.number == any_(bindparam("numbers", type_=TEXTS))))
)
MEMBERS = direct_rows(
    select(Person).where(Person.family_id == any_(bindparam("families", type_=KEYS))).order_by(Person.created_at, Person.id)
)
HOMES = direct(
    select(Person.name, Person.birth_year, Family.display_name, Family.phone, Family.region_code)
    .join(Family, Person.family_id == Family.id)
    .where(Person.name == any_(bindparam("names", type_=TEXTS)), Family.phone == any_(bindparam("phones", type_=TEXTS)))
)

Trait = tuple[object, ...]
"""Name, year of birth, name of the head, telephone: by these a person without an ID number is known again."""


@dataclass(frozen=True)
class Register:
    """What was found for some rows: families by their keys, members by their family's, persons by their numbers."""

    sight: Sight
    recorded: frozenset[bytes]
    """The digests of those rows that were recorded before."""
    families: Mapping[UUID, Family]
    members: Mapping[UUID, Sequence[Person]]
    numbered: Mapping[str, Person]
    ours: Mapping[bytes, frozenset[UUID]]
    """Hash of a household -> the families for which the office has recorded rows of it."""
    homes: Mapping[Trait, frozenset[str]]
    """The codes of the villages in which a person of these traits is registered."""

    @cached_property
    def by_number(self) -> Mapping[str, Family]:
        """The families by their numbers."""
        return {each.number: each for each in self.families.values()}

    @cached_property
    def called(self) -> Mapping[tuple[str | None, str | None], Sequence[Family]]:
        """The families by village and name of the head."""
        found = defaultdict[tuple[str | None, str | None], list[Family]](list)
        for each in self.families.values():
            found[each.region_code, each.display_name].append(each)
        return found

    def lives_elsewhere(self, who: DescribedPerson) -> bool:
        """Whether a person without a number is registered in another village under the same traits."""
        return any(village != who.village for village in self.homes.get(_trait(who) or (), ()))


async def look_up(sight: Sight, rows: Sequence[Clues]) -> Register:
    """Return what is registered that these rows may mean. The transaction reads as the viewer."""
    digests, households = {each.digest for each in rows}, {each.household for each in rows}
    recorded, ours = set[bytes](), defaultdict[bytes, set[UUID]](set)
    for digest, household, family in await sight.session.ask(
        IMPORTED, office=sight.viewer.office, digests=[*digests], households=[*households]
    ):
        recorded.add(digest)
        ours[household].add(family)
    numbered = await _numbered(sight, rows)
    keys = {*(each.family_id for _, each in numbered), *(family for families in ours.values() for family in families)}
    families = {each.id: each for each in [*await _called(sight, rows), *await _keyed(sight, rows, keys)]}
    members = defaultdict[UUID, list[Person]](list)
    if families:
        for person in await sight.session.rows(MEMBERS, families=[*families]):
            members[person.family_id].append(person)
    return Register(
        sight=sight,
        recorded=frozenset(recorded & digests),
        families=families,
        members=members,
        numbered=dict(reversed(numbered)),
        homes=await _homes(sight, rows),
        ours={household: frozenset(found) for household, found in ours.items()},
    )


async def _numbered(sight: Sight, rows: Sequence[Clues]) -> Sequence[tuple[str, Person]]:
    """Return the rows' ID numbers with who is registered under them, the earliest first."""
    numbers = {who.number for each in rows for who in (each.who, *each.members.values()) if who.number is not None}
    if not numbers or not may_be_told(sight.viewer.kind):
        return ()
    by_index = {index: number for number in numbers for index in sight.indexes(number)}
    people = await sight.session.rows(NUMBERED, indexes=[*by_index])
    return [(by_index[each.id_number_index], each) for each in people if each.id_number_index is not None]


async def _called(sight: Sight, rows: Sequence[Clues]) -> Sequence[Family]:
    """Return the families of the rows' villages whose head has the name of a row's head."""
    homes = [(each.who.village, each.who.head) for each in rows if each.who.village is not None and each.who.head is not None]
    if not homes or not sight.names_in_clear:
        return ()
    return await sight.session.rows(CALLED, villages=[*{village for village, _ in homes}], heads=[*{head for _, head in homes}])


async def _keyed(sight: Sight, rows: Sequence[Clues], keys: set[UUID]) -> Sequence[Family]:
    """Return the families of these keys, and of the family numbers that the rows give."""
    numbers = {number for each in rows if (number := family_number(each.values)) is not None and is_valid(number)}
    if not numbers and not keys:
        return ()
    return await sight.session.rows(KEYED, keys=[*keys], numbers=[*numbers])


async def _homes(sight: Sight, rows: Sequence[Clues]) -> Mapping[Trait, frozenset[str]]:
    """Return the villages in which persons of the rows' traits are registered."""
    traits = {trait for each in rows if (trait := _trait(each.who)) is not None}
    if not traits or not sight.names_in_clear:
        return {}
    names, phones = [*{name for name, *_ in traits}], [*{phone for *_, phone in traits}]
    found = defaultdict[Trait, set[str]](set)
    for *told, village in await sight.session.ask(HOMES, names=names, phones=phones):
        found[tuple(told)].add(village)
    return {trait: frozenset(villages) for trait, villages in found.items() if trait in traits}


def _trait(who: DescribedPerson) -> Trait | None:
    """Return the traits of a person; None for one with a number, and where a trait or the village is missing."""
    trait = (who.name, who.birth_year, who.head, who.phone)
    return None if who.number is not None or None in trait or who.village is None else trait
