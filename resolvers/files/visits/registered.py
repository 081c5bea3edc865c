"""What of a row the platform knows already: the very row, the person, the family; as far as the viewer sees it.

Source: docs/domain.md 2 (found by a keyed blind index); docs/decisions/009-import.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from db.protect.cipher import Cipher, Secret
from db.tables.family import Family
from db.tables.person import Person
from domain.message.refusal import Path, Refusal
from domain.number_test import may_be_told
from domain.text.folding import folded
from domain.value.citizen import CertificateNumber
from domain.value.values import PersonName, RegionAt
from domain.viewer import Kind, RegionLevel
from domain.visit import ContactResult
from resolvers.files.visits.form.rows import Row
from resolvers.files.visits.form.visit_input import (
    NOBODY,
    Registered,
    Values,
    family_number,
    head_of,
    is_new,
    new_members,
    values_of_member,
)
from resolvers.files.visits.household import family_of
from resolvers.files.visits.member import person_of
from resolvers.files.visits.register import Register, Wanted
from resolvers.files.visits.sight import Sight, Somebody, somebody

NEW_FAMILY, NEW_PERSON = ("family", "new"), ("person", "new")
TOLD_OF_DIFFERENCES = frozenset({Kind.CADRE, Kind.COMMISSIONER})
"""Who sees all that is compared with a row, and may be told that it differs."""


@dataclass(frozen=True)
class Marks:
    """What a row and its household are known by: keyed hashes, of one office alone. `turn`: what two imports of one household wait for."""

    office: UUID
    digest: bytes
    household: bytes
    turn: str


def marks_of(row: Row, office: UUID, cipher: Cipher) -> Marks:
    """A household is its number; without one its village, head and address, since a village has more than one 王伟."""
    number, values = family_number(row.values), row.values
    home: tuple[str | None, ...] = (values.get("village"), head_of(values)) if number is None else (number,)
    household = (*home, values.get("address")) if number is None else home
    return Marks(
        office=office,
        digest=cipher.index(Secret.IMPORT_ROW, f"{office}\nrow\n{row.digested()}"),
        household=cipher.index(Secret.IMPORT_ROW, f"{office}\nhousehold\n{_joined(household)}"),
        turn=cipher.index(Secret.IMPORT_ROW, f"turn\n{_joined(home)}").hex(),
    )


def wanted(sight: Sight, values: Values, marks: Marks) -> Wanted:
    """Return the keys by which the row may find what is registered."""
    others = (somebody(values_of_member(values, place), sight).number for place in new_members(values, NOBODY))
    numbers = tuple(number for number in others if number is not None)
    return Wanted(somebody(values, sight), family_number(values), marks.digest, marks.household, numbers)


def found(sight: Sight, register: Register, values: Values, marks: Marks) -> Registered:
    """Find the person by number, or by name in the family; the family by its number, by that person, or by village, head and address.

    Raises Refusal with the path of the input for what is not there, is somebody else's, stands elsewhere, or is in doubt.
    """
    who = somebody(values, sight)
    person = _numbered(sight, register, values, who)
    family = _family(sight, register, values, who, marks, person)
    if family is None:
        if not is_new(values) and register.lives_elsewhere(who):
            raise Refusal("FAMILY_ELSEWHERE", path=(*NEW_FAMILY, "village"))
        return NOBODY
    _check_village(sight, values, family)
    met = values.get("result") == ContactResult.MET
    if person is None and met and (sight.names_in_clear or family_number(values) is None):
        person = person_of(sight, register.members.get(family.id, ()), who)
    members = _members(sight, register, values, family) if met else frozenset[int]()
    kept = tuple(_differing(sight, values, family, person)) if sight.viewer.kind in TOLD_OF_DIFFERENCES else ()
    return Registered(family.id, None if person is None else person.id, members, kept)


def _numbered(sight: Sight, register: Register, values: Values, who: Somebody) -> Person | None:
    """Return who has the ID number, if the name is the row's. Raises PERSON_NAME_DIFFERS, and what is wrong with the name."""
    if who.number is None or not may_be_told(sight.viewer.kind):
        return None
    person = register.numbered.get(sight.index(who.number))
    if person is None or "name" not in values or not sight.names_in_clear:
        return person
    try:
        if PersonName().check(values["name"], sight.context) != sight.sound(PersonName(), person.name):
            raise Refusal("PERSON_NAME_DIFFERS")
    except Refusal as refusal:
        raise refusal.below(*NEW_PERSON, "name") from None
    return person


def _family(sight: Sight, register: Register, values: Values, who: Somebody, marks: Marks, person: Person | None) -> Family | None:
    """Raises NOT_FOUND, HOUSEHOLD_UNSURE."""
    if (number := family_number(values)) is not None:
        family = register.family_numbered(number)
        if family is None:
            raise Refusal("NOT_FOUND", path=("family", "id"))
        return family
    if person is not None:
        return register.families.get(person.family_id)
    misread = who.number is None and any(key in values for key in ("id_number", "certificate"))
    return None if misread or is_new(values) else family_of(sight, register, who, marks.household)


def _members(sight: Sight, register: Register, values: Values, family: Family) -> frozenset[int]:
    """The row's places of further members who belong to the family already. Raises what `person_of` does, at their places."""
    known = set[int]()
    for place in new_members(values, NOBODY):
        who = somebody(values_of_member(values, place), sight)
        try:
            if _is_member(sight, register.members.get(family.id, ()), who):
                known.add(place)
        except Refusal as refusal:
            raise refusal.at("members", place, *refusal.path[2:]) from None
    return frozenset(known)


def _is_member(sight: Sight, members: Sequence[Person], who: Somebody) -> bool:
    if who.number is not None and may_be_told(sight.viewer.kind):
        index = sight.index(who.number)
        if any(each.id_number_index == index for each in members):
            return True
    return sight.names_in_clear and person_of(sight, members, who) is not None


def _check_village(sight: Sight, values: Values, family: Family) -> None:
    """Check that a registered family lives in the row's village: a row does not move it. Raises FAMILY_ELSEWHERE."""
    if "village" not in values:
        return
    try:
        if RegionAt(RegionLevel.VILLAGE).check(values["village"], sight.context) != family.region_code:
            raise Refusal("FAMILY_ELSEWHERE")
    except Refusal as refusal:
        raise refusal.below(*NEW_FAMILY, "village") from None


def _differing(sight: Sight, values: Values, family: Family, person: Person | None) -> Iterator[Path]:
    """Return the values that differ from what is registered: a visit changes none of them."""
    if "head" in values and sight.sound(PersonName(), values["head"]) != family.display_name:
        yield (*NEW_FAMILY, "headName")
    if "address" in values and folded(values["address"]) != folded(family.address):
        yield (*NEW_FAMILY, "address")
    registration = sight.sound(RegionAt(RegionLevel.COUNTY), values.get("registration"))
    if registration is not None and registration != family.registration_region_code:
        yield (*NEW_FAMILY, "registrationRegion")
    if person is None:
        return
    if "relation" in values and values["relation"] != person.relation:
        yield (*NEW_PERSON, "relation")
    certificate = sight.sound(CertificateNumber(), values.get("certificate"))
    if certificate is not None and sight.cipher.index(Secret.CERTIFICATE_NUMBER, certificate) != person.certificate_number_index:
        yield (*NEW_PERSON, "certificateNumber")
    if "guardian" in values and sight.sound(PersonName(), values["guardian"]) != person.guardian_name:
        yield (*NEW_PERSON, "guardian", "name")


def _joined(parts: Sequence[str | None]) -> str:
    return "\n".join("".join((each or "").split()) for each in parts)
