"""Turn households into rows: families, persons with encrypted numbers, and the history of their certificates.

Source: docs/domain.md 2 (what is derived from a number); docs/domain-facts.md 2.2, 2.3.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from db.protect.cipher import Cipher, Secret, masked_number
from db.tables.family import Family
from db.tables.person import CertificateRecord, Person
from demonstration.county import household as drawn
from demonstration.county.household import OF_HEALTH, Household, certificate_number
from domain.family import CertificateStatus
from domain.time.calendar import start_of
from domain.value.number import NumberKind, draw

OFFICE_HOURS = (9, 17)
REGISTERED = (150, 420)
"""How many days ago families were registered: at least and at most."""
BETWEEN_ISSUES = timedelta(days=300)


@dataclass(frozen=True)
class Members:
    """The rows of a family: itself, its persons (the head first), their certificate records; `case` if it is a special one."""

    family: Family
    persons: tuple[Person, ...]
    records: tuple[CertificateRecord, ...]
    case: str | None

    @property
    def head(self) -> Person:
        """Return the head of the household."""
        return self.persons[0]

    @property
    def certified(self) -> Person:
        """Return the first member with a disability, or the head."""
        return next((each for each in self.persons if each.disability_category), self.head)


@dataclass(frozen=True)
class Registrar:
    """Makes the rows of households, as if they had been registered in the course of the last year."""

    random: Random
    cipher: Cipher
    today: date

    def register(self, household: Household, village: str, by: UUID) -> Members:
        """Return the rows of a household in a village (12 digits); `by`: the account that registered it."""
        at = self.moment(self.today - timedelta(days=self.random.randint(*REGISTERED)))
        family = self._family(household, village, by, at)
        persons = tuple(self._person(each, family, at) for each in household.members)
        family.head_id = persons[0].id
        records = tuple(
            record for member, person in zip(household.members, persons, strict=True) for record in self._records(member, person, family)
        )
        return Members(family, persons, records, household.case)

    def key(self) -> UUID:
        """Draw a random id."""
        return UUID(int=self.random.getrandbits(128), version=4)

    def moment(self, day: date) -> datetime:
        """Draw a moment within the office hours of a day."""
        return start_of(day) + timedelta(minutes=self.random.randrange(OFFICE_HOURS[0] * 60, OFFICE_HOURS[1] * 60))

    def _family(self, household: Household, village: str, by: UUID, at: datetime) -> Family:
        wish = household.wish
        return Family(
            id=self.key(),
            number=draw(NumberKind.FAMILY, at.year, self.random),
            version=1,
            region_code=village,
            registration_region_code=household.registered_in or village,
            display_name=household.members[0].name,
            address=household.address,
            phone=household.phone,
            contact_wish_by=wish.by if wish else None,
            contact_wish_when=wish.when if wish else None,
            contact_wish_through=wish.through if wish else None,
            categories=[code for code in household.categories if code not in OF_HEALTH],
            health_categories=[code for code in household.categories if code in OF_HEALTH],
            income_per_head=household.income_per_head,
            created_at=at,
            created_by=by,
            contact_person_id=by,
        )

    def _person(self, member: drawn.Person, family: Family, at: datetime) -> Person:
        row = Person(
            id=self.key(),
            family_id=family.id,
            region_code=family.region_code,
            relation=member.relation,
            name=member.name,
            no_id_reason=member.no_id_reason,
            birth_year=member.born_on.year,
            certificate_status=CertificateStatus.NONE,
            created_at=at,
        )
        if member.id_number is not None:
            row.sex, row.birth_date = member.sex, member.born_on
            row.id_number_cipher = self.cipher.seal(Secret.ID_NUMBER, row.id, member.id_number)
            row.id_number_index = self.cipher.index(Secret.ID_NUMBER, member.id_number)
            row.id_number_masked = masked_number(member.id_number)
        if member.certificate is not None:
            self._certify(row, member.id_number, member.certificate)
        if member.guardian is not None:
            row.guardian_name, row.guardian_phone = member.guardian
        return row

    def _certify(self, row: Person, id_number: str | None, certificate: drawn.Certificate) -> None:
        row.certificate_status = certificate.status
        row.disability_category, row.disability_level = certificate.category, certificate.level
        if id_number is not None and certificate.issued_on is not None:
            number = certificate_number(id_number, certificate)
            row.certificate_number_cipher = self.cipher.seal(Secret.CERTIFICATE_NUMBER, row.id, number)
            row.certificate_number_index = self.cipher.index(Secret.CERTIFICATE_NUMBER, number)
            row.certificate_number_masked = masked_number(number)
            row.certificate_issued_on = certificate.issued_on + certificate.issues * BETWEEN_ISSUES

    def _records(self, member: drawn.Person, person: Person, family: Family) -> Iterator[CertificateRecord]:
        """Yield a record for each issue of the certificate and, if it has expired, one for that."""
        certificate = member.certificate
        if certificate is None or certificate.issued_on is None or member.id_number is None:
            return
        at = self.moment(certificate.issued_on)
        for issue in range(certificate.issues + 1):
            number = certificate_number(member.id_number, certificate, issue)
            record = self._record(person, family, at + issue * BETWEEN_ISSUES, CertificateStatus.CERTIFIED, number)
            record.issued_on = certificate.issued_on + issue * BETWEEN_ISSUES
            yield record
        if certificate.status is CertificateStatus.EXPIRED:
            number = certificate_number(member.id_number, certificate)
            record = self._record(person, family, self.moment(self.today - timedelta(days=30)), CertificateStatus.EXPIRED, number)
            record.issued_on = person.certificate_issued_on
            yield record

    def _record(self, person: Person, family: Family, at: datetime, status: CertificateStatus, number: str) -> CertificateRecord:
        return CertificateRecord(
            id=self.key(),
            family_id=family.id,
            person_id=person.id,
            region_code=family.region_code,
            at=at,
            status=status,
            number_cipher=self.cipher.seal(Secret.CERTIFICATE_NUMBER, person.id, number),
            disability_category=person.disability_category,
            disability_level=person.disability_level,
        )
