"""The federation asks somebody who was placed on a post whether they are on it still.

Source: docs/lifecycle.md (`placementCallRecord`); docs/domain.md 5.
"""

from dataclasses import asdict, replace
from datetime import date
from typing import Annotated

from typing_extensions import override

from db.tables.placement_call import PlacementCall
from db.tables.referral import Referral
from domain import placement as rules
from domain.follow_up import may_reopen
from domain.message.refusal import Refusals
from domain.need import NeedStatus
from domain.placement import Called, CallResult, Calls
from domain.referral import State
from domain.value.values import FreeText, NotInFuture
from resolvers.commands.aggregate.case import Case, FamilyCase, of_family
from resolvers.commands.aggregate.work import reopen
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.follow_up.record import drafted_anew, post_of
from resolvers.commands.inputs.input import CodeOf, Says
from resolvers.commands.locks import Locks
from resolvers.commands.target import OnReferral, OutcomeCommand


class PlacementCallRecordInput(OnReferral):
    """What the call found. 安置后回访内容。"""

    result: Annotated[CallResult, Says("Whether the person is on the post still, or that nobody answered. 是否仍在岗，或未联系上。")]
    left_on: Annotated[date | None, NotInFuture(), Says("With LEFT alone: since when. 离岗日期，仅离岗时填写。")] = None
    left_reason: Annotated[str | None, CodeOf("LEFT_POST_REASON"), Says("With LEFT alone: why; a code. 离岗原因代码，仅离岗时填写。")] = (
        None
    )
    wants_another: Annotated[
        bool | None, Says("With LEFT alone: whether help with a post is wanted once more. 是否希望再次安置，仅离岗时填写。")
    ] = None
    note: Annotated[str | None, FreeText(), Says("A note, internal to the federation. 备注，仅残联内部可见。")] = None


class PlacementCallRecord(OutcomeCommand[PlacementCallRecordInput]):
    """Record a call after 1 and 3 months on a post; whoever has left and wants help is helped once more. 记录安置后回访。"""

    @override
    async def load(self, locks: Locks, found: Referral) -> Case:
        """Return its case, locked, with the entitlement of the post, and the offices that help may go to where it is drafted anew."""
        case = await super().load(locks, found)
        await locks.with_near(case)
        return case

    @override
    def apply(self, case: Case, input: PlacementCallRecordInput, at: Moment) -> Change:
        """Write the answer and what follows from it. Raises Refusals."""
        case, referral, post = of_family(case), case.judged, post_of(case)
        assert post is not None, "a call is owed for a post alone"
        said = Called(input.result, input.left_on, input.left_reason, input.wants_another)
        before = Calls(referral.call_on, referral.attempts, referral.attempted_on)
        if wrong := [*rules.refusals(said, post, before, at.today)]:
            raise Refusals(*wrong)
        for column, value in asdict(rules.follow(input.result, post, before, at.today, at.reference.limits)).items():
            setattr(referral, column, value)
        call = PlacementCall(
            id=at.fresh.id(),
            referral_id=referral.id,
            family_id=referral.family_id,
            region_code=referral.region_code,
            dispatching_office_id=referral.dispatching_office_id,
            account_id=at.viewer.account,
            at=at.now,
            note=input.note,
            **asdict(said),
        )
        if input.left_on is not None:
            referral.post_left_on = input.left_on
            _end_entitlement(case, input.left_on)
        told = Change(reasons=("CALL_RESULT", [input.result]), rows=(call,))
        return _help_once_more(case, referral, told, at) if input.wants_another else told


def _end_entitlement(case: FamilyCase, left_on: date) -> None:
    """Let what the person receives by the post end with it."""
    if (receives := case.entitlement) is not None:
        receives.until = left_on if receives.until is None else min(left_on, receives.until)


def _help_once_more(case: FamilyCase, referral: Referral, told: Change, at: Moment) -> Change:
    """Reopen the referral within the limits of reopening; beyond them draft the help anew, unless its need is closed."""
    assert referral.reopen_until is not None
    if may_reopen(referral.reopen_count, referral.reopen_until, at.now, at.reference.follow_up):
        reopen(case, referral, at)
        return replace(told, to=State.REOPENED)
    if case.need.status == NeedStatus.CLOSED:
        return told
    return replace(told, rows=(*told.rows, drafted_anew(case, at)))
