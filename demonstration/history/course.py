"""The course of one item: every step that somebody may take with it, each a command by the right member at its moment.

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
from domain.referral import LegalBasis, ReturnedBy, State, UrgencyLevel
from domain.time.calendar import day_of
from domain.viewer import Viewer
from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.follow import of_need
from resolvers.commands.command import Command
from resolvers.commands.follow_up.record import FollowUpRecord, FollowUpRecordInput
from resolvers.commands.inputs.input import Input
from resolvers.commands.item.cancel import ItemCancel, ItemCancelInput
from resolvers.commands.item.discard import ItemDiscard, ItemDiscardInput
from resolvers.commands.item.dispatch import ItemDispatch, ItemDispatchInput
from resolvers.commands.item.draft import ItemDraft, ItemDraftInput
from resolvers.commands.item.edit import ItemEdit, ItemEditInput
from resolvers.commands.need.close import NeedClose, NeedCloseInput, NeedWithItems
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
    """One item on its way. `siblings`: the cases of all items of the need, this one's too once it is drafted."""

    stage: Stage
    cast: Cast
    random: Random
    members: Members
    need: Need
    facts: TypeFacts
    person: UUID | None
    siblings: list[Case]
    now: datetime = field(init=False)
    _drafted: Case | None = None

    @property
    def case(self) -> Case:
        """The item with all that moves with it, from its draft on."""
        assert self._drafted is not None
        return self._drafted

    @property
    def referral(self) -> Referral:
        """The referral that was dispatched last."""
        return self.case.referrals[-1]

    # --- the federation, over the item

    def draft(self) -> None:
        """The commissioner or a cadre asks for help."""
        item = AssistanceItem(id=self.stage.fresh.id(), need_id=self.need.id)
        family = self.members.family
        certified = frozenset(each.id for each in self.members.persons if each.certificate_status == CertificateStatus.CERTIFIED)
        near = self.cast.near(family)
        self._drafted = Case(judged=self.need, answer=item, item=item, need=self.need, family=family, certified=certified, near=near)
        drafter = self.cast.commissioner(family) if self.random.random() < 0.5 else self.cast.cadre(family)
        self._play(ItemDraft(), ItemDraftInput(need=self.need.id, type=self.facts.code, person=self.person), drafter)
        self.siblings.append(self.case)

    def edit(self) -> None:
        """What is asked is said more clearly."""
        self._on_item(ItemEdit(), ItemEditInput(id=self.case.item.id, request_text=f"{self.case.item.request_text}（已补充情况说明）"))

    def dispatch(self) -> None:
        """Sent to where it belongs."""
        self.case.chosen = self.cast.chosen(self.case.item, self.members.family)
        basis = LegalBasis.EMERGENCY if self.need.urgency_level == UrgencyLevel.EMERGENCY else LegalBasis.SEPARATE_CONSENT
        self._on_item(ItemDispatch(), ItemDispatchInput(legal_basis=basis, preview_seen=True))

    def discard(self) -> None:
        """The draft is thrown away."""
        self._on_item(ItemDiscard(), ItemDiscardInput(id=self.case.item.id))

    def cancel(self) -> None:
        """The family does not want it any more, or it was a mistake."""
        reason = self.random.choice(("FAMILY_WITHDREW", "MOVED", "DUPLICATE", "MISTAKE"))
        self._on_item(ItemCancel(), ItemCancelInput(id=self.case.item.id, reason=reason))

    def wait(self) -> None:
        """Nothing is asked for yet: the need is one of the safety net's."""

    def close_need(self) -> None:
        """The need is over, and with it whatever still moves for it."""
        moving = [each for each in self.siblings if each.item.state in MOVING]
        need = NeedWithItems(judged=self.need, answer=self.need, family=self.members.family, moving=moving)
        reason = self.random.choice(tuple(NeedCloseReason))
        self._look_around()
        self.stage.play(NeedClose(), need, NeedCloseInput(id=self.need.id, reason=reason), self.cast.cadre(self.members.family), self.now)

    # --- the federation, over the referral

    def recall(self) -> None:
        """Taken back before anybody signed."""
        self._by_cadre(ReferralRecall(), ReferralRecallInput(id=self.referral.id, reason="INFORMATION_WRONG"))

    def answer(self) -> None:
        """The office's question is answered."""
        self._by_cadre(ReferralAnswer(), ReferralAnswerInput(id=self.referral.id, text="已与家庭核实，情况属实。"))

    def supply(self) -> None:
        """What was missing has come."""
        given = ReferralSupplyInput(id=self.referral.id, supplied=list(self.referral.missing), note="材料已补齐。")
        self._on_referral(ReferralSupply(), given, self.cast.commissioner(self.members.family))

    def urge(self) -> None:
        """The cadre or the city's monitor urges."""
        urger = self.cast.cadre(self.members.family) if self.random.random() < 0.6 else self.cast.monitor()
        self._on_referral(ReferralUrge(), ReferralUrgeInput(note="请尽快办理。"), urger)

    def reopen(self) -> None:
        """What was confirmed has ended again."""
        self._by_cadre(ReferralReopen(), ReferralReopenInput(id=self.referral.id, reason="LOST_AGAIN"))

    def follow_up(self, result: FollowUpResult) -> None:
        """The commissioner asks the family, or a cadre does."""
        given = FollowUpRecordInput(id=self.referral.id, result=result, satisfaction=SATISFIED[result])
        family = self.members.family
        asker = self.cast.commissioner(family) if self.random.random() < 0.6 else self.cast.cadre(family)
        made = self._on_referral(FollowUpRecord(), given, asker)
        self.siblings += [
            Case(judged=row, answer=row, item=row, need=self.need, family=family) for row in made if isinstance(row, AssistanceItem)
        ]

    # --- the office

    def sign(self) -> None:
        """Taken on; in the federation's own office dispatching was signing."""
        if self.referral.state != State.DISPATCHED:
            return
        reference = self.cast.own_number(self.referral.office_id, self.now) if self.random.random() < HAS_ITS_OWN_NUMBER else None
        self._by_dispatcher(ReferralSign(), ReferralSignInput(external_reference=reference))

    def return_(self, reason: str) -> None:
        """Not this office's to handle."""
        who = {"NOT_OUR_DUTY": ReturnedBy.NOT_OUR_DUTY, "WRONG_AREA": ReturnedBy.NOT_OUR_AREA, "INCOMPLETE": ReturnedBy.INFORMATION_MISSING}
        self._by_dispatcher(ReferralReturn(), ReferralReturnInput(reason=reason, returned_by=who[reason], note="退回，请核实后改派。"))

    def assign(self) -> None:
        """Given to a handler."""
        self._by_dispatcher(ReferralAssign(), ReferralAssignInput(handler=self.cast.handler(self.referral.office_id).account))

    def take(self) -> None:
        """A handler takes it."""
        self._by_handler(ReferralTake(), ReferralTakeInput(id=self.referral.id))

    def hand_back(self) -> None:
        """The handler gives it back."""
        self._by_handler(ReferralHandBack(), ReferralHandBackInput(id=self.referral.id))

    def start(self) -> None:
        """Work begins."""
        self._by_handler(ReferralStart(), ReferralStartInput())

    def note(self) -> None:
        """The family is helped to apply."""
        self._by_handler(ReferralProgress(), ReferralProgressInput(id=self.referral.id, note="已联系家庭，正在协助准备申请材料。"))

    def question(self) -> None:
        """The office asks the federation."""
        self._by_handler(ReferralProgress(), ReferralProgressInput(id=self.referral.id, question="请核实家庭目前的居住情况。"))

    def accept(self) -> None:
        """The application is accepted, where the type needs one."""
        if not self.facts.needs_application or self.referral.accepted_on is not None:
            return
        today = day_of(self.now)
        stage = StageInput(code="ACCEPTED", on=today) if "ACCEPTED" in self.facts.stages else None
        self._by_handler(ReferralProgress(), ReferralProgressInput(id=self.referral.id, stage=stage, accepted_on=today))

    def advance(self) -> None:
        """The next stage but the last is reached; a note where there is none."""
        reached = self.referral.stage
        ahead = self.facts.stages[self.facts.stages.index(reached) + 1 : -1] if reached else self.facts.stages[:-1]
        if not ahead:
            return self.note()
        stage = StageInput(code=ahead[0], on=day_of(self.now))
        return self._by_handler(ReferralProgress(), ReferralProgressInput(id=self.referral.id, stage=stage))

    def suspend(self) -> None:
        """Something is missing."""
        missing = self.random.sample(("APPLICATION_FORM", "INCOME_PROOF", "HOUSEHOLD_REGISTER", "INQUIRY_AUTHORISATION"), 2)
        until = day_of(self.now) + BY_WHEN
        self._by_handler(ReferralSuspend(), ReferralSuspendInput(id=self.referral.id, missing=missing, until=until))

    def resume(self) -> None:
        """The office goes on without waiting any longer."""
        self._by_handler(ReferralResume(), ReferralResumeInput(id=self.referral.id))

    def complete(self, result: Result) -> None:
        """Decided."""
        decision = Decision(self.facts, self.members.family, day_of(self.now), self.random)
        self._by_handler(ReferralComplete(), ReferralCompleteInput(id=self.referral.id, outcome=decision.outcome(result)))

    # --- how a step is played

    def _play(self, command: Command[Case, Given, Any], given: Given, by: Viewer) -> Sequence[object]:
        self._look_around()
        return self.stage.play(command, self.case, given, by, self.now)

    def _look_around(self) -> None:
        """Every item of the need sees the others as they are now."""
        for case in (*self.siblings, self._drafted):
            if case is not None:
                case.others = [of_need(each) for each in self.siblings if each is not case]

    def _on_item(self, command: Command[Case, Given, Any], given: Given) -> None:
        self.case.judged = self.case.answer = self.case.item
        self._play(command, given, self.cast.cadre(self.members.family))

    def _on_referral(self, command: Command[Case, Given, Any], given: Given, by: Viewer) -> Sequence[object]:
        self.case.judged = self.case.answer = self.referral
        return self._play(command, given, by)

    def _by_cadre(self, command: Command[Case, Given, Any], given: Given) -> None:
        self._on_referral(command, given, self.cast.cadre(self.members.family))

    def _by_dispatcher(self, command: Command[Case, Given, Any], given: Given) -> None:
        self._on_referral(command, given, self.cast.dispatcher(self.referral.office_id))

    def _by_handler(self, command: Command[Case, Given, Any], given: Given) -> None:
        """By the one who handles it already, else by one of the office."""
        handler = self.cast.at_office(self.referral.office_id, self.referral.handler_id) or self.cast.handler(self.referral.office_id)
        self._on_referral(command, given, handler)
