"""The federation asks another office to assist the one that leads; the item follows its lead alone.

Source: docs/lifecycle.md (`referralAssist`); docs/domain.md 3 (协办) and 7 (assisting office).
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.organization import Office
from db.tables.referral import Referral
from domain.referral import Part
from domain.value.values import FreeText
from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.routes import choose_assisting
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Says
from resolvers.commands.locks import Locks
from resolvers.commands.referral.beside import beside, named, with_office
from resolvers.commands.target import OnReferral
from resolvers.commands.view import View


class ReferralAssistInput(OnReferral):
    """Which office assists, and with what. 协办单位及协办事项。"""

    office: Annotated[UUID, IdOf("Office"), Says("The office that assists. 协办办公室。")]
    request_text: Annotated[str, FreeText(), Says("What it is asked to do. 请其协办的内容。")]


class ReferralAssist(Command[Case, ReferralAssistInput, tuple[Referral, Office | None]]):
    """Ask another office to assist the one that leads. 请其他单位协办。"""

    @override
    async def find(self, view: View, input: ReferralAssistInput) -> tuple[Referral, Office | None]:
        """Return the lead, and the office if it is seen. Raises NOT_FOUND for the lead."""
        return await named(view, input.office)

    @override
    async def load(self, locks: Locks, found: tuple[Referral, Office | None]) -> Case:
        """Return the lead's case, locked, with the office that assists; what forbids that is noted."""
        return await with_office(locks, *found, choose_assisting)

    @override
    def apply(self, case: Case, input: ReferralAssistInput, at: Moment) -> Change:
        """Make the referral to the office that assists. Raises HAS_IT_ALREADY."""
        return Change(rows=(beside(case, Part.ASSISTING, input.request_text, at, frozenset(Part)),))
