"""The federation takes on what an office has told it of a family, or declines.

Source: docs/lifecycle.md (`familyTransferDecide`). The office is told that alone, with a code that tells nothing of the family.
"""

from typing import Annotated

from typing_extensions import override

from db.tables.need import Need
from db.tables.referral import Referral
from domain.ask import AskState
from resolvers.commands.aggregate.case import Case, FamilyCase, of_family
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.handing.told_need import REASONS, check_decision, told_need
from resolvers.commands.inputs.input import CodeOf, Says
from resolvers.commands.item.living import find_dead
from resolvers.commands.locks import Locks
from resolvers.commands.target import OnReferral, ReferralCommand


class FamilyTransferDecideInput(OnReferral):
    """Whether the federation takes it on. 是否接收。"""

    accepted: Annotated[bool, Says("Whether it becomes a need of the family. 是否登记为该家庭的需求。")]
    reason: Annotated[str | None, CodeOf(REASONS), Says("Why not; a code, if declined alone. 不予接收的原因代码，仅不接收时填写。")] = None


class FamilyTransferDecide(ReferralCommand[FamilyTransferDecideInput]):
    """Take on the need that an office has told the federation of, or decline it. 接收办理单位移交的家庭需求，或不予接收。"""

    @override
    async def load(self, locks: Locks, found: Referral) -> Case:
        """Return the case, locked, with who of the family has died: what is told of them is the household's."""
        return await find_dead(locks, await super().load(locks, found))

    @override
    def apply(self, case: Case, input: FamilyTransferDecideInput, at: Moment) -> Change:
        """Make a need of it, or write why not. Raises REQUIRED, NOT_EXPECTED."""
        referral = case.judged
        check_decision(input.accepted, input.reason)
        referral.transfer_state = AskState.GRANTED if input.accepted else AskState.REFUSED
        referral.transfer_reason, referral.transfer_open_at = input.reason, None
        reasons = None if input.reason is None else (REASONS, [input.reason])
        return Change(granted=input.accepted, reasons=reasons, rows=(_need(of_family(case), at),) if input.accepted else ())


def _need(case: FamilyCase, at: Moment) -> Need:
    """Return the need that a transfer tells of. Of whom has died it is the household's."""
    referral = case.judged
    assert referral.family_id is not None
    assert referral.transfer_domain is not None
    assert referral.transfer_request_text is not None
    owner, said = referral.dispatching_office_id, (referral.transfer_domain, referral.transfer_request_text)
    person = None if referral.person_id in case.dead else referral.person_id
    return told_need(referral.family_id, referral.region_code, owner, *said, at, person)
