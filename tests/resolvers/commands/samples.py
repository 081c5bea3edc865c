"""For every command on a case: the state it starts in, who may do it, and an input that is accepted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from db.tables.entitlement import Entitlement
from domain.ask import AskState
from domain.entitlement import EntitlementSource
from domain.follow_up import FollowUpResult, Satisfaction
from domain.need import NeedCloseReason
from domain.outcome import Result
from domain.placement import CallResult
from domain.referral import LegalBasis, ReturnedBy, State
from resolvers.commands.aggregate.outcome import OutcomeInput
from resolvers.commands.asks.accepted_on_correct import AcceptedOnCorrect
from resolvers.commands.asks.accepted_on_decide import AcceptedOnDecide
from resolvers.commands.asks.extension_ask import ReferralExtensionAsk
from resolvers.commands.asks.extension_decide import ReferralExtensionDecide
from resolvers.commands.asks.return_ask import ReferralReturnAsk
from resolvers.commands.asks.return_decide import ReferralReturnDecide
from resolvers.commands.command import AnyCommand
from resolvers.commands.correction.propose import CorrectionPropose, ProposedValueInput
from resolvers.commands.follow_up.placement_call import PlacementCallRecord
from resolvers.commands.follow_up.record import FollowUpRecord
from resolvers.commands.handing.family_transfer import FamilyTransfer
from resolvers.commands.handing.family_transfer_decide import FamilyTransferDecide
from resolvers.commands.item.cancel import ItemCancel
from resolvers.commands.item.designate import ItemDesignate
from resolvers.commands.item.discard import ItemDiscard
from resolvers.commands.item.dispatch import ItemDispatch
from resolvers.commands.item.draft import ItemDraft
from resolvers.commands.item.edit import ItemEdit
from resolvers.commands.item.receipt_confirm import ReceiptConfirm
from resolvers.commands.need.close import NeedClose
from resolvers.commands.outcome.correct import OutcomeCorrect
from resolvers.commands.outcome.payment_give_up import PaymentGiveUp
from resolvers.commands.outcome.recognition_end import RecognitionEnd
from resolvers.commands.outcome.review import ReferralReview
from resolvers.commands.referral.answer import ReferralAnswer
from resolvers.commands.referral.assign import ReferralAssign
from resolvers.commands.referral.assist import ReferralAssist
from resolvers.commands.referral.assist_complete import ReferralAssistComplete
from resolvers.commands.referral.complete import ReferralComplete
from resolvers.commands.referral.delegate import ReferralDelegate
from resolvers.commands.referral.delegate_return import ReferralDelegateReturn
from resolvers.commands.referral.hand_back import ReferralHandBack
from resolvers.commands.referral.move import ReferralMove
from resolvers.commands.referral.progress import ReferralProgress
from resolvers.commands.referral.recall import ReferralRecall
from resolvers.commands.referral.reopen import ReferralReopen
from resolvers.commands.referral.resume import ReferralResume
from resolvers.commands.referral.return_ import ReferralReturn
from resolvers.commands.referral.sign import ReferralSign
from resolvers.commands.referral.start import ReferralStart
from resolvers.commands.referral.supply import ReferralSupply
from resolvers.commands.referral.suspend import ReferralSuspend
from resolvers.commands.referral.take import ReferralTake
from resolvers.commands.referral.urge import ReferralUrge
from tests.builders.beside import assisted_by, delegated_to
from tests.builders.case import Case, a_family
from tests.builders.world import NOW, TOWN, VILLAGE, World
from tests.resolvers.commands.conftest import PLAIN_OFFICE, PLAIN_TYPE, Stage

CADRE = "cadre.federation.330110"
MONITOR = "monitor.federation.3301"
COMMISSIONER = f"commissioner.federation.{VILLAGE}"
PLAIN_TOWN = f"healthcare-security.{TOWN}"
DISPATCHER, HANDLER = f"dispatcher.{PLAIN_OFFICE}", f"handler.{PLAIN_OFFICE}"
SUPERIOR = "dispatcher.healthcare-security.3301"
FEDERATION, FIELD, OFFICE = (CADRE,), (CADRE, COMMISSIONER), (DISPATCHER, HANDLER)

WITHDRAWN = OutcomeInput(result=Result.WITHDRAWN, decided_on=date(2026, 11, 24))
"""The outcome that asks for nothing more."""


ASKED_TO_RETURN: Mapping[str, Any] = {
    "return_ask_state": AskState.OPEN,
    "return_ask_reason": "NOT_OUR_DUTY",
    "return_ask_returned_by": ReturnedBy.NOT_OUR_DUTY,
    "return_ask_asked_at": NOW,
    "return_ask_until": NOW + timedelta(days=2),
}
"""Of a referral that its office asks to return."""
ASKED_FOR_TIME: Mapping[str, Any] = {
    "extension_state": AskState.OPEN,
    "extension_days": 4,
    "extension_reason": "PROCEDURE",
    "extension_asked_at": NOW,
    "extension_until": NOW + timedelta(days=9),
}
"""Of a referral whose office asks for more time."""


TO_BE_CALLED: Mapping[str, Any] = {"call_on": date(2026, 11, 23)}
"""Of a confirmed referral by which somebody came on a post."""
A_POST: Mapping[str, Any] = {"placement_employer": "青山助残工坊", "placement_post": "保洁员", "placement_from": date(2026, 10, 23)}
"""Of the outcome that gave it."""

HANDED_OVER: Mapping[str, Any] = {
    "transfer_state": AskState.OPEN,
    "transfer_domain": "EDUCATION",
    "transfer_request_text": "孩子上学需要帮助",
    "transfer_asked_at": NOW,
    "transfer_open_at": NOW,
}
"""Of a referral whose office has told the federation of another need."""
RISK_GONE: Mapping[str, Any] = {"ended_on": date(2026, 11, 24), "reason": "NO_LONGER_MET"}
"""Why what was recognised ended."""

ASKED_TO_CORRECT: Mapping[str, Any] = {
    "accepted_on": NOW.date(),
    "acceptance_ask_state": AskState.OPEN,
    "acceptance_ask_accepted_on": NOW.date() - timedelta(days=1),
    "acceptance_ask_asked_at": NOW,
    "acceptance_ask_until": NOW + timedelta(days=2),
    "dispatched_at": NOW - timedelta(days=3),
}
"""Of a referral whose office asks to correct the day of acceptance."""


@dataclass(frozen=True)
class Sample:
    """How a command is tried. `state` None: over a draft (of an item), or over its need."""

    command: type[AnyCommand]
    state: State | None
    by: tuple[str, ...]
    given: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, Any] = field(default_factory=dict)
    handled_by: str | None = None
    """Who handles the referral."""
    handed_to: str | None = None
    """Whom the input names as handler."""

    names_office: str | None = None
    """The office that the input names."""
    delegated: bool = False
    """Whether the referral is one that the county has delegated to a township."""
    assisting: bool = False
    """Whether the referral is one that assists."""

    gives: Mapping[str, Any] = field(default_factory=dict)
    """What the outcome in force gives."""

    receives: bool = False
    """Whether something is received by the outcome in force."""

    of_funds: bool = False
    """Whether the referral is a request for funds."""

    async def case(self, stage: Stage) -> Case:
        """A case in which the command is allowed."""
        if self.names_office:
            stage.world.staffed(self.names_office)
        if self.of_funds:
            return await requested(stage)
        if self.state is None:
            return await stage.drafted()
        handler: dict[str, Any] = {} if self.handled_by is None else {"handler_id": stage.world.viewer(self.handled_by).account}
        if self.assisting:
            return await stage.placed(assisted_by(await stage.referred(State.IN_PROGRESS), PLAIN_TOWN, self.state))
        if self.delegated:
            return await stage.placed(delegated_to(await stage.referred(State.IN_PROGRESS), PLAIN_TOWN, self.state))
        case = await stage.referred(self.state, **self.columns, **handler)
        if self.receives:
            stage.world.add(entitled(case))
            return await stage.placed(case)
        return await stage.placed(case.with_outcome(Result.GRANTED, version=2, **self.gives)) if self.gives else case

    def target(self, case: Case) -> UUID:
        """The row that the command is aimed at."""
        if self.command.answers == "Need" or self.command.aims_at == "need":
            return case.need.id
        return case.item.id if self.command.answers == "AssistanceItem" else case.referral.id

    def input(self, world: World) -> dict[str, Any]:
        """What the command is told."""
        if self.names_office:
            return {**self.given, "office": world.office(self.names_office).id}
        return {**self.given} if self.handed_to is None else {**self.given, "handler": world.viewer(self.handed_to).account}


def entitled(case: Case) -> Entitlement:
    """What the referral's outcome gives."""
    referral = case.referral
    return Entitlement(
        id=case.world.key(),
        family_id=referral.family_id,
        region_code=referral.region_code,
        type_code=referral.type_code,
        type_version=1,
        source=EntitlementSource.OUTCOME,
        referral_id=referral.id,
        created_at=case.at,
    )


async def requested(stage: Stage) -> Case:
    """A request for funds to which finance has said no."""
    office = stage.world.office(PLAIN_OFFICE)
    sums: dict[str, Any] = dict.fromkeys(("line_persons", "line_sum", "line_paid", "line_outstanding", "line_failed"), 0)
    of_funds: dict[str, Any] = {"family_id": None, "person_id": None, "request_text": None, "region_code": office.region_code, **sums}
    case = a_family(stage.world, VILLAGE).with_need("MEDICAL")
    case.with_draft("A31", need_id=None, owner_office_id=office.id, type_department_code="FINANCE", **of_funds)
    case.referred_to("finance.330110", State.COMPLETED, **of_funds).with_outcome()
    return await stage.placed(case)


SAMPLES = (
    Sample(NeedClose, None, FEDERATION, {"reason": NeedCloseReason.WITHDRAWN}),
    Sample(ItemDraft, None, FIELD, {"type": PLAIN_TYPE}),
    Sample(ItemEdit, None, FIELD, {"request_text": "改为护理"}),
    Sample(ItemDiscard, None, FIELD),
    Sample(ItemDispatch, None, FEDERATION, {"legal_basis": LegalBasis.STATUTORY_DUTY, "preview_seen": True}),
    Sample(
        ItemDesignate,
        State.RETURNED,
        (MONITOR,),
        {"reason": "DUTY_DECIDED"},
        {"return_reason": "NOT_OUR_DUTY"},
        names_office=PLAIN_OFFICE,
    ),
    Sample(ItemCancel, State.SIGNED, FEDERATION, {"reason": "MISTAKE"}),
    Sample(ReferralRecall, State.DISPATCHED, FEDERATION, {"reason": "WRONG_OFFICE"}),
    Sample(ReferralSign, State.DISPATCHED, (DISPATCHER,)),
    Sample(ReferralReturn, State.SIGNED, (DISPATCHER,), {"reason": "NOT_OUR_DUTY", "returned_by": ReturnedBy.NOT_OUR_DUTY}),
    Sample(ReferralReturnAsk, State.IN_PROGRESS, (DISPATCHER,), {"reason": "NOT_OUR_DUTY", "returned_by": ReturnedBy.NOT_OUR_DUTY}),
    Sample(ReferralReturnDecide, State.IN_PROGRESS, FEDERATION, {"granted": True}, ASKED_TO_RETURN),
    Sample(ReferralExtensionAsk, State.IN_PROGRESS, OFFICE, {"days": 3, "reason": "PROCEDURE"}),
    Sample(ReferralExtensionDecide, State.IN_PROGRESS, FEDERATION, {"granted": True}, ASKED_FOR_TIME),
    Sample(
        AcceptedOnCorrect,
        State.IN_PROGRESS,
        OFFICE,
        {"accepted_on": NOW.date() - timedelta(days=1)},
        {"accepted_on": NOW.date(), "dispatched_at": NOW - timedelta(days=3)},
    ),
    Sample(AcceptedOnDecide, State.IN_PROGRESS, FEDERATION, {"granted": True}, ASKED_TO_CORRECT),
    Sample(FamilyTransfer, State.IN_PROGRESS, OFFICE, {"domain": "EDUCATION", "request_text": "孩子上学需要帮助"}),
    Sample(FamilyTransferDecide, State.IN_PROGRESS, FEDERATION, {"accepted": True}, HANDED_OVER),
    Sample(CorrectionPropose, State.SIGNED, OFFICE, {"value": ProposedValueInput(phone="16000990009"), "reason": "SAID_BY_FAMILY"}),
    Sample(ReferralAssist, State.SIGNED, (CADRE,), {"request_text": "请协助"}, names_office=PLAIN_TOWN),
    Sample(
        ReferralAssistComplete,
        State.IN_PROGRESS,
        (f"dispatcher.{PLAIN_TOWN}", f"handler.{PLAIN_TOWN}"),
        {"note": "已协助"},
        assisting=True,
    ),
    Sample(ReferralDelegate, State.SIGNED, (DISPATCHER,), names_office=PLAIN_TOWN),
    Sample(ReferralMove, State.SIGNED, (SUPERIOR,), {"reason": "HANDED_DOWN"}, names_office=PLAIN_TOWN),
    Sample(ReferralDelegateReturn, State.IN_PROGRESS, (f"dispatcher.{PLAIN_TOWN}",), {"reason": "DONE"}, delegated=True),
    Sample(ReferralAssign, State.SIGNED, (DISPATCHER,), handed_to=HANDLER),
    Sample(ReferralTake, State.SIGNED, OFFICE),
    Sample(ReferralHandBack, State.IN_PROGRESS, (HANDLER,), handled_by=HANDLER),
    Sample(ReferralStart, State.SIGNED, OFFICE),
    Sample(ReferralProgress, State.SIGNED, OFFICE, {"note": "已联系家庭"}),
    Sample(ReferralAnswer, State.IN_PROGRESS, FEDERATION, {"text": "已核实"}, {"question_open": True}),
    Sample(ReferralSuspend, State.IN_PROGRESS, OFFICE, {"missing": ["ID_DOCUMENT"], "until": date(2026, 12, 1)}),
    Sample(ReferralSupply, State.SUSPENDED, FIELD, {"supplied": ["ID_DOCUMENT"]}),
    Sample(ReferralResume, State.SUSPENDED, OFFICE),
    Sample(ReferralComplete, State.IN_PROGRESS, OFFICE, {"outcome": WITHDRAWN}),
    Sample(OutcomeCorrect, State.COMPLETED, OFFICE, {"reason": "RESULT_WRONG", "outcome": WITHDRAWN}),
    Sample(ReferralReview, State.CONFIRMED, OFFICE, {"outcome": WITHDRAWN}, {"review_on": date(2026, 11, 24)}),
    Sample(PaymentGiveUp, State.CONFIRMED, OFFICE, {"reason": "NOT_OWED"}, {"payment_failed_on": date(2026, 11, 20)}),
    Sample(RecognitionEnd, State.CONFIRMED, OFFICE, RISK_GONE, {"recognised_on": date(2026, 11, 1)}, receives=True),
    Sample(ReferralReopen, State.COMPLETED, FIELD, {"reason": "NOT_SOLVED"}),
    Sample(ReferralUrge, State.DISPATCHED, (CADRE, MONITOR)),
    Sample(FollowUpRecord, State.COMPLETED, FIELD, {"result": FollowUpResult.SOLVED, "satisfaction": Satisfaction.SATISFIED}),
    Sample(PlacementCallRecord, State.CONFIRMED, FIELD, {"result": CallResult.ON_POST}, TO_BE_CALLED, gives=A_POST),
    Sample(ReceiptConfirm, State.COMPLETED, (DISPATCHER,), of_funds=True),
)
