"""What a visit must tell and must not tell; whatever is refused leaves nothing behind."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from db.tables.campaign import Campaign
from db.tables.family import Family
from domain.family import ContactBy, Relation
from domain.message.refusal import Path
from domain.value.number import NumberKind, draw
from domain.value.spelling import camel
from domain.visit import ContactResult, IntakeChannel, VisitMode
from resolvers.commands.person.work import WorkProfileInput
from resolvers.commands.visit.input import (
    ConsolationInput,
    ContactWishInput,
    EntitlementInput,
    FoundNeedsInput,
    VisitedFamilyInput,
    VisitedPersonInput,
)
from tests.builders.case import a_family
from tests.builders.visit import AN_HOUR_AGO, ELSEWHERE, HOME, a_need, a_new_family, a_person, found, not_met, told
from tests.builders.world import NOW, code
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.visit.conftest import Visitors

OPERATOR = "operator.federation.330110"
CALL: dict[str, Any] = {"mode": VisitMode.PHONE, "channel": IntakeChannel.HOTLINE_12345, "hotline_ticket": "12345-7"}
EPIDEMIC = "EPIDEMIC_CONTROL"
FINDINGS: dict[str, Any] = {
    "person": VisitedPersonInput(new=a_person()),
    "categories": ("POVERTY_RISK",),
    "needs": found(),
    "notice": told().notice,
    "phone": "16000000002",
    "consolation": ConsolationInput(kind="慰问金"),
    "income_per_head": 1,
    "members": (a_person(name="王大明"),),
    "contact_wish": ContactWishInput(by=ContactBy.PHONE),
    "work": WorkProfileInput(employment="FARMING"),
    "entitlements": (EntitlementInput(type="A01"),),
    "suggestions": "希望多来走访",
}


async def test_who_was_met_is_told_with_categories_needs_and_notice(visitors: Visitors) -> None:
    assert await visitors.refused(told(person=None, categories=None, needs=None, notice=None)) == [
        ("REQUIRED", ("person",)),
        ("REQUIRED", ("categories",)),
        ("REQUIRED", ("needs",)),
        ("REQUIRED", ("notice",)),
    ]


@pytest.mark.parametrize(
    ("result", "refusal"),
    [
        (ContactResult.NOT_HOME, "NOT_EXPECTED"),
        (ContactResult.REFUSED, "NOT_EXPECTED"),
        (ContactResult.MOVED, "NOT_COVERED"),
        (ContactResult.DECEASED, "NOT_COVERED"),
    ],
)
async def test_not_met_ends_the_form(visitors: Visitors, result: ContactResult, refusal: str) -> None:
    assert sorted(await visitors.refused(not_met(result, **FINDINGS))) == sorted((refusal, (camel(name),)) for name in FINDINGS)


AT_NEW_YEAR = NOW.replace(year=2025, month=12, day=31, hour=15)
"""23:00 in Shanghai."""
REFUSED: list[tuple[str, dict[str, Any], list[tuple[str, Path]]]] = [
    ("a false none", {"needs": FoundNeedsInput(none=False)}, [("EXACTLY_ONE", ("needs",))]),
    ("needs and none", {"needs": FoundNeedsInput(none=True, list=(a_need(),))}, [("EXACTLY_ONE", ("needs",))]),
    ("no need in the list", {"needs": FoundNeedsInput(list=())}, [("TOO_FEW", ("needs", "list"))]),
    ("an unknown domain", {"needs": found(a_need("NONE"))}, [("UNKNOWN_CODE", ("needs", "list", 0, "domain"))]),
    (
        "a phone in the request",
        {"needs": found(a_need(request_text="请打16000001234"))},
        [("TEXT_HOLDS_PHONE", ("needs", "list", 0, "requestText"))],
    ),
    ("a visit to come", {"at": NOW + timedelta(seconds=121)}, [("IN_FUTURE", ("at",))]),
    ("neither family", {"family": VisitedFamilyInput()}, [("EXACTLY_ONE", ("family",))]),
    ("a village unknown", {"family": a_new_family(village="330110999999")}, [("UNKNOWN_REGION", ("family", "new", "village"))]),
    ("a township for a village", {"family": a_new_family(village="330110109")}, [("REGION_LEVEL", ("family", "new", "village"))]),
    ("a reason for being at home", {"no_home_visit_reason": EPIDEMIC}, [("NOT_EXPECTED", ("noHomeVisitReason",))]),
    ("no reason for not being at home", {"mode": VisitMode.PHONE}, [("REQUIRED", ("noHomeVisitReason",))]),
    ("no telephone", {"family": a_new_family(phone=None)}, [("REQUIRED", ("phone",))]),
    ("another hardship without words", {"categories": ("OTHER_HARDSHIP",)}, [("REQUIRED", ("categoryText",))]),
    ("words without another hardship", {"category_text": "独居"}, [("NOT_EXPECTED", ("categoryText",))]),
    ("a category twice", {"categories": ("INFECTED", "INFECTED")}, [("REPEATED", ("categories", 1))]),
    ("income below zero", {"income_per_head": -1}, [("AMOUNT_BELOW_ZERO", ("incomePerHead",))]),
    ("a year to come", {"dynamic_update_year": 2027}, [("IN_FUTURE", ("dynamicUpdateYear",))]),
    ("a year long past", {"dynamic_update_year": 2024}, [("TOO_EARLY", ("dynamicUpdateYear",))]),
    ("the year after the visit", {"dynamic_update_year": 2026, "at": AT_NEW_YEAR}, [("IN_FUTURE", ("dynamicUpdateYear",))]),
    ("a visit of another age", {"at": NOW.replace(year=1999)}, [("TOO_EARLY", ("at",))]),
    ("a gift of nothing", {"consolation": ConsolationInput(kind="慰问金", value=0)}, [("AMOUNT_TOO_SMALL", ("consolation", "value"))]),
    ("a hotline without its ticket", CALL | {"hotline_ticket": None}, [("REQUIRED", ("hotlineTicket",))]),
    ("a ticket without a hotline", {"hotline_ticket": "1"}, [("NOT_EXPECTED", ("hotlineTicket",))]),
    ("a campaign that is not named", {"channel": IntakeChannel.CAMPAIGN_VISIT}, [("REQUIRED", ("campaign",))]),
    (
        "a head of another name",
        {"person": VisitedPersonInput(new=a_person(name="李小红", relation=Relation.HEAD))},
        [("HEAD_ALREADY", ("person", "new", "relation"))],
    ),
    (
        "two heads",
        {"members": (a_person(relation=Relation.HEAD),)},
        [("HEAD_ALREADY", ("members", 0, "relation"))],
    ),
]


@pytest.mark.parametrize(("given", "refusals"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
async def test_a_visit_is_refused_with(visitors: Visitors, given: dict[str, Any], refusals: list[tuple[str, Path]]) -> None:
    assert await visitors.refused(told(**given)) == refusals


ACCEPTED: list[tuple[str, dict[str, Any]]] = [
    ("a reason for not being at home", {"mode": VisitMode.PHONE, "no_home_visit_reason": EPIDEMIC}),
    ("a telephone beside the family", {"family": a_new_family(phone=None), "phone": "16000000003"}),
    ("the dynamic update of the year before", {"dynamic_update_year": 2025}),
    ("no income", {"income_per_head": 0}),
    ("another hardship in words", {"categories": ("OTHER_HARDSHIP",), "category_text": "独居"}),
    ("a cadre's hotline call", CALL),
]


@pytest.mark.parametrize("given", [row[1] for row in ACCEPTED], ids=[row[0] for row in ACCEPTED])
async def test_a_visit_is_accepted_with(visitors: Visitors, given: dict[str, Any]) -> None:
    person = VisitedPersonInput(new=a_person())
    visit = await visitors.record(told(**given | {"person": person}), by="cadre.federation.330110")
    assert visit.category_text == given.get("category_text")


async def test_an_operator_names_the_hotline(visitors: Visitors) -> None:
    elsewhere = {"mode": VisitMode.PHONE, "no_home_visit_reason": EPIDEMIC}
    assert await visitors.refused(told(**elsewhere), by=OPERATOR) == [("REQUIRED", ("channel",))]
    walked_in = told(**elsewhere, channel=IntakeChannel.SELF_APPLICATION)
    assert await visitors.refused(walked_in, by=OPERATOR) == [("NOT_EXPECTED", ("channel",))]


async def test_a_call_without_a_number_to_call_back_is_refused_whoever_answered(visitors: Visitors) -> None:
    unknown = a_new_family(phone=None)
    assert await visitors.refused(not_met(**CALL, family=unknown), by=OPERATOR) == [("REQUIRED", ("phone",))]
    visit = await visitors.record(not_met(**CALL, family=unknown, phone="16000000004"), by=OPERATOR)
    assert visit.callback_due_at is not None


async def test_a_telephone_that_is_known_is_not_asked_again(visitors: Visitors, stage: Stage) -> None:
    silent, known = a_family(stage.world, HOME, phone=None), a_family(stage.world, HOME)
    await stage.placed(known)
    for case, refusals in ((silent, [("REQUIRED", ("phone",))]), (known, [])):
        given = told(family=VisitedFamilyInput(id=case.family.id), person=VisitedPersonInput(id=case.head.id))
        assert [(each.code, each.path) for each in (await visitors.run(given)).errors] == refusals


async def test_the_dynamic_update_is_a_channel_of_its_own(visitors: Visitors) -> None:
    visit = await visitors.record(told(dynamic_update_year=2026, person=VisitedPersonInput(new=a_person())))
    assert (visit.channel, visit.dynamic_update_year) == (IntakeChannel.DYNAMIC_UPDATE, 2026)


def a_campaign(stage: Stage, region: str = "330110", **columns: Any) -> Campaign:
    """A campaign in November 2026 that ends on the day of the visit."""
    day = AN_HOUR_AGO.date()
    given = {"title": "特殊困难走访", "document_number": "残联〔2026〕1号", "starts_on": day - timedelta(days=10), "ends_on": day}
    office = stage.world.office("federation.330110")
    number = draw(NumberKind.CAMPAIGN, 2026, stage.world.random)
    row = Campaign(
        id=uuid4(), number=number, region_code=code(region), categories=["INFECTED"], office_id=office.id, created_at=NOW, **given | columns
    )
    return stage.world.add(row)


async def test_a_visit_of_a_campaign_lies_in_its_period(visitors: Visitors, stage: Stage) -> None:
    campaign = a_campaign(stage)
    await stage.world.insert(stage.addresses.loader)
    early = told(campaign=campaign.id, at=AN_HOUR_AGO - timedelta(days=11))
    (refusal,) = await visitors.refusals(early)
    assert (refusal.code, refusal.path, refusal.row) == ("OUTSIDE_CAMPAIGN", ("campaign",), ("Campaign", campaign.id))
    assert refusal.facts == {"starts": campaign.starts_on, "ends": campaign.ends_on}
    over = a_campaign(stage, ends_on=AN_HOUR_AGO.date() - timedelta(days=1))
    assert await visitors.refused(told(campaign=over.id)) == [("OUTSIDE_CAMPAIGN", ("campaign",))]
    visit = await visitors.record(told(campaign=campaign.id))
    assert (visit.campaign_id, visit.channel) == (campaign.id, IntakeChannel.CAMPAIGN_VISIT)


async def test_a_campaign_covers_its_own_division(visitors: Visitors, stage: Stage) -> None:
    campaign = a_campaign(stage, ELSEWHERE[:6])
    await stage.world.insert(stage.addresses.loader)
    assert await visitors.refused(told(campaign=campaign.id)) == [("CAMPAIGN_ELSEWHERE", ("campaign",))]
    assert [each.row for each in await visitors.refusals(told(campaign=campaign.id))] == [("Campaign", campaign.id)]


async def test_a_campaign_is_not_another_channel(visitors: Visitors, stage: Stage) -> None:
    campaign = a_campaign(stage)
    await stage.world.insert(stage.addresses.loader)
    walked_in = told(campaign=campaign.id, channel=IntakeChannel.SELF_APPLICATION)
    assert await visitors.refused(walked_in) == [("NOT_EXPECTED", ("campaign",))]


async def test_a_campaign_that_there_is_not_is_not_found(visitors: Visitors) -> None:
    assert await visitors.refused(told(campaign=uuid4())) == [("NOT_FOUND", ("campaign",))]


async def test_everything_that_is_wrong_is_told_at_once(visitors: Visitors) -> None:
    given = told(notice=None, mode=VisitMode.PHONE, category_text="独居", person=VisitedPersonInput(new=a_person(id_number=None)))
    assert await visitors.refused(given) == [
        ("REQUIRED", ("notice",)),
        ("REQUIRED", ("noHomeVisitReason",)),
        ("NOT_EXPECTED", ("categoryText",)),
        ("REQUIRED", ("person", "new", "idNumber")),
    ]


async def test_the_head_who_was_not_met_at_first_becomes_the_head_when_registered(visitors: Visitors, stage: Stage) -> None:
    first = await visitors.record(not_met())
    again = told(family=VisitedFamilyInput(id=first.family_id), person=VisitedPersonInput(new=a_person()))
    visit = await visitors.record(again)
    assert (await stage.row(Family, Family.id == first.family_id)).head_id == visit.person_id


@pytest.mark.parametrize("by", ["cadre.federation.3301", "cadre.federation.33"])
async def test_a_federation_above_the_county_replaces_no_contact_wish(visitors: Visitors, by: str) -> None:
    assert await visitors.refused(told(contact_wish=ContactWishInput(by=ContactBy.PHONE)), by) == [("FORBIDDEN", ("contactWish",))]
    await visitors.record(told(), by)


@pytest.mark.parametrize(("by", "more"), [("cadre.federation.3301", {}), ("operator.federation.330110", CALL)])
async def test_who_is_shown_no_work_profile_replaces_none_by_a_visit(visitors: Visitors, by: str, more: dict[str, Any]) -> None:
    assert await visitors.refused(told(work=WorkProfileInput(employment="FARMING"), **more), by) == [("FORBIDDEN", ("work",))]


async def test_nobody_receives_what_offices_owe_each_other(visitors: Visitors) -> None:
    received = (EntitlementInput(type="A01"), EntitlementInput(type="A31"))
    assert await visitors.refused(told(entitlements=received)) == [("TYPE_NOT_OFFERED", ("entitlements", 1, "type"))]


async def test_a_work_profile_with_a_visit_is_compared_as_by_itself(visitors: Visitors) -> None:
    profile = WorkProfileInput(employment="FARMING", livelihood="FAMILY")
    assert await visitors.refused(told(work=profile)) == [("NOT_EXPECTED", ("work", "livelihood"))]
