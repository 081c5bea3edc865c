"""What is known of families that are visited: their unsolved needs, what they receive, the lists they are on, the last contact.

Source: docs/domain.md 2 (Visit), 5 (next contact). Read for all families of a transaction at once, once they are locked.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, any_, bindparam, func, select

from db.session.session import Session, direct, direct_rows
from db.tables.entitlement import Entitlement
from db.tables.need import Need
from db.tables.visit import Visit
from domain.need import UNSOLVED
from domain.referral import UrgencyLevel
from domain.time.calendar import day_of
from domain.visit import SPOKEN_TO
from resolvers.commands.campaign.listing import Listed, lists_of
from resolvers.commands.visit.standing import STANDS

FAMILIES = any_(bindparam("families", type_=ARRAY(Uuid())))
"""A list is one value, so that a statement is made and planned once, however many families there are."""
UNSOLVED_NEEDS = direct(
    select(Need.family_id, Need.urgency_level).where(
        Need.family_id == FAMILIES, Need.status == any_(bindparam("unsolved", [each.value for each in UNSOLVED], type_=ARRAY(Text())))
    )
)
RECEIVED = direct_rows(select(Entitlement).where(Entitlement.family_id == FAMILIES))
LAST_SPOKEN_TO = direct(
    select(Visit.family_id, func.max(Visit.at))
    .where(
        Visit.family_id == FAMILIES,
        Visit.contact_result == any_(bindparam("spoken_to", [each.value for each in SPOKEN_TO], type_=ARRAY(Text()))),
        STANDS,
    )
    .group_by(Visit.family_id)
)


@dataclass
class Known:
    """What is known of one family."""

    unsolved: list[UrgencyLevel] = field(default_factory=list)
    """The urgency of each need that is not solved."""
    received: list[Entitlement] = field(default_factory=list)
    lists: Listed = field(default_factory=Listed)
    contacted_on: date | None = None
    """The last day on which somebody of it was spoken to."""


async def known_of(session: Session, families: Collection[UUID]) -> Mapping[UUID, Known]:
    """Return what is known of some families, which are locked; their places on lists are locked here."""
    known, keys = defaultdict[UUID, Known](Known), [*families]
    for family, urgency in await session.ask(UNSOLVED_NEEDS, families=keys):
        known[family].unsolved.append(UrgencyLevel(urgency))
    for each in await session.rows(RECEIVED, families=keys):
        known[each.family_id].received.append(each)
    for family, lists in (await lists_of(session, families)).by_family().items():
        known[family].lists = lists
    for family, last in await session.ask(LAST_SPOKEN_TO, families=keys):
        known[family].contacted_on = day_of(last)
    return {family: known[family] for family in families}
