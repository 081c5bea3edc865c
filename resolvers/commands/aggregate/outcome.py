"""The input of an outcome: its result, the detail of its kind, a refusal with its written notice; and the row made of it.

Source: docs/domain.md 3 (Outcomes, "As an input"); sums in fen.
"""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from db.tables.declare import Row
from db.tables.entitlement import Entitlement
from db.tables.outcome import Outcome
from db.tables.referral import Referral
from domain.entitlement import EntitlementSource
from domain.message.refusal import Path, Refusals
from domain.outcome import GRANTING, BenefitPer, OutcomeKind, Result, ends_at_once
from domain.outcome_check import Given, Handled, refusals
from domain.referral import State
from domain.time import outcome_days
from domain.time.calendar import day_of
from domain.time.clock import moment
from domain.time.outcome_days import BEGUN, DISPATCHED
from domain.value.spelling import camel
from domain.value.values import Count, FileNumber, FreeText, NotInFuture, NotInPast, RegionAt, ShortText, Sum
from domain.viewer import RegionLevel
from resolvers.commands.aggregate import payment, recognition
from resolvers.commands.aggregate.case import Case, FamilyCase, of_family
from resolvers.commands.aggregate.payment import PaymentInput
from resolvers.commands.aggregate.pool import Pool
from resolvers.commands.aggregate.recognition import RecognitionInput
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Input, Says


class BenefitInput(Input):
    """Money given. 给付。"""

    amount: Annotated[int, Sum("benefit_most", "benefit_least"), Says("The sum, in fen. 金额（分）。")]
    per: Annotated[BenefitPer, Says("Once, or in each month or year. 周期。")]
    from_: Annotated[date, Says("From when. 起始日期。")]
    until: Annotated[date | None, Says("Until when. 截止日期。")] = None
    first_payment_on: Annotated[date | None, Says("When it is paid first. 首次发放日期。")] = None
    channel: Annotated[str | None, ShortText(), Says("How it is paid. 发放渠道。")] = None


class PlacementInput(Input):
    """A post found. 就业安置。"""

    recognition_number: Annotated[str | None, FileNumber(), Says("The number of the recognition. 就业困难认定编号。")] = None
    employer: Annotated[str, ShortText(), Says("The employer. 用人单位。")]
    post: Annotated[str, ShortText(), Says("The post. 岗位。")]
    region: Annotated[str | None, RegionAt(RegionLevel.COUNTY), Says("Where. 工作地。")] = None
    from_: Annotated[date, Says("From when. 起始日期。")]
    until: Annotated[date | None, Says("Until when. 截止日期。")] = None
    hours: Annotated[int | None, Count("hours_least", "hours_most"), Says("Hours a week. 每周工时。")] = None
    pay: Annotated[int | None, Sum("pay_most", "pay_least"), Says("Pay a month, in fen. 月工资（分）。")] = None
    insured: Annotated[bool | None, Says("Whether social insurance is paid. 是否缴纳社会保险。")] = None


class ServiceInput(Input):
    """A service or thing delivered. 服务或物品。"""

    provider: Annotated[str, ShortText(), Says("By whom. 提供方。")]
    delivered_on: Annotated[date, NotInFuture(), Says("When. 交付日期。")]


class DetailInput(Input, one_of=True):
    """What was given: the one that the type's outcome asks for. 给予的内容，按类型填写其中一项。"""

    benefit: Annotated[BenefitInput | None, Says("Money. 给付。")] = None
    placement: Annotated[PlacementInput | None, Says("A post. 就业安置。")] = None
    recognition: Annotated[RecognitionInput | None, Says("A status. 身份认定。")] = None
    service: Annotated[ServiceInput | None, Says("A service or thing. 服务或物品。")] = None
    payment: Annotated[PaymentInput | None, Says("Money paid on a request for funds. 财政拨付。")] = None


class RefusalInput(Input):
    """A refusal as its written notice tells it. 不予办理的书面说明。"""

    code: Annotated[str, CodeOf("REFUSAL_REASON"), Says("Why; a code. 原因代码。")]
    text: Annotated[str, FreeText(), Says("The reasons in words. 理由说明。")]
    notice_delivered_on: Annotated[date, NotInFuture(), Says("When the notice was delivered. 书面通知送达日期。")]
    how_to_object: Annotated[str, FreeText(500), Says("How the family can object. 救济途径。")]


class OutcomeInput(Input):
    """What the office decided and gave. 办理结果。"""

    result: Annotated[Result, Says("The result. 结果。")]
    decided_on: Annotated[date, NotInFuture(), Says("When it was decided. 决定日期。")]
    detail: Annotated[DetailInput | None, Says("What was given; with a grant alone. 给予的内容，仅在批准时填写。")] = None
    refusal: Annotated[RefusalInput | None, Says("With NOT_ELIGIBLE and POLICY_GAP alone. 仅在不予办理时填写。")] = None
    review_on: Annotated[
        date | None, NotInPast("review_ahead_days"), Says("With WAITING_LIST alone: when it is looked at again. 轮候复核日期。")
    ] = None
    note: Annotated[str | None, FreeText(), Says("A note. 备注。")] = None


OF_LINES = frozenset({"failed", "unpaid"})
"""The fields of a payment that are written on lines."""


def given(outcome: OutcomeInput) -> Given:
    """Return which of the parts that depend on the result were given."""
    parts = {} if outcome.detail is None else vars(outcome.detail)
    kind = next((OutcomeKind[name.upper()] for name, part in parts.items() if part is not None), None)
    return Given(outcome.result, kind, outcome.refusal is not None, outcome.review_on is not None)


def days(told: Input) -> dict[Path, date]:
    """Return every day in an input and the inputs within it, by its path in the contract."""
    found: dict[Path, date] = {}
    for name, value in vars(told).items():
        if isinstance(value, date):
            found[(camel(name),)] = value
        elif isinstance(value, Input):
            found |= {(camel(name), *path): day for path, day in days(value).items()}
    return found


def known_days(told: OutcomeInput, referral: Referral) -> dict[Path, date]:
    """Return the days of an outcome, with the days of the dispatch and of the acceptance that they are compared with."""
    dispatched = day_of(referral.dispatched_at)
    return {**days(told), DISPATCHED: dispatched, BEGUN: referral.accepted_on or dispatched}


def check(told: OutcomeInput, case: Case, at: Moment) -> None:
    """Compare an outcome with what the judged referral's type, state, days and lines allow. Raises Refusals."""
    referral = case.judged
    facts = at.reference.type_at(referral.type_code, referral.type_version)
    handled = Handled(
        State(referral.state), OutcomeKind(facts.outcome_kind), facts.limit.needs_application, referral.accepted_on is not None
    )
    wrong = [
        *refusals(given(told), handled),
        *recognition.check(_recognition(told), facts),
        *outcome_days.refusals(known_days(told, referral), at.reference.limits),
    ]
    if isinstance(case, Pool):
        wrong += payment.check(_payment(told), told.result, case)
    if wrong:
        raise Refusals(*wrong)


def _payment(told: OutcomeInput) -> PaymentInput | None:
    return None if told.detail is None else told.detail.payment


def _recognition(told: OutcomeInput) -> RecognitionInput | None:
    return None if told.detail is None else told.detail.recognition


def failed_lines(told: OutcomeInput) -> list[UUID]:
    """Return the lines of a request for funds whose payment is said to have failed."""
    paid = _payment(told)
    return [] if paid is None else [each.line for each in paid.failed]


def complete(case: Case, told: OutcomeInput, at: Moment) -> tuple[Row, ...]:
    """Complete the judged referral with an outcome: the family is asked from now on. Return the new rows, as `decide` does."""
    referral = case.judged
    referral.completed_at, referral.completed_by = at.now, at.viewer.account
    referral.reopen_until = moment(at.now + timedelta(days=at.reference.limits["reopen_days"]))
    referral.attempts, referral.attempted_on = 0, None
    return decide(case, told, at)


def decide(case: Case, told: OutcomeInput, at: Moment) -> tuple[Row, ...]:
    """Bring an outcome of the judged referral into force; return the new rows: its next version, and what it gives.

    What the version before gave is rewritten, or removed where nothing is given any more.
    """
    referral = case.judged
    benefit = told.detail.benefit if told.detail else None
    referral.first_payment_on = benefit.first_payment_on if benefit else None
    referral.review_on = told.review_on
    if told.result not in GRANTING:
        referral.payment_failed_on = None
    referral.confirmed = False if ends_at_once(told.result) else None
    recognised = _recognition(told)
    referral.post_left_on = None
    referral.recognised_on, referral.recognition_ended_on = None if recognised is None else recognised.from_, None
    before = None if case.outcome is None or case.outcome.referral_id != referral.id else case.outcome
    case.outcome = row(told, referral, at.fresh.id(), 1 if before is None else before.version + 1, at.now)
    made = payment.settle(_payment(told), told.result, case, before, at) if isinstance(case, Pool) else _entitle(of_family(case), told, at)
    return case.outcome, *made


def _entitle(case: FamilyCase, told: OutcomeInput, at: Moment) -> list[Row]:
    """Write what the outcome gives on the case; return its row where it is new."""
    term, known = _term(told), case.entitlement
    if term is None:
        if known is not None:
            case.gone = [known]
        case.entitlement = None
        return []
    if known is None:
        case.entitlement = _entitlement(case.judged, at)
    assert case.entitlement is not None
    case.entitlement.referral_id = case.judged.id
    case.entitlement.since, case.entitlement.until = term
    case.entitlement.end_reason = None
    if (recognised := _recognition(told)) is not None:
        recognition.write(recognised, at.reference.type_at(case.judged.type_code, case.judged.type_version), case.entitlement)
    return [] if known is not None else [case.entitlement]


def _term(told: OutcomeInput) -> tuple[date, date | None] | None:
    """Return the first and the last day of a granted benefit, post or status (of what is given once, its day twice); None for all else."""
    detail = told.detail
    if detail is None:
        return None
    if detail.benefit is not None:
        first = detail.benefit.from_
        return first, first if detail.benefit.per is BenefitPer.ONCE else detail.benefit.until
    if detail.placement is not None:
        return detail.placement.from_, detail.placement.until
    return None if detail.recognition is None else (detail.recognition.from_, None)


def _entitlement(referral: Referral, at: Moment) -> Entitlement:
    return Entitlement(
        id=at.fresh.id(),
        family_id=referral.family_id,
        person_id=referral.person_id,
        region_code=referral.region_code,
        type_code=referral.type_code,
        type_version=referral.type_version,
        source=EntitlementSource.OUTCOME,
        created_at=at.now,
    )


def row(told: OutcomeInput, referral: Referral, key: UUID, version: int, at: datetime) -> Outcome:
    """Return the row of an outcome written at `at`. The column of a part's field joins both names, as `benefit_from`."""
    parts = {**({} if told.detail is None else vars(told.detail)), "refusal": told.refusal}
    columns = {
        f"{prefix}_{name.rstrip('_')}": list(value) if isinstance(value, tuple) else value
        for prefix, part in parts.items()
        for name, value in ({} if part is None else vars(part)).items()
        if name not in OF_LINES
    }
    return Outcome(
        id=key,
        referral_id=referral.id,
        family_id=referral.family_id,
        region_code=referral.region_code,
        dispatching_office_id=referral.dispatching_office_id,
        version=version,
        at=at,
        result=told.result,
        decided_on=told.decided_on,
        note=told.note,
        review_on=told.review_on,
        recognition_measures=columns.pop("recognition_measures", None) or [],
        placement_region_code=columns.pop("placement_region", None),
        **columns,
    )
