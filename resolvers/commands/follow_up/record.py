"""The federation asks the family what became of the help.

Source: docs/lifecycle.md (`followUpRecord`); docs/domain.md 5.
"""

from typing import Annotated

from typing_extensions import override

from db.tables.follow_up import FollowUp
from db.tables.item import AssistanceItem
from db.tables.referral import Referral
from domain import follow_up as rules
from domain.follow_up import Completed, Followed, FollowUpResult, Satisfaction
from domain.item import ItemState
from domain.message.refusal import Refusals
from domain.need import ItemOfNeed
from domain.outcome import Result
from domain.placement import Post, next_call_on
from domain.referral import State
from domain.value.values import FreeText
from resolvers.commands.aggregate.case import Case, FamilyCase, of_family
from resolvers.commands.aggregate.follow import write_route
from resolvers.commands.aggregate.work import reopen
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Says
from resolvers.commands.item.draft import fill
from resolvers.commands.locks import Locks
from resolvers.commands.target import OnReferral, ReferralCommand


class FollowUpRecordInput(OnReferral):
    """What the family said. 回访内容。"""

    result: Annotated[FollowUpResult, Says("What the family said, or that nobody answered. 回访结果。")]
    satisfaction: Annotated[Satisfaction, Says("How content it is; NOT_ASKED if it was not asked. 满意度，未询问填 NOT_ASKED。")]
    note: Annotated[str | None, FreeText(), Says("A note, internal to the federation. 备注，仅残联内部可见。")] = None


class FollowUpRecord(ReferralCommand[FollowUpRecordInput]):
    """Record what the family says of the help: it is confirmed, or worked on once more. 记录回访。"""

    @override
    async def load(self, locks: Locks, found: Referral) -> Case:
        """Return its case, locked, with the offices that the help may go to where it is drafted anew."""
        case = await super().load(locks, found)
        await locks.with_near(case)
        return case

    @override
    def apply(self, case: Case, input: FollowUpRecordInput, at: Moment) -> Change:
        """Write the answer and what follows from it; where reopening is over, draft the help anew that did not help."""
        case, referral = of_family(case), case.judged
        completed = as_completed(case, referral)
        if wrong := rules.refusals(input.result, input.satisfaction, completed, at.today):
            raise Refusals(*wrong)
        followed = rules.follow(input.result, completed, at.now, at.today, at.reference.follow_up)
        said = FollowUp(
            id=at.fresh.id(),
            referral_id=referral.id,
            family_id=referral.family_id,
            region_code=referral.region_code,
            dispatching_office_id=referral.dispatching_office_id,
            account_id=at.viewer.account,
            at=at.now,
            result=input.result,
            satisfaction=input.satisfaction,
            note=input.note,
        )
        case.said = input.result
        write(case, referral, followed, at)
        anew = (drafted_anew(case, at),) if followed.drafts_new_item else ()
        to = None if followed.state is State.COMPLETED else followed.state
        return Change(to=to, reasons=("FOLLOW_UP_RESULT", [input.result]), rows=(said, *anew))


def as_completed(case: Case, referral: Referral) -> Completed:
    """Return what the rules of a follow-up look at in a completed referral."""
    assert case.outcome is not None
    assert referral.reopen_until is not None
    result = Result(case.outcome.result)
    calls = referral.attempts, referral.attempted_on
    return Completed(result, *calls, referral.reopen_count, referral.reopen_until, referral.review_on, referral.confirmed)


def write(case: Case, referral: Referral, followed: Followed, at: Moment) -> None:
    """Write what follows from an answer on the referral."""
    if followed.state is State.REOPENED:
        reopen(case, referral, at)
        return
    referral.attempts, referral.attempted_on = followed.attempts, followed.attempted_on
    referral.confirmed = followed.confirmed
    if followed.state is State.CONFIRMED:
        referral.confirmed_at = at.now
        post = post_of(case)
        referral.call_on = None if post is None else next_call_on(post, at.today, at.reference.limits)


def post_of(case: Case) -> Post | None:
    """Return the post that the outcome in force gives; None if it gives none."""
    given = case.outcome
    return None if given is None or given.placement_from is None else Post(given.placement_from, given.placement_until)


def drafted_anew(case: FamilyCase, at: Moment) -> AssistanceItem:
    """Return a new draft of the same help, which names the item that did not help as the previous one."""
    item = AssistanceItem(id=at.fresh.id(), need_id=case.need.id, previous_id=case.item.id)
    fill(item, case.need, case.item.type_code, at)
    item.person_id, item.request_text = case.item.person_id, case.item.request_text
    write_route(case, item, (), at)
    case.others.append(ItemOfNeed(ItemState(item.state)))
    return item
