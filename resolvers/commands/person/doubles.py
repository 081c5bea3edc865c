"""Finds who may be the person that is about to be registered: of the same name, village and nearly the same birth year, one without number.

Source: docs/domain.md 2 (Person: likely doubles); docs/decisions/028-finding.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from db.tables.person import Person
from domain.message.refusal import Path, Refusal
from domain.rules.access import level_of
from domain.rules.group import Group, Level
from domain.viewer import Kind
from resolvers.commands.view import View
from resolvers.commands.visit import person as persons
from resolvers.commands.visit.input import NewPersonInput

Doubles = Mapping[Path, Sequence[UUID]]
"""The place of a new person in the input -> the registered persons who may be the same."""
SHOWN = (Group.IDENTITY, Group.BIRTH)
"""What is compared, and so must be shown in full."""


def may_be_told(kind: Kind) -> bool:
    """Return whether this kind of viewer is shown in full what is compared; nobody else is told of a double."""
    return all(level_of(kind, group) is Level.FULL for group in SHOWN)


async def doubles(view: View, village: str, new: Sequence[tuple[Path, NewPersonInput]]) -> Doubles:
    """Return who of those that the viewer sees in the village may be one of the new persons; of two with ID numbers neither is."""
    if not may_be_told(view.at.viewer.kind):
        return {}
    return {path: [each.id for each in await _alike(view, village, told)] for path, told in new}


async def _alike(view: View, village: str, told: NewPersonInput) -> Sequence[Person]:
    """Return the persons of this name in the village who were born within some years of the new one."""
    born = persons.born(told)
    if born is None:
        return ()
    year, apart = born.year if isinstance(born, date) else born, view.at.reference.limits["double_birth_years"]
    alike = Person.name.collate("C") == told.name, Person.birth_year.between(year - apart, year + apart)
    unnumbered = [] if persons.number_of(told) is None else [Person.id_number_index.is_(None)]
    return await view.rows(Person, Person.village_code == village, *alike, *unnumbered)


def refusals(found: Doubles, new: Sequence[tuple[Path, NewPersonInput]]) -> Iterator[Refusal]:
    """Yield LIKELY_DOUBLE for each of them of whom the input does not say that they are somebody else."""
    for path, told in new:
        for key in found.get(path, ()):
            if key not in (told.other_than or ()):
                yield Refusal("LIKELY_DOUBLE", path=(*path, "name"), row=("Person", key))
