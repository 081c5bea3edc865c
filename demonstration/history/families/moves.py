"""Play the moves of a few families to another county: one waits, one was declined, one was taken back, one was taken on.

Source: docs/decisions/033-moving.md.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.tables.campaign import Campaign, CampaignListing
from db.tables.event import Event
from db.tables.family import Family
from db.tables.family_merge import FamilyMerge
from db.tables.family_move import FamilyMoveProposal
from db.tables.need import Need
from db.tables.person import CertificateRecord, Person
from db.tables.visit import Visit
from demonstration.county.people import Members
from demonstration.history.cast import Cast
from demonstration.history.diary import Diary
from demonstration.history.stage import Stage
from domain.viewer import RegionLevel
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.family.household import Household
from resolvers.commands.moving.decide import Arriving, FamilyMoveDecide, FamilyMoveDecideInput
from resolvers.commands.moving.propose import FamilyMovePropose, FamilyMoveProposeInput, Proposed
from resolvers.commands.moving.withdraw import FamilyMoveWithdraw, FamilyMoveWithdrawInput

AGO = -2
"""The day of the diary on which the families are proposed."""


@dataclass
class _Move:
    """A family without needs that is proposed to another county."""

    stage: Stage
    cast: Cast
    household: Household
    to: Family
    at: datetime

    def __post_init__(self) -> None:
        row = FamilyMoveProposal(id=self.stage.fresh.id())
        self.proposal, family = row, self.household.family
        told = FamilyMoveProposeInput(id=family.id, village=self.to.region_code, address="新村路3幢201室")
        proposed = Proposed(answer=row, family=family, household=self.household, is_awaited=True)
        self.stage.play(FamilyMovePropose(), proposed, told, self.cast.cadre(family), self.at)
        self.household.rows[FamilyMoveProposal] = [row]

    def wait(self) -> None:
        """Leave it undecided."""

    def decline(self) -> None:
        """Nobody has come to live there."""
        self._decide(FamilyMoveDecideInput(id=self.proposal.id, accepted=False, reason="NOT_ARRIVED"))

    def withdraw(self) -> None:
        """The family stays after all."""
        aggregate = Aggregate(answer=self.proposal, family=self.household.family)
        given = FamilyMoveWithdrawInput(id=self.proposal.id)
        self.stage.play(FamilyMoveWithdraw(), aggregate, given, self.cast.cadre(self.household.family), self.at + timedelta(hours=3))

    def accept(self) -> None:
        """The family lives there from then on."""
        self._decide(FamilyMoveDecideInput(id=self.proposal.id, accepted=True))

    def _decide(self, given: FamilyMoveDecideInput) -> None:
        arriving = Arriving(
            answer=self.proposal,
            family=self.household.family,
            household=self.household,
            campaigns={each.id: each for each in self.stage.rows if isinstance(each, Campaign)},
            in_charge=frozenset(),
            matches=(),
            views=(),
            stood={},
            versions={},
        )
        self.stage.play(FamilyMoveDecide(), arriving, given, self.cast.cadre(self.to), self.at + timedelta(hours=4))


STORIES: tuple[Callable[[_Move], None], ...] = (_Move.wait, _Move.decline, _Move.withdraw, _Move.accept)


def move_away(stage: Stage, cast: Cast, diary: Diary, families: Iterable[Members]) -> None:
    """Propose a family without needs for each of the stories, to where a family of another county lives."""
    everybody, at = list(families), diary.morning(AGO)
    busy = {row.family_id for row in stage.rows if isinstance(row, Need) or (isinstance(row, Visit | Event) and row.at >= at)}
    busy |= {key for row in stage.rows if isinstance(row, FamilyMerge) for key in (row.survivor_id, row.merged_id)}
    plain = [each for each in everybody if each.case is None and each.family.id not in busy]
    for members, story in zip(reversed(plain), STORIES, strict=False):
        elsewhere = [each.family for each in everybody if _county(each.family) != _county(members.family)]
        story(_Move(stage, cast, _household(stage, members), elsewhere[0], at))


def _household(stage: Stage, members: Members) -> Household:
    """Return a family with what belongs to it: of one without needs few rows do."""
    rows: dict[Any, list[Any]] = {Person: [*members.persons], CertificateRecord: [*members.records]}
    for kind in (Visit, CampaignListing):
        rows[kind] = [each for each in stage.rows if isinstance(each, kind) and each.family_id == members.family.id]
    return Household(members.family, rows)


def _county(family: Family) -> str:
    return family.region_code[: RegionLevel.COUNTY]
