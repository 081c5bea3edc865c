"""Calls after a person has come on a post: when the next one is owed, and what follows from its answer.

Source: docs/domain.md 5 (for a placement: also after 1 and 3 months), docs/lifecycle.md (`placementCallRecord`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from domain.message.refusal import Refusal
from domain.text.label import Labelled
from domain.time.calendar import months_after

CALLS = ("placement_call_first", "placement_call_second")
"""The limits that say how many months after the first day on the post the calls are made, the earliest first."""


class CallResult(Labelled):
    """What a call to somebody who was placed on a post found. 安置后回访结果。"""

    ON_POST = "ON_POST", "Still on the post. 仍在岗。", "仍在岗", "Still on the post"
    LEFT = "LEFT", "Has left the post. 已离岗。", "已离岗", "Has left the post"
    NO_ANSWER = "NO_ANSWER", "Nobody answered. 无人应答。", "未联系上", "No answer"


@dataclass(frozen=True)
class Post:
    """A post that was granted: its first day and, where it has one, its last."""

    since: date
    until: date | None = None


@dataclass(frozen=True)
class Called:
    """What a call says beside its result: only of who has left, from when on, why, and whether help is wanted once more."""

    result: CallResult
    left_on: date | None = None
    left_reason: str | None = None
    wants_another: bool | None = None


@dataclass(frozen=True)
class Calls:
    """Where the calls of a referral stand: the day of the next one, None where none is owed any more, and the attempts at it."""

    call_on: date | None
    attempts: int = 0
    attempted_on: date | None = None


def next_call_on(post: Post, contacted_on: date, limits: Mapping[str, int]) -> date | None:
    """Return the day of the first call after the last contact; None if that was later than every call, or the post ends before."""
    days = (months_after(post.since, limits[key]) for key in CALLS)
    return next((day for day in days if day > contacted_on and (post.until is None or day <= post.until)), None)


def refusals(called: Called, post: Post, calls: Calls, today: date) -> Iterator[Refusal]:
    """Yield a refusal for each error in what a call says. `today` is the day in Shanghai."""
    said = {"leftOn": called.left_on, "leftReason": called.left_reason, "wantsAnother": called.wants_another}
    for name, value in said.items():
        if (value is None) is (called.result is CallResult.LEFT):
            yield Refusal("REQUIRED" if value is None else "NOT_EXPECTED", path=(name,))
    if called.left_on is not None and called.left_on < post.since:
        yield Refusal("TOO_EARLY", path=("leftOn",), earliest=post.since)
    if called.result is CallResult.NO_ANSWER and calls.attempted_on == today:
        yield Refusal("ALREADY_TRIED_TODAY", path=("result",))


def follow(result: CallResult, post: Post, calls: Calls, today: date, limits: Mapping[str, int]) -> Calls:
    """Return where the calls stand after a valid one. A call that nobody answers on three days is given up; the next one stays."""
    if result is CallResult.LEFT:
        return Calls(None)
    if result is CallResult.NO_ANSWER and calls.attempts + 1 < limits["follow_up_attempts"]:
        return Calls(calls.call_on, calls.attempts + 1, today)
    return Calls(next_call_on(post, today, limits))
