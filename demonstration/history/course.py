"""The course of one item: a method for each step that can be taken with it, which plays a command by an account that may give it.

Source: docs/lifecycle.md (Actions, Actors).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.referral import Referral
from demonstration.county.people import Members
from demonstration.history.cast import Cast
from demonstration.history.outcomes import Decision
from demonstration.history.stage import Stage
from domain.catalogue import TypeFacts
from domain.family import CertificateStatus
from domain.follow_up import FollowUpResult, Satisfaction
from domain.need import MOVING, NeedCloseReason
from domain.outcome import Result
from domain.referral import LegalBasis, Part, ReturnedBy, State, UrgencyLevel
from domain.time.calendar import day_of
from domain.viewer import Viewer
from resolvers.commands.aggregate.case import FamilyCase, WithCases
from resolvers.commands.aggregate.follow import of_need
from resolvers.commands.command import Command
from resolvers.commands.follow_up.record import FollowUpRecord, FollowUpRecordInput
from resolvers.commands.inputs.input import Input
from resolvers.commands.item.cancel import ItemCancel, ItemCancelInput
from resolvers.commands.item.designate import ItemDesignate, ItemDesignateInput
from resolvers.commands.item.discard import ItemDiscard, ItemDiscardInput
from resolvers.commands.item.dispatch import ItemDispatch, ItemDispatchInput
from resolvers.commands.item.draft import ItemDraft, ItemDraftInput
from resolvers.commands.item.edit import ItemEdit, ItemEditInput
from resolvers.commands.need.close import NeedClose, NeedCloseInput
from resolvers.commands.outcome.correct import OutcomeCorrect, OutcomeCorrectInput
from resolvers.commands.referral.answer import ReferralAnswer, ReferralAnswerInput
from resolvers.commands.referral.assign import ReferralAssign, ReferralAssignInput
from resolvers.commands.referral.complete import ReferralComplete, ReferralCompleteInput
from resolvers.commands.referral.hand_back import ReferralHandBack, ReferralHandBackInput
from resolvers.commands.referral.progress import ReferralProgress, ReferralProgressInput, StageInput
from resolvers.commands.referral.recall import ReferralRecall, ReferralRecallInput
from resolvers.commands.referral.reopen import ReferralReopen, ReferralReopenInput
from resolvers.commands.referral.resume import ReferralResume, ReferralResumeInput
from resolvers.commands.referral.return_ import ReferralReturn, ReferralReturnInput
from resolvers.commands.referral.sign import ReferralSign, ReferralSignInput
from resolvers.commands.referral.start import ReferralStart, ReferralStartInput
from resolvers.commands.referral.supply import ReferralSupply, ReferralSupplyInput
from resolvers.commands.referral.suspend import ReferralSuspend, ReferralSuspendInput
from resolvers.commands.referral.take import ReferralTake, ReferralTakeInput
from resolvers.commands.referral.urge import ReferralUrge, ReferralUrgeInput

Given = TypeVar("Given", bound=Input)

BY_WHEN = timedelta(days=10)
HAS_ITS_OWN_NUMBER = 0.25
SATISFIED = {
    FollowUpResult.SOLVED: Satisfaction.SATISFIED,
    FollowUpResult.PARTLY: Satisfaction.MOSTLY_SATISFIED,
    FollowUpResult.NOT_SOLVED: Satisfaction.NOT_SATISFIED,
    FollowUpResult.REFUSAL_UNDERSTOOD: Satisfaction.MOSTLY_SATISFIED,
    FollowUpResult.NO_ANSWER: Satisfaction.NOT_ASKED,
}


@dataclass
class Course:
    """One item from its draft on; `now` is set before each step. `siblings`: the cases of all items of the need that are drafted."""

    stage: Stage
    cast: Cast
    random: Random
    members: Members
    need: Need
    facts: TypeFacts
    person: UUID | None
    siblings: list[FamilyCase]
    now: datetime = field(init=False)
    _drafted: FamilyCase | None = None

    @property
    def case(self) -> FamilyCase:
        """The item with its referrals, need and family. Asserts that it is drafted."""
        assert self._drafted is not None
        return self._drafted

    @property
    def referral(self) -> Referral:
        """The lead that the item was dispatched with last."""
        return next(each for each in reversed(self.case.referrals) if each.part == Part.LEAD)

    # --- the federation, over the item

    def draft(self) -> None:
        """Draft the item, by the family's commissioner or a cadre."""
        item = AssistanceItem(id=self.stage.fresh.id(), need_id=self.need.id)
        family = self.members.family
        certified = frozenset(each.id for each in self.members.persons if each.certificate_status == CertificateStatus.CERTIFIED)
        near = self.cast.near(family)
        self._drafted = FamilyCase(judged=self.need, answer=item, item=item, need=self.need, family=family, certified=certified, near=near)
        drafter = self.cast.commissioner(family) if self.random.random() < 0.5 else self.cast.cadre(family)
        self._play(ItemDraft(), ItemDraftInput(need=self.need.id, type=self.facts.code, person=self.person), drafter)
        self.siblings.append(self.case)
        self.stage.cases[item.id] = self.case

    def edit(self) -> None:
        """Edit the draft: add a sentence to its request."""
        self._on_item(ItemEdit(), ItemEditInput(id=self.case.item.id, request_text=f"{self.case.item.request_text}（已补充情况说明）"))

    def dispatch(self) -> None:
        """Dispatch the item to the office of its route."""
        self.case.chosen = self.cast.chosen(self.case.item.route_offices[0], self.cast.federation(self.members.family))
        basis = LegalBasis.EMERGENCY if self.need.urgency_level == UrgencyLevel.EMERGENCY else LegalBasis.SEPARATE_CONSENT
        self._on_item(ItemDispatch(), ItemDispatchInput(legal_basis=basis, preview_seen=True))

    def designate(self) -> None:
        """Designate the office that refused, as the city's monitor."""
        item = self.case.item
        assert item.last_returned_office_id is not None
        self.case.chosen = self.cast.chosen(item.last_returned_office_id, self.cast.federation(self.members.family))
        given = ItemDesignateInput(id=item.id, office=item.last_returned_office_id, reason="DUTY_DECIDED")
        self.case.judged = self.case.answer = item
        self._play(ItemDesignate(), given, self.cast.monitor())

    def discard(self) -> None:
        """Discard the draft."""
        self._on_item(ItemDiscard(), ItemDiscardInput(id=self.case.item.id))

    def cancel(self) -> None:
        """Cancel the item for a random reason."""
        reason = self.random.choice(("FAMILY_WITHDREW", "MOVED", "DUPLICATE", "MISTAKE"))
        self._on_item(ItemCancel(), ItemCancelInput(id=self.case.item.id, reason=reason))

    def wait(self) -> None:
        """Do nothing: the need stays without an item."""

    def close_need(self) -> None:
        """Close the need, and with it the items that are not ended."""
        moving = [each for each in self.siblings if each.item.state in MOVING]
        need = WithCases(judged=self.need, answer=self.need, family=self.members.family, cases=moving)
        reason = self.random.choice(tuple(NeedCloseReason))
        self._look_around()
        self.stage.play(NeedClose(), need, NeedCloseInput(id=self.need.id, reason=reason), self.cast.cadre(self.members.family), self.now)

    # --- the federation, over the referral

    def recall(self) -> None:
        """Recall the referral before the office signs it."""
        self._by_cadre(ReferralRecall(), ReferralRecallInput(id=self.referral.id, reason="INFORMATION_WRONG"))

    def answer(self) -> None:
        """Answer the office's question."""
        self._by_cadre(ReferralAnswer(), ReferralAnswerInput(id=self.referral.id, text="已与家庭核实，情况属实。"))

    def supply(self) -> None:
        """Supply everything that is missing."""
        given = ReferralSupplyInput(id=self.referral.id, supplied=list(self.referral.missing), note="材料已补齐。")
        self._on_referral(ReferralSupply(), given, self.cast.commissioner(self.members.family))

    def urge(self) -> None:
        """Urge the office, by a cadre or the city's monitor."""
        urger = self.cast.cadre(self.members.family) if self.random.random() < 0.6 else self.cast.monitor()
        self._on_referral(ReferralUrge(), ReferralUrgeInput(note="请尽快办理。"), urger)

    def reopen(self) -> None:
        """Reopen the confirmed referral: the help has ended again."""
        self._by_cadre(ReferralReopen(), ReferralReopenInput(id=self.referral.id, reason="LOST_AGAIN"))

    def follow_up(self, result: FollowUpResult) -> None:
        """Record what the family answers to its commissioner or a cadre; add the items that follow from it to `siblings`."""
        given = FollowUpRecordInput(id=self.referral.id, result=result, satisfaction=SATISFIED[result])
        family = self.members.family
        asker = self.cast.commissioner(family) if self.random.random() < 0.6 else self.cast.cadre(family)
        made = self._on_referral(FollowUpRecord(), given, asker)
        self.siblings += [
            FamilyCase(judged=row, answer=row, item=row, need=self.need, family=family) for row in made if isinstance(row, AssistanceItem)
        ]

    # --- the office

    def sign(self) -> None:
        """Sign the referral, unless it was signed on dispatch, as in the federation's own office."""
        if self.referral.state != State.DISPATCHED:
            return
        reference = self.cast.own_number(self.referral.office_id, self.now) if self.random.random() < HAS_ITS_OWN_NUMBER else None
        self._by_dispatcher(ReferralSign(), ReferralSignInput(external_reference=reference))

    def return_(self, reason: str) -> None:
        """Return the referral for a reason."""
        who = {"NOT_OUR_DUTY": ReturnedBy.NOT_OUR_DUTY, "WRONG_AREA": ReturnedBy.NOT_OUR_AREA, "INCOMPLETE": ReturnedBy.INFORMATION_MISSING}
        self._by_dispatcher(ReferralReturn(), ReferralReturnInput(reason=reason, returned_by=who[reason], note="退回，请核实后改派。"))

    def assign(self) -> None:
        """Assign the referral to a handler."""
        self._by_dispatcher(ReferralAssign(), ReferralAssignInput(handler=self.cast.handler(self.referral.office_id).account))

    def take(self) -> None:
        """Take the referral, as a handler."""
        self._by_handler(ReferralTake(), ReferralTakeInput(id=self.referral.id))

    def hand_back(self) -> None:
        """Hand the referral back to the dispatcher."""
        self._by_handler(ReferralHandBack(), ReferralHandBackInput(id=self.referral.id))

    def start(self) -> None:
        """Start the work."""
        self._by_handler(ReferralStart(), ReferralStartInput())

    def note(self) -> None:
        """Add a note that the family is helped to apply."""
        self._by_handler(ReferralProgress(), ReferralProgressInput(id=self.referral.id, note="已联系家庭，正在协助准备申请材料。"))

    def question(self) -> None:
        """Ask the federation a question."""
        self._by_handler(ReferralProgress(), ReferralProgressInput(id=self.referral.id, question="请核实家庭目前的居住情况。"))

    def accept(self) -> None:
        """Accept the application; do nothing for a type without one, or a second time."""
        if not self.facts.needs_application or self.referral.accepted_on is not None:
            return
        today = day_of(self.now)
        stage = StageInput(code="ACCEPTED", on=today) if "ACCEPTED" in self.facts.stages else None
        self._by_handler(ReferralProgress(), ReferralProgressInput(id=self.referral.id, stage=stage, accepted_on=today))

    def advance(self) -> None:
        """Reach the next stage before the last; add a note if there is none."""
        reached = self.referral.stage
        ahead = self.facts.stages[self.facts.stages.index(reached) + 1 : -1] if reached else self.facts.stages[:-1]
        if not ahead:
            return self.note()
        stage = StageInput(code=ahead[0], on=day_of(self.now))
        return self._by_handler(ReferralProgress(), ReferralProgressInput(id=self.referral.id, stage=stage))

    def suspend(self) -> None:
        """Suspend the referral: two random documents are missing."""
        missing = self.random.sample(("APPLICATION_FORM", "INCOME_PROOF", "HOUSEHOLD_REGISTER", "INQUIRY_AUTHORISATION"), 2)
        until = day_of(self.now) + BY_WHEN
        self._by_handler(ReferralSuspend(), ReferralSuspendInput(id=self.referral.id, missing=missing, until=until))

    def resume(self) -> None:
        """Resume the suspended referral."""
        self._by_handler(ReferralResume(), ReferralResumeInput(id=self.referral.id))

    def complete(self, result: Result) -> None:
        """Complete the referral with an outcome of this result."""
        decision = Decision(self.facts, self.members.family, day_of(self.now), self.random)
        why = "NOT_NEEDED" if self.referral.open_assisting else None
        given = ReferralCompleteInput(id=self.referral.id, outcome=decision.outcome(result), without_assisting=why)
        self._by_handler(ReferralComplete(), given)

    def correct(self, result: Result) -> None:
        """What was decided was entered wrongly."""
        decision = Decision(self.facts, self.members.family, day_of(self.now), self.random)
        given = OutcomeCorrectInput(id=self.referral.id, reason="SUM_WRONG", outcome=decision.outcome(result))
        self._by_handler(OutcomeCorrect(), given)

    # --- how a step is played

    def _play(self, command: Command[Any, Given, Any], given: Given, by: Viewer) -> Sequence[object]:
        self._look_around()
        return self.stage.play(command, self.case, given, by, self.now)

    def _look_around(self) -> None:
        """Set in each case of the need what commands read of its other items."""
        for case in (*self.siblings, self._drafted):
            if case is not None:
                case.others = [of_need(each) for each in self.siblings if each is not case]

    def _on_item(self, command: Command[Any, Given, Any], given: Given) -> None:
        self.case.judged = self.case.answer = self.case.item
        self._play(command, given, self.cast.cadre(self.members.family))

    def on_referral(self, on: Referral, command: Command[Any, Given, Any], given: Given, by: Viewer) -> Sequence[object]:
        """Play a command aimed at a referral of the item."""
        self.case.judged = self.case.answer = on
        return self._play(command, given, by)

    def _on_referral(self, command: Command[Any, Given, Any], given: Given, by: Viewer) -> Sequence[object]:
        return self.on_referral(self.referral, command, given, by)

    def _by_cadre(self, command: Command[Any, Given, Any], given: Given) -> None:
        self._on_referral(command, given, self.cast.cadre(self.members.family))

    def _by_dispatcher(self, command: Command[Any, Given, Any], given: Given) -> None:
        self._on_referral(command, given, self.cast.dispatcher(self.referral.office_id))

    def _by_handler(self, command: Command[Any, Given, Any], given: Given) -> None:
        """Play a command by the referral's handler, or by one of its office if it has none."""
        handler = self.cast.at_office(self.referral.office_id, self.referral.handler_id) or self.cast.handler(self.referral.office_id)
        self._on_referral(command, given, handler)
