"""The stories of items in the demonstration county: sequences of steps, each with its share of all items.

Source: docs/lifecycle.md, of which they reach every state, action and outcome; docs/domain-facts.md 4 for what is usual.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from demonstration.history.course import Course
from demonstration.history.offices import asks, assisting, correcting, handing, posts, recognition, superior, township, waiting_list
from domain.follow_up import FollowUpResult
from domain.outcome import OutcomeKind, Result
from domain.placement import CallResult

Act = Callable[[Course], None]
Gap = tuple[int, int]


@dataclass(frozen=True)
class Step:
    """One step of a course, and how many working days it follows the step before: at least and at most."""

    act: Act
    after: Gap = (0, 1)


@dataclass(frozen=True)
class Story:
    """A sequence of steps; `rest`: how many working days ago the last one was, at least and at most.

    `sent_away`: told only of types that another department than the federation gives. `urgent`: only of types with limits for urgency.
    `delegated`: only of types over which a county decides whose townships have the line. `gives`: only of types that give this.
    `applied`: only of types for which the family has to apply.
    """

    share: int
    steps: tuple[Step, ...]
    rest: Gap = (0, 2)
    sent_away: bool = False
    urgent: bool = False
    delegated: bool = False
    gives: OutcomeKind | None = None
    applied: bool = False

    @property
    def is_of_one_item(self) -> bool:
        """Whether its need has no other item: a step leaves the need without items, or closes it."""
        return any(step.act in (Course.wait, Course.close_need) for step in self.steps)


def completed(result: Result, after: Gap = (2, 6)) -> Step:
    """Return the step in which the office completes the referral with this result."""
    return Step(partial(Course.complete, result=result), after)


def corrected(result: Result, after: Gap = (0, 1)) -> Step:
    """Return the step in which the office corrects its outcome to this result."""
    return Step(partial(Course.correct, result=result), after)


def reviewed(result: Result, after: Gap = (40, 64)) -> Step:
    """Return the step in which the office looks again at its waiting list, by the review date, with this result."""
    return Step(partial(waiting_list.review, result=result), after)


def asked(result: FollowUpResult, after: Gap = (1, 2)) -> Step:
    """Return the step in which the federation asks the family and gets this answer."""
    return Step(partial(Course.follow_up, result=result), after)


def called(result: CallResult, after: Gap = (25, 27)) -> Step:
    """Return the step in which somebody who was placed on a post is called, and says this; the first call is due after a month."""
    return Step(partial(posts.call, result=result), after)


def returned(reason: str, after: Gap = (0, 1)) -> Step:
    """Return the step in which the office returns the referral for this reason."""
    return Step(partial(Course.return_, reason=reason), after)


DRAFT = (Step(Course.draft, (0, 2)),)
SENT = (*DRAFT, Step(Course.dispatch))
SIGNED = (*SENT, Step(Course.sign))
STARTED = (*SIGNED, Step(Course.start, (0, 2)))
ACCEPTED = (*STARTED, Step(Course.accept, (1, 3)))
WORKED_ON = (*ACCEPTED, Step(Course.advance, (1, 4)))
SUSPENDED = (*STARTED, Step(Course.suspend, (1, 3)))
RETURNED = (*SENT, returned("NOT_OUR_DUTY"))
INCOMPLETE = (*SENT, returned("INCOMPLETE"))
GRANTED = (*WORKED_ON, completed(Result.GRANTED))
REFUSED = (*WORKED_ON, completed(Result.NOT_ELIGIBLE))
SOLVED, PARTLY, UNSOLVED = FollowUpResult.SOLVED, FollowUpResult.PARTLY, FollowUpResult.NOT_SOLVED
UNDERSTOOD, SILENT = FollowUpResult.REFUSAL_UNDERSTOOD, FollowUpResult.NO_ANSWER
ASKED_BACK = (*STARTED, Step(asks.ask_to_return, (1, 2)))
CONSENTED, DECLINED = (Step(partial(asks.decide_on_return, granted=each)) for each in (True, False))
PRESSED = (*STARTED, Step(asks.ask_for_time, (0, 0)))
GIVEN_TIME, GIVEN_NONE = (Step(partial(asks.decide_on_time, granted=each)) for each in (True, False))
MISDATED = (*ACCEPTED, Step(asks.correct_acceptance, (1, 2)))
TOLD, TAKEN_UP, LEFT_ALONE = Step(handing.hand_over), *(Step(partial(handing.decide, accepted=each)) for each in (True, False))
REOPENED = (*GRANTED, asked(UNSOLVED))
AGAIN = (Step(Course.start, (0, 1)), Step(Course.note, (1, 2)))
IN_VAIN = (*AGAIN, completed(Result.GRANTED), asked(UNSOLVED))
AT_ONCE, SOON = (0, 0), (0, 1)
ASSISTED = (*STARTED, Step(assisting.ask), Step(assisting.sign))
WAITING = (*ACCEPTED, completed(Result.WAITING_LIST), asked(PARTLY))
PLACED = (*GRANTED, asked(SOLVED))
HANDED_OVER = (*GRANTED, TOLD, LEFT_ALONE, TOLD, TAKEN_UP)
ON_POST = (*PLACED, called(CallResult.ON_POST))
HANDED_DOWN = (*STARTED, Step(superior.hand_down))
CORRECTED = (*STARTED, Step(correcting.propose))
ACCEPTED_SO, REFUSED_SO = (Step(partial(correcting.decide, accepted=accepted)) for accepted in (True, False))
DELEGATED = (*STARTED, Step(township.delegate), Step(township.sign), Step(township.survey, (1, 3)))

STORIES = (
    # no item yet
    Story(3, (Step(Course.wait, AT_ONCE),), rest=(0, 25)),
    Story(1, (Step(Course.close_need, (3, 10)),), rest=(0, 20)),
    # drafts
    Story(5, DRAFT, rest=(0, 4)),
    Story(1, (*DRAFT, Step(Course.edit), Step(Course.discard))),
    Story(1, (*DRAFT, Step(Course.cancel, (1, 3)))),
    Story(1, (*DRAFT, Step(Course.close_need, (1, 3)))),
    # waiting for an answer
    Story(5, SENT, rest=AT_ONCE, sent_away=True),
    Story(2, SENT, rest=(2, 4), sent_away=True),
    Story(2, (*SENT, Step(Course.urge, (2, 3))), rest=SOON, sent_away=True),
    Story(2, SENT, rest=AT_ONCE, urgent=True, sent_away=True),
    Story(1, (*SENT, Step(Course.recall, AT_ONCE)), rest=SOON, sent_away=True),
    Story(1, (*SENT, Step(Course.recall, AT_ONCE), Step(Course.edit), Step(Course.dispatch), Step(Course.sign)), sent_away=True),
    # signed
    Story(6, SIGNED, rest=SOON),
    Story(4, (*SIGNED, Step(Course.assign)), rest=SOON),
    Story(2, (*SIGNED, Step(Course.take)), rest=SOON),
    Story(1, (*SIGNED, Step(Course.take), Step(Course.hand_back)), rest=SOON),
    # returned
    Story(2, RETURNED, rest=SOON, sent_away=True),
    Story(1, INCOMPLETE, rest=(3, 5), sent_away=True),
    Story(1, (*SIGNED, returned("WRONG_AREA", AT_ONCE)), rest=SOON, sent_away=True),
    Story(2, (*INCOMPLETE, Step(Course.edit), Step(Course.dispatch), Step(Course.sign)), sent_away=True),
    Story(1, (*RETURNED, Step(Course.cancel)), sent_away=True),
    # in progress
    Story(6, (*STARTED, Step(Course.note)), rest=(0, 3)),
    Story(10, WORKED_ON, rest=(0, 5)),
    Story(5, (*WORKED_ON, Step(Course.advance, (2, 5))), rest=(0, 5)),
    Story(3, (*WORKED_ON, Step(Course.question)), rest=(0, 2)),
    Story(3, (*STARTED, Step(Course.question), Step(Course.answer, (1, 2)), Step(Course.note)), rest=(0, 1)),
    Story(4, STARTED, rest=(9, 14), sent_away=True),
    Story(2, (*STARTED, Step(Course.urge, (7, 9))), rest=(0, 2), sent_away=True),
    Story(2, STARTED, rest=SOON, urgent=True),
    Story(2, (*WORKED_ON, Step(Course.cancel, (1, 3)))),
    Story(1, (*WORKED_ON, Step(Course.close_need, (1, 3)))),
    # suspended
    Story(5, SUSPENDED, rest=(0, 5)),
    Story(1, SUSPENDED, rest=(9, 12)),
    Story(3, (*SUSPENDED, Step(Course.supply, (2, 5)), Step(Course.note)), rest=SOON),
    Story(2, (*SUSPENDED, Step(Course.resume, (3, 6)), Step(Course.accept)), rest=(0, 3)),
    Story(1, (*SUSPENDED, completed(Result.UNREACHABLE, (8, 10)), asked(SILENT))),
    # completed, not yet confirmed
    Story(5, GRANTED, rest=SOON),
    Story(3, GRANTED, rest=(3, 6)),
    Story(2, REFUSED, rest=SOON),
    Story(2, (*GRANTED, asked(SILENT)), rest=SOON),
    Story(2, (*GRANTED, asked(SILENT), asked(SILENT)), rest=SOON),
    # confirmed
    Story(24, (*GRANTED, asked(SOLVED)), rest=(0, 40)),
    Story(4, (*SIGNED, completed(Result.GRANTED, AT_ONCE), asked(SOLVED)), rest=(0, 20), urgent=True),
    Story(4, (*GRANTED, asked(PARTLY)), rest=(0, 20)),
    Story(3, (*WORKED_ON, completed(Result.PARTIALLY_GRANTED), asked(PARTLY)), rest=(0, 20)),
    Story(5, (*REFUSED, asked(UNDERSTOOD)), rest=(0, 20)),
    Story(2, (*WORKED_ON, completed(Result.POLICY_GAP), asked(UNDERSTOOD)), rest=(0, 20)),
    Story(2, (*STARTED, completed(Result.ALREADY_RECEIVING), asked(SOLVED)), rest=(0, 20)),
    Story(2, (*STARTED, completed(Result.SERVICE_REFERRED), asked(PARTLY)), rest=(0, 20)),
    Story(1, (*STARTED, completed(Result.WITHDRAWN), asked(SOLVED)), rest=(0, 20)),
    Story(1, (*STARTED, completed(Result.MOVED_AWAY), asked(SILENT)), rest=SOON),
    Story(2, (*ACCEPTED, completed(Result.WAITING_LIST), asked(PARTLY)), rest=(0, 20)),
    Story(1, (*WORKED_ON, completed(Result.OFFER_REFUSED), asked(SOLVED)), rest=(0, 20)),
    # worked on once more
    Story(3, REOPENED, rest=SOON),
    Story(2, (*REOPENED, *AGAIN), rest=(0, 2)),
    Story(3, (*REOPENED, *AGAIN, completed(Result.GRANTED, (1, 3)), asked(SOLVED)), rest=(0, 20)),
    Story(1, (*GRANTED, asked(SOLVED), Step(Course.reopen, (5, 15))), rest=SOON),
    # ended without the family's word
    Story(2, (*GRANTED, asked(SILENT), asked(SILENT), asked(SILENT)), rest=(0, 10)),
    Story(1, (*STARTED, completed(Result.DECEASED)), rest=(0, 10)),
    # put right
    Story(1, (*GRANTED, corrected(Result.PARTIALLY_GRANTED)), rest=SOON),
    Story(1, (*RETURNED, Step(Course.designate, SOON)), rest=SOON, sent_away=True),
    # helped in vain
    Story(1, (*REOPENED, *IN_VAIN, *IN_VAIN), rest=SOON),
    Story(1, (*GRANTED, asked(UNSOLVED, (45, 48))), rest=SOON),
    # with the help of a township or of another office
    Story(1, (*DELEGATED, Step(Course.accept), completed(Result.GRANTED), asked(SOLVED)), rest=(0, 20), delegated=True),
    Story(1, (*STARTED, Step(assisting.ask)), rest=AT_ONCE, sent_away=True),
    Story(1, (*STARTED, Step(assisting.ask), Step(assisting.decline)), rest=SOON, sent_away=True),
    Story(1, (*ASSISTED, Step(assisting.finish, (1, 3))), rest=(0, 3), sent_away=True),
    Story(1, (*ASSISTED, Step(Course.accept), completed(Result.GRANTED), asked(SOLVED)), rest=(0, 20), sent_away=True),
    Story(1, (*STARTED, Step(township.delegate)), rest=AT_ONCE, delegated=True),
    Story(1, DELEGATED, rest=(0, 3), delegated=True),
    Story(1, (*DELEGATED, Step(township.hand_over)), rest=SOON, delegated=True),
    # returned late, with consent or without
    Story(1, ASKED_BACK, rest=SOON, sent_away=True),
    Story(1, (*ASKED_BACK, CONSENTED), rest=SOON, sent_away=True),
    Story(1, (*ASKED_BACK, DECLINED, Step(Course.note)), rest=SOON, sent_away=True),
    Story(1, ASKED_BACK, rest=(4, 5), sent_away=True),
    # on a waiting list, and looked at again
    Story(1, WAITING, rest=(63, 66)),
    Story(1, (*WAITING, reviewed(Result.WAITING_LIST)), rest=SOON),
    Story(1, (*WAITING, reviewed(Result.GRANTED), asked(SOLVED)), rest=(0, 20)),
    # on a post, and called there
    Story(1, PLACED, rest=(25, 28), gives=OutcomeKind.PLACEMENT),
    Story(1, ON_POST, rest=(0, 5), gives=OutcomeKind.PLACEMENT),
    Story(1, (*ON_POST, called(CallResult.NO_ANSWER, (46, 48))), rest=SOON, gives=OutcomeKind.PLACEMENT),
    Story(1, (*PLACED, called(CallResult.LEFT)), rest=SOON, gives=OutcomeKind.PLACEMENT),
    # recognised for a while, by an office that saw other needs too
    Story(1, (*HANDED_OVER, asked(SOLVED), Step(recognition.end, (20, 25))), rest=(0, 5), sent_away=True, gives=OutcomeKind.RECOGNITION),
    # in need of more time
    Story(1, PRESSED, rest=AT_ONCE, sent_away=True, applied=True),
    Story(1, (*PRESSED, GIVEN_TIME, Step(Course.note)), rest=(0, 3), sent_away=True, applied=True),
    Story(1, (*PRESSED, GIVEN_NONE, Step(Course.note)), rest=(0, 3), sent_away=True, applied=True),
    # accepted on another day
    Story(1, MISDATED, rest=AT_ONCE, sent_away=True, applied=True),
    Story(1, (*MISDATED, Step(asks.decide_on_acceptance), Step(Course.note)), rest=(0, 3), sent_away=True, applied=True),
    # of a family whose address was wrong
    Story(1, CORRECTED, rest=AT_ONCE, sent_away=True),
    Story(1, (*CORRECTED, REFUSED_SO, Step(Course.note)), rest=SOON, sent_away=True, applied=True),
    Story(1, (*CORRECTED, ACCEPTED_SO, Step(Course.note)), sent_away=True),
    # handed down by the city
    Story(1, (*HANDED_DOWN, Step(Course.sign), Step(Course.start)), rest=SOON, delegated=True),
)
