"""Writes the number of a person's disability certificate, with what it tells, and makes the record of it in the history.

Source: docs/domain.md 2 (Person); docs/domain-facts.md 2.2 (the number holds category and level).
"""

import json
from datetime import date

from db.protect.cipher import Secret, masked_number
from db.protect.sealed import certificate_renewed
from db.tables.person import CertificateRecord, Person
from domain.family import CertificateStatus
from domain.value.citizen import category_of, level_of
from resolvers.commands.context import Moment

SEALED = ("certificate_number_cipher", "certificate_number_index")
PLAIN = ("certificate_status", "certificate_number_masked", "disability_category", "disability_level")


def certify(person: Person, number: str, issued_on: date | None, at: Moment) -> None:
    """Write a certificate's number on a person: encrypted, as a blind index, masked, with the category and level that it holds."""
    person.disability_category, person.disability_level = category_of(number), level_of(number)
    person.certificate_number_cipher = at.cipher.seal(Secret.CERTIFICATE_NUMBER, person.id, number)
    person.certificate_number_index = at.cipher.index(Secret.CERTIFICATE_NUMBER, number)
    person.certificate_number_masked = masked_number(number)
    person.certificate_issued_on = issued_on


def uncertify(person: Person) -> None:
    """Take a certificate away from a person, with its number and all that it told."""
    person.certificate_status = CertificateStatus.NONE
    person.disability_category = person.disability_level = person.certificate_issued_on = None
    person.certificate_number_cipher = person.certificate_number_index = person.certificate_number_masked = None


def recorded(person: Person, at: Moment) -> CertificateRecord:
    """Return a person's certificate as it stands, as a step of its history."""
    return CertificateRecord(
        id=at.fresh.id(),
        family_id=person.family_id,
        person_id=person.id,
        region_code=person.region_code,
        at=at.now,
        status=person.certificate_status,
        number_cipher=person.certificate_number_cipher,
        issued_on=person.certificate_issued_on,
        disability_category=person.disability_category,
        disability_level=person.disability_level,
    )


def certificate_before(person: Person, at: Moment) -> str:
    """Return a person's certificate as it stands, as JSON by column, to be given back; its number sealed by the key that writes."""
    sealed = {name: None if (value := getattr(person, name)) is None else value.hex() for name in SEALED}
    issued_on = None if person.certificate_issued_on is None else person.certificate_issued_on.isoformat()
    said = {**sealed, **{name: getattr(person, name) for name in PLAIN}, "certificate_issued_on": issued_on}
    return json.dumps(certificate_renewed(at.cipher, person.id, said))


def give_back(person: Person, before: str) -> None:
    """Write on a person the certificate that `certificate_before` told."""
    said = json.loads(before)
    for name in SEALED:
        setattr(person, name, None if said[name] is None else bytes.fromhex(said[name]))
    for name in PLAIN:
        setattr(person, name, said[name])
    issued_on = said["certificate_issued_on"]
    person.certificate_issued_on = None if issued_on is None else date.fromisoformat(issued_on)
