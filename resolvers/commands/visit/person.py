"""Registers a person: checks the input, encrypts the numbers, and writes what they tell and the first record of the certificate.

Source: docs/domain.md 2 (Person); docs/domain-facts.md 2.2, 2.3; the age of consent by PIPL 31.
"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from db.protect.cipher import Secret, masked_number
from db.tables.family import Family
from db.tables.person import CertificateRecord, Person
from domain.family import CertificateStatus, Relation
from domain.message.refusal import Refusal
from domain.value.citizen import DisabilityCategory, belongs_to, birth_date_of, category_of, id_number_of, is_before_birth, sex_of
from resolvers.commands.context import Moment
from resolvers.commands.person.certificate import certify, recorded
from resolvers.commands.visit.input import NewPersonInput

GUARDED_UNTIL = 14
"""Years of age, below which a guardian must be named."""
GUARDED = frozenset({DisabilityCategory.INTELLECTUAL, DisabilityCategory.PSYCHOSOCIAL})
NOT_AT_HAND = "NOT_AT_HAND"
"""The reason for which somebody has no ID number here whose number was another's."""
WITH_NUMBER = frozenset({CertificateStatus.CERTIFIED, CertificateStatus.EXPIRED})


def number_of(told: NewPersonInput) -> str | None:
    """Return the ID number: as told, else as the certificate's number holds it; None where neither is given."""
    if told.id_number is None and told.certificate_number is not None:
        return id_number_of(told.certificate_number)
    return told.id_number


def numbered_by(told: NewPersonInput) -> str:
    """Return the name of the input's field that holds the ID number."""
    return "certificateNumber" if told.id_number is None else "idNumber"


def status_of(told: NewPersonInput) -> CertificateStatus:
    """Return the status of the certificate: as told, else CERTIFIED with a number and NONE without."""
    if told.certificate_status is not None:
        return told.certificate_status
    return CertificateStatus.NONE if told.certificate_number is None else CertificateStatus.CERTIFIED


def category(told: NewPersonInput) -> str | None:
    """Return the code of the disability category: the one that the certificate's number holds, else as told."""
    return told.disability_category if told.certificate_number is None else category_of(told.certificate_number)


def born(told: NewPersonInput) -> date | int | None:
    """Return the birth date that the ID number holds, else the year of birth as told."""
    return told.birth_year if (number := number_of(told)) is None else birth_date_of(number)


def refusals(told: NewPersonInput, today: date) -> Iterator[Refusal]:
    """Yield what is wrong with a person to be registered, beside its single values; `today` tells the age."""
    number, certificate, status, unnumbered = number_of(told), told.certificate_number, status_of(told), told.no_id_reason is not None
    of_another = certificate is not None and told.id_number is not None and not belongs_to(certificate, told.id_number)
    rules = (
        (number is None and not unnumbered, "REQUIRED", "idNumber"),
        (number is None and unnumbered and told.birth_year is None, "REQUIRED", "birthYear"),
        (number is not None and unnumbered, "NOT_EXPECTED", "noIdReason"),
        (number is not None and told.birth_year is not None, "NOT_EXPECTED", "birthYear"),
        (of_another, "CERTIFICATE_OF_ANOTHER", "certificateNumber"),
        (certificate is None and status is CertificateStatus.CERTIFIED, "REQUIRED", "certificateNumber"),
        (certificate is not None and status not in WITH_NUMBER, "NOT_EXPECTED", "certificateNumber"),
        (certificate is None and told.certificate_issued_on is not None, "NOT_EXPECTED", "certificateIssuedOn"),
        (certificate is not None and told.disability_category is not None, "NOT_EXPECTED", "disabilityCategory"),
        (told.guardian is None and needs_guardian(told, today), "REQUIRED", "guardian"),
    )
    yield from (Refusal(code, path=(name,)) for is_broken, code, name in rules if is_broken)
    if certificate is not None and (issued_on := told.certificate_issued_on) is not None:
        birth = birth_date_of(certificate)
        if is_before_birth(issued_on, birth):
            yield Refusal("BEFORE_BIRTH", path=("certificateIssuedOn",), born=birth)


def needs_guardian(told: NewPersonInput, today: date) -> bool:
    """Return whether a guardian must be named: by the disability, or for an age that is, or by the year of birth may be, under 14."""
    if category(told) in GUARDED:
        return True
    if (number := number_of(told)) is not None:
        return _age(birth_date_of(number), today) < GUARDED_UNTIL
    return told.birth_year is not None and today.year - told.birth_year <= GUARDED_UNTIL


def _age(born: date, today: date) -> int:
    """Return the age in full years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def register(told: NewPersonInput, family: Family, relation: Relation, at: Moment) -> tuple[Person, CertificateRecord | None]:
    """Return the rows of a new person and of the first record of the certificate, None where there is no certificate."""
    number = number_of(told)
    person = Person(
        id=at.fresh.id(),
        family_id=family.id,
        region_code=family.region_code,
        relation=relation,
        name=told.name,
        no_id_reason=told.no_id_reason,
        birth_year=told.birth_year,
        certificate_status=status_of(told),
        disability_category=category(told),
        guardian_name=None if told.guardian is None else told.guardian.name,
        guardian_phone=None if told.guardian is None else told.guardian.phone,
        created_at=at.now,
    )
    if number is not None:
        person.tell(**_identity(person.id, number, at))
    if told.certificate_number is not None:
        certify(person, told.certificate_number, told.certificate_issued_on, at)
    return person, None if person.certificate_status == CertificateStatus.NONE else recorded(person, at)


def identify(person: Person, number: str, at: Moment) -> None:
    """Write an ID number on a person who is registered."""
    for name, value in _identity(person.id, number, at).items():
        setattr(person, name, value)


def _identity(person: UUID, number: str, at: Moment) -> dict[str, object]:
    """Return what an ID number tells of a person: encrypted, as a blind index, masked, with the sex and birth date that it holds."""
    born = birth_date_of(number)
    return {
        "sex": sex_of(number),
        "birth_date": born,
        "birth_year": born.year,
        "id_number_cipher": at.cipher.seal(Secret.ID_NUMBER, person, number),
        "id_number_index": at.cipher.index(Secret.ID_NUMBER, number),
        "id_number_masked": masked_number(number),
    }


def unidentify(person: Person) -> None:
    """Take an ID number away from a person, with the sex and birth that it told: the right one is not at hand."""
    person.id_number_cipher = person.id_number_index = person.id_number_masked = None
    person.sex = person.birth_date = person.birth_year = None
    person.no_id_reason = NOT_AT_HAND


def relation_of(told: NewPersonInput, vacant: str | None) -> Relation:
    """Return the relation to the head: as told, else HEAD for a person named as the household; `vacant`: its name, None with a head."""
    if told.relation is not None:
        return told.relation
    return Relation.HEAD if told.name == vacant else Relation.OTHER
