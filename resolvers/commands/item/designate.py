"""The monitor designates the office that has to handle an item over whose duty offices disagree.

Source: docs/lifecycle.md (`itemDesignate`): after a return as not its duty or not in its area.
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.item import AssistanceItem
from db.tables.organization import Office
from domain.message.refusal import Refusal
from domain.referral import LegalBasis
from domain.value.values import FileNumber, ShortText
from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, IdOf, Says
from resolvers.commands.item.certificate import require_certificate
from resolvers.commands.item.dispatch import named, pinned, send, with_office
from resolvers.commands.locks import Locks
from resolvers.commands.target import Note, OnItem
from resolvers.commands.view import View


class ItemDesignateInput(OnItem):
    """Which office has to handle the item, and why. 指定办理单位及理由。"""

    office: Annotated[UUID, IdOf("Office"), Says("The office, which may have refused before. 被指定的办公室，可以是曾退回的办公室。")]
    reason: Annotated[str, CodeOf("DESIGNATION_REASON"), Says("Why; a code. 指定原因代码。")]
    authority: Annotated[str | None, ShortText(), Says("Who decided it, with the document. 作出决定的机构，须同时填写文号。")] = None
    document: Annotated[str | None, FileNumber(), Says("The number of its document. 决定的文号。")] = None
    note: Note = None


class ItemDesignate(Command[Case, ItemDesignateInput, tuple[AssistanceItem, Office | None]]):
    """Designate the office that handles an item over whose duty offices disagree. 指定办理单位，被指定单位不得退回。"""

    answers = "AssistanceItem"

    @override
    async def find(self, view: View, input: ItemDesignateInput) -> tuple[AssistanceItem, Office | None]:
        """Return the item, and the office; note OFFICE_DOES_NOT_FIT for one of a village. Raises NOT_FOUND for the item."""
        item, office = await named(view, input.office)
        if office is not None and office.village_code is not None:  # that it fits would tell in which village the family lives
            view.findings.unfit.append(Refusal("OFFICE_DOES_NOT_FIT", path=("office",), row=("Office", office.id)))
        return item, office

    @override
    async def load(self, locks: Locks, found: tuple[AssistanceItem, Office | None]) -> Case:
        """Return the item's case, locked, with the office designated."""
        return await with_office(locks, *found)

    @override
    def apply(self, case: Case, input: ItemDesignateInput, at: Moment) -> Change:
        """Make a new lead referral on the basis of the last one, which cannot be returned. Raises REQUIRED, CERTIFICATE_NEEDED."""
        if (input.authority is None) != (input.document is None):
            raise Refusal("REQUIRED", path=("authority" if input.authority is None else "document",))
        require_certificate(case, at, ())
        last = case.last
        assert last is not None
        referral = pinned(case, LegalBasis(last.legal_basis), at)
        if last.type_code == referral.type_code:
            referral.contract_version = last.contract_version
        referral.returnable = False
        referral.designation_reason = input.reason
        referral.designation_authority, referral.designation_document = input.authority, input.document
        return Change(reasons=("DESIGNATION_REASON", [input.reason]), text=input.note, rows=(send(case, referral, at),))
