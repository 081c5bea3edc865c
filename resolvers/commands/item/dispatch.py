"""An item is sent to the office that decides over it: a new referral, with everything pinned that must not change under it.

Source: docs/lifecycle.md (`itemDispatch`); docs/domain.md 3 (Routing) and 7 (share contract, pinned at dispatch).
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.item import AssistanceItem
from db.tables.organization import Office
from db.tables.referral import Referral
from domain.item import ResolutionPath
from domain.message.refusal import Refusal
from domain.referral import LegalBasis, Part, State
from domain.routing import region_of_application
from domain.value.number import NumberKind
from domain.viewer import OrganizationKind
from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.routes import choose
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.item.certificate import find_certified, require_certificate
from resolvers.commands.locks import Locks
from resolvers.commands.view import View


class ItemDispatchInput(Input):
    """To whom items are sent, and on which basis. 派单的内容。"""

    legal_basis: Annotated[LegalBasis, Says("On which basis the family's data is given. 提供个人信息的合法性基础。")]
    preview_seen: Annotated[bool, Says("That what the office will see was looked at (`dispatchPreview`). 已查看接收单位将看到的内容。")]
    office: Annotated[UUID | None, IdOf("Office"), Says("The office; routed by the type if it is left out. 办公室；不填则按类型派送。")] = (
        None
    )


class ItemDispatch(Command[Case, ItemDispatchInput, tuple[AssistanceItem, Office | None]]):
    """Send an item to the office that decides over it; both clocks start. 派单：将帮扶事项转介给主办单位。"""

    answers = "AssistanceItem"
    bulk = True
    needs_version = True

    @override
    async def find(self, view: View, input: ItemDispatchInput) -> tuple[AssistanceItem, Office | None]:
        """Return the item, and the office that is named. Raises NOT_FOUND for the item."""
        return await named(view, input.office)

    @override
    async def load(self, locks: Locks, found: tuple[AssistanceItem, Office | None]) -> Case:
        """Return the item's case, locked, and the office that it goes to."""
        return await with_office(locks, *found)

    @override
    def apply(self, case: Case, input: ItemDispatchInput, at: Moment) -> Change:
        """Make a new lead referral; in the federation's own office it is signed at once."""
        item, chosen = case.item, case.chosen
        assert chosen is not None
        require_certificate(case, at, ())
        if not input.preview_seen:
            raise Refusal("PREVIEW_NOT_SEEN", path=("previewSeen",))
        if chosen.office.id == item.last_returned_office_id and not item.changed_since_return:
            row = None if input.office is None else ("Office", input.office)  # a routed one might tell in which village the family lives
            raise Refusal("SAME_OFFICE_UNCHANGED", path=("office",), row=row)
        return Change(rows=(send(case, pinned(case, input.legal_basis, at), at),))


async def named(view: View, office: UUID | None) -> tuple[AssistanceItem, Office | None]:
    """Return the item that a command is aimed at, and the office with this key, if one is named and seen. Raises NOT_FOUND for the item."""
    seen = await view.row_if_seen(Office, office, ("office",))
    return await view.aimed_at(AssistanceItem), seen


async def with_office(locks: Locks, item: AssistanceItem, office: Office | None) -> Case:
    """Return the item's case, locked, with the office that it goes to: the one named, else by its route; what forbids that is noted."""
    case = await locks.item(item)
    if not locks.findings.unfit:
        with locks.findings.noted():
            case.chosen = await choose(locks, case, office)
    return await find_certified(locks, case)


def send(case: Case, referral: Referral, at: Moment) -> Referral:
    """Let the item follow a new lead referral, which in the federation's own office is signed at once; return the referral."""
    item, chosen = case.item, case.chosen
    assert chosen is not None
    own = chosen.office.id == item.owner_office_id
    referral.state = State.SIGNED if own else State.DISPATCHED
    referral.signed_at = at.now if own else None
    item.first_dispatched_at = referral.first_dispatched_at
    item.lead_id, item.lead_office_id, item.monitor_office_id = referral.id, chosen.office.id, chosen.monitor
    federation = chosen.office.kind == OrganizationKind.FEDERATION
    item.path = ResolutionPath.FEDERATION_SELF if federation else ResolutionPath.DEPARTMENT_COORDINATION
    case.referrals.append(referral)
    case.sent()
    return referral


def pinned(case: Case, legal_basis: LegalBasis, at: Moment) -> Referral:
    """Return a new referral with all that it copies: what the office reads, and what guards, clocks and policies need."""
    item, chosen = case.item, case.chosen
    assert chosen is not None
    facts = at.reference.type_at(item.type_code, item.type_version)
    return Referral(
        id=at.fresh.id(),
        number=at.fresh.number(NumberKind.REFERRAL, at.now),
        part=Part.LEAD,
        item_id=item.id,
        family_id=item.family_id,
        person_id=item.person_id,
        previous_id=None if case.last is None else case.last.id,
        region_code=item.region_code,
        office_id=chosen.office.id,
        department_code=chosen.office.department_code or facts.lead_department,
        office_region_code=chosen.office.region_code,
        office_county_id=chosen.counted_under,
        dispatching_office_id=item.owner_office_id,
        monitor_office_id=chosen.monitor,
        type_code=item.type_code,
        type_version=item.type_version,
        contract_version=at.reference.contract_version(item.type_code),
        need_domain=item.need_domain,
        urgency_level=item.urgency_level,
        urgency_kinds=list(item.urgency_kinds),
        urgency_applies=facts.limit.urgency_applies,
        needs_application=facts.limit.needs_application,
        request_text=item.request_text,
        request_document=item.request_document,
        fund_source=item.fund_source,
        legal_basis=legal_basis,
        apply_region_code=region_of_application(facts, *case.homes),
        first_dispatched_at=item.first_dispatched_at or at.now,
        dispatched_at=at.now,
        # What a new row has where nothing has happened yet: the rules read it before the database fills it in.
        returnable=True,
        question_open=False,
        handed_back=False,
        assisting_returned=False,
        missing=[],
        attempts=0,
        reopen_count=0,
        open_assisting=0,
        suspended_days=0,
        suspended_seconds=0,
        suspensions=0,
        extension_granted_days=0,
        extension_count=0,
        waits_monitor=False,
    )
