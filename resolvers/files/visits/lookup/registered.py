"""Decides which registered family, person and members a row means, and finds its values that differ from what is registered.

Source: docs/domain.md 2 (found by a keyed blind index); docs/decisions/009-import.md.
"""

from collections.abc import Iterator, Sequence

from db.protect.cipher import Secret
from db.tables.family import Family
from db.tables.person import Person
from domain.message.refusal import Path, Refusal
from domain.number_test import may_be_told
from domain.text.folding import folded
from domain.value.citizen import CertificateNumber
from domain.value.values import PersonName, RegionAt, Rule
from domain.viewer import Kind, RegionLevel
from domain.visit import ContactResult
from resolvers.files.visits.form.visit_input import NOBODY, Registered, Values, family_number, is_new
from resolvers.files.visits.lookup.household import family_of, person_of
from resolvers.files.visits.lookup.register import Register
from resolvers.files.visits.lookup.sight import Clues, DescribedPerson, Sight

NEW_FAMILY, NEW_PERSON = ("family", "new"), ("person", "new")
TOLD_OF_DIFFERENCES = frozenset({Kind.CADRE, Kind.COMMISSIONER})
"""Viewers who see all that is compared with a row, and may be told that it differs."""


def registered_of(register: Register, clues: Clues) -> Registered:
    """Return who of a row is registered: the person by number, else by name; the family by number, by that person, else by its home.

    Raises NOT_FOUND, PERSON_NAME_DIFFERS, FAMILY_ELSEWHERE, and what `family_of` and `person_of` raise, at paths of the input.
    """
    sight, values = register.sight, clues.values
    person = _numbered(register, clues)
    family = _family(register, clues, person)
    if family is None:
        if not is_new(values) and register.lives_elsewhere(clues.who):
            raise Refusal("FAMILY_ELSEWHERE", path=(*NEW_FAMILY, "village"))
        return NOBODY
    if "village" in values:  # a row does not move a family
        elsewhere = Refusal("FAMILY_ELSEWHERE", path=(*NEW_FAMILY, "village"))
        _check_same(sight, RegionAt(RegionLevel.VILLAGE), values["village"], family.region_code, elsewhere)
    met = values.get("result", ContactResult.MET) == ContactResult.MET  # a roster tells of no visit: whom it names is meant
    if person is None and met and (sight.names_in_clear or family_number(values) is None):
        person = person_of(sight, register.members.get(family.id, ()), clues.who)
    members = frozenset(_members(register, clues, family)) if met else frozenset[int]()
    kept = tuple(_differing(sight, values, family, person)) if sight.viewer.kind in TOLD_OF_DIFFERENCES else ()
    return Registered(family.id, None if person is None else person.id, members, kept)


def _numbered(register: Register, clues: Clues) -> Person | None:
    """Return the registered person with the row's ID number. Raises PERSON_NAME_DIFFERS, and what the rule of names refuses."""
    sight, number = register.sight, clues.who.number
    if number is None or not may_be_told(sight.viewer.kind):
        return None
    person = register.numbered.get(number)
    if person is not None and "name" in clues.values and sight.names_in_clear:
        name = sight.valid(PersonName(), person.name)
        _check_same(sight, PersonName(), clues.values["name"], name, Refusal("PERSON_NAME_DIFFERS", path=(*NEW_PERSON, "name")))
    return person


def _family(register: Register, clues: Clues, person: Person | None) -> Family | None:
    """Return the family of a row; `person`: the one with its ID number. Raises NOT_FOUND, HOUSEHOLD_UNSURE."""
    values = clues.values
    if (number := family_number(values)) is not None:
        if (named := register.by_number.get(number)) is None:
            raise Refusal("NOT_FOUND", path=("family", "id"))
        return named
    if person is not None:
        return register.families.get(person.family_id)
    misread = clues.who.number is None and any(key in values for key in ("id_number", "certificate"))
    return None if misread or is_new(values) else family_of(register, clues)


def _members(register: Register, clues: Clues, family: Family) -> Iterator[int]:
    """Yield the places of further members who belong to the family already. Raises as `person_of`, at their places."""
    for place, who in clues.members.items():
        try:
            if _is_member(register.sight, register.members.get(family.id, ()), who):
                yield place
        except Refusal as refusal:
            raise refusal.at("members", place, *refusal.path[2:]) from None


def _is_member(sight: Sight, members: Sequence[Person], who: DescribedPerson) -> bool:
    if who.number is not None and may_be_told(sight.viewer.kind):
        indexes = sight.indexes(who.number)
        if any(each.id_number_index in indexes for each in members):
            return True
    return sight.names_in_clear and person_of(sight, members, who) is not None


def _check_same(sight: Sight, rule: Rule, said: object, registered: str | None, otherwise: Refusal) -> None:
    """Check that a value, normalised by its rule, is the registered one. Raises `otherwise`, or at its path what the rule refuses."""
    try:
        if rule.check(said, sight.context) != registered:
            raise otherwise
    except Refusal as refusal:
        raise refusal.at(*otherwise.path) from None


def _differing(sight: Sight, values: Values, family: Family, person: Person | None) -> Iterator[Path]:
    """Yield the paths of values that differ from what is registered; a visit changes none of them."""
    if "head" in values and sight.valid(PersonName(), values["head"]) != family.display_name:
        yield (*NEW_FAMILY, "headName")
    if "address" in values and folded(values["address"]) != folded(family.address):
        yield (*NEW_FAMILY, "address")
    registration = sight.valid(RegionAt(RegionLevel.COUNTY), values.get("registration"))
    if registration is not None and registration != family.registration_region_code:
        yield (*NEW_FAMILY, "registrationRegion")
    if person is None:
        return
    if "relation" in values and values["relation"] != person.relation:
        yield (*NEW_PERSON, "relation")
    certificate = sight.valid(CertificateNumber(), values.get("certificate"))
    if certificate is not None and person.certificate_number_index not in sight.cipher.indexes(Secret.CERTIFICATE_NUMBER, certificate):
        yield (*NEW_PERSON, "certificateNumber")
    if "guardian" in values and sight.valid(PersonName(), values["guardian"]) != person.guardian_name:
        yield (*NEW_PERSON, "guardian", "name")
