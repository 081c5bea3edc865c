"""Families are put on a campaign's list, assigned, visited. Source: docs/domain.md 2 (CampaignListing)."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from db.tables.audit import AuditRecord
from db.tables.campaign import Campaign, CampaignListing
from db.tables.family import Family
from domain.message.refusal import Path
from domain.visit import ContactResult, VisitMode
from resolvers.commands.campaign.list_add import CampaignListAdd, CampaignListAddInput, ListedFamiliesInput
from resolvers.commands.context import Done, Envelope
from resolvers.commands.visit.input import VisitedFamilyInput, VisitRecordInput
from resolvers.commands.visit.record import VisitRecord
from tests.builders.case import a_family
from tests.builders.world import VILLAGE
from tests.resolvers.commands.campaign.test_create import TOLD, announce
from tests.resolvers.commands.conftest import Stage

CADRE, COMMISSIONER = "cadre.federation.330110", f"commissioner.federation.{VILLAGE}"
ELSEWHERE = "330109001001"
NOT_THEIRS = (COMMISSIONER, "cadre.federation.3301", "handler.civil-affairs.330110", "monitor.federation.330110")


async def announced(stage: Stage, **given: Any) -> UUID:
    """A campaign over the county."""
    done = await announce(stage, **given)
    assert done.subject is not None
    return done.subject


async def a_listed(stage: Stage, in_: str = VILLAGE, **columns: Any) -> Family:
    """A family of one of the campaign's categories, who is in the database."""
    case = a_family(stage.world, in_)
    for name, value in ({"categories": [TOLD["categories"][1]]} | columns).items():
        setattr(case.family, name, value)
    return (await stage.placed(case)).family


async def listing(stage: Stage, by: str = CADRE, **given: Any) -> Done:
    """What comes of it."""
    input = CampaignListAddInput(**given)
    return await stage.commands.run(CampaignListAdd(), input, await stage.viewer(by), Envelope(trace="trace"))


async def refused(stage: Stage, by: str = CADRE, **given: Any) -> list[tuple[str, Path]]:
    """With what it is refused; nothing is left behind."""
    await stage.viewer(by)
    before = await stage.everything()
    done = await listing(stage, by, **given)
    assert await stage.everything() == before
    return [(each.code, each.path) for each in done.errors]


async def of(stage: Stage, family: Family) -> CampaignListing:
    """The family's only place on a list."""
    return await stage.row(CampaignListing, CampaignListing.family_id == family.id)


async def visit(stage: Stage, family: Family, result: ContactResult) -> None:
    """A visit of the commissioner now; somebody met is noted without anything else, past the form."""
    told = VisitRecordInput(family=VisitedFamilyInput(id=family.id), mode=VisitMode.HOME_VISIT, at=stage.now, contact_result=result)
    done = await stage.commands.run(VisitRecord(), told, await stage.viewer(COMMISSIONER), Envelope(trace="trace"))
    assert [(each.code, each.path) for each in done.errors] == []


def these(*families: Family) -> ListedFamiliesInput:
    return ListedFamiliesInput(ids=tuple(each.id for each in families))


async def test_a_family_is_listed_with_its_visitor(stage: Stage) -> None:
    campaign, family = await announced(stage), await a_listed(stage)
    visitor = (await stage.viewer(COMMISSIONER)).account
    done = await listing(stage, id=campaign, families=these(family), visitor=visitor)
    assert (done.errors, done.subject) == ((), campaign)
    row = await of(stage, family)
    assert (row.campaign_id, row.region_code, row.visitor_id) == (campaign, family.region_code, visitor)
    assert (row.state, row.contact_result, row.version, row.listed_at) == ("PENDING", None, 1, stage.now)
    record = await stage.row(AuditRecord, AuditRecord.action == "campaignListAdd", AuditRecord.target_id == campaign)
    assert record.family_ids == [family.id]


async def test_those_of_the_campaigns_categories_in_a_division_are_listed(stage: Stage) -> None:
    campaign = await announced(stage, categories=("QUARANTINED", "ORPHANED_OR_ALONE"))
    plain, of_health = (
        await a_listed(stage, categories=["ORPHANED_OR_ALONE"]),
        await a_listed(stage, categories=[], health_categories=["QUARANTINED"]),
    )
    await a_listed(stage, categories=["OTHER_HARDSHIP"])
    assert (await listing(stage, id=campaign, families=ListedFamiliesInput(living_in="330110109"))).errors == ()
    rows = await stage.rows(CampaignListing, CampaignListing.campaign_id == campaign)
    assert {each.family_id for each in rows} >= {plain.id, of_health.id}
    families = {each.id: each for each in await stage.rows(Family)}
    for each in rows:
        found = families[each.family_id]
        assert {"QUARANTINED", "ORPHANED_OR_ALONE"} & {*found.categories, *found.health_categories}


async def test_a_family_listed_again_only_gets_another_visitor(stage: Stage) -> None:
    campaign, family = await announced(stage), await a_listed(stage)
    await listing(stage, id=campaign, families=these(family))
    await listing(stage, id=campaign, families=these(family))
    assert ((await of(stage, family)).visitor_id, (await of(stage, family)).version) == (None, 1)
    visitor = (await stage.viewer(COMMISSIONER)).account
    await listing(stage, id=campaign, families=these(family), visitor=visitor)
    assert ((await of(stage, family)).visitor_id, (await of(stage, family)).version) == (visitor, 2)
    await listing(stage, id=campaign, families=these(family))
    assert (await of(stage, family)).visitor_id == visitor


async def test_a_visit_tells_whether_the_family_was_reached(stage: Stage) -> None:
    campaign, family, other = await announced(stage), await a_listed(stage), await a_listed(stage)
    await listing(stage, id=campaign, families=these(family, other))
    await visit(stage, family, ContactResult.NOT_HOME)
    row = await of(stage, family)
    assert (row.state, row.contact_result, row.version) == ("NOT_REACHED", "NOT_HOME", 2)
    await visit(stage, family, ContactResult.NOT_HOME)
    assert (await of(stage, family)).version == 2
    assert (await of(stage, other)).state == "PENDING"


async def test_a_visit_before_the_listing_counts_as_well(stage: Stage) -> None:
    campaign, family = await announced(stage), await a_listed(stage)
    await visit(stage, family, ContactResult.REFUSED)
    await listing(stage, id=campaign, families=these(family))
    assert ((await of(stage, family)).state, (await of(stage, family)).version) == ("NOT_REACHED", 1)


async def test_a_visit_outside_of_the_period_does_not_count(stage: Stage) -> None:
    campaign, family = await announced(stage, starts_on=date(2026, 12, 1)), await a_listed(stage)
    await listing(stage, id=campaign, families=these(family))
    await visit(stage, family, ContactResult.NOT_HOME)
    assert (await of(stage, family)).state == "PENDING"


async def test_a_campaign_that_is_over_lists_nobody(stage: Stage) -> None:
    campaign, family = await announced(stage), await a_listed(stage)
    async with stage.loader.begin() as connection:
        await connection.exec_driver_sql("update campaign set ends_on = starts_on where id = $1", (campaign,))
    assert await refused(stage, id=campaign, families=these(family)) == [("CAMPAIGN_OVER", ("id",))]
    assert (await stage.row(Campaign, Campaign.id == campaign)).ends_on < stage.now.date()


async def test_whoever_lives_with_a_holder_of_a_certificate_in_a_division_is_listed_whatever_the_categories(stage: Stage) -> None:
    campaign, town = await announced(stage), "330110009"
    holder, none, dead, away = (a_family(stage.world, f"{place}001") for place in (town, town, town, "330110011"))
    for each in (holder.with_certificate(), dead.with_certificate(), away.with_certificate(), none):
        each.family.categories = []
    dead.head.deceased_on = date(2026, 11, 1)
    for each in (holder, none, dead, away):
        await stage.placed(each)
    assert (await listing(stage, id=campaign, families=ListedFamiliesInput(holders_in=town))).errors == ()
    rows = await stage.rows(CampaignListing, CampaignListing.campaign_id == campaign)
    assert [each.family_id for each in rows] == [holder.family.id]


async def test_a_family_that_is_not_seen_or_lives_elsewhere_is_refused(stage: Stage) -> None:
    of_town = await announced(stage, region="330110109")
    family, away, unseen = await a_listed(stage), await a_listed(stage, "330110005001"), await a_listed(stage, ELSEWHERE)
    assert await refused(stage, id=of_town, families=these(family, away)) == [("CAMPAIGN_ELSEWHERE", ("families", "ids", 1))]
    assert await refused(stage, id=of_town, families=these(unseen, family)) == [("NOT_FOUND", ("families", "ids", 0))]


@pytest.mark.parametrize("where", ["330109", "33"])
async def test_a_division_outside_of_the_own_scope_is_refused(stage: Stage, where: str) -> None:
    campaign = await announced(stage)
    assert await refused(stage, id=campaign, families=ListedFamiliesInput(living_in=where)) == [("OUT_OF_SCOPE", ("families", "livingIn"))]
    holders = ListedFamiliesInput(holders_in=where)
    assert await refused(stage, id=campaign, families=holders) == [("OUT_OF_SCOPE", ("families", "holdersIn"))]


@pytest.mark.parametrize("who", [f"commissioner.federation.{ELSEWHERE}", "handler.civil-affairs.330110", "leader.federation.330110"])
async def test_a_visitor_who_has_no_business_there_is_refused(stage: Stage, who: str) -> None:
    campaign, family = await announced(stage), await a_listed(stage)
    visitor = (await stage.viewer(who)).account
    assert await refused(stage, id=campaign, families=these(family), visitor=visitor) == [("NOT_IN_CHARGE_THERE", ("visitor",))]


@pytest.mark.parametrize("by", NOT_THEIRS)
async def test_only_cadres_of_the_county_keep_lists(stage: Stage, by: str) -> None:
    campaign, family = await announced(stage), await a_listed(stage)
    assert await refused(stage, by, id=campaign, families=these(family)) == [("FORBIDDEN", ())]
