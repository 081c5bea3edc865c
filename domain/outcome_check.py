"""What is wrong with an outcome that an office enters: its result, and the parts that depend on it.

Source: docs/domain.md 3 (Outcomes, "As an input"), docs/lifecycle.md (`referralComplete`).
"""

from dataclasses import dataclass

from domain.message.refusal import Path, Refusal
from domain.message.text import listed, names_of
from domain.outcome import ASKS, DECIDES_AN_APPLICATION, WHILE_SUSPENDED, OutcomeKind, OutcomePart, Result
from domain.referral import State


@dataclass(frozen=True)
class Given:
    """What an input holds of an outcome: the result, and which of the parts that depend on it. `detail`: the one of the one-of."""

    result: Result
    detail: OutcomeKind | None = None
    refusal: bool = False
    review_on: bool = False

    def holds(self, asked: OutcomePart) -> bool:
        """Whether the part was given."""
        return {OutcomePart.DETAIL: self.detail is not None, OutcomePart.REFUSAL: self.refusal, OutcomePart.REVIEW_ON: self.review_on}[
            asked
        ]


@dataclass(frozen=True)
class Handled:
    """The referral that is being completed, as far as its outcome depends on it."""

    state: State
    outcome_kind: OutcomeKind
    needs_application: bool
    accepted: bool


def refusals(given: Given, handled: Handled, at: Path = ("outcome",)) -> tuple[Refusal, ...]:
    """Everything that is wrong with an outcome, each with its path below `at`; empty where it may be recorded."""
    return tuple(_refusals_of_the_result(given, handled, at)) + tuple(_refusals_of_the_parts(given, handled.outcome_kind, at))


def _refusals_of_the_result(given: Given, handled: Handled, at: Path) -> list[Refusal]:
    found = []
    if handled.state is State.SUSPENDED and given.result not in WHILE_SUSPENDED:
        found.append(
            Refusal(
                "RESULT_WHILE_SUSPENDED",
                path=(*at, "result"),
                allowed=listed(names_of(sorted(WHILE_SUSPENDED)).values()),
            )
        )
    if handled.needs_application and not handled.accepted and given.result in DECIDES_AN_APPLICATION:
        found.append(Refusal("ACCEPTANCE_MISSING", path=(*at, "result")))
    return found


def _refusals_of_the_parts(given: Given, kind: OutcomeKind, at: Path) -> list[Refusal]:
    """A missing detail is one of the wrong kind: the caller is told which kind this type asks for."""
    found = []
    asked = ASKS.get(given.result)
    if asked is OutcomePart.DETAIL and given.detail is not kind:
        found.append(Refusal("OUTCOME_KIND", path=(*at, OutcomePart.DETAIL.value), kind=names_of(OutcomeKind)[kind]))
    elif asked is not None and not given.holds(asked):
        found.append(Refusal("REQUIRED", path=(*at, asked.value)))
    found += [Refusal("NOT_EXPECTED", path=(*at, part.value)) for part in OutcomePart if part is not asked and given.holds(part)]
    return found
