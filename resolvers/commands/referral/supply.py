"""The federation supplies what an office was missing.

Source: docs/lifecycle.md (`referralSupply`).
"""

from typing import Annotated

from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.suspension import resume
from resolvers.commands.checked import Several
from resolvers.commands.command import CodeOf, Command, Moment, Says, Told
from resolvers.commands.target import Note, OnReferral
from resolvers.commands.work import Work


class ReferralSupplyInput(OnReferral):
    """What has been supplied. 已补正的材料。"""

    supplied: Annotated[list[Annotated[str, CodeOf("MISSING")]], Several(1, 20), Says("What was supplied; codes. 已补正材料代码。")]
    note: Note = None


class ReferralSupply(Command[Case, ReferralSupplyInput]):
    """Supply what was missing; the finishing clock runs again. 补正材料，恢复计时。"""

    async def load(self, work: Work, input: ReferralSupplyInput) -> Case:
        """The referral with its case."""
        return await work.referral()

    def apply(self, case: Case, input: ReferralSupplyInput, at: Moment) -> Told:
        """Back to the state in which it was suspended."""
        resume(case, case.judged, at)
        return Told(reason=("MISSING", input.supplied[0]), text=input.note)
