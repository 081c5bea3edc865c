"""Help of one type is asked for a need. Source: docs/lifecycle.md (`itemDraft`); docs/domain.md 3."""

from typing import Any
from uuid import uuid4

import pytest

from db.tables.item import AssistanceItem
from domain.family import CertificateStatus
from domain.item import ItemState
from domain.need import NeedStatus
from resolvers.commands.item.draft import ItemDraft
from tests.builders.case import Case, a_family
from tests.builders.world import VILLAGE
from tests.resolvers.commands.conftest import PLAIN_TYPE, Stage
from tests.resolvers.commands.samples import CADRE, COMMISSIONER


async def a_need(stage: Stage, **columns: Any) -> Case:
    return await stage.placed(a_family(stage.world, VILLAGE).with_need("LIVING_ASSISTANCE", **columns))


async def test_a_draft_takes_person_and_text_of_its_need_and_belongs_to_the_countys_federation(stage: Stage) -> None:
    case = await a_need(stage)
    done = await stage.done(ItemDraft, COMMISSIONER, case.need.id, type="A01")
    item = await stage.row(AssistanceItem, AssistanceItem.id == done.subject)
    assert (item.state, item.person_id, item.request_text, item.need_domain) == (
        ItemState.DRAFT,
        case.head.id,
        case.need.request_text,
        "LIVING_ASSISTANCE",
    )
    assert (item.owner_office_id, item.type_version, item.type_department_code) == (case.federation.id, 1, "CIVIL_AFFAIRS")
    assert (await stage.again(case.need)).status == NeedStatus.IN_HAND


async def test_whom_it_is_for_is_of_the_family(stage: Stage) -> None:
    case, other = await a_need(stage), await a_need(stage)
    unfit = [("PERSON_NOT_OF_FAMILY", ("person",))]
    assert await stage.refused(ItemDraft, CADRE, case.need.id, type=PLAIN_TYPE, person=other.head.id) == unfit
    (refusal,) = (await stage.run(ItemDraft, CADRE, case.need.id, type=PLAIN_TYPE, person=other.head.id)).errors
    assert refusal.row == ("Person", other.head.id)
    assert await stage.refused(ItemDraft, CADRE, case.need.id, type=PLAIN_TYPE, person=uuid4()) == [("NOT_FOUND", ("person",))]


async def test_funds_and_quotas_are_not_asked_for_a_need(stage: Stage) -> None:
    case = await a_need(stage)
    assert await stage.refused(ItemDraft, CADRE, case.need.id, type="A31") == [("TYPE_NOT_OFFERED", ("type",))]
    assert await stage.refused(ItemDraft, CADRE, case.need.id, type="A99") == [("UNKNOWN_CODE", ("type",))]


async def test_help_that_needs_a_certificate_is_drafted_for_who_has_one(stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, VILLAGE).with_need("CARE").with_member("王小红").with_certificate())
    needed = [("CERTIFICATE_NEEDED", ("type",))]
    for of_type in ("A06", "A07", "A23"):
        assert await stage.refused(ItemDraft, CADRE, case.need.id, type=of_type) == needed  # of the head, whose need it is
        await stage.done(ItemDraft, CADRE, case.need.id, type=of_type, person=case.members[-1].id)


@pytest.mark.parametrize("status", [each for each in CertificateStatus if each is not CertificateStatus.CERTIFIED])
async def test_a_certificate_that_is_not_in_force_is_none(stage: Stage, status: CertificateStatus) -> None:
    case = a_family(stage.world, VILLAGE).with_need("CARE")
    case.head.certificate_status = status
    await stage.placed(case)
    assert await stage.refused(ItemDraft, COMMISSIONER, case.need.id, type="A07") == [("CERTIFICATE_NEEDED", ("type",))]
    assert (await stage.run(ItemDraft, COMMISSIONER, case.need.id, type="A07")).errors[0].row == ("Person", case.head.id)


async def test_a_household_needs_one_member_with_a_certificate(stage: Stage) -> None:
    none = await stage.placed(a_family(stage.world, VILLAGE).with_need("CARE", person_id=None))
    assert await stage.refused(ItemDraft, CADRE, none.need.id, type="A07") == [("CERTIFICATE_NEEDED", ("type",))]
    assert (await stage.run(ItemDraft, CADRE, none.need.id, type="A07")).errors[0].row == ("Family", none.family.id)
    one = await stage.placed(a_family(stage.world, VILLAGE).with_need("CARE", person_id=None).with_member("王小红").with_certificate())
    await stage.done(ItemDraft, CADRE, one.need.id, type="A07")


async def test_a_closed_need_asks_for_nothing(stage: Stage) -> None:
    case = await a_need(stage, status=NeedStatus.CLOSED)
    assert await stage.refused(ItemDraft, CADRE, case.need.id, type=PLAIN_TYPE) == [("INVALID_TRANSITION", ())]
