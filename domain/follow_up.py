"""Follow-ups: the family's answer, the state of the referral that follows from it, and the next contact.

Source: docs/domain.md 5, docs/lifecycle.md (`followUpRecord`, `referralReopen`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.message.refusal import Path, Refusal
from domain.outcome import REFUSING, Result
from domain.referral import State, UrgencyLevel
from domain.text.label import Labelled


class FollowUpResult(Labelled):
    """What the family said, or that nobody answered. 回访结果。"""

    SOLVED = "SOLVED", "It is solved. 已解决。", "已解决", "Solved"
    PARTLY = "PARTLY", "It is partly solved. 部分解决。", "部分解决", "Partly solved"
    NOT_SOLVED = "NOT_SOLVED", "It is not solved. 未解决。", "未解决", "Not solved"
    REFUSAL_UNDERSTOOD = (
        "REFUSAL_UNDERSTOOD",
        "The refusal is understood. 理解不予办理的决定。",
        "理解不予批准的理由",
        "The refusal is understood",
    )
    NO_ANSWER = "NO_ANSWER", "Nobody answered. 无人应答。", "未联系上", "No answer"


class Satisfaction(Labelled):
    """How content the family is. 满意度。"""

    SATISFIED = "SATISFIED", "Satisfied. 满意。"
    MOSTLY_SATISFIED = "MOSTLY_SATISFIED", "Mostly satisfied. 基本满意。"
    NOT_SATISFIED = "NOT_SATISFIED", "Not satisfied. 不满意。"
    NOT_ASKED = "NOT_ASKED", "Not asked. 未询问。"


CONFIRMING = frozenset({FollowUpResult.SOLVED, FollowUpResult.PARTLY, FollowUpResult.REFUSAL_UNDERSTOOD})


@dataclass(frozen=True)
class Completed:
    """What a follow-up needs of a completed referral: columns of its row, and the result of its outcome in force.

    `review_on`: when the office looks at it again, of a waiting list alone; `confirmed`: what the family has said of that already.
    """

    result: Result
    attempts: int
    attempted_on: date | None
    reopen_count: int
    reopen_until: datetime
    review_on: date | None = None
    confirmed: bool | None = None


@dataclass(frozen=True)
class FollowUpLimits:
    """Limits: `attempts` without an answer, on different days, before the referral is archived; `reopen_times` of one referral."""

    attempts: int
    reopen_times: int


@dataclass(frozen=True)
class Followed:
    """The referral after a follow-up: its state, the columns that count attempts, and whether a new item is drafted in its place.

    `confirmed`: True if the family confirmed the result, False if it is not asked any more without that, None while it may be.
    """

    state: State
    attempts: int
    attempted_on: date | None
    confirmed: bool | None = None
    drafts_new_item: bool = False


def refusals(result: FollowUpResult, satisfaction: Satisfaction, referral: Completed, today: date, at: Path = ()) -> tuple[Refusal, ...]:
    """Return a refusal for each error in a follow-up, with its path below `at`. `today` is the day in Shanghai."""
    found = []
    if result is FollowUpResult.REFUSAL_UNDERSTOOD and referral.result not in REFUSING:
        found.append(Refusal("NOT_A_REFUSAL", path=(*at, "result")))
    if result is FollowUpResult.NO_ANSWER and referral.attempted_on == today:
        found.append(Refusal("ALREADY_TRIED_TODAY", path=(*at, "result")))
    if result is FollowUpResult.NO_ANSWER and satisfaction is not Satisfaction.NOT_ASKED:
        found.append(Refusal("NOT_EXPECTED", path=(*at, "satisfaction")))
    return tuple(found)


def follow(result: FollowUpResult, referral: Completed, now: datetime, today: date, limits: FollowUpLimits) -> Followed:
    """Return what a valid follow-up makes of the referral."""
    if result in CONFIRMING:
        return Followed(State.CONFIRMED, attempts=0, attempted_on=None, confirmed=True)
    if result is FollowUpResult.NOT_SOLVED:
        return _not_solved(referral, now, limits)
    attempts = referral.attempts + 1
    if attempts < limits.attempts:
        return Followed(State.COMPLETED, attempts, today, confirmed=referral.confirmed)
    state = State.ARCHIVED if referral.review_on is None else State.COMPLETED
    return Followed(state, attempts, today, confirmed=False)


def _not_solved(referral: Completed, now: datetime, limits: FollowUpLimits) -> Followed:
    """Reopen the referral at the same office within the limits of reopening; beyond them archive it and draft a new item.

    What is on a waiting list keeps its place there, and is not sought anew.
    """
    if may_reopen(referral.reopen_count, referral.reopen_until, now, limits):
        return Followed(State.REOPENED, attempts=0, attempted_on=None)
    if referral.review_on is not None:  # its answer counts as an attempt: the outcome cannot be corrected any more
        return Followed(State.COMPLETED, referral.attempts + 1, referral.attempted_on, confirmed=False)
    return Followed(State.ARCHIVED, referral.attempts, referral.attempted_on, confirmed=False, drafts_new_item=True)


def may_reopen(reopen_count: int, reopen_until: datetime, now: datetime, limits: FollowUpLimits) -> bool:
    """Return whether a referral may be reopened once more; `reopen_until` is an exclusive end."""
    return reopen_count < limits.reopen_times and now < reopen_until


ContactDays = Mapping[UrgencyLevel, int]
"""Days until a family is contacted again, by its most urgent open need; NORMAL also without any."""


def next_contact_on(contacted_on: date, open_needs: Collection[UrgencyLevel], days: ContactDays) -> date:
    """Return the day by which to contact the family again: counted from the last contact, by the most urgent open need."""
    most_urgent = next((level for level in UrgencyLevel if level in open_needs), UrgencyLevel.NORMAL)
    return contacted_on + timedelta(days=days[most_urgent])
