"""Items still to be dispatched over a division, and where they may go once the offices there are others than they were.

Source: docs/domain.md 3 (Routing); docs/decisions/025-one-route.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from db.session.lock import lock
from db.tables.family import Family
from db.tables.item import AssistanceItem
from db.tables.referral import Referral
from domain.item import DISPATCHABLE
from domain.referral import DESIGNATABLE
from domain.routing import Homes, Located, divisions_over
from domain.viewer import digits_of
from resolvers.commands.aggregate.follow import homes_of, route_of
from resolvers.commands.context import Moment
from resolvers.commands.locks import Locks


@dataclass
class Waiting:
    """An item that is still to be dispatched, where its family is registered and lives, and its referrals that came back."""

    item: AssistanceItem
    homes: Homes
    returned: list[Referral] = field(default_factory=list)


async def waiting(locks: Locks, division: str, *of: ColumnElement[bool]) -> list[Waiting]:
    """Return the items still to be dispatched, locked: of families registered or living in a division (12-digit code), and requests there.

    `of`: what else holds of them.
    """
    within = digits_of(division)
    here = or_(Family.region_code.startswith(within), Family.registration_region_code.startswith(within))
    to_dispatch = (*of, AssistanceItem.state.in_([state.value for state in DISPATCHABLE]))
    families = select(Family).join(AssistanceItem, AssistanceItem.family_id == Family.id).where(here, *to_dispatch)
    homes = {each.id: homes_of(each) for each in await locks.session.scalars(families)}
    asked = and_(AssistanceItem.family_id.is_(None), AssistanceItem.region_code.startswith(within))
    items = await lock(locks.session, AssistanceItem, *to_dispatch, or_(AssistanceItem.family_id.in_(homes), asked))
    returned = defaultdict[UUID, list[Referral]](list)
    came_back = select(Referral).where(Referral.item_id.in_([item.id for item in items]), Referral.return_reason.in_(DESIGNATABLE))
    for referral in await locks.session.scalars(came_back):
        returned[referral.item_id].append(referral)
    return [Waiting(item, homes[item.family_id] if item.family_id else (item.region_code,) * 2, returned[item.id]) for item in items]


async def near_to(locks: Locks, items: Iterable[Waiting]) -> list[Located]:
    """Return the offices over any of the homes of the items."""
    return await locks.over(frozenset[str]().union(*(divisions_over(each.homes) for each in items)))


def route_again(items: Iterable[Waiting], near: Sequence[Located], at: Moment) -> None:
    """Decide anew where each item may go. No version is counted: nothing that anybody reads of an item has changed."""
    for each in items:
        over = divisions_over(each.homes)
        offices = [office for office in near if office.region in over]
        each.item.route_offices, each.item.fitting_offices = route_of(each.item, each.homes, offices, each.returned, at)
