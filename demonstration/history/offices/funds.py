"""Ask finance for what offices owe: requests for funds from the help that the families of the county were granted.

Source: docs/domain.md 3 (Pooled items); docs/decisions/007-demonstration.md. Every step is a command that is permitted at its moment.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from uuid import UUID

from db.tables.declare import Row
from db.tables.item import AssistanceItem
from db.tables.item_line import ItemLine
from db.tables.outcome import Outcome
from db.tables.referral import Referral
from demonstration.county.people import Members
from demonstration.history.cast import Cast
from demonstration.history.diary import Diary
from demonstration.history.stage import Stage
from domain.fund import month_of
from domain.outcome import GRANTING, OutcomeKind, Result
from domain.referral import DECIDED, LegalBasis, ReturnedBy
from domain.time.calendar import day_of
from domain.viewer import Viewer
from resolvers.commands.aggregate.follow import of_need
from resolvers.commands.aggregate.granted import GrantedItem, owed_of
from resolvers.commands.aggregate.outcome import DetailInput, OutcomeInput
from resolvers.commands.aggregate.payment import FailedLineInput, PaymentInput
from resolvers.commands.item.dispatch import ItemDispatch, ItemDispatchInput
from resolvers.commands.item.pool import ItemPool, ItemPoolInput, Request
from resolvers.commands.item.receipt_confirm import ReceiptConfirm, ReceiptConfirmInput
from resolvers.commands.outcome.payment_give_up import PaymentGiveUp, PaymentGiveUpInput
from resolvers.commands.referral.complete import ReferralComplete, ReferralCompleteInput
from resolvers.commands.referral.progress import ReferralProgress, ReferralProgressInput, StageInput
from resolvers.commands.referral.return_ import ReferralReturn, ReferralReturnInput
from resolvers.commands.referral.sign import ReferralSign, ReferralSignInput

TYPE = "A31"
DAY, BETWEEN = -1, timedelta(minutes=50)
"""The day of the diary on which requests are drafted and worked on, and the time from one step to the next."""
REQUESTS_MOST = 24
Group = tuple[UUID, str, str]
"""The office that granted, the type of help, the township."""


@dataclass
class Funds:
    """One request for funds, from its draft to what finance made of it. `now` is the moment of the next step."""

    stage: Stage
    cast: Cast
    request: Request
    now: datetime

    @property
    def referral(self) -> Referral:
        """The referral to the finance office."""
        return self.request.referrals[-1]

    def draft(self, of: str, township: str, period: date) -> None:
        """Draft the request, as the dispatcher of the office that granted."""
        given = ItemPoolInput(type=TYPE, of=of, township=township, period=f"{period:%Y-%m}", source="COUNTY")
        self.stage.play(ItemPool(), self.request, given, self._requester, self.now)

    def dispatch(self) -> None:
        """Send it to the finance office of the county."""
        self.request.chosen = self.cast.chosen(self.request.item.route_offices[0], self.cast.office(self.request.item.owner_office_id))
        self.request.judged = self.request.answer = self.request.item
        given = ItemDispatchInput(legal_basis=LegalBasis.STATUTORY_DUTY, preview_seen=True)
        self.stage.play(ItemDispatch(), self.request, given, self._requester, self.now)
        self.request.judged = self.request.answer = self.referral

    def sign(self) -> None:
        """Sign it."""
        self.stage.play(ReferralSign(), self.request, ReferralSignInput(), self._treasurer, self.now)

    def return_(self) -> None:
        """Return it, since its sums do not match."""
        given = ReferralReturnInput(reason="SUMS_DO_NOT_MATCH", returned_by=ReturnedBy.INFORMATION_MISSING)
        self.stage.play(ReferralReturn(), self.request, given, self._treasurer, self.now)

    def arrange(self) -> None:
        """Arrange the funds: the stage 指标已下达."""
        given = ReferralProgressInput(id=self.referral.id, stage=StageInput(code="ARRANGED", on=day_of(self.now)))
        self.stage.play(ReferralProgress(), self.request, given, self._treasurer, self.now)

    def pay(self) -> None:
        """Pay all of it."""
        self._complete(Result.GRANTED)

    def pay_but_the_last(self) -> None:
        """Pay it, but the payment of one line fails; of several another is left for later."""
        first, *others = self.request.open()
        left = tuple(line.id for line in others[-1:])
        failed = (FailedLineInput(line=first.id, reason="ACCOUNT_CLOSED"),)
        self._complete(Result.PARTIALLY_GRANTED if left else Result.GRANTED, failed=failed, unpaid=left)

    def give_up(self) -> None:
        """Ask no more for what failed, as a handler of the office that granted it."""
        (failed,) = self.request.granted
        case = self.stage.cases[failed.item.id]
        case.judged = case.answer = failed.lead
        case.others = [of_need(each) for each in self.stage.cases.values() if each.need is case.need and each is not case]
        given = PaymentGiveUpInput(id=failed.lead.id, reason="PAID_OTHERWISE")
        self.stage.play(PaymentGiveUp(), case, given, self.cast.handler(failed.lead.office_id), self.now)

    def confirm(self) -> None:
        """Confirm that the funds came."""
        given = ReceiptConfirmInput(id=self.referral.id, received_on=day_of(self.now))
        self.stage.play(ReceiptConfirm(), self.request, given, self._requester, self.now)

    def _complete(self, result: Result, failed: tuple[FailedLineInput, ...] = (), unpaid: tuple[UUID, ...] = ()) -> None:
        named = {*unpaid, *(each.line for each in failed)}
        payment = PaymentInput(
            indicator_document=f"财社〔{self.now.year}〕{self.cast.random.randrange(1, 200)}号",
            source="COUNTY",
            subject_code="2081199",
            paid_on=day_of(self.now),
            paid=sum(line.sum for line in self.request.open() if line.id not in named),
            failed=failed,
            unpaid=unpaid,
        )
        self.request.granted = [self._granted(line) for line in self.request.open() if line.id in {each.line for each in failed}]
        told = OutcomeInput(result=result, decided_on=day_of(self.now), detail=DetailInput(payment=payment))
        self.stage.play(
            ReferralComplete(), self.request, ReferralCompleteInput(id=self.referral.id, outcome=told), self._treasurer, self.now
        )

    def _granted(self, line: ItemLine) -> GrantedItem:
        """Return what a line pays."""
        case = self.stage.cases[line.granted_id]
        return GrantedItem(item=case.item, referrals=case.referrals)

    @property
    def _requester(self) -> Viewer:
        return self.cast.dispatcher(self.request.item.owner_office_id)

    @property
    def _treasurer(self) -> Viewer:
        return self.cast.dispatcher(self.referral.office_id)


Step = Callable[[Funds], None]
COURSES: tuple[tuple[Step, ...], ...] = (
    (Funds.dispatch, Funds.sign, Funds.arrange, Funds.pay, Funds.confirm),
    (Funds.dispatch,),
    (Funds.dispatch, Funds.sign, Funds.pay_but_the_last),
    (Funds.dispatch, Funds.return_),
    (),
    (Funds.dispatch, Funds.sign, Funds.arrange),
    (Funds.dispatch, Funds.sign, Funds.pay_but_the_last, Funds.give_up),
)
"""What becomes of one request after the other."""


def request_funds(stage: Stage, cast: Cast, diary: Diary, families: Iterable[Members]) -> None:
    """Draft requests for the month of the diary's last day from what is granted by then, and play a course of each."""
    begins = diary.morning(DAY)
    period = month_of(day_of(begins))
    outcomes = _in_force(stage.rows)
    members = {each.family.id: len(each.persons) for each in families}
    groups = defaultdict[Group, list[Referral]](list)
    for row in stage.rows:
        if not (isinstance(row, Referral) and row.state in DECIDED and row.updated_at < begins and row.id in outcomes):
            continue
        if owed_of(outcomes[row.id], row, period, OutcomeKind.PAYMENT) is not None:
            groups[row.office_id, row.type_code, f"{row.region_code[:9]}000"].append(row)
    largest = sorted(groups, key=lambda group: (-len(groups[group]), str(group)))[:REQUESTS_MOST]
    for (office, of, township), course in zip(largest, cycle(COURSES), strict=False):
        requester = cast.dispatcher(office)
        item = AssistanceItem(id=stage.fresh.id(), owner_office_id=office, region_code=requester.region)
        granted = groups[office, of, township]
        request = Request(
            answer=item,
            item=item,
            owing=granted,
            outcomes=outcomes,
            members=members,
            near=cast.over((requester.region, requester.region)),
        )
        funds = Funds(stage, cast, request, begins)
        funds.draft(of, township, period)
        for step in course:
            funds.now += BETWEEN
            step(funds)


def _in_force(rows: Sequence[Row]) -> dict[UUID, Outcome]:
    """Return the granting outcomes in force, by referral."""
    newest: dict[UUID, Outcome] = {}
    for row in rows:
        if isinstance(row, Outcome):
            newest[row.referral_id] = row
    return {key: row for key, row in newest.items() if row.result in GRANTING}
