"""What is asked for is changed before it is sent. Source: docs/lifecycle.md (`itemEdit`)."""

from domain.item import ItemState
from resolvers.commands.item.edit import ItemEdit
from tests.builders.case import a_family
from tests.builders.world import VILLAGE
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


async def test_type_and_person_are_changed_to_what_has_its_certificate_alone(stage: Stage) -> None:
    case = a_family(stage.world, VILLAGE).with_need("CARE").with_draft("A04", type_department_code="CIVIL_AFFAIRS")
    case.with_member("王小红").with_certificate()
    await stage.placed(case)
    head, certified = case.head.id, case.members[-1].id
    assert await stage.refused(ItemEdit, CADRE, case.item.id, type="A07") == [("CERTIFICATE_NEEDED", ("type",))]
    await stage.done(ItemEdit, CADRE, case.item.id, type="A07", person=certified)
    assert await stage.refused(ItemEdit, CADRE, case.item.id, person=head) == [("CERTIFICATE_NEEDED", ("person",))]
    await stage.done(ItemEdit, CADRE, case.item.id, person=None)
    await stage.done(ItemEdit, CADRE, case.item.id, type="A04", person=head)


async def test_the_words_of_a_draft_are_changed_whatever_became_of_the_certificate(stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, VILLAGE).with_need("CARE").with_draft("A07", type_department_code="CIVIL_AFFAIRS"))
    await stage.done(ItemEdit, CADRE, case.item.id, request_text="请求护理补贴")
