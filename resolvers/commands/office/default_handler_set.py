"""`officeDefaultHandlerSet`: whom an office gives to by default what it signs of a township, of a type of help.

Source: docs/domain.md 3 (default handler). It acts at the next signature; nothing that is signed already changes hands.
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from sqlalchemy import select
from typing_extensions import override

from db.session.lock import take_turns
from db.tables.default_handler import DefaultHandler
from db.tables.organization import Office
from domain.value.values import RegionAt
from domain.viewer import RegionLevel
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.view import View


class OfficeDefaultHandlerSetInput(Input):
    """Who handles what by default in one's own office. 本办公室的默认承办人。"""

    township: Annotated[
        str | None,
        RegionAt(RegionLevel.TOWNSHIP, below=False),
        Says("Of families living in this township; null for all. 家庭居住的乡镇；空为全部。"),
    ] = None
    type: Annotated[str | None, CodeOf("ASSISTANCE_TYPE"), Says("Of this type of help; null for all. 帮扶类型代码；空为全部。")] = None
    handler: Annotated[UUID | None, IdOf("Account"), Says("Who; null for nobody any more. 承办人；空为取消。")] = None


@dataclass(kw_only=True)
class Staffing(Aggregate[Office]):
    """The viewer's office, with whom it gives its referrals to, by township and type."""

    given: dict[tuple[str | None, str | None], DefaultHandler]


class OfficeDefaultHandlerSet(Command[Staffing, OfficeDefaultHandlerSetInput, tuple[Office, UUID | None]]):
    """Name who handles by default what the own office signs. 设置本办公室签收后的默认承办人。"""

    answers = "Office"

    @override
    async def find(self, view: View, input: OfficeDefaultHandlerSetInput) -> tuple[Office, UUID | None]:
        """Return the viewer's office, and the account that is named."""
        return await view.row(Office, view.at.viewer.office, ()), input.handler

    @override
    async def load(self, locks: Locks, found: tuple[Office, UUID | None]) -> Staffing:
        """Return what the office has named so far, whose other changes wait; the account works there in a role that handles referrals."""
        office, handler = found
        await take_turns(locks.session, f"default handlers {office.id}")
        if handler is not None:
            await locks.works_in(office.id, handler, ("handler",))
        known = await locks.session.scalars(select(DefaultHandler).where(DefaultHandler.office_id == office.id))
        return Staffing(answer=office, given={(each.town_code, each.type_code): each for each in known})

    @override
    def apply(self, staffing: Staffing, input: OfficeDefaultHandlerSetInput, at: Moment) -> Change:
        """Name the handler of this township and type."""
        named = staffing.given.get((input.township, input.type))
        if named is not None:
            named.handler_id = input.handler
            return Change()
        place = {"office_id": staffing.answer.id, "town_code": input.township, "type_code": input.type}
        return Change(rows=(DefaultHandler(id=at.fresh.id(), handler_id=input.handler, **place),))
