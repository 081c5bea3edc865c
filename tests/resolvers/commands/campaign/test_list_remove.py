"""Families are taken off a campaign's list. Source: docs/domain.md 2 (CampaignListing)."""

import pytest

from db.tables.event import Event
from domain.visit import ContactResult
from resolvers.commands.campaign.list_remove import CampaignListRemove
from tests.resolvers.commands.campaign.test_list_add import CADRE, NOT_THEIRS, a_listed, announced, listing, of, these, visit
from tests.resolvers.commands.conftest import Stage


async def test_who_is_taken_off_stays_off_until_listed_again(stage: Stage) -> None:
    campaign, family = await announced(stage), await a_listed(stage)
    await listing(stage, id=campaign, families=these(family))
    row = await of(stage, family)
    await stage.done(CampaignListRemove, CADRE, row.id, reason="NOT_OF_TARGET")
    event = await stage.row(Event, Event.subject_id == row.id)
    assert (event.action, event.before, event.after, event.reasons) == ("campaignListRemove", "PENDING", "REMOVED", ["NOT_OF_TARGET"])
    assert await stage.refused(CampaignListRemove, CADRE, row.id, reason="MOVED") == [("REMOVED_ALREADY", ("id",))]
    await visit(stage, family, ContactResult.NOT_HOME)
    assert ((await of(stage, family)).state, (await of(stage, family)).removed_reason) == ("REMOVED", "NOT_OF_TARGET")
    await listing(stage, id=campaign, families=these(family))
    row = await of(stage, family)
    assert (row.state, row.contact_result, row.removed_reason) == ("NOT_REACHED", "NOT_HOME", None)


async def test_a_listing_elsewhere_is_not_found(stage: Stage) -> None:
    campaign, family = await announced(stage), await a_listed(stage)
    await listing(stage, id=campaign, families=these(family))
    row = await of(stage, family)
    assert await stage.refused(CampaignListRemove, "cadre.federation.330109", row.id, reason="MOVED") == [("NOT_FOUND", ("id",))]


@pytest.mark.parametrize("by", NOT_THEIRS)
async def test_only_cadres_of_the_county_take_families_off(stage: Stage, by: str) -> None:
    campaign, family = await announced(stage), await a_listed(stage)
    await listing(stage, id=campaign, families=these(family))
    assert await stage.refused(CampaignListRemove, by, (await of(stage, family)).id, reason="MOVED") == [("FORBIDDEN", ())]
