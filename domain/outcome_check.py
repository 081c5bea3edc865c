"""Checks an outcome that an office enters: its result, and the parts that the result requires.

Source: docs/domain.md 3 (Outcomes, "As an input"), docs/lifecycle.md (`referralComplete`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.message.refusal import Path, Refusal
from domain.message.text import listed, names_of
from domain.outcome import ASKS, DECIDES_AN_APPLICATION, WHILE_SUSPENDED, OutcomeKind, OutcomePart, Result
from domain.referral import State


@dataclass(frozen=True)
class Given:
    """The result that an input gives, and which parts it gives with it. `detail`: which detail, None for none."""

    result: Result
    detail: OutcomeKind | None = None
    refusal: bool = False
    review_on: bool = False

    def holds(self, asked: OutcomePart) -> bool:
        """Return whether the part was given."""
        given = {OutcomePart.DETAIL: self.detail, OutcomePart.REFUSAL: self.refusal, OutcomePart.REVIEW_ON: self.review_on}
        return bool(given[asked])


@dataclass(frozen=True)
class Handled:
    """What the check needs of the referral that is being completed. `accepted`: its application was accepted."""

    state: State
    outcome_kind: OutcomeKind
    needs_application: bool
    accepted: bool


def refusals(given: Given, handled: Handled, at: Path = ("outcome",)) -> Iterator[Refusal]:
    """Return a refusal for each error in an outcome, with its path below `at`.

    A missing detail is refused with the same code as a wrong one, OUTCOME_KIND, which says the kind that the type requires.
    """
    if handled.state is State.SUSPENDED and given.result not in WHILE_SUSPENDED:
        allowed = listed(names_of(sorted(WHILE_SUSPENDED)).values())
        yield Refusal("RESULT_WHILE_SUSPENDED", path=(*at, "result"), allowed=allowed)
    if handled.needs_application and not handled.accepted and given.result in DECIDES_AN_APPLICATION:
        yield Refusal("ACCEPTANCE_MISSING", path=(*at, "result"))
    asked = ASKS.get(given.result)
    if asked is OutcomePart.DETAIL and given.detail is not handled.outcome_kind:
        yield Refusal("OUTCOME_KIND", path=(*at, asked.value), kind=names_of(OutcomeKind)[handled.outcome_kind])
    elif asked is not None and not given.holds(asked):
        yield Refusal("REQUIRED", path=(*at, asked.value))
    yield from (Refusal("NOT_EXPECTED", path=(*at, part.value)) for part in OutcomePart if part is not asked and given.holds(part))
