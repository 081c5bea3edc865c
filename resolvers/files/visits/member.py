"""Which registered member of a family a row means: by the name, where no number says it.

Source: docs/decisions/009-import.md. Somebody without an ID number is the same person at every visit; in doubt a row is refused.
"""

from collections.abc import Sequence

from db.tables.person import Person
from domain.message.refusal import Refusal
from resolvers.files.visits.sight import Sight, Somebody

OF_NUMBER, OF_BIRTH_YEAR = ("person", "new", "idNumber"), ("person", "new", "birthYear")


def person_of(sight: Sight, members: Sequence[Person], who: Somebody) -> Person | None:
    """Return the member of this name; None where there is none. Raises MEMBER_OTHER_NUMBER, MEMBER_WITHOUT_NUMBER, MEMBER_UNSURE."""
    if who.name is None:
        return None
    named = [each for each in members if each.name == who.name]
    if who.number is not None:
        return _by_number(sight, who.number, named)
    born = [each for each in named if who.birth_year in (None, each.birth_year) or each.birth_year is None]
    if named and len(born) != 1:
        raise Refusal("MEMBER_UNSURE", path=OF_BIRTH_YEAR)
    return born[0] if born else None


def _by_number(sight: Sight, number: str, named: list[Person]) -> Person | None:
    """Return the member with this number: also for an account that is told nobody by numbers, within a family of its own rows."""
    if same := next((each for each in named if each.id_number_index == sight.index(number)), None):
        return same
    if named:
        unnumbered = any(each.id_number_index is None for each in named)
        raise Refusal("MEMBER_WITHOUT_NUMBER" if unnumbered else "MEMBER_OTHER_NUMBER", path=OF_NUMBER)
    return None
