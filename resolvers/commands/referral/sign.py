"""An office takes a referral on.

Source: docs/lifecycle.md (`referralSign`).
"""

from typing import Annotated
from uuid import UUID

from domain.value.values import FileNumber
from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Command, IdOf, Input, Moment, Says, Told
from resolvers.commands.work import Work


class ReferralSignInput(Input):
    """How referrals are signed. 签收转介的内容。"""

    handler: Annotated[UUID | None, IdOf("Account"), Says("Who works on it. 承办人。")] = None
    external_reference: Annotated[str | None, FileNumber(), Says("The office's own number, unique within it. 本单位外部编号。")] = None


class ReferralSign(Command[Case, ReferralSignInput]):
    """Take a referral on: the family's data that the contract gives after signing is shown. 签收转介。"""

    bulk = True

    async def load(self, work: Work, input: ReferralSignInput) -> Case:
        """The referral with its case; who is to work on it holds a role in its office."""
        if input.external_reference is not None:
            await work.is_first_of_number(input.external_reference, ("externalReference",))
        case = await work.referral()
        if input.handler is not None:
            await work.works_in(case.judged.office_id, input.handler, ("handler",))
        return case

    def apply(self, case: Case, input: ReferralSignInput, at: Moment) -> Told:
        """Signed now, by whom it is handled if that is said."""
        case.judged.signed_at = at.now
        case.judged.handler_id = input.handler
        case.judged.external_reference = input.external_reference
        return Told()
