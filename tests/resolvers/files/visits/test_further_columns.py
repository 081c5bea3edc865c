"""Further members, the campaign and the contact wish are columns too. Source: docs/domain.md 2 (Visit); docs/decisions/009-import.md."""

from datetime import date
from typing import Any
from uuid import uuid4

from db.tables.campaign import Campaign
from db.tables.family import Family
from db.tables.person import Person
from db.tables.visit import Visit
from tests.builders.spreadsheet import number
from tests.resolvers.files.conftest import Desk
from tests.resolvers.files.visits.test_recording import SERIAL, a_row


def household(**said: Any) -> dict[str, Any]:
    """A family of which two further members are told: one by number, one without."""
    place = next(SERIAL)
    return a_row(
        **{
            "成员1姓名": "王大海",
            "成员1身份证号": number(f"99880219400520{place:03d}"),
            "成员1与户主关系": "父母",
            "成员2姓名": "王小花",
            "成员2无身份证号原因": "证件不在手边",
            "成员2出生年份": "2001",
            "成员2与户主关系": "子女",
        }
        | said
    )


async def family_of(desk: Desk, row: dict[str, Any]) -> Family:
    (family,) = await desk.rows(Family, Family.address == row["详细地址"])
    return family


async def members(desk: Desk, row: dict[str, Any]) -> list[tuple[str, str]]:
    family = await family_of(desk, row)
    return sorted((each.name, each.relation) for each in await desk.rows(Person, Person.family_id == family.id))


async def test_further_members_are_registered_with_the_visit_and_not_again_with_the_next(desk: Desk) -> None:
    row = household()
    assert await desk.told(row) == ["1 rows: 1 recorded, 0 recorded before, 0 refused."]
    both = [("王大海", "PARENT"), ("王小明", "HEAD"), ("王小花", "CHILD")]
    assert await members(desk, row) == both
    assert await desk.told(row | {"走访时间": "2026-11-21"}) == ["1 rows: 1 recorded, 0 recorded before, 0 refused."]
    assert await members(desk, row) == both


async def test_a_further_member_who_is_new_is_added_beside_those_who_are_known(desk: Desk) -> None:
    row = household()
    await desk.told({key: value for key, value in row.items() if not key.startswith("成员2")})
    await desk.told(row | {"走访时间": "2026-11-21"})
    assert [name for name, _ in await members(desk, row)] == ["王大海", "王小明", "王小花"]


async def test_what_is_wrong_with_a_further_member_is_told_under_its_own_columns(desk: Desk) -> None:
    (told, _) = await desk.told(household(成员1身份证号="990001680520001"))
    assert told == "Row 2: Member 1 ID number: The old 15-digit number is not accepted; give the 18-digit one."
    (told, _) = await desk.told(household(成员2出生年份=None))
    assert told == "Row 2: Member 2 year of birth: This is required."
    known = household()
    await desk.told({key: value for key, value in known.items() if not key.startswith("成员2")})
    (told, _) = await desk.told(known | {"走访时间": "2026-11-21", "成员2出生年份": None})
    assert told == "Row 2: Member 2 year of birth: This is required."
    (told, _) = await desk.told(household(成员1姓名=None))
    assert told == "Row 2: Member 1 name: This is required."


async def test_somebody_of_another_family_is_no_further_member(desk: Desk) -> None:
    there = household()
    await desk.told(there)
    (told, _) = await desk.told(household(成员1身份证号=there["成员1身份证号"]))
    assert told.startswith("Row 2: Member 1 ID number: ")
    assert "registered" in told


async def test_how_a_family_wants_to_be_contacted_is_kept_with_it(desk: Desk) -> None:
    row = a_row(希望的联系方式="入户", 希望的联系时间="下午", 希望通过何人联系="专职委员")
    assert await desk.told(row) == ["1 rows: 1 recorded, 0 recorded before, 0 refused."]
    family = await family_of(desk, row)
    assert (family.contact_wish_by, family.contact_wish_when, family.contact_wish_through) == ("HOME_VISIT", "下午", "COMMISSIONER")
    (told, _) = await desk.told(a_row(希望的联系时间="下午"))
    assert told == "Row 2: Wants contact by: This is required."


async def test_a_visit_belongs_to_the_campaign_that_its_row_names(desk: Desk) -> None:
    await desk.told(a_row(), dry_run=True)
    campaign = Campaign(id=uuid4(), number=f"C2026-{next(SERIAL):08d}-0", title="冬季走访", document_number="1", categories=[])
    campaign.office_id, campaign.region_code = desk.world.viewer("cadre.federation.330110").office, "330110000000"
    campaign.starts_on, campaign.ends_on, campaign.created_at, campaign.version = date(2026, 11, 1), date(2026, 12, 1), desk.now, 1
    desk.world.add(campaign)
    row = a_row(专项行动="冬季走访")
    assert await desk.told(row) == ["1 rows: 1 recorded, 0 recorded before, 0 refused."]
    (visit,) = await desk.rows(Visit, Visit.family_id == (await family_of(desk, row)).id)
    assert (visit.campaign_id, visit.channel) == (campaign.id, "CAMPAIGN_VISIT")
    assert (await desk.told(a_row(专项行动="夏季走访")))[0] == "Row 2: Campaign: There is no campaign of this number or title."
    (told, _) = await desk.told(a_row(专项行动="冬季走访", 走访时间="2026-10-20"))
    assert told.startswith("Row 2: ")
    assert "period" in told
