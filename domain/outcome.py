"""What an office may have decided, and what each result asks for.

Source: docs/domain.md 3 (Outcomes, "As an input"), docs/lifecycle.md (`referralComplete`), docs/domain-facts.md 4.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.message.refusal import Path, Refusal
from domain.message.text import Text, listed
from domain.referral import State


class Result(StrEnum):
    """What became of the help asked for."""

    GRANTED = "GRANTED"
    PARTIALLY_GRANTED = "PARTIALLY_GRANTED"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    SERVICE_REFERRED = "SERVICE_REFERRED"
    WITHDRAWN = "WITHDRAWN"
    DECEASED = "DECEASED"
    MOVED_AWAY = "MOVED_AWAY"
    UNREACHABLE = "UNREACHABLE"
    POLICY_GAP = "POLICY_GAP"
    ALREADY_RECEIVING = "ALREADY_RECEIVING"
    WAITING_LIST = "WAITING_LIST"
    OFFER_REFUSED = "OFFER_REFUSED"


class OutcomeKind(StrEnum):
    """What is given when help of a type is granted; in lower case the name of its detail in the input."""

    BENEFIT = "BENEFIT"
    PLACEMENT = "PLACEMENT"
    RECOGNITION = "RECOGNITION"
    PAYMENT = "PAYMENT"
    SERVICE = "SERVICE"


class BenefitPer(StrEnum):
    """The period of a benefit's sum."""

    ONCE = "ONCE"
    MONTH = "MONTH"
    YEAR = "YEAR"


class Asked(StrEnum):
    """The part of the input that a result asks for; the value is its name there."""

    DETAIL = "detail"
    REFUSAL = "refusal"
    REVIEW_ON = "reviewOn"


ASKS: Mapping[Result, Asked] = {
    Result.GRANTED: Asked.DETAIL,
    Result.PARTIALLY_GRANTED: Asked.DETAIL,
    Result.NOT_ELIGIBLE: Asked.REFUSAL,
    Result.POLICY_GAP: Asked.REFUSAL,
    Result.WAITING_LIST: Asked.REVIEW_ON,
}
"""What a result asks for; every other result asks for none of the three, and none may be given with it."""

GRANTING = frozenset(result for result, asked in ASKS.items() if asked is Asked.DETAIL)
REFUSING = frozenset(result for result, asked in ASKS.items() if asked is Asked.REFUSAL)

DECIDES_AN_APPLICATION = frozenset({Result.GRANTED, Result.PARTIALLY_GRANTED, Result.NOT_ELIGIBLE, Result.WAITING_LIST})
"""With a type that needs an application these presuppose that one was accepted (受理)."""

WHILE_SUSPENDED = frozenset({Result.WITHDRAWN, Result.DECEASED, Result.MOVED_AWAY, Result.UNREACHABLE})
"""What a suspended referral may be completed with: nothing more is to be expected of the family."""
SUSPENDED_NAMES = {
    Result.WITHDRAWN: Text("本人放弃", "Withdrawn"),
    Result.DECEASED: Text("已故", "Deceased"),
    Result.MOVED_AWAY: Text("已迁走", "Moved away"),
    Result.UNREACHABLE: Text("无法联系", "Unreachable"),
}
"""What these results are called."""
KIND_NAMES = {
    OutcomeKind.BENEFIT: Text("给付", "benefit"),
    OutcomeKind.PLACEMENT: Text("就业安置", "placement"),
    OutcomeKind.RECOGNITION: Text("身份认定", "recognition"),
    OutcomeKind.PAYMENT: Text("发放", "payment"),
    OutcomeKind.SERVICE: Text("服务", "service"),
}
"""What an outcome's detail is called."""


@dataclass(frozen=True)
class Given:
    """What an input holds of an outcome: the result, and which of the parts that depend on it. `detail`: the one of the one-of."""

    result: Result
    detail: OutcomeKind | None = None
    refusal: bool = False
    review_on: bool = False

    def holds(self, asked: Asked) -> bool:
        """Whether the part was given."""
        return {Asked.DETAIL: self.detail is not None, Asked.REFUSAL: self.refusal, Asked.REVIEW_ON: self.review_on}[asked]


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
                "RESULT_WHILE_SUSPENDED", path=(*at, "result"), allowed=listed(SUSPENDED_NAMES[each] for each in sorted(WHILE_SUSPENDED))
            )
        )
    if handled.needs_application and not handled.accepted and given.result in DECIDES_AN_APPLICATION:
        found.append(Refusal("ACCEPTANCE_MISSING", path=(*at, "result")))
    return found


def _refusals_of_the_parts(given: Given, kind: OutcomeKind, at: Path) -> list[Refusal]:
    """A missing detail is one of the wrong kind: the caller is told which kind this type asks for."""
    found = []
    asked = ASKS.get(given.result)
    if asked is Asked.DETAIL and given.detail is not kind:
        found.append(Refusal("OUTCOME_KIND", path=(*at, Asked.DETAIL.value), kind=KIND_NAMES[kind]))
    elif asked is not None and not given.holds(asked):
        found.append(Refusal("REQUIRED", path=(*at, asked.value)))
    found += [Refusal("NOT_EXPECTED", path=(*at, part.value)) for part in Asked if part is not asked and given.holds(part)]
    return found


def ends_at_once(result: Result) -> bool:
    """Whether the referral goes to ARCHIVED without a follow-up: nobody is left to be asked."""
    return result is Result.DECEASED
