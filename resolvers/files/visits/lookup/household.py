"""Decides which registered family, and which member, a row means that gives no number: by names, where no doubt remains.

Source: docs/decisions/009-import.md. A village has more than one 张秀兰. Two families taken for one show the needs of the one to an office
under the telephone of the other; one family taken for two doubles a child with every visit. In doubt a row is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from db.tables.family import Family
from db.tables.person import Person
from domain.message.refusal import Refusal
from domain.message.text import listed_names
from domain.text.folding import folded
from resolvers.files.visits.lookup.register import Register
from resolvers.files.visits.lookup.sight import Clues, DescribedPerson, Sight

OF_HEAD = ("family", "new", "headName")
OF_NUMBER, OF_BIRTH_YEAR = ("person", "new", "idNumber"), ("person", "new", "birthYear")
NAMED_FAMILIES = 3
"""Most families that a refusal of a row names."""


class Likeness(StrEnum):
    """Whether a registered family is the one of a row."""

    SAME = "SAME"
    OTHER = "OTHER"
    UNSURE = "UNSURE"


@dataclass(frozen=True)
class Candidate:
    """A registered family that may be a row's. `is_ours`: the office recorded a row of the same village, head and address for it."""

    family: Family
    members: Sequence[Person]
    is_ours: bool


def family_of(register: Register, clues: Clues) -> Family | None:
    """Return the registered family of a row; None for a new one. Raises HOUSEHOLD_UNSURE with the numbers of the families in question."""
    who = clues.who
    if who.village is None or who.head is None:
        return None
    compared = [(likeness(each, who), each.family) for each in _candidates(register, clues)]
    same = [family for like, family in compared if like is Likeness.SAME]
    if len(same) > 1:
        same = [family for family in same if who.phone is not None and family.phone == who.phone] or same
    if len(same) == 1:
        return same[0]
    doubtful = same or [family for like, family in compared if like is Likeness.UNSURE]
    if doubtful:
        raise Refusal("HOUSEHOLD_UNSURE", path=OF_HEAD, families=listed_names(sorted(each.number for each in doubtful)[:NAMED_FAMILIES]))
    return None


def likeness(candidate: Candidate, who: DescribedPerson) -> Likeness:
    """Return whether a family is the row's: by number and year of birth if the row is about its head, else by address and telephone."""
    place = _by_place(candidate, who)
    head = next((each for each in candidate.members if each.id == candidate.family.head_id), None)
    if who.name == who.head and who.name is not None and head is not None:
        return _by_head(head, who, place)
    if place is Likeness.OTHER and who.number is None and any(_may_be(each, who) for each in candidate.members):
        return Likeness.UNSURE  # it may have moved within the village
    return place


def _by_head(head: Person, who: DescribedPerson, place: Likeness) -> Likeness:
    """Compare the head with the person of a row; `place`: how address and telephone compare."""
    if who.number is not None and head.id_number_index is not None:
        return Likeness.OTHER  # with the same number the person would have been found by it
    if who.birth_year is not None and head.birth_year is not None and who.birth_year != head.birth_year:
        return Likeness.OTHER
    return Likeness.SAME if place is Likeness.SAME else Likeness.UNSURE


def _by_place(candidate: Candidate, who: DescribedPerson) -> Likeness:
    """Compare the addresses; where one is missing, the telephones."""
    address = folded(candidate.family.address)
    if candidate.is_ours and who.address:
        return Likeness.SAME
    if address and who.address:
        return Likeness.SAME if address == who.address else Likeness.OTHER
    return Likeness.SAME if who.phone is not None and candidate.family.phone == who.phone else Likeness.UNSURE


def _may_be(member: Person, who: DescribedPerson) -> bool:
    return member.name == who.name and member.birth_year == who.birth_year is not None


def _candidates(register: Register, clues: Clues) -> list[Candidate]:
    """Return the families of the office's own rows of the household, and those of its village and head if the viewer may compare names."""
    own, home = register.ours.get(clues.household, frozenset()), (clues.who.village, clues.who.head)
    called = register.called.get(home, ()) if register.sight.names_in_clear else ()
    found = [*called, *(family for key in own if (family := register.families.get(key)) is not None and family not in called)]
    return [Candidate(each, register.members.get(each.id, ()), each.id in own) for each in found]


def person_of(sight: Sight, members: Sequence[Person], who: DescribedPerson) -> Person | None:
    """Return the member of a family with a person's name, and their number or year of birth; None where nobody has the name.

    Raises MEMBER_OTHER_NUMBER, MEMBER_WITHOUT_NUMBER, MEMBER_UNSURE.
    """
    named = [each for each in members if each.name == who.name] if who.name is not None else []
    if who.number is not None:
        return _by_number(sight, who.number, named)
    born = [each for each in named if who.birth_year in (None, each.birth_year) or each.birth_year is None]
    if named and len(born) != 1:
        raise Refusal("MEMBER_UNSURE", path=OF_BIRTH_YEAR)
    return born[0] if born else None


def _by_number(sight: Sight, number: str, named: list[Person]) -> Person | None:
    """Return the one with this number among the members of one name.

    Every viewer may be told of them: the family is known by its number or from a row of their own.
    """
    if same := next((each for each in named if each.id_number_index in sight.indexes(number)), None):
        return same
    if named:
        unnumbered = any(each.id_number_index is None for each in named)
        raise Refusal("MEMBER_WITHOUT_NUMBER" if unnumbered else "MEMBER_OTHER_NUMBER", path=OF_NUMBER)
    return None
