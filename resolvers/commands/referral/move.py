"""The superior office of a line gives a referral of one of its offices to another.

Source: docs/lifecycle.md (`referralMove`). It is no return: what was to be finished by then is to be finished by then.
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.organization import Office
from db.tables.referral import Referral
from domain.message.refusal import Refusal
from domain.referral import LegalBasis
from domain.time.clock import dues
from domain.time.clock_facts import REASSIGNED, clock_facts
from domain.viewer import Viewer, is_of_line
from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.routes import choose
from resolvers.commands.aggregate.work import resume
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, IdOf, Says
from resolvers.commands.item.dispatch import pinned, send
from resolvers.commands.locks import Locks
from resolvers.commands.referral.beside import named, with_office
from resolvers.commands.target import Note, OnReferral
from resolvers.commands.view import View


class ReferralMoveInput(OnReferral):
    """To which office of the line, and why. 改派的办公室及原因。"""

    office: Annotated[UUID, IdOf("Office"), Says("Another office of the line, below one's own. 本系统下级的另一办公室。")]
    reason: Annotated[str, CodeOf("MOVE_REASON"), Says("Why; a code. 改派原因代码。")]
    note: Note = None


class ReferralMove(Command[Case, ReferralMoveInput, tuple[Referral, Office | None]]):
    """Give a referral of an office below one's own to another office of the line; its finishing limit runs on. 上级改派，办理期限不变。"""

    @override
    async def find(self, view: View, input: ReferralMoveInput) -> tuple[Referral, Office | None]:
        """Return the referral, and the office; note OFFICE_DOES_NOT_FIT for one that is not below one's own. Raises NOT_FOUND."""
        referral, office = await named(view, input.office)
        if office is not None and not _may_get_it(office, referral, view.at.viewer):
            view.findings.unfit.append(Refusal("OFFICE_DOES_NOT_FIT", path=("office",), row=("Office", office.id)))
            office = None
        return referral, office

    @override
    async def load(self, locks: Locks, found: tuple[Referral, Office | None]) -> Case:
        """Return its case, locked, with the office that it goes to."""
        return await with_office(locks, *found, choose)

    @override
    def apply(self, case: Case, input: ReferralMoveInput, at: Moment) -> Change:
        """End the referral and make a new lead, to be answered anew; what was delegated ends, who assists goes on."""
        old = case.judged
        resume(case, old, at)
        new = pinned(case, LegalBasis(old.legal_basis), at)
        new.type_version, new.contract_version, new.request_text = old.type_version, old.contract_version, old.request_text
        new.members = old.members
        new.accepted_on, new.extension_count, new.reopen_count = old.accepted_on, old.extension_count, old.reopen_count
        of_type = at.reference.type_at(old.type_code, old.type_version)
        new.carried_due_at = dues(clock_facts(old), of_type.limit, at.reference.clock, at.reference.calendar).finish_due_at
        old.cancel_reason, old.question_open = REASSIGNED, False
        case.answer = send(case, new, at)
        return Change(reasons=("MOVE_REASON", [input.reason]), text=input.note, rows=(new,))


def _may_get_it(office: Office, referral: Referral, viewer: Viewer) -> bool:
    """Return whether an office is another one of the viewer's line, below their own."""
    return office.id not in (referral.office_id, viewer.office) and is_of_line(office.department_code, office.region_code, viewer)
