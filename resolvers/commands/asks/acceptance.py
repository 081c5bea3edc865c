"""Which day an acceptance can be corrected to, and what that needs of the case.

Source: docs/lifecycle.md (`acceptedOnCorrect`, `acceptedOnDecide`): from the dispatch to today, not after what followed the acceptance.
"""

from datetime import date

from sqlalchemy import select
from typing_extensions import override

from db.tables.event import Event
from db.tables.outcome import Outcome
from db.tables.referral import Referral
from domain.message.refusal import Refusal, Refusals
from domain.time.calendar import day_of
from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Given
from resolvers.commands.context import Moment
from resolvers.commands.locks import Locks
from resolvers.commands.referral.progress import follows_acceptance, too_early
from resolvers.commands.target import ReferralCommand


class AcceptanceCommand(ReferralCommand[Given]):
    """An action on one referral that looks at the day of its acceptance."""

    @override
    async def load(self, locks: Locks, found: Referral) -> Case:
        """Return its case, locked, with its ended suspensions and the days of what followed."""
        case = await super().load(locks, found)
        await locks.with_pauses(case)
        await with_days(locks, case)
        return case


async def with_days(locks: Locks, case: Case) -> None:
    """Add to the case the days of the stages and decisions that the judged referral has had."""
    key = case.judged.id
    told = select(Event.stage, Event.stage_on).where(Event.subject_id == key, Event.stage.is_not(None), Event.stage_on.is_not(None))
    case.stages = [(stage, on) for stage, on in await locks.session.execute(told) if stage is not None and on is not None]
    case.decided_on = [*await locks.session.scalars(select(Outcome.decided_on).where(Outcome.referral_id == key))]


def check(case: Case, day: date, path: tuple[str, ...], at: Moment) -> None:
    """Compare the right day of acceptance with the day that is recorded, the dispatch, and what followed. Raises Refusals."""
    referral = case.judged
    stages = at.reference.type_at(referral.type_code, referral.type_version).stages
    later = [on for stage, on in case.stages if follows_acceptance(stage, stages)]
    later += [on for on in case.decided_on if on >= referral.accepted_on]
    wrong = too_early(day, day_of(referral.dispatched_at), path)
    if day == referral.accepted_on:
        wrong.append(Refusal("ACCEPTED_THEN", path=path))
    if later and day > min(later):
        wrong.append(Refusal("TOO_LATE", path=path, latest=min(later)))
    if wrong:
        raise Refusals(*wrong)
