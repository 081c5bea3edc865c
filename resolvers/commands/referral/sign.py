"""An office takes a referral on.

Source: docs/lifecycle.md (`referralSign`).
"""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import bindparam, select
from typing_extensions import override

from db.session.session import direct
from db.tables.default_handler import DefaultHandler
from db.tables.referral import Referral
from domain.value.values import FileNumber
from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.view import View

OF_OFFICE = direct(
    select(DefaultHandler.town_code, DefaultHandler.type_code, DefaultHandler.handler_id).where(
        DefaultHandler.office_id == bindparam("office"), DefaultHandler.handler_id.is_not(None)
    )
)


class ReferralSignInput(Input):
    """How referrals are signed. 签收转介的内容。"""

    handler: Annotated[
        UUID | None, IdOf("Account"), Says("Who works on it; the office's default otherwise. 承办人，默认为本办公室的默认承办人。")
    ] = None
    external_reference: Annotated[str | None, FileNumber(), Says("The office's own number, unique within it. 本单位外部编号。")] = None


class ReferralSign(Command[Case, ReferralSignInput, tuple[Referral, UUID | None]]):
    """Take a referral on: the family's data that the contract gives after signing is shown. 签收转介。"""

    bulk = True

    @override
    async def find(self, view: View, input: ReferralSignInput) -> tuple[Referral, UUID | None]:
        """Return the referral and the account of its handler, if one is named. Raises NOT_FOUND."""
        await view.note_used_number(input.external_reference, ("externalReference",))
        return await view.aimed_at(Referral), input.handler

    @override
    async def load(self, locks: Locks, found: tuple[Referral, UUID | None]) -> Case:
        """Return its case, locked; the handler holds a role in its office. Without one the office's default is looked up."""
        referral, handler = found
        case = await locks.referral(referral)
        if handler is not None:
            await locks.works_in(referral.office_id, handler, ("handler",))
        else:
            case.default_handler = await default_handler(locks, referral)
        return case

    @override
    def apply(self, case: Case, input: ReferralSignInput, at: Moment) -> Change:
        """Sign now; set the handler that is named, else the office's default, and the office's own number if it is given."""
        case.judged.signed_at = at.now
        case.judged.handler_id = input.handler or case.default_handler
        case.judged.external_reference = input.external_reference
        return Change()


async def default_handler(locks: Locks, referral: Referral) -> UUID | None:
    """Return whom the referral's office gives it to by default: by township and type, by township, by type, else for all.

    Whoever does not work there any more is passed over.
    """

    async def asked() -> Sequence[Any]:
        return await locks.session.ask(OF_OFFICE, office=referral.office_id)

    of_office = await asked() if locks.together is None else await locks.together.once(("default handlers", referral.office_id), asked)
    town, type_ = (None, referral.town_code), (None, referral.type_code)
    fits = [each for each in of_office if each["town_code"] in town and each["type_code"] in type_]
    for each in sorted(fits, key=lambda each: (each["town_code"] is None, each["type_code"] is None)):
        handler: UUID = each["handler_id"]
        if await locks.memberships(referral.office_id, handler):
            return handler
    return None
