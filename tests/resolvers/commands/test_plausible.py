"""Every day, number, sum and text that a command is told is bounded by a rule. Source: docs/domain.md 1; db/reference/limits.toml."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import pytest

from db.reference.read import Reference
from domain.message.refusal import Refusal
from domain.time.outcome_days import WINDOWS
from domain.value.citizen import IdNumber
from domain.value.spelling import camel
from domain.value.values import BirthYear, Count, NotInFuture, NotInPast, Rule, Sum
from resolvers.commands.aggregate.outcome import OutcomeInput
from resolvers.commands.all import COMMANDS
from resolvers.commands.inputs.input import CodeOf, Input
from tests.builders.visit import an_id_number

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
OF_THE_COMMAND = {
    "CampaignCreateInput.starts_on",
    "CampaignCreateInput.ends_on",
    "VisitRecordInput.dynamic_update_year",
    "VisitCorrectInput.dynamic_update_year",
    "ReferralExtensionAskInput.days",
    "ReferralExtensionDecideInput.days",
    "ProposalDecideInput.of_list",
    "ProposalWithdrawInput.of_list",
}
"""Judged by its command, against the day on which it happens, or the list that there is; tried in the command's own tests."""


def told(kind: type[Input], path: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...], type[Any], tuple[Any, ...]]]:
    """Every field of an input at every depth: its name, its path as the contract spells it, its type, the rules it is checked by."""
    for name, hint in get_type_hints(kind, include_extras=True).items():
        if not name.startswith("one_of"):
            yield from of_hint(f"{kind.__name__}.{name}", (*path, camel(name)), hint, ())


def of_hint(name: str, path: tuple[str, ...], hint: Any, rules: tuple[Any, ...]) -> Iterator[Any]:
    if get_origin(hint) is Annotated:
        inner, *more = get_args(hint)
        yield from of_hint(name, path, inner, (*rules, *more))
    elif get_origin(hint) in (Union, UnionType, list, tuple):
        for each in get_args(hint):
            yield from of_hint(name, path, each, rules)
    elif isinstance(hint, type) and issubclass(hint, Input):
        yield from told(hint, path)
    elif isinstance(hint, type):
        yield name, path, hint, tuple(each for each in rules if isinstance(each, Rule | CodeOf))


FIELDS = [field for command in COMMANDS for field in told(command.input)]
DAYS_OF_AN_OUTCOME = {(f"{kind}", path) for kind, path, hint, _ in told(OutcomeInput) if issubclass(hint, date)}


@pytest.mark.parametrize("kind", [date, int, str])
def test_every_day_number_and_text_has_a_rule(kind: type[Any]) -> None:
    windows = {window.path for window in WINDOWS}
    bare = {
        name
        for name, path, hint, rules in FIELDS
        if issubclass(hint, kind) and not issubclass(hint, bool) and hint.__module__ in {"builtins", "datetime"} and not rules
        if not (path[0] == "outcome" and path[1:] in windows)
    }
    assert bare - OF_THE_COMMAND == set()
    assert any(issubclass(hint, kind) for _, _, hint, _ in FIELDS)


def test_every_day_of_an_outcome_follows_from_another_or_is_to_come() -> None:
    to_come = {
        path for _, path, hint, rules in told(OutcomeInput) if issubclass(hint, date) and any(isinstance(r, NotInPast) for r in rules)
    }
    assert {path for _, path in DAYS_OF_AN_OUTCOME} == {window.path for window in WINDOWS} | to_come


def day(years: int) -> date:
    return date(TODAY.year - years, 1, 1)


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


def of_field(name: str) -> Rule:
    """The rule of a field that tells a day, a number or a sum."""
    return next(each for field, _, _, rules in FIELDS if field == name for each in rules if isinstance(each, Rule))


SUMS = {
    "BenefitInput.amount": ("benefit_least", "benefit_most"),
    "PlacementInput.pay": ("pay_least", "pay_most"),
    "ConsolationInput.value": ("consolation_least", "consolation_most"),
    "PaymentInput.paid": (None, "fund_most"),
    "VisitCorrectInput.income_per_head": (None, "income_per_head_most"),
    "VisitRecordInput.income_per_head": (None, "income_per_head_most"),
}


@pytest.mark.parametrize(("name", "keys"), SUMS.items())
def test_a_sum_lies_between_its_limits(reference: Reference, name: str, keys: tuple[str | None, str]) -> None:
    rule, (low, high) = of_field(name), keys
    least, most = 0 if low is None else reference.limits[low], reference.limits[high]
    assert verdicts(reference, rule, least - 1, least, least + 1) == ["AMOUNT_TOO_SMALL" if least else "AMOUNT_BELOW_ZERO", None, None]
    assert verdicts(reference, rule, most - 1, most, most + 1) == [None, None, "AMOUNT_TOO_LARGE"]
    assert verdicts(reference, rule, -1) == ["AMOUNT_BELOW_ZERO"]


def test_every_sum_has_limits_of_its_own() -> None:
    assert {name for name, _, _, rules in FIELDS if any(isinstance(each, Sum) for each in rules)} == set(SUMS)


def test_a_sum_of_no_other_limit_is_at_most_ten_million_yuan(reference: Reference) -> None:
    most = reference.limits["sum_most"]
    assert verdicts(reference, Sum(), most - 1, most, most + 1) == [None, None, "AMOUNT_TOO_LARGE"]


def test_nobody_works_no_hours_nor_two_hundred(reference: Reference) -> None:
    least, most = reference.limits["hours_least"], reference.limits["hours_most"]
    rule = of_field("PlacementInput.hours")
    assert isinstance(rule, Count)
    assert verdicts(reference, rule, least - 1, least, most, most + 1, 200) == ["NUMBER_RANGE", None, None, "NUMBER_RANGE", "NUMBER_RANGE"]


def test_who_lives_was_born_within_the_longest_life(reference: Reference) -> None:
    years = reference.limits["longest_life_years"]
    earliest = TODAY.year - years
    assert verdicts(reference, BirthYear(), earliest - 1, earliest, TODAY.year, TODAY.year + 1) == ["BIRTH_YEAR", None, None, "BIRTH_YEAR"]
    numbers = (an_id_number(date(year, 12, 31)) for year in (earliest - 1, earliest))
    assert verdicts(reference, IdNumber(), *numbers) == ["ID_BIRTH_DATE", None]


BACK = {
    "VisitRecordInput.at": "visit_back_years",
    "VisitCorrectInput.at": "visit_back_years",
    "PersonDeathSetInput.deceased_on": "past_years",
    "NewPersonInput.certificate_issued_on": "longest_life_years",
    "ProposedValueInput.certificate_issued_on": "longest_life_years",
    "PersonValueInput.certificate_issued_on": "longest_life_years",
    "OutcomeInput.decided_on": "past_years",
    "EntitlementInput.since": "past_years",
    "ServiceInput.delivered_on": "past_years",
    "PaymentInput.paid_on": "past_years",
    "ReceiptConfirmInput.received_on": "past_years",
    "PlacementCallRecordInput.left_on": "past_years",
    "RecognitionEndInput.ended_on": "past_years",
    "RefusalInput.notice_delivered_on": "past_years",
    "StageInput.on": "past_years",
    "ReferralProgressInput.accepted_on": "past_years",
    "AcceptedOnCorrectInput.accepted_on": "past_years",
    "CorrectionReceiveInput.received_on": "past_years",
    "CorrectionDecideInput.answered_on": "past_years",
}


@pytest.mark.parametrize(("name", "key"), BACK.items())
def test_what_has_happened_lies_not_in_the_future_nor_before_the_platform_s_time(reference: Reference, name: str, key: str) -> None:
    rule, earliest = of_field(name), day(reference.limits[key])
    assert verdicts(reference, rule, earliest - timedelta(days=1), earliest, TODAY, ahead(1)) == ["TOO_EARLY", None, None, "IN_FUTURE"]
    assert key == "longest_life_years" or verdicts(reference, rule, date(1999, 1, 1)) == ["TOO_EARLY"]


def test_every_day_that_has_come_is_tried() -> None:
    assert {name for name, _, _, rules in FIELDS if any(isinstance(each, NotInFuture) for each in rules)} == set(BACK)


def test_a_waiting_list_is_looked_at_again_within_three_years(reference: Reference) -> None:
    rule, most = of_field("OutcomeInput.review_on"), reference.limits["review_ahead_days"]
    assert verdicts(reference, rule, ahead(-1), ahead(0), ahead(most), ahead(most + 1)) == ["IN_PAST", None, None, "TOO_LATE"]


def verdicts(reference: Reference, rule: Rule, *values: Any) -> list[str | None]:
    """The code with which each value is refused; None where it is kept."""
    return [verdict(reference, rule, each) for each in values]


def verdict(reference: Reference, rule: Rule, value: Any) -> str | None:
    try:
        rule.check(value, reference.context(NOW, allow_synthetic=True))
    except Refusal as refusal:
        return refusal.code
    return None
