"""`officeAuthoritySet`: at which level the office's county has a type of help accepted and decided, in place of the catalogue.

Source: docs/domain.md 3 (Routing: authority handed down). What is dispatched already stays where it is; of what is still to be dispatched
it is decided anew where it may go.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from sqlalchemy import or_, select
from typing_extensions import override

from db.session.lock import lock, take_turns
from db.tables.authority import Authority
from db.tables.family import Family
from db.tables.item import AssistanceItem
from db.tables.organization import Office
from db.tables.referral import Referral
from domain.item import DISPATCHABLE
from domain.message.refusal import Refusal
from domain.referral import DESIGNATABLE
from domain.routing import HANDED_DOWN, AuthorityLevel, Homes, Located, divisions_over
from domain.value.values import FileNumber
from domain.viewer import RegionLevel, is_county
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.aggregate.follow import homes_of, route_of
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.view import View


class OfficeAuthoritySetInput(Input):
    """At which level one's county decides over a type of help. 本县某类帮扶的审批权限。"""

    type: Annotated[str, CodeOf("ASSISTANCE_TYPE"), Says("The type of help; a code. 帮扶类型代码。")]
    decided_at: Annotated[AuthorityLevel | None, Says("Where it is decided; null as the catalogue says. 审定层级；空为按目录。")] = None
    accepted_at: Annotated[
        AuthorityLevel | None, Says("Where applications are accepted; null as the catalogue says. 受理层级；空为按目录。")
    ] = None
    document: Annotated[
        str | None, FileNumber(100), Says("The number of the document that says so; required with a level. 依据文号，填写层级时必填。")
    ] = None


@dataclass
class Waiting:
    """An item of the type that is still to be dispatched, where its family is registered and lives, and its referrals that came back."""

    item: AssistanceItem
    homes: Homes
    returned: list[Referral] = field(default_factory=list)


@dataclass(kw_only=True)
class Governed(Aggregate[Office]):
    """The viewer's office, what it said of the type before, and the items that go elsewhere by it."""

    said: Authority | None
    waiting: list[Waiting]
    near: list[Located]
    """The offices over any of the families of `waiting`."""


class OfficeAuthoritySet(Command[Governed, OfficeAuthoritySetInput, tuple[Office, str]]):
    """Say at which level the county has a type of help accepted and decided. 设置本县某类帮扶的受理、审定层级。"""

    answers = "Office"

    @override
    async def find(self, view: View, input: OfficeAuthoritySetInput) -> tuple[Office, str]:
        """Return the viewer's office, and the type."""
        return await view.row(Office, view.at.viewer.office, ()), input.type

    @override
    async def load(self, locks: Locks, found: tuple[Office, str]) -> Governed:
        """Return what the office said of the type before, whose other changes wait, and the items still to be dispatched, locked."""
        office, type_code = found
        await take_turns(locks.session, f"authority {office.id}")
        said = await locks.session.scalar(select(Authority).where(Authority.office_id == office.id, Authority.type_code == type_code))
        waiting = await _waiting(locks, office, type_code)
        near = await locks.over(frozenset[str]().union(*(divisions_over(each.homes) for each in waiting)))
        return Governed(answer=office, said=said, waiting=waiting, near=near)

    @override
    def apply(self, governed: Governed, input: OfficeAuthoritySetInput, at: Moment) -> Change:
        """Write the levels, and where each item may go by them. Raises NOT_AT_COUNTY, NOT_DECIDED_HERE; REQUIRED, NOT_EXPECTED."""
        office, of_type = governed.answer, at.reference.types[input.type]
        if not is_county(office.region_code):
            raise Refusal("NOT_AT_COUNTY")
        if of_type.pooled or of_type.lead_department != office.department_code or of_type.decided_at not in HANDED_DOWN:
            raise Refusal("NOT_DECIDED_HERE", path=("type",))
        differs = input.decided_at is not None or input.accepted_at is not None
        if differs != (input.document is not None):
            raise Refusal("REQUIRED" if differs else "NOT_EXPECTED", path=("document",))
        said = governed.said or Authority(id=at.fresh.id(), office_id=office.id, type_code=input.type)
        said.decided_at, said.accepted_at, said.document = input.decided_at, input.accepted_at, input.document
        _reroute(governed, said, at)
        return Change() if governed.said is not None else Change(rows=(said,))


async def _waiting(locks: Locks, office: Office, type_code: str) -> list[Waiting]:
    """Return the items of a type that are still to be dispatched, of families that are registered or live in the office's division."""
    county = office.region_code[: RegionLevel.COUNTY]
    here = or_(Family.region_code.startswith(county), Family.registration_region_code.startswith(county))
    to_dispatch = (AssistanceItem.type_code == type_code, AssistanceItem.state.in_([state.value for state in DISPATCHABLE]))
    families = select(Family).join(AssistanceItem, AssistanceItem.family_id == Family.id).where(here, *to_dispatch)
    homes = {each.id: homes_of(each) for each in await locks.session.scalars(families)}
    items = await lock(locks.session, AssistanceItem, *to_dispatch, AssistanceItem.family_id.in_(homes))
    returned = defaultdict[UUID, list[Referral]](list)
    came_back = select(Referral).where(Referral.item_id.in_([item.id for item in items]), Referral.return_reason.in_(DESIGNATABLE))
    for referral in await locks.session.scalars(came_back):
        returned[referral.item_id].append(referral)
    return [Waiting(item, homes[item.family_id], returned[item.id]) for item in items if item.family_id is not None]


def _reroute(governed: Governed, said: Authority, at: Moment) -> None:
    """Decide anew where each item may go. No version is counted: nothing that anybody reads of an item has changed."""
    office = governed.answer
    near = [each._replace(authorities=_now(each, said)) if each.id == office.id else each for each in governed.near]
    for waiting in governed.waiting:
        over = divisions_over(waiting.homes)
        offices = [each for each in near if each.region in over]
        found = route_of(waiting.item, waiting.homes, offices, waiting.returned, at)
        waiting.item.route_offices, waiting.item.fitting_offices = found


def _now(office: Located, said: Authority) -> dict[str, str]:
    """Return the authorities of the office as they are once it has said this."""
    others = {code: level for code, level in office.authorities.items() if code != said.type_code}
    return others if said.decided_at is None else {**others, said.type_code: said.decided_at}
