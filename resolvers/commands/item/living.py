"""Help is asked for the living: a member who has died is named by no item from then on.

Source: docs/domain.md 2 (Deaths); docs/lifecycle.md (`personDeathSet`, `itemDraft`, `itemEdit`).
"""

from typing import TypeVar

from sqlalchemy import select

from db.tables.person import Person
from domain.message.refusal import Path, Refusal
from resolvers.commands.aggregate.case import Case, FamilyCase
from resolvers.commands.locks import Locks

C = TypeVar("C", bound=Case)


async def find_dead(locks: Locks, case: C) -> C:
    """Add to the case the members of its family who have died; return it. The family is locked, so that nobody dies meanwhile."""
    if isinstance(case, FamilyCase):
        dead = select(Person.id).where(Person.family_id == case.family.id, Person.deceased_on.is_not(None))
        case.dead = frozenset(await locks.session.scalars(dead))
    return case


def require_living(case: Case, path: Path) -> None:
    """Check that the one whom the item helps lives. Raises PERSON_DECEASED at `path`."""
    person = case.item.person_id
    if isinstance(case, FamilyCase) and person is not None and person in case.dead:
        raise Refusal("PERSON_DECEASED", path=path, row=("Person", person))
