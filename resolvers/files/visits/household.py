"""Which registered family a row means that names none by its number: one of that village and head, if it is that one beyond doubt.

Source: docs/decisions/009-import.md. A village has more than one 张秀兰: who takes two for one shows the needs of the one to an office
under the telephone of the other; who takes one for two doubles a child with every visit. In doubt a row is refused, never guessed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from db.tables.family import Family
from db.tables.person import Person
from domain.message.refusal import Refusal
from domain.message.text import listed_names
from domain.text.folding import folded
from resolvers.files.visits.register import Register
from resolvers.files.visits.sight import Sight, Somebody

OF_HEAD = ("family", "new", "headName")
MOST_NAMED = 3


class Likeness(StrEnum):
    """How a registered family compares with the one of a row."""

    SAME = "SAME"
    OTHER = "OTHER"
    UNSURE = "UNSURE"


@dataclass(frozen=True)
class Candidate:
    """A registered family of the village and head of a row. `is_ours`: found by a row of this office that named household and address."""

    family: Family
    members: Sequence[Person]
    is_ours: bool

    @property
    def head(self) -> Person | None:
        """The head, if registered."""
        return next((each for each in self.members if each.id == self.family.head_id), None)


def family_of(sight: Sight, register: Register, who: Somebody, household: bytes) -> Family | None:
    """Return the registered family of a row; None where it is a new one. `household`: the row's mark. Raises HOUSEHOLD_UNSURE."""
    if who.village is None or who.head is None:
        return None
    compared = [(likeness(each, who), each.family) for each in _candidates(sight, register, who, household)]
    same = [family for like, family in compared if like is Likeness.SAME]
    if len(same) > 1:
        same = [family for family in same if who.phone is not None and family.phone == who.phone] or same
    if len(same) == 1:
        return same[0]
    doubtful = same or [family for like, family in compared if like is Likeness.UNSURE]
    if doubtful:
        raise Refusal("HOUSEHOLD_UNSURE", path=OF_HEAD, families=listed_names(sorted(each.number for each in doubtful)[:MOST_NAMED]))
    return None


def likeness(candidate: Candidate, who: Somebody) -> Likeness:
    """Whether a family of that village and head is the row's: by its head if the row is about the head, else by address and telephone."""
    head, place = candidate.head, _place(candidate, who)
    if who.is_head and head is not None:
        return _of_head(head, who, place)
    if place is Likeness.OTHER and who.number is None and any(_may_be(each, who) for each in candidate.members):
        return Likeness.UNSURE  # it may have moved within the village
    return place


def _of_head(head: Person, who: Somebody, place: Likeness) -> Likeness:
    if who.number is not None and head.id_number_index is not None:
        return Likeness.OTHER  # were it this one's, the person would have been found by it
    if who.birth_year is not None and head.birth_year is not None and who.birth_year != head.birth_year:
        return Likeness.OTHER
    return Likeness.SAME if place is Likeness.SAME else Likeness.UNSURE


def _place(candidate: Candidate, who: Somebody) -> Likeness:
    """Compare by the address; where one of the two has none, by the telephone."""
    address = folded(candidate.family.address)
    if candidate.is_ours and who.address:
        return Likeness.SAME
    if address and who.address:
        return Likeness.SAME if address == who.address else Likeness.OTHER
    return Likeness.SAME if who.phone is not None and candidate.family.phone == who.phone else Likeness.UNSURE


def _may_be(member: Person, who: Somebody) -> bool:
    return member.name == who.name and member.birth_year == who.birth_year is not None


def _candidates(sight: Sight, register: Register, who: Somebody, household: bytes) -> list[Candidate]:
    """Return families that the viewer sees: of the office's own rows of this household, and, if names may be compared, of that name."""
    own = register.ours.get(household, frozenset())
    named = register.called(who.village or "", who.head or "") if sight.names_in_clear else []
    meant = {each.id: each for each in [*(register.families[key] for key in own if key in register.families), *named]}
    families = sorted(meant.values(), key=lambda family: family.number)
    return [Candidate(each, register.members.get(each.id, ()), each.id in own) for each in families]
