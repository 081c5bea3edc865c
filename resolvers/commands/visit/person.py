"""A person who is registered: what the numbers tell, sealed numbers, and the first line of the certificate's history.

Source: docs/domain.md 2 (Person); docs/domain-facts.md 2.2, 2.3; the age of consent by PIPL 31.
"""

from collections.abc import Iterator
from datetime import date

from db.protect.cipher import Secret, masked_number
from db.tables.family import Family
from db.tables.person import CertificateRecord, Person
from domain.family import CertificateStatus, Relation
from domain.message.refusal import Refusal
from domain.value.citizen import DisabilityCategory, belongs_to, birth_date_of, category_of, id_number_of, level_of, sex_of
from resolvers.commands.context import Moment
from resolvers.commands.visit.input import NewPersonInput

GUARDED_UNTIL = 14
"""Years of age."""
GUARDED = frozenset({DisabilityCategory.INTELLECTUAL, DisabilityCategory.PSYCHOSOCIAL})
WITH_NUMBER = frozenset({CertificateStatus.CERTIFIED, CertificateStatus.EXPIRED})


def number_of(told: NewPersonInput) -> str | None:
    """The ID number: as told, or out of the certificate's."""
    if told.id_number is None and told.certificate_number is not None:
        return id_number_of(told.certificate_number)
    return told.id_number


def numbered_by(told: NewPersonInput) -> str:
    """The field that tells the ID number."""
    return "certificateNumber" if told.id_number is None else "idNumber"


def status_of(told: NewPersonInput) -> CertificateStatus:
    """The certificate's status: as told, or by whether there is a number."""
    if told.certificate_status is not None:
        return told.certificate_status
    return CertificateStatus.NONE if told.certificate_number is None else CertificateStatus.CERTIFIED


def category(told: NewPersonInput) -> str | None:
    """The category of disability: the certificate's, or as stated."""
    return told.disability_category if told.certificate_number is None else category_of(told.certificate_number)


def born(told: NewPersonInput) -> date | int | None:
    """The birth date that the number tells, else the year of birth as told."""
    return told.birth_year if (number := number_of(told)) is None else birth_date_of(number)


def refusals(told: NewPersonInput, today: date) -> Iterator[Refusal]:
    """What is wrong with a person who is to be registered."""
    number, certificate, status = number_of(told), told.certificate_number, status_of(told)
    if number is None and told.no_id_reason is None:
        yield Refusal("REQUIRED", path=("idNumber",))
    if number is None and told.no_id_reason is not None and told.birth_year is None:
        yield Refusal("REQUIRED", path=("birthYear",))
    if number is not None and told.no_id_reason is not None:
        yield Refusal("NOT_EXPECTED", path=("noIdReason",))
    if number is not None and told.birth_year is not None:
        yield Refusal("NOT_EXPECTED", path=("birthYear",))
    if certificate is not None and told.id_number is not None and not belongs_to(certificate, told.id_number):
        yield Refusal("CERTIFICATE_OF_ANOTHER", path=("certificateNumber",))
    if certificate is None and status is CertificateStatus.CERTIFIED:
        yield Refusal("REQUIRED", path=("certificateNumber",))
    if certificate is not None and status not in WITH_NUMBER:
        yield Refusal("NOT_EXPECTED", path=("certificateNumber",))
    if certificate is not None and told.disability_category is not None:
        yield Refusal("NOT_EXPECTED", path=("disabilityCategory",))
    if told.guardian is None and needs_guardian(told, today):
        yield Refusal("REQUIRED", path=("guardian",))


def needs_guardian(told: NewPersonInput, today: date) -> bool:
    """Whether somebody speaks for the person; of whom the year of birth alone is known, if the age may be under 14."""
    if category(told) in GUARDED:
        return True
    if (number := number_of(told)) is not None:
        return _age(birth_date_of(number), today) < GUARDED_UNTIL
    return told.birth_year is not None and today.year - told.birth_year <= GUARDED_UNTIL


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def register(told: NewPersonInput, family: Family, relation: Relation, at: Moment) -> tuple[Person, CertificateRecord | None]:
    """The person's row, and the first line of the certificate's history; None where there is no certificate."""
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
        identify(person, number, at)
    if told.certificate_number is not None:
        _certify(person, told.certificate_number, at)
    if person.certificate_status == CertificateStatus.NONE:
        return person, None
    return person, _record(person, told.certificate_number, at)


def identify(person: Person, number: str, at: Moment) -> None:
    """The ID number, sealed and findable, and what it tells: sex and birth date."""
    born = birth_date_of(number)
    person.sex, person.birth_date, person.birth_year = sex_of(number), born, born.year
    person.id_number_cipher = at.cipher.seal(Secret.ID_NUMBER, person.id, number)
    person.id_number_index = at.cipher.index(Secret.ID_NUMBER, number)
    person.id_number_masked = masked_number(number)


def _certify(person: Person, number: str, at: Moment) -> None:
    person.disability_level = level_of(number)
    person.certificate_number_cipher = at.cipher.seal(Secret.CERTIFICATE_NUMBER, person.id, number)
    person.certificate_number_index = at.cipher.index(Secret.CERTIFICATE_NUMBER, number)
    person.certificate_number_masked = masked_number(number)


def _record(person: Person, number: str | None, at: Moment) -> CertificateRecord:
    return CertificateRecord(
        id=at.fresh.id(),
        family_id=person.family_id,
        person_id=person.id,
        region_code=person.region_code,
        at=at.now,
        status=person.certificate_status,
        number_cipher=None if number is None else at.cipher.seal(Secret.CERTIFICATE_NUMBER, person.id, number),
        number_index=None if number is None else at.cipher.index(Secret.CERTIFICATE_NUMBER, number),
        disability_category=person.disability_category,
        disability_level=person.disability_level,
    )


def relation_of(told: NewPersonInput, vacant: str | None) -> Relation:
    """What the person is to the head: as told, or the head if that place is `vacant` (the name that the household is known by)."""
    if told.relation is not None:
        return told.relation
    return Relation.HEAD if told.name == vacant else Relation.OTHER
