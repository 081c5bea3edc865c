"""An office that assists has done what it was asked. Source: docs/lifecycle.md (`referralAssistComplete`)."""

from datetime import timedelta

import pytest

from db.tables.family_access import FamilyAccess
from db.tables.outcome import Outcome
from db.tables.referral import Referral
from domain.follow_up import FollowUpResult, Satisfaction
from domain.item import ItemState
from domain.referral import State
from resolvers.commands.follow_up.record import FollowUpRecord
from resolvers.commands.item.cancel import ItemCancel
from resolvers.commands.referral.assist_complete import ReferralAssistComplete
from resolvers.commands.referral.reopen import ReferralReopen
from tests.builders.beside import assisted_by
from tests.resolvers.commands.conftest import Stage, told
from tests.resolvers.commands.referral.test_assist import HELPER, THERE, a_lead
from tests.resolvers.commands.samples import CADRE


@pytest.mark.parametrize("state", [State.SIGNED, State.IN_PROGRESS])
async def test_it_ends_so_and_waits_for_nobody(stage: Stage, state: State) -> None:
    case = await a_lead(stage)
    await stage.placed(assisted_by(case, HELPER, state))
    await stage.done(ReferralAssistComplete, THERE, case.referral.id, note="已核实")
    ended, lead, item = await stage.again(case.referral), await stage.again(case.lead), await stage.again(case.item)
    assert (ended.state, ended.completed_at, ended.ended_at) == (State.COMPLETED, stage.now, stage.now)
    assert (ended.waits_office, ended.waits_federation, ended.waits_commissioner) == (False, False, False)
    assert (lead.state, lead.open_assisting, item.state) == (State.SIGNED, 0, ItemState.SIGNED)
    access = await stage.row(FamilyAccess, FamilyAccess.referral_id == ended.id)
    assert access.until == ended.visible_until == stage.now + timedelta(days=365)
    assert await stage.rows(Outcome, Outcome.referral_id == ended.id) == []
    assert (await told(stage, ended, "referralAssistComplete")).text_kind == "NOTE"


async def test_it_is_neither_followed_up_nor_reopened(stage: Stage) -> None:
    case = await a_lead(stage)
    await stage.placed(assisted_by(case, HELPER, State.COMPLETED))
    given = {"result": FollowUpResult.SOLVED, "satisfaction": Satisfaction.SATISFIED}
    assert await stage.refused(FollowUpRecord, CADRE, case.referral.id, **given) == [("FORBIDDEN", ())]
    assert await stage.refused(ReferralReopen, CADRE, case.referral.id, reason="NOT_SOLVED") == [("FORBIDDEN", ())]


async def test_once_done_it_is_told_nothing_of_what_comes_after(stage: Stage) -> None:
    case = await a_lead(stage)
    await stage.placed(assisted_by(case, HELPER))
    await stage.done(ReferralAssistComplete, THERE, case.referral.id, note="已核实")
    ended = await stage.again(case.referral)
    stage.now += timedelta(hours=1)
    await stage.done(ItemCancel, CADRE, case.item.id, reason="MISTAKE")
    later = await stage.again(case.referral)
    names = [column.key for column in Referral.__table__.columns]
    assert {name: getattr(later, name) for name in names} == {name: getattr(ended, name) for name in names}
