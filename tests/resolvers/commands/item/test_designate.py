"""The monitor designates an office over whose duty offices disagree. Source: docs/lifecycle.md (`itemDesignate`)."""

from typing import Any

import pytest

from domain.item import ItemState
from domain.message.refusal import Path
from domain.referral import ReturnedBy, State
from resolvers.commands.item.designate import ItemDesignate
from resolvers.commands.item.dispatch import ItemDispatch
from resolvers.commands.item.edit import ItemEdit
from resolvers.commands.referral.return_ import ReferralReturn
from resolvers.commands.referral.sign import ReferralSign
from tests.builders.case import Case
from tests.builders.world import OTHER_VILLAGE, VILLAGE
from tests.resolvers.commands.conftest import PLAIN_OFFICE, Stage
from tests.resolvers.commands.item.test_dispatch import GIVEN
from tests.resolvers.commands.samples import CADRE, DISPATCHER, MONITOR

REFUSED = {"reason": "NOT_OUR_DUTY", "returned_by": ReturnedBy.NOT_OUR_DUTY}


async def refused(stage: Stage, **given: Any) -> Case:
    """An item that its office has returned."""
    case = await stage.drafted()
    await stage.viewer(MONITOR)
    await stage.done(ItemDispatch, CADRE, case.item.id, **GIVEN)
    await stage.done(ReferralReturn, DISPATCHER, (await stage.newest(case)).id, **(REFUSED | given))
    return case


def designation(stage: Stage, office: str = PLAIN_OFFICE, **given: Any) -> dict[str, Any]:
    """What a monitor says."""
    return {"office": stage.world.office(office).id, "reason": "DUTY_DECIDED", **given}


async def test_the_office_that_refused_has_to_handle_it_and_cannot_return_it(stage: Stage) -> None:
    case = await refused(stage)
    first = await stage.newest(case)
    given = designation(stage, authority="区政府残疾人工作委员会", document="余残工委〔2026〕3号")
    await stage.done(ItemDesignate, MONITOR, case.item.id, **given)
    item, referral = await stage.again(case.item), await stage.newest(case)
    assert (item.state, item.lead_id, item.lead_office_id) == (ItemState.DISPATCHED, referral.id, first.office_id)
    assert (referral.state, referral.previous_id, referral.returnable) == (State.DISPATCHED, first.id, False)
    assert (referral.legal_basis, referral.contract_version) == (first.legal_basis, first.contract_version)
    assert (referral.dispatching_office_id, referral.monitor_office_id) == (first.dispatching_office_id, first.monitor_office_id)
    assert (referral.designation_reason, referral.designation_authority, referral.designation_document) == (
        "DUTY_DECIDED",
        given["authority"],
        given["document"],
    )
    await stage.done(ReferralSign, DISPATCHER, referral.id)
    assert await stage.refused(ReferralReturn, DISPATCHER, referral.id, **REFUSED) == [("NOT_RETURNABLE", ())]


async def test_only_what_was_refused_as_not_ones_duty_is_designated(stage: Stage) -> None:
    case = await refused(stage, reason="INCOMPLETE", returned_by=ReturnedBy.INFORMATION_MISSING)
    assert await stage.refused(ItemDesignate, MONITOR, case.item.id, **designation(stage)) == [("NOT_DESIGNATABLE", ())]


@pytest.mark.parametrize(
    ("office", "given", "refusal"),
    [
        ("education.330110", {}, ("OFFICE_DOES_NOT_FIT", ("office",))),
        ("healthcare-security.3301", {}, ("NOBODY_SIGNS", ("office",))),
        (PLAIN_OFFICE, {"authority": "区政府"}, ("REQUIRED", ("document",))),
        (PLAIN_OFFICE, {"document": "3号"}, ("REQUIRED", ("authority",))),
    ],
)
async def test_what_cannot_be_designated_is_refused(stage: Stage, office: str, given: dict[str, Any], refusal: tuple[str, Path]) -> None:
    case = await refused(stage)
    assert await stage.refused(ItemDesignate, MONITOR, case.item.id, **designation(stage, office, **given)) == [refusal]


@pytest.mark.parametrize(
    ("by", "code"),
    [(CADRE, "FORBIDDEN"), ("monitor.federation.33", "FORBIDDEN"), (DISPATCHER, "FORBIDDEN"), ("monitor.federation.3302", "NOT_FOUND")],
)
async def test_nobody_else_designates(stage: Stage, by: str, code: str) -> None:
    case = await refused(stage)
    assert [found for found, _ in await stage.refused(ItemDesignate, by, case.item.id, **designation(stage))] == [code]


async def test_no_office_of_a_village_is_designated_since_that_it_fits_would_tell_the_village(stage: Stage) -> None:
    own, other = (f"community.{village}" for village in (VILLAGE, OTHER_VILLAGE))
    for name in (own, other):
        stage.world.viewer(f"dispatcher.{name}")
    case = await refused(stage)
    await stage.done(ItemEdit, CADRE, case.item.id, type="A38")
    for name in (own, other):
        given = designation(stage, name)
        assert await stage.refused(ItemDesignate, MONITOR, case.item.id, **given) == [("OFFICE_DOES_NOT_FIT", ("office",))]


async def test_another_type_is_given_by_its_own_contract(stage: Stage) -> None:
    case = await refused(stage)
    stage.world.staffed("civil-affairs.330110")
    await stage.done(ItemEdit, CADRE, case.item.id, type="A04")
    await stage.done(ItemDesignate, MONITOR, case.item.id, **designation(stage, "civil-affairs.330110"))
    referral = await stage.newest(case)
    assert (referral.type_code, referral.contract_version) == ("A04", stage.reference.contract_version("A04"))
