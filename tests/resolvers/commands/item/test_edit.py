"""What is asked for is changed before it is sent. Source: docs/lifecycle.md (`itemEdit`)."""

from domain.item import ItemState
from resolvers.commands.item.edit import ItemEdit
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import CADRE, COMMISSIONER


async def test_what_is_left_out_stays_and_null_means_the_household(stage: Stage) -> None:
    case = await stage.drafted()
    await stage.done(ItemEdit, CADRE, case.item.id, person=None)
    item = await stage.again(case.item)
    assert (item.person_id, item.request_text, item.type_code) == (None, case.item.request_text, case.item.type_code)
    await stage.done(ItemEdit, CADRE, case.item.id, type="A01", request_text="申请低保")
    item = await stage.again(case.item)
    assert (item.person_id, item.request_text, item.type_code, item.type_department_code) == (None, "申请低保", "A01", "CIVIL_AFFAIRS")


async def test_a_change_after_a_return_is_remembered_and_what_stays_as_it_was_is_none(stage: Stage) -> None:
    office = stage.world.office("healthcare-security.330110")
    case = await stage.drafted(state=ItemState.TO_DISPATCH, last_returned_office_id=office.id)
    await stage.done(ItemEdit, CADRE, case.item.id, request_text=case.item.request_text)
    assert not (await stage.again(case.item)).changed_since_return
    await stage.done(ItemEdit, CADRE, case.item.id, request_text="补充情况")
    await stage.done(ItemEdit, CADRE, case.item.id, request_text="补充情况")
    assert (await stage.again(case.item)).changed_since_return


async def test_a_commissioner_edits_drafts_alone(stage: Stage) -> None:
    case = await stage.drafted(state=ItemState.TO_DISPATCH)
    assert await stage.refused(ItemEdit, COMMISSIONER, case.item.id, request_text="补充情况") == [("FORBIDDEN", ())]


async def test_the_person_is_of_the_family_and_the_type_is_offered(stage: Stage) -> None:
    case, other = await stage.drafted(), await stage.drafted()
    assert await stage.refused(ItemEdit, CADRE, case.item.id, person=other.head.id) == [("PERSON_NOT_OF_FAMILY", ("person",))]
    assert await stage.refused(ItemEdit, CADRE, case.item.id, type="A36") == [("TYPE_NOT_OFFERED", ("type",))]
