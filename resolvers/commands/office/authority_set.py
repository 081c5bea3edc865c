"""`officeAuthoritySet`: at which level the office's county has a type of help accepted and decided, in place of the catalogue.

Source: docs/domain.md 3 (Routing: authority handed down). What is dispatched already stays where it is; of what is still to be dispatched
it is decided anew where it may go.
"""

from dataclasses import dataclass
from typing import Annotated

from sqlalchemy import select
from typing_extensions import override

from db.session.lock import take_turns
from db.tables.authority import Authority
from db.tables.item import AssistanceItem
from db.tables.organization import Office
from domain.message.refusal import Refusal
from domain.routing import HANDED_DOWN, AuthorityLevel, Located
from domain.value.values import FileNumber
from domain.viewer import is_county
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.office.waiting import Waiting, near_to, route_again, waiting
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
        # a request for funds goes where it went: no county decides over it at another level
        of_type = (AssistanceItem.type_code == type_code, AssistanceItem.family_id.is_not(None))
        items = await waiting(locks, office.region_code, *of_type)
        return Governed(answer=office, said=said, waiting=items, near=await near_to(locks, items))

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
        near = [each._replace(authorities=_now(each, said)) if each.id == office.id else each for each in governed.near]
        route_again(governed.waiting, near, at)
        return Change() if governed.said is not None else Change(rows=(said,))


def _now(office: Located, said: Authority) -> dict[str, str]:
    """Return the authorities of the office as they are once it has said this."""
    others = {code: level for code, level in office.authorities.items() if code != said.type_code}
    return others if said.decided_at is None else {**others, said.type_code: said.decided_at}
