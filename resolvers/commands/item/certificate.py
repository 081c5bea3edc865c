"""Help that presupposes a disability certificate is asked for somebody who has one; for a household, one member of which has one.

Source: docs/domain.md 3 (catalogue: `needsCertificate`); docs/lifecycle.md (`itemDraft`, `itemEdit`, `itemDispatch`).
"""

from typing import TypeVar

from sqlalchemy import select

from db.tables.item import AssistanceItem
from db.tables.person import Person
from domain.catalogue import TypeFacts
from domain.family import CertificateStatus
from domain.message.refusal import Path, Refusal
from resolvers.commands.aggregate.case import Case, FamilyCase
from resolvers.commands.context import Moment
from resolvers.commands.locks import Locks

C = TypeVar("C", bound=Case)


async def find_certified(locks: Locks, case: C) -> C:
    """Add to the case the members of its family who have a certificate in force; return it."""
    if not isinstance(case, FamilyCase):
        return case
    has, living = Person.certificate_status == CertificateStatus.CERTIFIED, Person.deceased_on.is_(None)
    certified = select(Person.id).where(Person.family_id == case.family.id, has, living)
    case.certified = frozenset(await locks.session.scalars(certified))
    return case


def require_certificate(case: Case, at: Moment, path: Path) -> None:
    """Check that there is a certificate where the item's type needs one. Raises CERTIFICATE_NEEDED at `path`."""
    facts = at.reference.type_at(case.item.type_code, case.item.type_version)
    if isinstance(case, FamilyCase) and not is_entitled(facts, case.item, case):
        person = case.item.person_id
        raise Refusal("CERTIFICATE_NEEDED", path=path, row=("Family", case.family.id) if person is None else ("Person", person))


def is_entitled(facts: TypeFacts, item: AssistanceItem, case: FamilyCase) -> bool:
    """Whether the one whom the item helps has a certificate, or any member where it helps the household."""
    if not facts.needs_certificate:
        return True
    return bool(case.certified) if item.person_id is None else item.person_id in case.certified
