"""Play the visits of commissioners, cadres and hotline operators to the families of the demonstration county.

Source: docs/domain.md 2 (Visit). A visit is recorded by `visitRecord` half an hour after it is made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from db.tables.campaign import Campaign
from db.tables.need import Need
from db.tables.visit import Visit
from demonstration.county.people import Members
from demonstration.county.special import SpecialFamily
from demonstration.history.cast import Cast
from demonstration.history.stage import Stage
from demonstration.history.wants import Want
from demonstration.history.work import work_of
from domain.family import ContactBy
from domain.time.calendar import day_of
from domain.viewer import RegionLevel, Viewer
from domain.visit import ContactResult, IntakeChannel, NoticeBasis, VisitMode
from resolvers.commands.visit.input import (
    ConsolationInput,
    FoundNeedsInput,
    NeedInput,
    NoticeInput,
    VisitedFamilyInput,
    VisitedPersonInput,
    VisitRecordInput,
)
from resolvers.commands.visit.intake import Intake
from resolvers.commands.visit.record import VisitRecord

BEFORE = timedelta(minutes=30)
BY_OPERATOR, BY_CADRE, CONSOLED, LED, SUGGESTED, FOR_THE_UPDATE = 0.06, 0.14, 0.12, 0.04, 0.08, 0.05
MODES = {VisitMode.HOME_VISIT: 82, VisitMode.PHONE: 13, VisitMode.COMMUNITY_POINT: 3, VisitMode.VIDEO_OR_MESSAGE: 2}
IN_VAIN = {ContactResult.NOT_HOME: 7, ContactResult.REFUSED: 2, ContactResult.MOVED: 1}
NOT_AT_HOME = ("FAMILY_PREFERS", "FAR_AWAY", "AWAY_FROM_HOME")
CONSOLATIONS = (("米、油", 20_000), ("慰问金", 50_000), ("被褥", 30_000))
SUGGESTIONS = ("希望村里多设无障碍坡道。", "希望政策能有人上门讲解。", "希望康复服务离家近一些。")


@dataclass
class Visitor:
    """Records visits. `campaigns`: by a county's six digits; a visit within the period of its county's campaign belongs to that."""

    stage: Stage
    cast: Cast
    random: Random
    campaigns: Mapping[str, Campaign]
    _tickets: int = 0

    def met(self, members: Members, wants: Sequence[Want], at: datetime) -> list[Need]:
        """Record, at `at`, a visit that finds these needs; return their rows in the same order."""
        person = next((each.person for each in wants if each.person is not None), members.certified)
        found = FoundNeedsInput(list=tuple(_needed(each) for each in wants))
        return self._met(members, VisitedPersonInput(id=person.id), found, at)

    def no_difficulty(self, members: Members, at: datetime) -> None:
        """Record a visit that finds no need."""
        self._met(members, VisitedPersonInput(id=members.certified.id), FoundNeedsInput(none=True), at)

    def not_reached(self, members: Members, at: datetime) -> None:
        """Record a visit at which nobody was met: not at home, refused, moved or deceased."""
        result = self.random.choices(list(IN_VAIN), list(IN_VAIN.values()))[0]
        if members.family.contact_wish_by == ContactBy.DO_NOT_CONTACT:
            result = ContactResult.REFUSED
        if members.case == SpecialFamily.DECEASED:
            result = ContactResult.DECEASED
        told = VisitRecordInput(
            family=VisitedFamilyInput(id=members.family.id), mode=VisitMode.HOME_VISIT, at=at - BEFORE, contact_result=result
        )
        self._record(members, told, self.cast.commissioner(members.family), at)

    def _met(self, members: Members, person: VisitedPersonInput, found: FoundNeedsInput, at: datetime) -> list[Need]:
        by, channel = self._who(members)
        called = channel is not None
        mode = VisitMode.PHONE if called else self.random.choices(list(MODES), list(MODES.values()))[0]
        campaign = None if called else self._campaign_of(members, at)
        told = VisitRecordInput(
            family=VisitedFamilyInput(id=members.family.id),
            mode=mode,
            at=at - BEFORE,
            contact_result=ContactResult.MET,
            person=person,
            categories=(*members.family.categories, *members.family.health_categories),
            needs=found,
            notice=NoticeInput(basis=self._notice(members, person)),
            no_home_visit_reason=None if called or mode is VisitMode.HOME_VISIT else self.random.choice(NOT_AT_HOME),
            channel=channel,
            hotline_ticket=self._ticket(at) if called else None,
            campaign=None if campaign is None else campaign.id,
            led_by_leading_cadre=not called and self.random.random() < LED,
            consolation=self._consolation() if mode is VisitMode.HOME_VISIT and self.random.random() < CONSOLED else None,
            income_per_head=members.family.income_per_head,
            work=None if called else work_of(next(each for each in members.persons if each.id == person.id), day_of(at)),
            suggestions=self.random.choice(SUGGESTIONS) if self.random.random() < SUGGESTED else None,
            dynamic_update_year=day_of(at).year if not called and self.random.random() < FOR_THE_UPDATE else None,
        )
        return self._record(members, told, by, at, campaign)

    def _who(self, members: Members) -> tuple[Viewer, IntakeChannel | None]:
        """Draw the visitor and, for a hotline operator, the channel."""
        chance = self.random.random()
        if chance < BY_OPERATOR:
            return self.cast.operator(members.family), IntakeChannel.HOTLINE_12385
        return (self.cast.cadre if chance < BY_OPERATOR + BY_CADRE else self.cast.commissioner)(members.family), None

    def _record(self, members: Members, told: VisitRecordInput, by: Viewer, at: datetime, campaign: Campaign | None = None) -> list[Need]:
        visit = Visit(id=self.stage.fresh.id())
        met = None if told.person is None else told.person.id
        intake = Intake(
            judged=None,
            answer=visit,
            visit=visit,
            family=members.family,
            owner_office=self.cast.federation(members.family).id,
            person=next((each for each in members.persons if each.id == met), None),
            campaign=campaign,
        )
        return [row for row in self.stage.play(VisitRecord(), intake, told, by, at) if isinstance(row, Need)]

    def _campaign_of(self, members: Members, at: datetime) -> Campaign | None:
        campaign = self.campaigns[members.family.region_code[: RegionLevel.COUNTY]]
        return campaign if campaign.starts_on <= day_of(at - BEFORE) <= campaign.ends_on else None

    def _notice(self, members: Members, person: VisitedPersonInput) -> NoticeBasis:
        if any(each.id == person.id and each.guardian_name for each in members.persons):
            return NoticeBasis.GUARDIAN
        return self.random.choice((NoticeBasis.WRITTEN, NoticeBasis.ORAL))

    def _ticket(self, at: datetime) -> str:
        self._tickets += 1
        return f"RX{day_of(at).year}-{self._tickets:04d}"

    def _consolation(self) -> ConsolationInput:
        kind, value = self.random.choice(CONSOLATIONS)
        return ConsolationInput(kind=kind, value=value)


def _needed(want: Want) -> NeedInput:
    return NeedInput(
        domain=want.domain,
        urgency_level=want.level,
        urgency_kinds=want.kinds,
        request_text=want.text,
        household=want.person is None,
    )
