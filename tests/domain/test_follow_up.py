"""What follows from what the family says. Source: docs/domain.md 5; docs/lifecycle.md (`followUpRecord`, `referralReopen`)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.follow_up import (
    Completed,
    Followed,
    FollowUpLimits,
    FollowUpResult,
    Satisfaction,
    follow,
    may_reopen,
    next_contact_on,
    refusals,
)
from domain.outcome import Result
from domain.referral import State, UrgencyLevel

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
TODAY, YESTERDAY = date(2026, 11, 24), date(2026, 11, 23)
LIMITS = FollowUpLimits(attempts=3, reopen_times=2)
GRANTED = Completed(Result.GRANTED, attempts=0, attempted_on=None, reopen_count=0, reopen_until=NOW + timedelta(days=60))
REFUSED = replace(GRANTED, result=Result.NOT_ELIGIBLE)
TRIED_TWICE = replace(GRANTED, attempts=2, attempted_on=YESTERDAY)


def followed(result: FollowUpResult, referral: Completed = GRANTED) -> Followed:
    return follow(result, referral, NOW, TODAY, LIMITS)


def told(result: FollowUpResult, referral: Completed, satisfaction: Satisfaction = Satisfaction.NOT_ASKED) -> list[tuple[str, object]]:
    return [(refusal.code, refusal.path) for refusal in refusals(result, satisfaction, referral, TODAY)]


@pytest.mark.parametrize(
    ("result", "referral"),
    [(FollowUpResult.SOLVED, GRANTED), (FollowUpResult.PARTLY, GRANTED), (FollowUpResult.REFUSAL_UNDERSTOOD, REFUSED)],
)
def test_the_familys_word_confirms(result: FollowUpResult, referral: Completed) -> None:
    assert followed(result, referral) == Followed(State.CONFIRMED, 0, None, confirmed=True)


def test_what_did_not_solve_it_goes_back_to_the_office_and_attempts_start_anew() -> None:
    assert followed(FollowUpResult.NOT_SOLVED, TRIED_TWICE) == Followed(State.REOPENED, 0, None)


@pytest.mark.parametrize("past", [{"reopen_count": 2}, {"reopen_until": NOW}])
def test_past_the_limits_of_reopening_the_help_is_sought_anew(past: dict[str, object]) -> None:
    found = followed(FollowUpResult.NOT_SOLVED, replace(GRANTED, **past))  # type: ignore[arg-type]
    assert found == Followed(State.ARCHIVED, 0, None, confirmed=False, drafts_new_item=True)


@pytest.mark.parametrize("attempts", [0, 1])
def test_nobody_answering_leaves_it_completed(attempts: int) -> None:
    found = followed(FollowUpResult.NO_ANSWER, replace(GRANTED, attempts=attempts, attempted_on=YESTERDAY))
    assert found == Followed(State.COMPLETED, attempts + 1, TODAY)


def test_the_third_day_without_an_answer_archives_it_and_is_never_a_confirmation() -> None:
    assert followed(FollowUpResult.NO_ANSWER, TRIED_TWICE) == Followed(State.ARCHIVED, 3, TODAY, confirmed=False)


def test_what_is_on_a_waiting_list_keeps_its_place_whatever_the_family_says() -> None:
    waiting = replace(TRIED_TWICE, result=Result.WAITING_LIST, review_on=date(2027, 1, 1))
    assert followed(FollowUpResult.NO_ANSWER, waiting) == Followed(State.COMPLETED, 3, TODAY, confirmed=False)
    assert followed(FollowUpResult.NOT_SOLVED, replace(waiting, reopen_count=2)) == Followed(State.COMPLETED, 3, YESTERDAY, confirmed=False)
    assert followed(FollowUpResult.NOT_SOLVED, waiting).state is State.REOPENED
    assert followed(FollowUpResult.PARTLY, waiting).state is State.CONFIRMED


def test_who_has_said_that_it_did_not_help_is_not_asked_of_it_again_because_a_later_call_is_not_answered() -> None:
    told_already = replace(GRANTED, result=Result.WAITING_LIST, review_on=date(2027, 1, 1), attempts=1, confirmed=False)
    assert followed(FollowUpResult.NO_ANSWER, told_already) == Followed(State.COMPLETED, 2, TODAY, confirmed=False)


def test_two_attempts_on_one_day_are_one() -> None:
    assert told(FollowUpResult.NO_ANSWER, replace(GRANTED, attempts=1, attempted_on=TODAY)) == [("ALREADY_TRIED_TODAY", ("result",))]
    assert told(FollowUpResult.NO_ANSWER, replace(GRANTED, attempts=1, attempted_on=YESTERDAY)) == []
    assert told(FollowUpResult.SOLVED, replace(GRANTED, attempts=1, attempted_on=TODAY)) == []


@pytest.mark.parametrize("result", Result)
def test_only_a_refusal_is_understood(result: Result) -> None:
    expected = [] if result in {Result.NOT_ELIGIBLE, Result.POLICY_GAP} else [("NOT_A_REFUSAL", ("result",))]
    assert told(FollowUpResult.REFUSAL_UNDERSTOOD, replace(GRANTED, result=result)) == expected


def test_whoever_did_not_answer_was_not_asked_how_content_he_is() -> None:
    assert told(FollowUpResult.NO_ANSWER, GRANTED, Satisfaction.SATISFIED) == [("NOT_EXPECTED", ("satisfaction",))]


def test_every_refusal_has_its_path_below_the_input() -> None:
    wrong = refusals(FollowUpResult.REFUSAL_UNDERSTOOD, Satisfaction.NOT_ASKED, GRANTED, TODAY, at=("input",))
    assert [refusal.path for refusal in wrong] == [("input", "result")]


@pytest.mark.parametrize(
    ("times", "until", "may"),
    [(0, timedelta(days=1), True), (1, timedelta(seconds=1), True), (2, timedelta(days=1), False), (0, timedelta(0), False)],
)
def test_a_referral_is_reopened_twice_and_within_its_window(times: int, until: timedelta, may: bool) -> None:
    assert may_reopen(times, NOW + until, NOW, LIMITS) is may


@pytest.mark.parametrize(
    ("needs", "days"),
    [
        ([UrgencyLevel.NORMAL, UrgencyLevel.EMERGENCY, UrgencyLevel.URGENT], 3),
        ([UrgencyLevel.URGENT, UrgencyLevel.NORMAL], 14),
        ([UrgencyLevel.NORMAL], 90),
        ([], 90),
    ],
)
def test_the_most_urgent_open_need_decides_when_the_family_is_contacted_again(needs: list[UrgencyLevel], days: int) -> None:
    assert next_contact_on(TODAY, needs, dict(zip(UrgencyLevel, (3, 14, 90), strict=True))) == TODAY + timedelta(days=days)
