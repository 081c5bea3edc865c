"""An office signs a referral: it gets what its contract gives after signing. Source: docs/lifecycle.md (`referralSign`)."""

from datetime import timedelta

from sqlalchemy import update

from db.tables.family_access import FamilyAccess
from db.tables.referral import Referral
from domain.item import ItemState
from domain.referral import State
from domain.rules.group import Level
from domain.time.calendar import end_of
from resolvers.commands.referral.sign import ReferralSign
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import DISPATCHER, HANDLER


async def test_a_signed_referral_shows_what_the_contract_gives_after_signing(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED)
    await stage.done(ReferralSign, DISPATCHER, case.referral.id)
    referral = await stage.again(case.referral)
    assert (referral.state, referral.signed_at, referral.handler_id) == (State.SIGNED, stage.now, None)
    assert (await stage.again(case.item)).state == ItemState.SIGNED
    access = await stage.row(FamilyAccess, FamilyAccess.referral_id == referral.id)
    assert (access.identity_level, access.id_number_level, access.health_level) == (Level.FULL, Level.MASKED, Level.HIDDEN)


async def test_help_that_is_applied_for_is_a_clue_of_five_working_days_from_the_signature(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED, "A01", "civil-affairs.330110")
    await stage.done(ReferralSign, "dispatcher.civil-affairs.330110", case.referral.id)
    due = end_of(stage.reference.calendar.add(stage.now.date(), 5))
    assert (await stage.again(case.referral)).work_due_at == due


async def test_handler_and_own_number_may_be_set_at_once(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED)
    who = stage.world.viewer(HANDLER).account
    await stage.done(ReferralSign, DISPATCHER, case.referral.id, handler=who, external_reference="余医保 2026-1")
    referral = await stage.again(case.referral)
    assert (referral.handler_id, referral.external_reference) == (who, "余医保 2026-1")


async def test_an_own_number_is_given_once_in_an_office(stage: Stage) -> None:
    first, second = await stage.referred(State.DISPATCHED), await stage.referred(State.DISPATCHED)
    await stage.done(ReferralSign, DISPATCHER, first.referral.id, external_reference="重复")
    assert await stage.refused(ReferralSign, DISPATCHER, second.referral.id, external_reference="重复") == [
        ("EXTERNAL_REFERENCE_USED", ("externalReference",))
    ]
    (refusal,) = (await stage.run(ReferralSign, DISPATCHER, second.referral.id, external_reference="重复")).errors
    assert refusal.row == ("Referral", first.referral.id)


async def test_an_own_number_of_a_referral_that_is_not_seen_any_more_is_taken_and_names_none(stage: Stage) -> None:
    first, second = await stage.referred(State.DISPATCHED), await stage.referred(State.DISPATCHED)
    await stage.done(ReferralSign, DISPATCHER, first.referral.id, external_reference="办结后")
    async with stage.loader.begin() as connection:
        gone = update(Referral).where(Referral.id == first.referral.id)
        await connection.execute(gone.values(state=State.ARCHIVED, ended_at=stage.now, visible_until=stage.now - timedelta(days=1)))
    (refusal,) = (await stage.run(ReferralSign, DISPATCHER, second.referral.id, external_reference="办结后")).errors
    assert (refusal.code, refusal.row) == ("EXTERNAL_REFERENCE_USED", None)


async def test_the_handler_holds_a_role_in_the_office(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED)
    stranger = stage.world.viewer("handler.civil-affairs.330110").account
    assert await stage.refused(ReferralSign, DISPATCHER, case.referral.id, handler=stranger) == [("HANDLER_NOT_OF_OFFICE", ("handler",))]
