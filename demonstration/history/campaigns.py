"""Play the visiting campaign of the city with one in each county below it, their lists, and a few drafts of visits.

Source: docs/domain.md 2 (Campaign; a draft is seen by its author alone).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

import orjson

from db.tables.campaign import Campaign, CampaignListing
from db.tables.family import Family
from db.tables.visit import Visit
from db.tables.visit import VisitDraft as Draft
from demonstration.county.people import Members
from demonstration.county.places import CITY, COUNTIES, code
from demonstration.history.cast import Cast
from demonstration.history.diary import Diary
from demonstration.history.stage import Stage
from domain.campaign import Contact
from domain.viewer import RegionLevel, Viewer
from domain.visit import ContactResult, VisitMode, VisitState
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.campaign.create import Announced, CampaignCreate, CampaignCreateInput
from resolvers.commands.campaign.list_add import NAMED_MOST, CampaignListAdd, CampaignListAddInput, ListedFamiliesInput, Listing
from resolvers.commands.campaign.list_remove import CampaignListRemove, CampaignListRemoveInput
from resolvers.commands.campaign.listing import Listed
from resolvers.commands.visit.draft import VisitDraft, VisitDraftInput

BEGAN, ENDS = -45, timedelta(days=40)
"""When a campaign starts, as the number of a day of the diary, and how long after its last day it ends."""
CATEGORIES = ("ILL_AND_DISABLED", "MARGINAL_HOUSEHOLD", "ORPHANED_OR_ALONE", "POVERTY_RISK")
DRAFTS = 3


def announce(stage: Stage, cast: Cast, diary: Diary) -> dict[str, Campaign]:
    """Create the city's campaign and one below it in each county; return those, by the county's six digits."""
    at, ends_on = diary.morning(BEGAN), diary.days[-1] + ENDS
    city = _announce(stage, cast.named(f"cadre.federation.{CITY}"), at, ends_on, None)
    return {
        county: _announce(stage, cast.named(f"cadre.federation.{county}"), at + timedelta(hours=order), ends_on, city)
        for order, county in enumerate(COUNTIES, 1)
    }


def list_families(stage: Stage, cast: Cast, diary: Diary, campaigns: Mapping[str, Campaign], families: Iterable[Members]) -> None:
    """Put the families of each county on its campaign's list, each with its commissioner; a family that has moved is taken off."""
    at = diary.morning(-1)
    lists = defaultdict[tuple[str, Viewer], list[Family]](list)
    for each in families:
        lists[each.family.region_code[: RegionLevel.COUNTY], cast.commissioner(each.family)].append(each.family)
    contacts = defaultdict[UUID, list[Contact]](list)
    for row in stage.rows:
        if isinstance(row, Visit) and row.state == VisitState.RECORDED:
            contacts[row.family_id].append(Contact(row.at, ContactResult(row.contact_result)))
    for (county, commissioner), listed in lists.items():
        campaign, by = campaigns[county], cast.named(f"cadre.federation.{county}")
        for start in range(0, len(listed), NAMED_MOST):
            some = listed[start : start + NAMED_MOST]
            known = Listed([], {campaign.id: campaign}, contacts)
            listing = Listing(answer=campaign, families=some, known={}, listed=known, scopes=[commissioner.scope])
            told = CampaignListAddInput(
                id=campaign.id, families=ListedFamiliesInput(ids=tuple(each.id for each in some)), visitor=commissioner.account
            )
            at += timedelta(minutes=5)
            made = stage.play(CampaignListAdd(), listing, told, by, at)
            moved = [row for row in made if isinstance(row, CampaignListing) and row.contact_result == ContactResult.MOVED]
            for row in moved[:1]:
                removed = CampaignListRemoveInput(id=row.id, reason="MOVED")
                stage.play(CampaignListRemove(), Aggregate(answer=row), removed, by, at)


def draft(stage: Stage, cast: Cast, diary: Diary) -> None:
    """Save a draft of a visit for each of a few commissioners."""
    for name in sorted(set(cast.county.accounts.commissioners.values()))[:DRAFTS]:
        by, at = cast.named(name), diary.morning(-1)
        row = Draft(id=stage.fresh.id(), author_id=by.account, version=0)
        stage.play(VisitDraft(), Aggregate(answer=row), VisitDraftInput(body=_half_filled_in(at)), by, at)


def _half_filled_in(at: datetime) -> str:
    return orjson.dumps({"mode": VisitMode.HOME_VISIT, "at": at, "companions": "村干部一名"}).decode()


def _announce(stage: Stage, by: Viewer, at: datetime, ends_on: date, parent: Campaign | None) -> Campaign:
    starts_on = at.date()
    year = starts_on.year
    campaign = Campaign(id=stage.fresh.id())
    told = CampaignCreateInput(
        title=f"{year}年特殊困难残疾人家庭走访探视专项行动",
        document_number=f"残联办〔{year}〕{12 if parent is None else 30 + COUNTIES.index(by.region[:6])}号",
        starts_on=starts_on,
        ends_on=ends_on,
        categories=CATEGORIES,
        region=code(by.region[: 4 if parent is None else 6]),
        parent=None if parent is None else parent.id,
    )
    stage.play(CampaignCreate(), Announced(judged=None, answer=campaign, parent=parent), told, by, at)
    return campaign
