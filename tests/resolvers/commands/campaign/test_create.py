"""Campaigns are announced by cadres, for a division of their scope, within the campaign above."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from db.tables.audit import AuditRecord
from db.tables.campaign import Campaign
from domain.message.refusal import Path
from domain.value.number import NumberKind, is_valid
from resolvers.commands.campaign.create import CampaignCreate, CampaignCreateInput
from resolvers.commands.context import Done, Envelope
from tests.builders.limits import NUMBERS
from tests.builders.world import code
from tests.resolvers.commands.conftest import Stage

COUNTY, CITY = "cadre.federation.330110", "cadre.federation.3301"
TOLD: dict[str, Any] = {
    "title": "特殊困难残疾人家庭走访",
    "document_number": "残联厅函〔2020〕58号",
    "starts_on": date(2026, 11, 1),
    "ends_on": date(2026, 12, 31),
    "categories": ("QUARANTINED", "OTHER_HARDSHIP"),
    "region": "330110",
}


async def announce(stage: Stage, by: str = COUNTY, **given: Any) -> Done:
    """What comes of it."""
    viewer = stage.world.viewer(by)
    await stage.world.insert(stage.addresses.loader)
    return await stage.commands.run(CampaignCreate(), CampaignCreateInput(**{**TOLD, **given}), viewer, Envelope(trace="trace"))


async def refused(stage: Stage, by: str = COUNTY, **given: Any) -> list[tuple[str, Path]]:
    """With what it is refused; nothing is left behind."""
    stage.world.viewer(by)
    await stage.world.insert(stage.addresses.loader)
    before = await stage.everything()
    done = await announce(stage, by, **given)
    assert await stage.everything() == before
    return [(each.code, each.path) for each in done.errors]


async def the_city_s(stage: Stage) -> UUID:
    """A campaign over the whole city."""
    done = await announce(stage, CITY, region="3301")
    assert done.subject is not None
    return done.subject


async def test_a_campaign_is_the_cadre_s_office_s(stage: Stage) -> None:
    done = await announce(stage)
    campaign = await stage.row(Campaign, Campaign.id == done.subject)
    assert (campaign.title, campaign.document_number) == (TOLD["title"], TOLD["document_number"])
    assert (campaign.starts_on, campaign.ends_on, campaign.categories) == (TOLD["starts_on"], TOLD["ends_on"], list(TOLD["categories"]))
    assert (campaign.region_code, campaign.office_id) == (code("330110"), stage.world.viewer(COUNTY).office)
    assert (campaign.version, campaign.created_at) == (1, stage.now)
    assert is_valid(campaign.number)
    assert campaign.number.startswith(NumberKind.CAMPAIGN)
    assert (await stage.row(AuditRecord, AuditRecord.target_id == campaign.id)).action == "campaignCreate"


async def test_a_campaign_of_one_day_is_a_campaign(stage: Stage) -> None:
    assert (await announce(stage, ends_on=TOLD["starts_on"])).errors == ()


async def test_a_part_of_a_campaign_points_to_it(stage: Stage) -> None:
    above = await the_city_s(stage)
    done = await announce(stage, parent=above)
    assert (await stage.row(Campaign, Campaign.id == done.subject)).parent_id == above


@pytest.mark.parametrize(
    ("given", "refusals"),
    [
        ({"ends_on": date(2026, 10, 31)}, [("ENDS_BEFORE_START", ("endsOn",))]),
        ({"starts_on": date(1999, 1, 1)}, [("TOO_EARLY", ("startsOn",)), ("TOO_LATE", ("endsOn",))]),
        ({"region": "330106"}, [("OUT_OF_SCOPE", ("region",))]),
        ({"region": "3301"}, [("OUT_OF_SCOPE", ("region",))]),
        ({"region": "999999"}, [("UNKNOWN_REGION", ("region",))]),
        ({"categories": ()}, [("TOO_FEW", ("categories",))]),
        ({"categories": ("INFECTED", "NONE")}, [("UNKNOWN_CODE", ("categories", 1))]),
        ({"title": " "}, [("REQUIRED", ("title",))]),
        ({"parent": uuid4()}, [("NOT_FOUND", ("parent",))]),
    ],
)
async def test_a_campaign_is_refused_with(stage: Stage, given: dict[str, Any], refusals: list[tuple[str, Path]]) -> None:
    assert await refused(stage, **given) == refusals


async def test_a_part_lies_within_the_region_and_period_of_the_campaign_above(stage: Stage) -> None:
    above = await the_city_s(stage)
    longer: dict[str, Any] = {"starts_on": date(2026, 10, 31), "ends_on": date(2027, 1, 1)}
    assert await refused(stage, parent=above, **longer) == [("OUTSIDE_PARENT", ("startsOn",)), ("OUTSIDE_PARENT", ("endsOn",))]
    assert {each.row for each in (await announce(stage, parent=above, **longer)).errors} == {("Campaign", above)}
    part = await announce(stage, parent=above)
    wider = await refused(stage, CITY, parent=part.subject, region="3301")
    assert wider == [("OUTSIDE_PARENT", ("region",))]


async def test_only_cadres_announce_campaigns(stage: Stage) -> None:
    for by in ("commissioner.federation.330110109200", "leader.federation.330110", "dispatcher.civil-affairs.330110"):
        assert await refused(stage, by) == [("FORBIDDEN", ())]


TODAY, DAY = date(2026, 11, 24), timedelta(days=1)


def days(key: str) -> timedelta:
    return timedelta(days=NUMBERS[key])


async def test_a_campaign_starts_within_a_year_of_today(stage: Stage) -> None:
    least, most = TODAY - days("campaign_back_days"), TODAY + days("campaign_ahead_days")
    assert await refused(stage, starts_on=least - DAY, ends_on=least) == [("TOO_EARLY", ("startsOn",))]
    assert await refused(stage, starts_on=most + DAY, ends_on=most + DAY) == [("TOO_LATE", ("startsOn",))]
    for starts_on in (least, least + DAY, most - DAY, most):
        assert (await announce(stage, starts_on=starts_on, ends_on=starts_on)).errors == ()


async def test_a_campaign_ends_within_two_years_of_its_start(stage: Stage) -> None:
    most = TODAY + days("campaign_longest_days")
    assert await refused(stage, starts_on=TODAY, ends_on=most + DAY) == [("TOO_LATE", ("endsOn",))]
    for ends_on in (most - DAY, most):
        assert (await announce(stage, starts_on=TODAY, ends_on=ends_on)).errors == ()
