"""Play the visiting campaign of the city with one in each county below it, and a few drafts of visits.

Source: docs/domain.md 2 (Campaign; a draft is seen by its author alone).
"""

from datetime import date, datetime, timedelta

import orjson

from db.tables.campaign import Campaign
from db.tables.visit import VisitDraft as Draft
from demonstration.county.places import CITY, COUNTIES, code
from demonstration.history.cast import Cast
from demonstration.history.diary import Diary
from demonstration.history.stage import Stage
from domain.viewer import Viewer
from domain.visit import VisitMode
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.campaign.create import Announced, CampaignCreate, CampaignCreateInput
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
