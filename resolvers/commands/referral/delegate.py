"""A county's office has a township help with its case; the case and its clocks stay with the county.

Source: docs/lifecycle.md (`referralDelegate`); docs/domain.md 3 (Routing) and 7 (township delegate).
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.organization import Office
from db.tables.referral import Referral
from domain.referral import Part
from domain.value.values import FreeText
from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.routes import choose_below
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Says
from resolvers.commands.locks import Locks
from resolvers.commands.referral.beside import beside, named, with_office
from resolvers.commands.target import OnReferral
from resolvers.commands.view import View


class ReferralDelegateInput(OnReferral):
    """To which township a case is delegated, and what it is asked to do. 委托的乡镇（街道）及事项。"""

    office: Annotated[UUID, IdOf("Office"), Says("The township's office of the same line. 同一条线的乡镇（街道）办公室。")]
    request_text: Annotated[
        str | None, FreeText(), Says("What it is asked to do; by default what the county is asked. 委托事项；不填则同主办的请求。")
    ] = None


class ReferralDelegate(Command[Case, ReferralDelegateInput, tuple[Referral, Office | None]]):
    """Have a township help with the case; it stays the county's, with its clocks. 委托乡镇（街道）协助办理，主办和时限仍在县级单位。"""

    @override
    async def find(self, view: View, input: ReferralDelegateInput) -> tuple[Referral, Office | None]:
        """Return the referral, and the office if it is seen. Raises NOT_FOUND for the referral."""
        return await named(view, input.office)

    @override
    async def load(self, locks: Locks, found: tuple[Referral, Office | None]) -> Case:
        """Return the referral's case, locked, with the township's office; what forbids that is noted."""
        return await with_office(locks, *found, choose_below)

    @override
    def apply(self, case: Case, input: ReferralDelegateInput, at: Moment) -> Change:
        """Make the referral to the township. Raises HAS_IT_ALREADY."""
        referral = beside(case, Part.DELEGATE, input.request_text, at, {Part.DELEGATE})
        referral.delegating_office_id = case.judged.office_id
        return Change(rows=(referral,))
