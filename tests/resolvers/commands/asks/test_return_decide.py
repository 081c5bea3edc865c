"""The federation consents to a late return, or refuses it. Source: docs/lifecycle.md (`referralReturnDecide`)."""

from datetime import timedelta
from typing import Any

import pytest

from db.tables.event import Event
from db.tables.family_access import FamilyAccess
from domain.ask import RETURN_ASK, AskState
from domain.item import ItemState
from domain.referral import LegalBasis, ReturnedBy, State
from domain.rules.group import Level
from resolvers.commands.asks.return_ask import ReferralReturnAsk
from resolvers.commands.asks.return_decide import ReferralReturnDecide
from resolvers.commands.item.dispatch import ItemDispatch
from tests.resolvers.commands.asks.test_return_ask import WHY, asked
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import CADRE, DISPATCHER


@pytest.mark.parametrize("state", sorted(RETURN_ASK.decided_in))
async def test_what_is_granted_is_returned_as_if_in_time(stage: Stage, state: State) -> None:
    case = await stage.referred(state)
    suggested = stage.world.office("healthcare-security.330106")
    await stage.done(ReferralReturnAsk, DISPATCHER, case.referral.id, **WHY, suggested_office=suggested.id)
    stage.now += timedelta(days=1)
    await stage.done(ReferralReturnDecide, CADRE, case.referral.id, granted=True, note="同意")
    referral, item = await stage.again(case.referral), await stage.again(case.item)
    assert (referral.state, referral.return_ask_state, referral.ended_at) == (State.RETURNED, AskState.GRANTED, stage.now)
    assert (referral.return_reason, referral.returned_by, referral.suggested_office_id) == (
        "WRONG_AREA",
        ReturnedBy.NOT_OUR_AREA,
        suggested.id,
    )
    assert (referral.missing, referral.suspended_at, referral.suspended_until) == ([], None, None)
    assert (referral.waits_office, referral.waits_federation, referral.federation_until) == (False, True, None)
    assert (item.state, item.lead_id, item.suggested_office_id, item.designatable) == (ItemState.TO_DISPATCH, None, suggested.id, True)
    assert (item.last_returned_office_id, item.changed_since_return) == (referral.office_id, False)
    access = await stage.row(FamilyAccess, FamilyAccess.referral_id == referral.id)
    assert (access.until, access.identity_level, access.contact_level) == (referral.visible_until, Level.COARSE, Level.HIDDEN)
    (event,) = await stage.rows(Event, Event.subject_id == referral.id, Event.action == "referralReturnDecide")
    assert (event.granted, event.reasons, event.before, event.after) == (True, ["WRONG_AREA"], state, State.RETURNED)


async def test_an_office_whose_ask_was_granted_is_not_asked_again_for_the_same(stage: Stage) -> None:
    case = await asked(stage)
    await stage.done(ReferralReturnDecide, CADRE, case.referral.id, granted=True)
    given: dict[str, Any] = {"legal_basis": LegalBasis.STATUTORY_DUTY, "preview_seen": True}
    done = await stage.run(ItemDispatch, CADRE, case.item.id, version=(await stage.again(case.item)).version, **given)
    assert [error.code for error in done.errors] == ["NO_OFFICE"]


async def test_what_is_refused_stays_for_good(stage: Stage) -> None:
    case = await asked(stage)
    await stage.done(ReferralReturnDecide, CADRE, case.referral.id, granted=False, note="住址属贵区")
    referral = await stage.again(case.referral)
    assert (referral.state, referral.return_ask_state, referral.returnable) == (State.IN_PROGRESS, AskState.REFUSED, False)
    assert (referral.waits_federation, referral.federation_until) == (False, None)
    assert await stage.refused(ReferralReturnAsk, DISPATCHER, case.referral.id, **WHY) == [("NOT_RETURNABLE", ())]
    assert await stage.refused(ReferralReturnDecide, CADRE, case.referral.id, granted=True) == [("NO_ASK", ())]
