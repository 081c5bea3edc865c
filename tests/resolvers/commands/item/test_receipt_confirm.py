"""The office that asked confirms that the funds came. Source: docs/domain.md 3 (Pooled items, 到账)."""

from dataclasses import replace
from datetime import date

from db.tables.event import Event
from db.tables.item import AssistanceItem
from db.tables.outcome import Outcome
from db.tables.referral import Referral
from domain.fund import LineState
from domain.outcome import Result
from domain.referral import LegalBasis, State
from resolvers.commands.aggregate.outcome import DetailInput, PlacementInput, ServiceInput
from resolvers.commands.follow_up.record import FollowUpRecord
from resolvers.commands.item.dispatch import ItemDispatch
from resolvers.commands.item.edit import ItemEdit
from resolvers.commands.item.pool import ItemPool
from resolvers.commands.item.receipt_confirm import ReceiptConfirm
from resolvers.commands.referral.complete import ReferralComplete
from resolvers.commands.referral.delegate import ReferralDelegate
from resolvers.commands.referral.progress import ReferralProgress, StageInput
from resolvers.commands.referral.sign import ReferralSign
from tests.builders.world import TOWN
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.item.test_pool import (
    CLERK,
    FINANCE,
    MONTHLY,
    NOTHING,
    TREASURER,
    asked,
    granted,
    lines,
    paid,
    sent,
    signed,
    summed,
)
from tests.resolvers.commands.referral.test_complete import outcome
from tests.resolvers.commands.samples import CADRE, DISPATCHER, WITHDRAWN


async def test_it_goes_to_the_finance_office_which_is_paid_and_receipt_confirmed(stage: Stage) -> None:
    one, two = await granted(stage), await granted(stage, replace(MONTHLY, amount=50_000))
    referral = await signed(stage, one, two)
    assert (referral.office_id, referral.family_id) == (stage.world.office(FINANCE).id, None)
    for stage_ in ("CHECKED", "ARRANGED"):
        await stage.done(ReferralProgress, CLERK, referral.id, stage=StageInput(code=stage_, on=date(2026, 11, 24)))
    await stage.done(ReferralComplete, CLERK, referral.id, outcome=paid(130_000))
    referral = await stage.again(referral)
    assert (referral.state, referral.waits_federation, referral.waits_commissioner) == (State.COMPLETED, True, False)
    assert summed(referral) == (2, 130_000, 130_000, 0, 0)
    decided = await stage.row(Outcome, Outcome.referral_id == referral.id)
    assert (decided.payment_requested, decided.payment_paid, decided.payment_subject_code) == (130_000, 130_000, "2081107")
    assert await stage.refused(ReceiptConfirm, DISPATCHER, referral.id) == [("REQUIRED", ("receivedOn",))]
    early = await stage.refused(ReceiptConfirm, DISPATCHER, referral.id, received_on=date(2026, 11, 23))
    assert early == [("TOO_EARLY", ("receivedOn",))]
    await stage.done(ReceiptConfirm, DISPATCHER, referral.id, received_on=date(2026, 11, 24))
    referral, item = await stage.again(referral), await stage.row(AssistanceItem, AssistanceItem.id == referral.item_id)
    assert (referral.state, referral.confirmed, item.state, referral.received_on) == ("CONFIRMED", True, "CONFIRMED", date(2026, 11, 24))
    told = sorted(await stage.rows(Event, Event.subject_id == referral.id), key=lambda event: (event.at, str(event.before)))
    assert {(event.action, event.after, event.family_id) for event in told} == {
        ("itemDispatch", "DISPATCHED", None),
        ("referralSign", "SIGNED", None),
        ("referralProgress", "IN_PROGRESS", None),
        ("referralComplete", "COMPLETED", None),
        ("receiptConfirm", "CONFIRMED", None),
    }
    drafted = [(event.action, event.before, event.after) for event in await stage.rows(Event, Event.subject_id == item.id)]
    assert ("itemPool", None, "DRAFT") in drafted


async def test_what_finance_refuses_may_be_asked_for_again_and_is_confirmed_as_known(stage: Stage) -> None:
    case = await granted(stage)
    referral = await signed(stage, case)
    await stage.done(ReferralComplete, CLERK, referral.id, outcome=WITHDRAWN)
    assert [line.state for line in await lines(stage, referral.item_id)] == [LineState.VOID]
    assert summed(await stage.again(referral)) == (0, 0, 0, 0, 0)
    told = await stage.refused(ReceiptConfirm, DISPATCHER, referral.id, received_on=date(2026, 11, 24))
    assert told == [("NOT_EXPECTED", ("receivedOn",))]
    await stage.done(ReceiptConfirm, DISPATCHER, referral.id)
    assert (await asked(stage, case)).line_sum == 80_000


async def test_posts_are_agreed_on_by_number(stage: Stage) -> None:
    post = PlacementInput(employer="工坊", post="保洁员", from_=date(2026, 10, 1))
    case = await granted(stage, post, "A15")
    by = "dispatcher.human-resources.330110"
    told = {"type": "A37", "of": "A15", "township": f"{TOWN}000", "period": "2026-11", "referrals": (case.referral.id,)}
    done = await stage.done(ItemPool, by, NOTHING, **told)
    assert done.subject is not None
    stage.world.staffed(FINANCE)
    await stage.done(ItemDispatch, by, done.subject, legal_basis=LegalBasis.STATUTORY_DUTY, preview_seen=True)
    referral = await stage.row(Referral, Referral.item_id == done.subject)
    assert summed(referral) == (1, 0, 0, 0, 0)
    await stage.done(ReferralSign, TREASURER, referral.id)
    agreed = outcome(Result.GRANTED, detail=DetailInput(service=ServiceInput(provider="县财政局", delivered_on=date(2026, 11, 24))))
    await stage.done(ReferralComplete, CLERK, referral.id, outcome=agreed)
    assert [line.state for line in await lines(stage, done.subject)] == [LineState.PAID]
    await stage.done(ReceiptConfirm, by, referral.id)


async def test_nothing_of_a_family_is_done_with_funds(stage: Stage) -> None:
    item = await asked(stage, await granted(stage))
    referral = await sent(stage, item)
    assert await stage.refused(ItemEdit, CADRE, item.id, request_text="改") == [("FORBIDDEN", ())]
    assert await stage.refused(FollowUpRecord, CADRE, referral.id, result="SOLVED", satisfaction="SATISFIED") == [("FORBIDDEN", ())]
    await stage.done(ReferralSign, TREASURER, referral.id)
    town = stage.world.staffed(f"finance.{TOWN}").id
    delegated = await stage.refused(ReferralDelegate, TREASURER, referral.id, office=town, request_text="协助核对")
    assert delegated == [("OF_FUNDS", ())]
    case = await stage.referred(State.COMPLETED)
    assert await stage.refused(ReceiptConfirm, CADRE, case.referral.id) == [("NOT_OF_FUNDS", ())]
