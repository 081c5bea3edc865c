"""What a visit says of itself is corrected. Source: docs/lifecycle.md (`visitCorrect`); docs/domain.md 2 (Visit)."""

from datetime import timedelta
from typing import Any

import pytest

from db.tables.campaign import CampaignListing
from db.tables.correction import Correction, CorrectionText
from db.tables.event import Event
from db.tables.family import Family
from db.tables.visit import Visit
from domain.follow_up import next_contact_on
from domain.time.calendar import day_of
from domain.visit import ContactResult, NoticeBasis, VisitMode
from resolvers.commands.campaign.list_add import ListedFamiliesInput
from resolvers.commands.visit.correct import COLUMNS, VisitCorrect
from resolvers.commands.visit.input import ConsolationInput, NoticeInput
from resolvers.commands.visit.withdraw import VisitWithdraw
from tests.builders.case import a_family
from tests.builders.visit import AN_HOUR_AGO, HOME, found, not_met, told
from tests.builders.world import NOW
from tests.resolvers.commands.campaign.test_create import announce
from tests.resolvers.commands.campaign.test_list_add import listing
from tests.resolvers.commands.conftest import Errors, Stage
from tests.resolvers.commands.visit.conftest import COMMISSIONER, Visitors
from tests.resolvers.commands.visit.test_record import CADRE, CALL, FROM_ABOVE, OPERATOR, known

WHY = "MISTYPED"


async def right(stage: Stage, visit: Visit, by: str = COMMISSIONER, **given: Any) -> Visit:
    """The visit, after it is corrected."""
    await stage.done(VisitCorrect, by, visit.id, reason=WHY, **given)
    return await stage.again(visit)


async def wrong(stage: Stage, visit: Visit, by: str = COMMISSIONER, **given: Any) -> Errors:
    """With what a correction is refused."""
    return await stage.refused(VisitCorrect, by, visit.id, reason=WHY, **given)


async def history(stage: Stage, visit: Visit) -> dict[str, tuple[str | None, str | None]]:
    """What was corrected of a visit: the value as it should be, and the one that stood there."""
    made = await stage.rows(Correction, Correction.visit_id == visit.id)
    texts = {each.correction_id: each for each in await stage.rows(CorrectionText)}
    assert {(each.state, each.reason, each.family_id, each.referral_id) for each in made} == {("MADE", WHY, visit.family_id, None)}
    return {each.value: (texts[each.id].proposed, texts[each.id].replaced) for each in made}


async def test_the_right_values_stand_and_those_before_stay_in_the_history(visitors: Visitors, stage: Stage) -> None:
    visit = await visitors.record(told(companions="李主任", consolation=ConsolationInput(kind="米、油", value=20_000)))
    given: dict[str, Any] = {
        "mode": VisitMode.PHONE,
        "no_home_visit_reason": "FAMILY_PREFERS",
        "notice": NoticeInput(basis=NoticeBasis.WRITTEN),
        "led_by_leading_cadre": True,
        "companions": None,
        "consolation": ConsolationInput(kind="米、油", value=25_000),
        "dynamic_update_year": 2026,
        "suggestions": "希望上门讲解政策。",
    }
    after = await right(stage, visit, note="核对底册", **given)
    assert (after.mode, after.no_home_visit_reason, after.notice_basis, after.version) == ("PHONE", "FAMILY_PREFERS", "WRITTEN", 2)
    assert (after.companions, after.consolation_value, after.dynamic_update_year) == (None, 25_000, 2026)
    assert await history(stage, visit) == {
        "VISIT_MODE": ("PHONE", "HOME_VISIT"),
        "VISIT_NO_HOME_VISIT_REASON": ("FAMILY_PREFERS", None),
        "VISIT_NOTICE_BASIS": ("WRITTEN", "ORAL"),
        "VISIT_LED_BY_LEADING_CADRE": ("true", "false"),
        "VISIT_COMPANIONS": (None, "李主任"),
        "VISIT_CONSOLATION_VALUE": ("25000", "20000"),
        "VISIT_DYNAMIC_UPDATE_YEAR": ("2026", None),
        "VISIT_SUGGESTIONS": ("希望上门讲解政策。", None),
    }
    event = await stage.row(Event, Event.subject_id == visit.id, Event.action == "visitCorrect")
    assert (event.before, event.after, event.reasons, event.text_kind) == ("RECORDED", "RECORDED", [WHY], None)


def test_every_column_that_can_be_corrected_has_its_word_in_the_history() -> None:
    columns = {column for of_field in COLUMNS.values() for column in of_field}
    assert columns <= set(Visit.__table__.columns.keys())


@pytest.mark.parametrize(
    ("recorded", "given", "refusals"),
    [
        (told(), {"mode": VisitMode.PHONE}, [("REQUIRED", ("noHomeVisitReason",))]),
        (told(), {"no_home_visit_reason": "FAR_AWAY"}, [("NOT_EXPECTED", ("noHomeVisitReason",))]),
        (told(), {"hotline_ticket": "12345-7"}, [("NOT_EXPECTED", ("hotlineTicket",))]),
        (told(), {"dynamic_update_year": 2027}, [("IN_FUTURE", ("dynamicUpdateYear",))]),
        (told(), {"at": NOW + timedelta(days=1)}, [("IN_FUTURE", ("at",))]),
        (told(), {"at": AN_HOUR_AGO.replace(year=1950)}, [("TOO_EARLY", ("at",))]),
        (told(), {"category_text": "临时困难"}, [("NOT_EXPECTED", ("categoryText",))]),
        (told(), {"contact_result": ContactResult.NOT_HOME}, [("RESULT_STANDS", ("contactResult",))]),
        (not_met(), {"contact_result": ContactResult.MET}, [("RESULT_STANDS", ("contactResult",))]),
        (not_met(), {"suggestions": "无"}, [("NOT_EXPECTED", ("suggestions",))]),
        (told(), {"mode": VisitMode.HOME_VISIT}, [("VALUE_STANDS", ("mode",))]),
        (told(), {}, [("REQUIRED", ())]),
        (told(), {"companions": "电话13912345678"}, [("TEXT_HOLDS_PHONE", ("companions",))]),
    ],
)
async def test_the_rules_of_recording_hold(
    visitors: Visitors, stage: Stage, recorded: Any, given: dict[str, Any], refusals: Errors
) -> None:
    visit = await visitors.record(recorded)
    assert await wrong(stage, visit, **given) == refusals


async def test_a_call_keeps_a_ticket_and_its_callback_follows_from_when_it_came(visitors: Visitors, stage: Stage) -> None:
    call = await visitors.record(told(**CALL), OPERATOR)
    assert call.callback_due_at is not None
    assert await wrong(stage, call, OPERATOR, hotline_ticket=None) == [("REQUIRED", ("hotlineTicket",))]
    after = await right(stage, call, OPERATOR, hotline_ticket="12385-2", at=call.at - timedelta(hours=3))
    assert (after.hotline_ticket, after.callback_due_at) == ("12385-2", call.callback_due_at - timedelta(hours=3))


async def test_who_is_not_shown_a_value_is_not_told_that_it_stands(visitors: Visitors, stage: Stage) -> None:
    call = await visitors.record(told(**CALL), OPERATOR)
    await right(stage, call, CADRE, companions="李主任")
    after = await right(stage, call, OPERATOR, companions="李主任")
    assert (after.version, await wrong(stage, call, OPERATOR, hotline_ticket=call.hotline_ticket)) == (
        3,
        [("VALUE_STANDS", ("hotlineTicket",))],
    )
    assert await wrong(stage, call, OPERATOR, income_per_head=1) == [("FORBIDDEN", ("incomePerHead",))]


async def test_lists_and_the_next_contact_are_decided_anew(visitors: Visitors, stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME))
    campaign = (await announce(stage)).subject
    await listing(stage, id=campaign, families=ListedFamiliesInput(ids=(case.family.id,)))
    await visitors.record(not_met(ContactResult.NOT_HOME, family=known(case)["family"], at=NOW - timedelta(days=5)))
    visit = await visitors.record(not_met(ContactResult.NOT_HOME, family=known(case)["family"]))
    after = await right(stage, visit, contact_result=ContactResult.REFUSED)
    family = await stage.again(case.family)
    place = await stage.row(CampaignListing, CampaignListing.family_id == family.id)
    assert (place.contact_result, family.next_contact_on) == ("REFUSED", next_contact_on(day_of(visit.at), [], stage.reference.contact))
    assert after.next_contact_on == family.next_contact_on
    earlier = NOW - timedelta(days=7)
    await right(stage, visit, at=earlier)
    assert (await stage.again(place)).contact_result == "NOT_HOME"
    assert (await stage.again(family)).next_contact_on == next_contact_on(day_of(earlier), [], stage.reference.contact)


async def test_a_visit_for_a_campaign_stays_in_its_period(visitors: Visitors, stage: Stage) -> None:
    campaign = (await announce(stage)).subject
    visit = await visitors.record(told(campaign=campaign))
    assert await wrong(stage, visit, at=NOW - timedelta(days=40)) == [("OUTSIDE_CAMPAIGN", ("at",))]


async def test_the_income_of_the_family_follows_while_it_is_what_the_visit_told(visitors: Visitors, stage: Stage) -> None:
    visit = await visitors.record(told(income_per_head=6_000_000, needs=found()))
    await right(stage, visit, income_per_head=60_000)
    family = await stage.row(Family, Family.id == visit.family_id)
    assert (family.income_per_head, family.version) == (60_000, 2)


async def test_nobody_corrects_it_but_who_recorded_it_and_the_cadres_of_the_county(visitors: Visitors, stage: Stage) -> None:
    theirs = await visitors.record(told(), CADRE)
    for by in (COMMISSIONER, FROM_ABOVE, "monitor.federation.3301", "handler.civil-affairs.330110"):
        assert await wrong(stage, theirs, by, companions="李主任") == [("FORBIDDEN", ())], by
    assert await wrong(stage, theirs, "cadre.federation.330106", companions="李主任") == [("NOT_FOUND", ("id",))]
    await right(stage, await visitors.record(told()), CADRE, companions="李主任")


async def test_a_withdrawn_visit_is_not_corrected_nor_one_that_was_changed_since(visitors: Visitors, stage: Stage) -> None:
    visit = await visitors.record(told())
    await right(stage, visit, companions="李主任")
    assert await wrong(stage, visit, version=1, companions="王主任") == [("CONFLICT", ("expectedVersion",))]
    await stage.done(VisitWithdraw, COMMISSIONER, visit.id, reason="NOT_HELD")
    assert await wrong(stage, visit, companions="王主任") == [("INVALID_TRANSITION", ())]
