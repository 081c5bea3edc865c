"""What each result of a referral asks for, and what it refuses. Source: docs/domain.md 3; docs/lifecycle.md (`referralComplete`)."""

import pytest

from domain.message.text import Text
from domain.outcome import OutcomeKind, Result, ends_at_once
from domain.outcome_check import Given, Handled, refusals
from domain.referral import State

WORKED_ON = Handled(State.IN_PROGRESS, OutcomeKind.BENEFIT, needs_application=False, accepted=False)
APPLICATION = Handled(State.IN_PROGRESS, OutcomeKind.BENEFIT, needs_application=True, accepted=False)
ACCEPTED = Handled(State.IN_PROGRESS, OutcomeKind.BENEFIT, needs_application=True, accepted=True)
SUSPENDED = Handled(State.SUSPENDED, OutcomeKind.BENEFIT, needs_application=False, accepted=False)

WITH_DETAIL = (Result.GRANTED, Result.PARTIALLY_GRANTED)
WITH_REFUSAL = (Result.NOT_ELIGIBLE, Result.POLICY_GAP)
WITH_REVIEW = (Result.WAITING_LIST,)
BARE = tuple(set(Result) - {*WITH_DETAIL, *WITH_REFUSAL, *WITH_REVIEW})


def complete(result: Result) -> Given:
    """A result with what it asks for and nothing else."""
    return Given(
        result,
        detail=OutcomeKind.BENEFIT if result in WITH_DETAIL else None,
        refusal=result in WITH_REFUSAL,
        review_on=result in WITH_REVIEW,
    )


def told(given: Given, handled: Handled = WORKED_ON) -> set[tuple[str, object]]:
    return {(refusal.code, refusal.path) for refusal in refusals(given, handled)}


@pytest.mark.parametrize("result", Result)
def test_a_result_with_what_it_asks_for_is_recorded(result: Result) -> None:
    assert told(complete(result)) == set()
    assert told(complete(result), ACCEPTED) == set()


@pytest.mark.parametrize("result", sorted(WITH_DETAIL))
@pytest.mark.parametrize("detail", [None, *(kind for kind in OutcomeKind if kind is not OutcomeKind.BENEFIT)])
def test_what_is_granted_has_the_detail_of_its_type(result: Result, detail: OutcomeKind | None) -> None:
    assert told(Given(result, detail)) == {("OUTCOME_KIND", ("outcome", "detail"))}


@pytest.mark.parametrize("result", sorted(WITH_REFUSAL))
def test_a_refusal_gives_its_reasons(result: Result) -> None:
    assert told(Given(result)) == {("REQUIRED", ("outcome", "refusal"))}


def test_a_waiting_list_has_a_day_of_review() -> None:
    assert told(Given(Result.WAITING_LIST)) == {("REQUIRED", ("outcome", "reviewOn"))}


@pytest.mark.parametrize("result", sorted(BARE))
def test_every_other_result_has_none_of_the_three(result: Result) -> None:
    given = Given(result, detail=OutcomeKind.BENEFIT, refusal=True, review_on=True)
    assert told(given) == {("NOT_EXPECTED", ("outcome", part)) for part in ("detail", "refusal", "reviewOn")}


def test_what_belongs_to_another_result_is_told_beside_what_is_missing() -> None:
    assert told(Given(Result.GRANTED, refusal=True)) == {
        ("OUTCOME_KIND", ("outcome", "detail")),
        ("NOT_EXPECTED", ("outcome", "refusal")),
    }


def test_the_caller_is_told_which_kind_of_detail_the_type_asks_for() -> None:
    assert [refusal.facts for refusal in refusals(Given(Result.GRANTED), WORKED_ON)] == [{"kind": Text("给付", "benefit")}]


@pytest.mark.parametrize("result", Result)
def test_only_what_expects_nothing_more_of_the_family_completes_a_suspended_referral(result: Result) -> None:
    over = {Result.WITHDRAWN, Result.DECEASED, Result.MOVED_AWAY, Result.UNREACHABLE}
    expected = set() if result in over else {("RESULT_WHILE_SUSPENDED", ("outcome", "result"))}
    assert told(complete(result), SUSPENDED) == expected


@pytest.mark.parametrize("result", Result)
def test_an_application_is_decided_only_after_it_was_accepted(result: Result) -> None:
    decides = {Result.GRANTED, Result.PARTIALLY_GRANTED, Result.NOT_ELIGIBLE, Result.WAITING_LIST}
    expected = {("ACCEPTANCE_MISSING", ("outcome", "result"))} if result in decides else set()
    assert told(complete(result), APPLICATION) == expected


@pytest.mark.parametrize("result", Result)
def test_a_death_alone_ends_without_a_follow_up(result: Result) -> None:
    assert ends_at_once(result) == (result is Result.DECEASED)
