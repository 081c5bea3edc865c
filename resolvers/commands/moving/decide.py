"""`familyMoveDecide`: the county to which a family has moved takes it on, or declines; then the family stays where it was.

Source: docs/lifecycle.md (`familyMoveDecide`); docs/decisions/033-moving.md. Declined, that county has learnt nothing of the family.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.protect.cipher import Secret
from db.session.lock import lock
from db.tables.campaign import Campaign
from db.tables.declare import Row
from db.tables.emergency_view import EmergencyView
from db.tables.family_move import FamilyMoveProposal
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.person_match import PersonMatch
from db.tables.referral import Referral
from domain.message.refusal import Refusal
from domain.moving import MoveState
from domain.viewer import lies_in
from resolvers.commands.aggregate.case import WithCases, of_family
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.family.household import OVER, Household, households
from resolvers.commands.family.move import campaigns_of, in_charge_there
from resolvers.commands.inputs.input import CodeOf, IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.moving.leaving import Leaving
from resolvers.commands.settle.history import Stood, left, standing, steps
from resolvers.commands.target import RowCommand

REASONS = "MOVE_DECLINE_REASON"


class FamilyMoveDecideInput(Input):
    """Whether the county to which the family has moved takes it on. 迁入地是否接收。"""

    id: Annotated[UUID, IdOf("FamilyMoveProposal"), Says("What was proposed. 迁居移交记录。")]
    accepted: Annotated[bool, Says("Whether the family lives here from now on. 是否接收该家庭。")]
    reason: Annotated[str | None, CodeOf(REASONS), Says("Why not; a code, if declined alone. 不予接收的原因代码，仅不接收时填写。")] = None


@dataclass(kw_only=True)
class Arriving(WithCases[FamilyMoveProposal]):
    """A proposal with the household, locked, its cases that are not over, and what tells of it elsewhere.

    `campaigns`, `in_charge`: as for a move within the county.
    `stood`: how items and referrals stood before; `versions`: of the needs that go along.
    """

    household: Household
    campaigns: Mapping[UUID, Campaign]
    in_charge: frozenset[UUID]
    matches: Sequence[PersonMatch]
    views: Sequence[EmergencyView]
    stood: Stood
    versions: Mapping[Need, int]

    @property
    @override
    def subjects(self) -> list[Row]:
        """The proposal and the needs; what ends in the county that the family leaves is told there, as of who proposed it."""
        return [self.answer, *self.versions]

    @override
    def settle(self, made: Sequence[Row], at: Moment) -> Iterable[Row]:
        """Settle each case, and tell its history; whoever worked on it there is not told by whom the family was taken on."""
        yield from super().settle(made, at)
        for need, version in self.versions.items():
            if need.version == version and self.answer.state == MoveState.ACCEPTED:
                need.changed(at.now)
        of_who_proposed = replace(at, viewer=replace(at.viewer, office=self.answer.office_id, account=self.answer.account_id))
        yield from left(FamilyMoveDecide.action, self.answer, self.stood, Change(), (), of_who_proposed)


class FamilyMoveDecide(RowCommand[Arriving, FamilyMoveDecideInput, FamilyMoveProposal]):
    """Take on a family that has moved here from another county, or decline. 接收跨县迁入的家庭，或不予接收。"""

    answers = "FamilyMoveProposal"

    @override
    async def load(self, locks: Locks, found: FamilyMoveProposal) -> Arriving:
        """Return the proposal with the household, locked, its cases, and what tells of it elsewhere."""
        session, key = locks.session, found.family_id
        household = (await households(locks, [key]))[key]
        undecided = {each.item_id for each in household.of(Referral) if each.transfer_open_at is not None}
        items = [each.id for each in household.of(AssistanceItem) if each.state not in OVER or each.id in undecided]
        cases = await locks.cases(items) if items else ()
        return Arriving(
            answer=await locks.locked(found),
            family=household.family,
            household=household,
            cases=cases,
            campaigns=await campaigns_of(locks, household),
            in_charge=await in_charge_there(locks, household, found.region_code),
            matches=await lock(session, PersonMatch, PersonMatch.family_id == key),
            views=await lock(session, EmergencyView, EmergencyView.family_id == key, EmergencyView.until > locks.at.now),
            stood={each: standing(each) for case in cases for each in (case.item, *case.referrals)},
            versions={each: each.version for each in household.of(Need) if not household.is_past(each)},
        )

    @override
    def apply(self, arriving: Arriving, input: FamilyMoveDecideInput, at: Moment) -> Change:
        """Bring the family here, or write why not. Raises FORBIDDEN for the county that proposes, NO_TRANSFER, REQUIRED, NOT_EXPECTED."""
        row = arriving.answer
        if not lies_in(row.region_code, at.viewer.scope):
            raise Refusal("FORBIDDEN")
        if row.state != MoveState.OPEN:
            raise Refusal("NO_TRANSFER", path=("id",))
        if input.accepted is (input.reason is not None):
            raise Refusal("NOT_EXPECTED" if input.accepted else "REQUIRED", path=("reason",))
        family = arriving.household.family
        if not input.accepted:
            arriving.cases = ()
            row.reason = input.reason
            row.decide(MoveState.DECLINED, at.viewer.account, at.now)
            why = Change(granted=False, reasons=(REASONS, [input.reason or ""]))
            return replace(why, rows=tuple(steps(self.action, family, None, None, why, at)))
        rows = _take_on(arriving, at)
        return Change(granted=True, rows=(*rows, *steps(self.action, family, None, None, Change(granted=True), at)))


def _take_on(arriving: Arriving, at: Moment) -> list[Row]:
    """Bring the family to where it lives now, and end what it leaves; return what is new."""
    row, household = arriving.answer, arriving.household
    assert row.told_cipher is not None
    told = json.loads(at.cipher.open(Secret.FAMILY_MOVE, row.id, row.told_cipher))
    leaving = Leaving(household, [of_family(case) for case in arriving.cases], arriving.campaigns, arriving.in_charge, at)
    rows = leaving.run(row.region_code, told["address"], told["registration"])
    for match in arriving.matches:
        match.region_code = leaving.county
        match.changed(at.now)
    for view in arriving.views:
        view.until = at.now
        view.changed(at.now)
    row.decide(MoveState.ACCEPTED, at.viewer.account, at.now)
    return rows
