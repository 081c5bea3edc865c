"""The county's federation takes on a family that was handed over, or declines. Source: docs/domain.md 3 (`familyHandOverDecide`)."""

from typing import Any

import pytest

from db.tables.audit import AuditRecord
from db.tables.event import Event
from db.tables.family_hand_over import FamilyHandOverText
from db.tables.need import Need
from domain.ask import AskState
from resolvers.commands.handing.family_hand_over_decide import FamilyHandOverDecide
from tests.builders.case import a_family
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.handing.test_family_hand_over import handed
from tests.resolvers.commands.samples import CADRE, COMMISSIONER, DISPATCHER

NEXT_COUNTY = "cadre.federation.330106"


async def test_taken_on_it_is_a_need_of_the_family_and_what_was_told_is_kept_no_longer(stage: Stage) -> None:
    case, row = await stage.placed(a_family(stage.world)), await handed(stage)
    before = {each.id for each in await stage.rows(Need, Need.family_id == case.family.id)}
    await stage.done(FamilyHandOverDecide, CADRE, row.id, accepted=True, family=case.family.id)
    (need,) = [each for each in await stage.rows(Need, Need.family_id == case.family.id) if each.id not in before]
    cadre, after = stage.world.viewer(CADRE), await stage.again(row)
    assert (need.domain, need.request_text, need.status, need.owner_office_id) == ("CARE", "老人独居，需要有人照料", "OPEN", cadre.office)
    assert (need.region_code, need.person_id, need.visit_id) == (case.family.region_code, None, None)
    assert (after.state, after.family_id, after.decided_by) == (AskState.GRANTED, case.family.id, cadre.account)
    assert (after.decided_at, after.version, after.reason) == (stage.now, 2, None)
    assert await stage.rows(FamilyHandOverText, FamilyHandOverText.hand_over_id == row.id) == []
    event = await stage.row(Event, Event.subject_id == need.id)
    assert (event.action, event.before, event.after) == ("familyHandOverDecide", None, "OPEN")
    audit = await stage.row(AuditRecord, AuditRecord.target_id == row.id, AuditRecord.action == "familyHandOverDecide")
    assert audit.family_ids == [case.family.id]


async def test_declined_nothing_is_kept_but_that_and_why(stage: Stage) -> None:
    row = await handed(stage)
    await stage.done(FamilyHandOverDecide, CADRE, row.id, accepted=False, reason="NOT_REACHED")
    after = await stage.again(row)
    assert (after.state, after.reason, after.family_id) == (AskState.REFUSED, "NOT_REACHED", None)
    assert await stage.rows(FamilyHandOverText, FamilyHandOverText.hand_over_id == row.id) == []
    assert await stage.refused(FamilyHandOverDecide, CADRE, row.id, accepted=False, reason="NOT_NEEDED") == [("NO_TRANSFER", ("id",))]


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"accepted": False}, ("REQUIRED", ("reason",))),
        ({"accepted": True, "reason": "NOT_NEEDED"}, ("NOT_EXPECTED", ("reason",))),
        ({"accepted": True}, ("REQUIRED", ("family",))),
        ({"accepted": False, "reason": "DUPLICATE"}, ("UNKNOWN_CODE", ("reason",))),
    ],
)
async def test_a_family_goes_with_a_yes_and_a_reason_with_a_no(stage: Stage, given: dict[str, Any], refusal: Any) -> None:
    row = await handed(stage)
    assert await stage.refused(FamilyHandOverDecide, CADRE, row.id, **given) == [refusal]


async def test_declined_it_names_no_family(stage: Stage) -> None:
    case, row = await stage.placed(a_family(stage.world)), await handed(stage)
    refused = await stage.refused(FamilyHandOverDecide, CADRE, row.id, accepted=False, reason="NOT_NEEDED", family=case.family.id)
    assert refused == [("NOT_EXPECTED", ("family",))]


async def test_only_the_cadres_of_the_place_decide_and_only_on_a_family_that_they_see(stage: Stage) -> None:
    row = await handed(stage)
    given = {"accepted": False, "reason": "NOT_NEEDED"}
    for by in (COMMISSIONER, DISPATCHER):
        assert await stage.refused(FamilyHandOverDecide, by, row.id, **given) == [("FORBIDDEN", ())]
    assert await stage.refused(FamilyHandOverDecide, NEXT_COUNTY, row.id, **given) == [("NOT_FOUND", ("id",))]
    elsewhere = await stage.placed(a_family(stage.world, "330106109200"))
    refused = await stage.refused(FamilyHandOverDecide, CADRE, row.id, accepted=True, family=elsewhere.family.id)
    assert refused == [("NOT_FOUND", ("family",))]
