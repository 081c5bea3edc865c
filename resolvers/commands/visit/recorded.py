"""A recorded visit that is corrected or withdrawn, with its family, and what follows anew from the visits of the family that stand.

Source: docs/domain.md 2 (Visit), 5 (next contact).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from typing_extensions import override

from db.session.lock import lock
from db.tables.campaign import Campaign
from db.tables.declare import Row
from db.tables.family import Family
from db.tables.need import Need
from db.tables.person import Person
from db.tables.visit import Visit
from domain.campaign import Contact
from domain.follow_up import next_contact_on
from domain.need import UNSOLVED
from domain.referral import UrgencyLevel
from domain.time.calendar import day_of
from domain.visit import SPOKEN_TO
from resolvers.commands.aggregate.case import WithCases
from resolvers.commands.campaign.listing import Listed, contacts, lists_of
from resolvers.commands.context import Moment
from resolvers.commands.family.change import change
from resolvers.commands.locks import Locks, of_one_family
from resolvers.commands.view import View
from resolvers.commands.visit.complete import ONLY_RECORDED


@dataclass(kw_only=True)
class Recorded(WithCases[Visit]):
    """A visit and the family to which it was; the visit is judged."""

    family: Family
    person: Person | None = None
    """The person who was met."""
    campaign: Campaign | None = None
    needs: Sequence[Need] = ()
    """The family's needs that are not solved, whichever visit found them."""
    contacts: list[Contact] = field(default_factory=list)
    """The family's other visits that stand."""
    nobody_lives: bool = False
    """Whether every member is dead, of a family whose head is registered."""
    lists: Listed = field(default_factory=Listed)
    """The family's places on the lists of campaigns, with those visits."""

    @property
    def found(self) -> list[Need]:
        """The needs that this visit found and that are not solved."""
        return [each for each in self.needs if each.visit_id == self.answer.id]

    @property
    @override
    def subjects(self) -> list[Row]:
        """The visit, its needs, and the subjects of the cases."""
        return [*super().subjects, *self.found]

    def count(self, contact: Contact) -> None:
        """Count the visit itself, as it is now."""
        self.contacts.append(contact)
        self.lists.add(self.family.id, contact)

    def follow(self, at: Moment) -> None:
        """Decide anew, by the visits that stand, how far the lists of campaigns came and when the family is contacted next."""
        self.lists.write(at.now)
        change(self.family, at.now, next_contact_on=self._next_contact(at))

    def _next_contact(self, at: Moment) -> date | None:
        """Return the day of the next contact: counted from whom was spoken to last, else from the first try; None without any.

        A family of which nobody is left, and which is contacted no more, stays so.
        """
        spoken = [each.at for each in self.contacts if each.result in SPOKEN_TO]
        tried = [each.at for each in self.contacts if each.result not in ONLY_RECORDED]
        if not tried or (self.nobody_lives and self.family.next_contact_on is None):
            return None
        unsolved = [UrgencyLevel(each.urgency_level) for each in self.needs if each.status in UNSOLVED]
        return next_contact_on(day_of(max(spoken) if spoken else min(tried)), unsolved, at.reference.contact)


async def seen(view: View) -> Visit:
    """Return the visit that the command is aimed at. Raises NOT_FOUND, also where the family is not seen any more."""
    visit = await view.aimed_at(Visit)
    await view.row(Family, visit.family_id, (view.named,))
    return visit


async def recorded(locks: Locks, found: Visit) -> Recorded:
    """Return a visit with its family, locked: whoever adds to the family waits."""
    session = locks.session
    family = await locks.family_of(found)
    needs = await lock(session, Need, Need.family_id == family.id, Need.status.in_([status.value for status in UNSOLVED]))
    members = (await session.scalars(select(Person).where(Person.family_id == family.id, Person.merged_into_id.is_(None)))).all()
    visit = await locks.locked(found)
    of_one_family(family, visit)
    return Recorded(
        answer=visit,
        judged=visit,
        family=family,
        person=None if visit.person_id is None else await session.get_one(Person, visit.person_id),
        campaign=None if visit.campaign_id is None else await session.get_one(Campaign, visit.campaign_id),
        needs=needs,
        nobody_lives=family.head_id is not None and all(each.deceased_on is not None for each in members),
        contacts=(await contacts(session, [family.id], without=[visit.id])).get(family.id, []),
        lists=await lists_of(session, [family.id], without=[visit.id]),
    )
